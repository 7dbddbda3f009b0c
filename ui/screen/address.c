/* SPDX-License-Identifier: MIT
 *
 * address - see address.h.
 */
#include "ui/screen/address.h"

#include <stddef.h>
#include <stdlib.h>

#include "base/i18n.h"
#include "base/mem.h"
#include "wizard/plan_access.h"

#define AT(member) offsetof(struct plan, member)

static const struct field_def address_fields[] = {
    {.id = ADDRESS_ID,
     .kind = FORM_EDIT,
     .topic = HELP_INSTANCE_ID,
     .label = N_("Instance id"),
     .placeholder = N_("cdb-0a1b2c3d"),
     .max = 64,
     .flags = EDIT_TRIM,
     .width = 30,
     .hint = N_("Id of the instance or server at Tencent Cloud."),
     .rule = "source.instance_id",
     .slot = SLOT_TEXT,
     .at = AT(source.instance_id)},
    {.id = ADDRESS_NETWORK,
     .kind = FORM_EDIT,
     .topic = HELP_NETWORK_ID,
     .label = N_("Gateway id"),
     .placeholder = N_("vpngw-0a1b2c3d"),
     .max = 64,
     .flags = EDIT_TRIM,
     .width = 30,
     .hint = N_("Id of the VPN gateway, Direct Connect gateway or CCN."),
     .rule = "source.network_id",
     .slot = SLOT_TEXT,
     .at = AT(source.network_id)},
    {.id = ADDRESS_VPC,
     .kind = FORM_EDIT,
     .topic = HELP_VPC,
     .label = N_("VPC"),
     .placeholder = N_("vpc-0a1b2c3d"),
     .max = 64,
     .flags = EDIT_TRIM,
     .width = 24,
     .hint = N_("The VPC that leads to the source. In the Tencent console: VPC, VPC."),
     .rule = "source.vpc_id",
     .slot = SLOT_TEXT,
     .at = AT(source.vpc_id)},
    {.id = ADDRESS_SUBNET,
     .kind = FORM_EDIT,
     .topic = HELP_SUBNET,
     .label = N_("subnet"),
     .placeholder = N_("subnet-0a1b2c3d"),
     .max = 64,
     .flags = EDIT_TRIM,
     .width = 24,
     .beside = true,
     .hint = N_("The subnet in that VPC. In the Tencent console: VPC, Subnet."),
     .rule = "source.subnet_id",
     .slot = SLOT_TEXT,
     .at = AT(source.subnet_id)},
    {.id = ADDRESS_NET_ENV,
     .kind = FORM_CHOICE,
     .topic = HELP_NET_ENV,
     .label = N_("Behind it"),
     .width = 50,
     .hint = N_("Where the source stands, seen from the network.")},
    {.id = ADDRESS_OWNER,
     .kind = FORM_EDIT,
     .topic = HELP_OWNER,
     .label = N_("Owned by"),
     .placeholder = N_("mine"),
     .max = 20,
     .flags = EDIT_DIGITS | EDIT_TRIM,
     .width = 24,
     .hint = N_("Only if the network is another account's: its Account ID, in Account Center."),
     .rule = "source.owner_uin",
     .slot = SLOT_TEXT,
     .at = AT(source.owner_uin)},
    {.id = ADDRESS_HOST,
     .kind = FORM_EDIT,
     .topic = HELP_SOURCE_HOST,
     .label = N_("For DTS"),
     .placeholder = N_("203.0.113.10"),
     .max = 253,
     .flags = EDIT_TRIM,
     .width = 34,
     .hint = N_("The address by which DTS reaches the source."),
     .rule = "source.host",
     .slot = SLOT_TEXT,
     .at = AT(source.host)},
    {.id = ADDRESS_PORT,
     .kind = FORM_EDIT,
     .topic = HELP_SOURCE_PORT,
     .label = N_("port"),
     .placeholder = NULL,
     .max = 5,
     .flags = EDIT_DIGITS | EDIT_TRIM,
     .width = 7,
     .beside = true,
     .hint = N_("The port of the source, usually 3306."),
     .rule = "source.port",
     .slot = SLOT_PORT,
     .at = AT(source.port)},
    {.id = ADDRESS_HERE_HOST,
     .kind = FORM_EDIT,
     .topic = HELP_HERE_HOST,
     .label = N_("From here"),
     .placeholder = N_("as DTS"),
     .max = 253,
     .flags = EDIT_TRIM,
     .width = 34,
     .hint = N_("Only if this host reaches it by another address, such as a tunnel's end."),
     .rule = "source.here_host",
     .slot = SLOT_TEXT,
     .at = AT(source.here_host)},
    {.id = ADDRESS_HERE_PORT,
     .kind = FORM_EDIT,
     .topic = HELP_HERE_PORT,
     .label = N_("port"),
     .placeholder = N_("as DTS"),
     .max = 5,
     .flags = EDIT_DIGITS | EDIT_TRIM,
     .width = 7,
     .beside = true,
     .hint = N_("Only if it differs."),
     .rule = "source.here_port",
     .slot = SLOT_PORT,
     .at = AT(source.here_port)},
};
static const struct {
    const char *key, *text;
} net_envs[] = {
    {"UserIDC", N_("a data centre or another cloud")},
    {"TencentVPC", N_("a VPC at Tencent Cloud")},
};

void address_fill_types(struct choice *c, const struct plan *p)
{
    size_t n;
    const struct plan_access *all = plan_accesses(&n);
    bool local = p->backend == BACKEND_LOCAL, rds = plan_source_is_rds(p);

    choice_reset(c);
    for (size_t i = 0; i < n; i++)
        if (local ? str_eq(all[i].type, "extranet") : all[i].rds || !rds)
            choice_add(c, all[i].type, _(all[i].text), NULL);
}

void address_add(struct fields *fs)
{
    struct plan *p = &fs->app->state.plan;

    fields_add(fs, address_fields, FIELD_COUNT(address_fields));
    struct choice *c = &form_field(&fs->form, ADDRESS_NET_ENV)->choice;
    for (size_t i = 0; i < FIELD_COUNT(net_envs); i++)
        choice_add(c, net_envs[i].key, _(net_envs[i].text), NULL);
    choice_select(c, str_or(p->source.net_env, net_envs[0].key));
}

/* An id has the name, the example and the guide of its type. */
static void name_id(struct fields *fs, int id, const struct plan_access *a)
{
    struct form_field *ff = form_field(&fs->form, id);

    form_text(&ff->label, _(a->label));
    form_text(&ff->hint, _(a->where));
    fields_example(fs, id, a->example);
}

void address_show(struct fields *fs)
{
    static const struct {
        int id;
        unsigned needs;
    } rows[] = {
        {ADDRESS_ID, ACCESS_INSTANCE}, {ADDRESS_NETWORK, ACCESS_NETWORK},
        {ADDRESS_VPC, ACCESS_VPC},     {ADDRESS_SUBNET, ACCESS_VPC},
        {ADDRESS_NET_ENV, ACCESS_CCN}, {ADDRESS_OWNER, ACCESS_CCN},
        {ADDRESS_HOST, ACCESS_HOST},   {ADDRESS_PORT, ACCESS_PORT},
    };
    const struct plan_side *s = &fs->app->state.plan.source;
    const struct plan_access *a = plan_access(s->access_type);

    for (size_t i = 0; i < FIELD_COUNT(rows); i++)
        fields_hide(fs, rows[i].id, !(a->fields & rows[i].needs));
    if (a->fields & ACCESS_INSTANCE)
        name_id(fs, ADDRESS_ID, a);
    if (a->fields & ACCESS_NETWORK)
        name_id(fs, ADDRESS_NETWORK, a);
    /* Without an address for DTS there is none to be the same as. */
    struct form_field *here = form_field(&fs->form, ADDRESS_HERE_HOST);
    bool same = a->fields & ACCESS_HOST;
    form_text(&here->placeholder, same ? _("as DTS") : "");
    form_text(
        &here->hint,
        same ? _("Only if this host reaches it by another address, such as a tunnel's end.")
             : _("The address by which this host reaches the source; the tests use it."));
    form_text(&form_field(&fs->form, ADDRESS_HERE_PORT)->placeholder,
              a->fields & ACCESS_PORT ? _("as DTS") : "");
}

bool address_changed(struct fields *fs, int id)
{
    if (id != ADDRESS_NET_ENV)
        return false;
    mem_replace(&fs->app->state.plan.source.net_env, form_value(&fs->form, id));
    return true;
}

void address_result(struct fields *fs, int group)
{
    const struct plan_side *s = &fs->app->state.plan.source;
    bool own = !str_empty(s->here_host) || s->here_port, done = plan_access_answered(s);
    char *side = plan_side_text(s);
    char *text = own ? mem_printf(_("%s; from here %s:%u"), side,
                                  str_or(plan_side_here_host(s), "?"), plan_side_here_port(s))
                     : mem_strdup(side);

    form_group_result(&fs->form, group, done ? FORM_DONE : FORM_TODO,
                      done ? text : _("not given"), NULL);
    free(text);
    free(side);
}
