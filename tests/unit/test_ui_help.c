/* SPDX-License-Identifier: MIT
 *
 * test_ui_help - nothing is asked without help: every topic has a text, every field of every
 * screen one of its own and a hint that fits a line, every stage a whole one; the words of the
 * texts are the glossary's.
 */
#include "tests/unit/screen.h"

#include <stdlib.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/mem.h"
#include "ui/app.h"
#include "ui/help/glossary.h"
#include "ui/screen/cleanup.h"
#include "ui/screen/differences.h"
#include "ui/screen/fields.h"
#include "ui/widget/textview.h"
#include "ui/words.h"
#include "wizard/plan_access.h"

#define LINE_COLS 78 /* of the guide line in 80 columns */

static const struct screen *const screens[] = {
    &screen_first,    &screen_tasks,     &screen_comeback,    &screen_source,
    &screen_target,   &screen_databases, &screen_consistency, &screen_verify,
    &screen_progress, &screen_cutover,   &screen_differences, &screen_cleanup,
};
#define N(a) (sizeof(a) / sizeof(a)[0])

/* Fields are asked in these screens; their state begins with a form. */
static bool is_form(const struct screen *s)
{
    return s == &screen_first || s == &screen_comeback;
}

static bool is_fields(const struct screen *s)
{
    return s == &screen_source || s == &screen_target || s == &screen_consistency;
}

/* ---- the texts ---- */

static void every_topic_is_written(void **state)
{
    (void)state;
    for (enum help_topic t = HELP_NONE + 1; t < HELP_COUNT; t++) {
        const struct help_entry *e = help_entry(t);

        if (!e || !e->what || !*e->what)
            fail_msg("topic %d has no text", (int)t);
    }
    assert_null(help_entry(HELP_NONE));
}

/* What is typed needs an example; what stands in a console, the way there. */
static void fields_have_an_example(void **state)
{
    (void)state;
    for (enum help_topic t = HELP_WHERE; t < HELP_COUNT; t++) {
        const struct help_entry *e = help_entry(t);

        if (!e->type)
            fail_msg("topic %d does not say what to type: %s", (int)t, e->what);
    }
    static const enum help_topic found[] = {
        HELP_SECRET_ID,   HELP_SECRET_KEY,  HELP_TARGET_REGION, HELP_ACCESS,
        HELP_VERSION,     HELP_SOURCE_HOST, HELP_SOURCE_PORT,   HELP_INSTANCE_ID,
        HELP_NETWORK_ID,  HELP_VPC,         HELP_SUBNET,        HELP_OWNER,
        HELP_SOURCE_USER, HELP_TARGET_USER, HELP_TARGET,        HELP_TARGET_ID,
        HELP_PASSWORD,    HELP_TLS,         HELP_GRANTS,        HELP_SOURCE_REGION,
        HELP_NAMES,       HELP_APP_USER};
    for (size_t i = 0; i < N(found); i++)
        if (!help_entry(found[i])->find)
            fail_msg("topic %d does not say where to find it", (int)found[i]);
}

static void parts_stand_under_headings(void **state)
{
    char *text = help_text(HELP_SOURCE_HOST);

    (void)state;
    assert_non_null(strstr(text, "\n\nWhat to give\nAn IPv4 address"));
    assert_non_null(strstr(text, "\n\nWhere to find it\nIn the Alibaba console"));
    assert_non_null(strstr(text, "\n\nWhat happens next\n"));
    assert_null(strstr(text, "What cannot be undone"));
    assert_true(help_is_heading("Where to find it"));
    assert_false(help_is_heading("An IPv4 address"));
    free(text);
}

/* Three words of the Korean guide that mislead. */
static void slips_are_named(void **state)
{
    (void)state;
    assert_non_null(strstr(help_entry(HELP_RATIO)->what, "점검 비율"));
    assert_non_null(strstr(help_entry(HELP_STAGE_CONSISTENCY)->type, "점검 비율"));
    assert_non_null(strstr(help_entry(HELP_STAGE_PROGRESS)->what, "정렬"));
    assert_non_null(strstr(help_entry(HELP_STAGE_CUTOVER)->what, "접속"));
}

/* One word for one thing: the glossary's. The vendors' other words may stand in brackets. */
static void words_are_the_glossarys(void **state)
{
    static const char *const not_ours[] = {
        "binary log", "cut-over",  "cut over", "white list", "allowlist",
        "switchover", "GTIDs set", "time-out", "precheck",   "pre-check"};

    (void)state;
    for (enum help_topic t = HELP_NONE + 1; t < HELP_COUNT; t++) {
        char *text = help_text(t);

        for (size_t i = 0; i < N(not_ours); i++)
            if (text_find(text, not_ours[i]) >= 0)
                fail_msg("topic %d says \"%s\": %s", (int)t, not_ours[i], text);
        free(text);
    }
}

/* ---- the screens ---- */

static void check_hint(const char *where, const char *label, const char *hint)
{
    if (!hint || !*hint)
        fail_msg("%s, %s: no hint", where, label);
    if (text_width(hint) > LINE_COLS)
        fail_msg("%s, %s: a hint of %d columns: %s", where, label, text_width(hint), hint);
}

static size_t check_form(const char *where, const struct form *f)
{
    size_t n = 0;

    for (size_t i = 0; i < f->n_fields; i++) {
        const struct form_field *d = f->fields[i];

        if (d->kind == FORM_STATIC || d->kind == FORM_SPACE)
            continue;
        if (!d->help || !*d->help)
            fail_msg("%s, %s: no help", where, d->label);
        check_hint(where, d->label, d->hint);
        n++;
    }
    return n;
}

static void start(struct app *a, const struct options *opt, enum backend backend, int wake)
{
    struct session_options so = {.wake_fd = wake};

    memset(a, 0, sizeof *a);
    a->opt = opt;
    a->snap = snapshot_new();
    state_init(&a->state);
    plan_init(&a->connection);
    a->connection.backend = a->state.plan.backend = backend;
    a->task_open = true;
    a->layout = layout_compute(80, 24, 1);
    a->session = session_new(&so);
}

static void end(struct app *a)
{
    session_free(a->session);
    app_top_clear(a);
    plan_clear(&a->connection);
    dts_credentials_clear(&a->credentials);
    state_clear(&a->state);
    snapshot_free(a->snap);
}

static size_t check_screen(const struct screen *s, enum backend backend, const char *supplier,
                           const char *access)
{
    static const struct options opt;
    struct app a;
    size_t n = 0;
    int wake = eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC);

    start(&a, &opt, backend, wake);
    mem_replace(&a.state.plan.source.supplier, supplier);
    mem_replace(&a.state.plan.source.access_type, access);
    void *self = calloc(1, s->size);
    a.screen = s;
    a.self = self;
    s->enter(&a, self);
    if (is_form(s))
        n = check_form(s->title, self);
    if (is_fields(s))
        n = check_form(s->title, &((struct fields *)self)->form);
    s->leave(&a, self);
    free(self);
    end(&a);
    close(wake);
    return n;
}

static void every_field_has_help(void **state)
{
    size_t n_access, n = 0;
    const struct plan_access *all = plan_accesses(&n_access);

    (void)state;
    for (size_t i = 0; i < N(screens); i++)
        for (size_t k = 0; (is_form(screens[i]) || is_fields(screens[i])) && k < n_access;
             k++) {
            n += check_screen(screens[i], BACKEND_CLOUD, "others", all[k].type);
            n += check_screen(screens[i], BACKEND_LOCAL, "aliyun", "extranet");
        }
    if (n < 60 * n_access) /* else the walk itself is broken */
        fail_msg("only %zu fields seen", n);
    for (size_t k = 0; k < n_access; k++)
        if (all[k].where)
            check_hint("plan_access", all[k].type, all[k].where);
}

static void every_screen_has_a_topic(void **state)
{
    (void)state;
    for (size_t i = 0; i < N(screens); i++)
        if (!help_entry(screens[i]->topic))
            fail_msg("%s: no help", screens[i]->title);
    for (enum stage s = STAGE_SOURCE; s < STAGE_END; s++) {
        const struct screen *of = screen_of_stage(s);

        assert_non_null(of);
        assert_int_equal(stage_topic(s), of->topic);
        const struct help_entry *e = help_entry(of->topic);
        if (!e->type || !e->next)
            fail_msg("%s: the stage's help does not say what to do, or what follows",
                     of->title);
    }
}

/* ---- glossary ---- */

static void terms_are_plain_and_sorted(void **state)
{
    (void)state;
    assert_true(glossary_size >= 40);
    for (size_t i = 0; i < glossary_size; i++) {
        const struct glossary_term *t = &glossary[i];

        assert_true(strlen(t->text) > 20 && strlen(t->text) < 260);
        if (i && strcasecmp(glossary[i - 1].term, t->term) >= 0)
            fail_msg("%s does not come after %s", t->term, glossary[i - 1].term);
    }
}

static bool has_term(const char *name)
{
    for (size_t i = 0; i < glossary_size; i++)
        if (strcmp(glossary[i].term, name) == 0)
            return true;
    return false;
}

static void terms_that_are_due(void **state)
{
    static const char *const due[] = {
        "GTID", "GTID set", "binlog",     "cutover",   "replica",        "channel", "lag",
        "CAM",  "RAM",      "AccessKey",  "snapshot",  "chunk",          "DDL",     "checksum",
        "VPC",  "CCN",      "allow-list", "row image", "Direct Connect", "downtime"};

    (void)state;
    for (size_t i = 0; i < N(due); i++)
        if (!has_term(due[i]))
            fail_msg("no such term: %s", due[i]);
}

static void finds_words_whole(void **state)
{
    static const struct glossary_term lag = {"lag", NULL, ""};

    (void)state;
    assert_true(glossary_in(&lag, "The lag is 0"));
    assert_true(glossary_in(&lag, "no flag, lag"));
    assert_true(glossary_in(&lag, "LAG"));
    assert_false(glossary_in(&lag, "a flag"));
    assert_false(glossary_in(&lag, "lagging"));
}

static void words_of_the_text_come_first(void **state)
{
    char *words = glossary_words("The binlog and the GTID set.");
    char *text = glossary_text("The binlog and the GTID set.");

    (void)state;
    assert_string_equal(words, "binlog, GTID, GTID set");
    assert_ptr_equal(strstr(text, "binlog (binary log): "), text);
    assert_true(strstr(text, "GTID set: ") < strstr(text, "AccessKey ("));
    free(text);
    free(words);
}

/* A term of several rows is kept or left out as a whole. */
static void filter_keeps_terms_whole(void **state)
{
    struct grid g;
    struct textview v;
    char *text = glossary_text(NULL);

    (void)state;
    grid_init(&g, 40, 20);
    textview_init(&v, true, false);
    textview_text(&v, ROLE_NORMAL, text);
    struct canvas c = canvas_of(&g, &glyphs_ascii);
    struct key_event slash = char_of("/"), enter = key_of(K_ENTER, 0);
    textview_key(&v, &slash);
    for (const char *s = "3e11"; *s; s++) {
        struct key_event ev = char_of((const char[]){*s, 0});
        textview_key(&v, &ev);
    }
    textview_key(&v, &enter);
    textview_draw(&v, &c, true);
    assert_line(&g, 0, "GTID set: All transactions a server has,");
    char *all = grid_text(&g);
    assert_non_null(strstr(all, "target's."));
    assert_null(strstr(all, "CCN"));
    free(all);
    textview_clear(&v);
    grid_clear(&g);
    free(text);
}

/* ---- help on top ---- */

static bool never(struct app *a, struct form *f, int button)
{
    (void)a;
    (void)f;
    (void)button;
    return false;
}

static bool reads(const struct app *a, const char *words)
{
    for (size_t i = 0; i < a->text.view.n; i++)
        if (strstr(a->text.view.lines[i].text, words))
            return true;
    return false;
}

static void press(struct app *a, enum key key, const char *letter)
{
    struct key_event ev = letter ? char_of(letter) : key_of(key, 0);
    app_key(a, &ev);
}

static void help_leads_back_to_the_question(void **state)
{
    static const struct options opt;
    struct app a;
    int wake = eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC);

    (void)state;
    start(&a, &opt, BACKEND_LOCAL, wake);
    a.screen = &screen_cutover;
    struct form *f = app_prompt(&a, "Title", "Text", never, 1, 0);
    ask_edit(f, 1, "User", 100, EDIT_TRIM, HELP_APP_USER);
    form_end_button(f, 1, "No");
    form_focus_field(f, 1);
    a.prompt.painted = true;
    press(&a, K_NONE, "x");
    press(&a, K_F1, NULL);
    assert_int_equal(a.top, TOP_TEXT);
    assert_true(reads(&a, "The account the application uses."));
    assert_true(reads(&a, "Words explained by t: "));
    press(&a, K_NONE, "가"); /* composed: the input method is on */
    assert_true(a.hint_ime);
    press(&a, K_NONE, "ㅅ"); /* the key of t */
    assert_false(a.hint_ime);
    assert_string_equal(a.text.title, "Glossary");
    press(&a, K_ESC, NULL);
    assert_string_equal(a.text.title, "Help");
    press(&a, K_ESC, NULL);
    assert_int_equal(a.top, TOP_PROMPT);
    assert_string_equal(form_value(f, 1), "x");
    app_top_clear(&a);

    struct dialog *d = app_ask(&a, "Complete?", "Really?", NULL, NULL);
    dialog_button(d, 1, "No", false);
    dialog_word(d, "cdb-1");
    d->painted = d->ready = true;
    press(&a, K_F1, NULL);
    assert_true(reads(&a, "A word that is typed so that this cannot happen by a slip"));
    press(&a, K_ESC, NULL);
    assert_int_equal(a.top, TOP_DIALOG);
    app_top_clear(&a);
    a.screen = NULL;
    end(&a);
    close(wake);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_topic_is_written),
        cmocka_unit_test(fields_have_an_example),
        cmocka_unit_test(parts_stand_under_headings),
        cmocka_unit_test(slips_are_named),
        cmocka_unit_test(words_are_the_glossarys),
        cmocka_unit_test(every_field_has_help),
        cmocka_unit_test(every_screen_has_a_topic),
        cmocka_unit_test(terms_are_plain_and_sorted),
        cmocka_unit_test(terms_that_are_due),
        cmocka_unit_test(finds_words_whole),
        cmocka_unit_test(words_of_the_text_come_first),
        cmocka_unit_test(filter_keeps_terms_whole),
        cmocka_unit_test(help_leads_back_to_the_question),
    };

    return cmocka_run_group_tests(tests, screen_locale, NULL);
}
