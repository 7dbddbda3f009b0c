/* SPDX-License-Identifier: MIT
 *
 * dts_addresses - see dts_addresses.h.
 *
 * Source: Tencent Cloud, "Adding DTS IP Addresses" (product 571, page 49651), as
 *         of late 2024. Of Chongqing it names several networks, of which three are held here. Its
 *         rows for Shenzhen, Tianjin, Hangzhou and Beijing Finance are left out: which region code
 *         DTS has for them is not known. For internal access it lists about 60 private networks,
 *         which are not held here.
 */
#include "alibaba/dts_addresses.h"

#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/clock.h"
#include "base/file.h"
#include "base/i18n.h"
#include "base/mem.h"

#define BUILT_IN_AS_OF "2024-12"
#define PUBLIC         "extranet"
#define FILE_MAX       (64u * 1024)
#define LINES_MAX      2000
#define WORD_MAX       64

static const struct {
    const char *region, *addresses;
    bool partly;
} built_in[] = {
    {"ap-guangzhou", "111.230.198.143 118.89.34.161 123.207.84.254 139.199.74.159", false},
    {"ap-shanghai", "111.231.139.59 111.231.142.94 115.159.71.186 182.254.153.245", false},
    {"ap-beijing", "123.207.145.84 211.159.157.165 211.159.160.104 58.87.92.66", false},
    {"ap-chengdu", "111.231.225.99 118.24.42.158", false},
    {"ap-nanjing", "129.211.166.117 129.211.167.130", false},
    {"ap-chongqing", "139.186.122.1/24 129.28.12.1/24 129.28.14.1/24", true},
    {"ap-shenzhen-fsi", "118.89.251.206 139.199.90.75", false},
    {"ap-shanghai-fsi", "115.159.237.246 211.159.242.74", false},
    {"ap-singapore", "119.28.103.40 119.28.104.184 119.28.116.123 150.109.11.113", false},
    {"ap-hongkong", "119.29.180.130 119.29.208.220 124.156.168.151 150.109.72.54", false},
    {"ap-jakarta", "43.129.33.41 43.129.35.144", false},
    {"ap-bangkok", "150.109.164.203 150.109.164.82", false},
    {"ap-mumbai", "119.28.246.130 119.28.246.18", false},
    {"ap-seoul", "119.28.150.71 119.28.157.173", false},
    {"ap-tokyo", "150.109.195.201 150.109.196.137", false},
    {"na-siliconvalley", "49.51.38.216 49.51.39.189", false},
    {"na-ashburn", "170.106.2.63 49.51.85.120", false},
    {"na-toronto", "45.113.70.156 45.113.70.6 49.51.10.104 49.51.9.221", false},
    {"eu-frankfurt", "49.51.132.38 49.51.133.85", false},
    {"eu-moscow", "162.62.16.46 162.62.21.243", false},
};

/* What the page says of an access type without naming addresses. */
static const struct {
    const char *access;
    enum dts_addresses_state state;
} others[] = {
    {"vpncloud", DTS_ADDRESSES_LATER},
    {"dcg", DTS_ADDRESSES_LATER},
    {"ccn", DTS_ADDRESSES_LATER},
    {"cdb", DTS_ADDRESSES_NONE},
};

static const char source[] = N_("Tencent Cloud's page \"Adding DTS IP Addresses\"");
static const char source_file[] = N_("the file you gave");

/* ---- a file ---- */

struct row {
    char *region, *access;
    struct cidr_list list;
};
struct dts_address_book {
    char as_of[16];
    struct row *rows;
    size_t n, cap;
};

void dts_address_book_free(struct dts_address_book *b)
{
    if (!b)
        return;
    for (size_t i = 0; i < b->n; i++) {
        free(b->rows[i].region);
        free(b->rows[i].access);
        cidr_list_clear(&b->rows[i].list);
    }
    free(b->rows);
    free(b);
}

const char *dts_address_book_date(const struct dts_address_book *b)
{
    return b ? b->as_of : BUILT_IN_AS_OF;
}

static struct row *row_of(struct dts_address_book *b, const char *region, const char *access)
{
    for (size_t i = 0; b && i < b->n; i++)
        if (str_eq(b->rows[i].region, region) && str_eq(b->rows[i].access, access))
            return &b->rows[i];
    return NULL;
}

/* The next word of the line, copied; NULL at its end. */
static char *next_word(const char **at)
{
    *at += strspn(*at, " \t\r");
    size_t n = strcspn(*at, " \t\r");
    char *word = n ? mem_strndup(*at, n) : NULL;

    *at += n;
    return word;
}

static bool is_word(const char *s)
{
    size_t n = strlen(s);

    return n > 0 && n <= WORD_MAX &&
           strspn(s, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-") == n;
}

static bool is_date(const char *s)
{
    char text[40];
    int64_t at;

    if (strlen(s) != 10)
        return false;
    str_copy(text, sizeof text, s);
    str_copy(text + 10, sizeof text - 10, "T00:00:00Z");
    return clock_parse_iso(text, &at);
}

static bool read_date(struct dts_address_book *b, const char *at, struct err *err)
{
    char *date = next_word(&at), *more = next_word(&at);
    bool ok = date && !more && is_date(date) && !*b->as_of && b->n == 0;

    if (ok)
        str_copy(b->as_of, sizeof b->as_of, date);
    else
        err_set(err, ERR_INPUT, "%s",
                _("as-of takes one date as 2026-11-01, once and before the first region"));
    free(date);
    free(more);
    return ok;
}

static bool read_row(struct dts_address_book *b, char *region, const char *at, struct err *err)
{
    char *access = next_word(&at);
    bool ok = false;

    if ((!str_eq(region, "*") && !is_word(region)) || !access || !is_word(access)) {
        err_set(err, ERR_INPUT, "%s", _("A line is REGION ACCESS-TYPE ADDRESS..."));
    } else if (!*b->as_of) {
        err_set(err, ERR_INPUT, "%s", _("The line \"as-of DATE\" is missing before it"));
    } else {
        struct row *row = row_of(b, region, access);
        if (!row) {
            row = MEM_PUSH(b->rows, b->n, b->cap);
            row->region = mem_strdup(region);
            row->access = mem_strdup(access);
        }
        ok = cidr_list_parse(&row->list, at, err);
        if (ok && row->list.n == 0)
            ok = err_set(err, ERR_INPUT, "%s", _("A line is REGION ACCESS-TYPE ADDRESS..."));
    }
    free(access);
    return ok;
}

static bool read_line(struct dts_address_book *b, const char *line, struct err *err)
{
    char *word = next_word(&line);
    bool ok = true;

    if (str_eq(word, "as-of"))
        ok = read_date(b, line, err);
    else if (word && *word != '#')
        ok = read_row(b, word, line, err);
    free(word);
    return ok;
}

struct dts_address_book *dts_address_book_parse(const char *text, const char *name,
                                                struct err *err)
{
    struct dts_address_book *b = mem_alloc(sizeof *b);
    struct strlist lines = {0};
    bool ok = true;

    strlist_split(&lines, text, '\n');
    if (lines.n > LINES_MAX)
        ok = err_set(err, ERR_INPUT, _("More than %d lines"), LINES_MAX);
    for (size_t i = 0; ok && i < lines.n; i++) {
        ok = read_line(b, lines.items[i], err);
        if (!ok)
            err_wrap(err, _("%s, line %zu"), name, i + 1);
    }
    if (ok && b->n == 0) {
        ok = err_set(err, ERR_INPUT, "%s", _("No region is named"));
        err_wrap(err, "%s", name);
    }
    strlist_clear(&lines);
    if (ok)
        return b;
    dts_address_book_free(b);
    return NULL;
}

struct dts_address_book *dts_address_book_load(const char *path, struct err *err)
{
    struct buf text = BUF_INIT(FILE_MAX);
    struct dts_address_book *b = NULL;

    if (file_read(path, &text, err)) {
        if (strlen(buf_str(&text)) != text.len || !str_is_utf8(buf_str(&text), text.len))
            err_set(err, ERR_INPUT, _("%s is no text"), path);
        else
            b = dts_address_book_parse(buf_str(&text), path, err);
    }
    buf_clear(&text);
    return b;
}

/* ---- asking ---- */

static void copy_list(struct cidr_list *to, const struct cidr_list *from)
{
    for (size_t i = 0; i < from->n; i++)
        cidr_list_add(to, from->items[i]);
}

static enum dts_addresses_state state_of(const char *access)
{
    for (size_t i = 0; i < sizeof others / sizeof *others; i++)
        if (str_eq(others[i].access, access))
            return others[i].state;
    return DTS_ADDRESSES_UNKNOWN;
}

static void ask_built_in(const char *region, const char *access, struct dts_addresses *out)
{
    struct err ignored = {0};

    out->state = state_of(access);
    out->source = out->state == DTS_ADDRESSES_UNKNOWN ? NULL : _(source);
    for (size_t i = 0; str_eq(access, PUBLIC) && i < sizeof built_in / sizeof *built_in; i++)
        if (str_eq(built_in[i].region, region)) {
            cidr_list_parse(&out->list, built_in[i].addresses, &ignored);
            out->state = built_in[i].partly ? DTS_ADDRESSES_PARTLY : DTS_ADDRESSES_KNOWN;
            out->source = _(source);
            str_copy(out->as_of, sizeof out->as_of, BUILT_IN_AS_OF);
        }
}

void dts_addresses(const struct dts_address_book *b, const char *region, const char *access,
                   struct dts_addresses *out)
{
    *out = (struct dts_addresses){0};
    if (!b) {
        ask_built_in(region, access, out);
        return;
    }
    const struct row *row = row_of((struct dts_address_book *)b, region, access);
    if (!row)
        row = row_of((struct dts_address_book *)b, "*", access);
    if (!row) {
        out->state = state_of(access);
        out->source = out->state == DTS_ADDRESSES_UNKNOWN ? NULL : _(source);
        return;
    }
    copy_list(&out->list, &row->list);
    out->state = DTS_ADDRESSES_KNOWN;
    out->source = _(source_file);
    str_copy(out->as_of, sizeof out->as_of, b->as_of);
}

void dts_addresses_clear(struct dts_addresses *a)
{
    cidr_list_clear(&a->list);
    *a = (struct dts_addresses){0};
}

const char *dts_addresses_words(enum dts_addresses_state s)
{
    switch (s) {
    case DTS_ADDRESSES_KNOWN: return _("These addresses are known.");
    case DTS_ADDRESSES_PARTLY:
        return _("Only some of the addresses are known; a failed connection test of DTS names "
                 "the others.");
    case DTS_ADDRESSES_LATER:
        return _("The address that DTS is mapped to appears once the task exists; it is asked "
                 "for again then.");
    case DTS_ADDRESSES_NONE: return _("The service lets itself in; nothing is to be added.");
    case DTS_ADDRESSES_UNKNOWN: break;
    }
    return _("The addresses are not known here; a failed connection test of DTS names them.");
}
