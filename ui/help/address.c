/* SPDX-License-Identifier: MIT
 *
 * address - by which way, and at which address, DTS and this host reach the source.
 */
#include "base/i18n.h"
#include "ui/help/tables.h"

static const struct help_entry rows[] = {
    {.topic = HELP_INSTANCE_ID,
     .what = N_("The id of the source where it is a server (CVM) or a TencentDB instance at "
                "Tencent Cloud: DTS finds its address by it."),
     .type = N_("Of a server ins-0a1b2c3d, of an instance cdb-0a1b2c3d."),
     .find = N_("In the Tencent console: Cloud Virtual Machine, Instances; or TencentDB for "
                "MySQL, Instance List. It stands in the first column."),
     .next = N_("DTS looks it up in the region given above when the task is checked.")},
    {.topic = HELP_NETWORK_ID,
     .what = N_("The id of what joins the source's network to Tencent Cloud: a VPN gateway, a "
                "Direct Connect gateway, or a Cloud Connect Network (CCN)."),
     .type = N_("vpngw-0a1b2c3d, dcg-0a1b2c3d or ccn-0a1b2c3d, as \"Reached by\" says."),
     .find = N_("In the Tencent console: VPC, VPN Connections, VPN Gateway; or Direct Connect, "
                "Direct Connect Gateway; or VPC, Cloud Connect Network."),
     .next =
         N_("The network must work before the check. Where addresses are mapped, the one to "
            "put into the source's allow-list is shown once the task exists: stage 5 asks "
            "for it again. Between regions CCN gives little bandwidth for free.")},
    {.topic = HELP_VPC,
     .what = N_("The VPC (private network) of your account at Tencent Cloud that leads to the "
                "source. DTS goes out through it."),
     .type = N_("vpc- and eight characters, for example vpc-0a1b2c3d."),
     .find = N_("In the Tencent console: VPC, VPC; choose the region at the top. The id stands "
                "in the first column."),
     .next = N_("Give its subnet too: DTS takes an address there.")},
    {.topic = HELP_SUBNET,
     .what = N_("The subnet of that VPC in which DTS takes its address."),
     .type = N_("subnet- and eight characters, for example subnet-0a1b2c3d."),
     .find =
         N_("In the Tencent console: VPC, Subnet; filter by the VPC. One address in it must "
            "be free."),
     .next = N_("The source must let in the addresses of this subnet.")},
    {.topic = HELP_NET_ENV,
     .what = N_("What stands at the other end of the Cloud Connect Network (CCN): a VPC at "
                "Tencent Cloud, or a data centre or another cloud."),
     .type = N_("For an instance at Alibaba Cloud: a data centre or another cloud."),
     .find = N_("In the Tencent console: VPC, Cloud Connect Network, the instance, its list of "
                "associated networks.")},
    {.topic = HELP_OWNER,
     .what = N_("The account that owns the Cloud Connect Network, if it is not yours."),
     .type = N_("Its Account ID, digits only, for example 100012345678. Empty: it is yours."),
     .find = N_("In the Tencent console of that account: Account Center, Account Information, "
                "Account ID (Uin)."),
     .next = N_("The owner must have allowed your account to use the network.")},
    {.topic = HELP_SOURCE_HOST,
     .what = N_("The address by which DTS reaches the source. Tencent's DTS needs an address "
                "here, not a name; in a rehearsal a name will do."),
     .type = N_("An IPv4 address, for example 203.0.113.10. \"Test from here\" shows the "
                "addresses of a name. It may change when the instance fails over; the name "
                "does not."),
     .find = N_("In the Alibaba console: ApsaraDB RDS, Instances, the instance, Database "
                "Connection, Public Endpoint. If there is none: Apply for Public Endpoint "
                "there; it opens the database to the Internet, for those in the allow-list. "
                "By VPN, Direct Connect or CCN: the Internal Endpoint."),
     .next = N_("The source must let DTS in: put its addresses into the allow-list "
                "(Whitelist and SecGroup). Stage 5 names the addresses that are missing.")},
    {.topic = HELP_SOURCE_PORT,
     .what = N_("The port on which the source answers."),
     .type = N_("A number from 1 to 65535, usually 3306."),
     .find = N_("In the Alibaba console: the instance, Database Connection, beside the "
                "endpoint. On a server of your own: SHOW VARIABLES LIKE 'port'.")},
    {.topic = HELP_HERE_HOST,
     .what = N_("The address by which this host reaches the same server, if it is another one "
                "than DTS uses: a private address, or this end of an SSH tunnel."),
     .type = N_("Empty for the same, or a name or address, for example 127.0.0.1 for a tunnel "
                "made by: ssh -L 13306:10.0.0.5:3306 jump1"),
     .find = N_("In the Alibaba console: the instance, Database Connection, Internal Endpoint, "
                "when this host stands in the same VPC. In the Tencent console: the "
                "instance's page, Private Network Address."),
     .next = N_("Tests, the list of databases, mending and the cutover's proofs use it. DTS "
                "does not.")},
    {.topic = HELP_HERE_PORT,
     .what = N_("The port that goes with the address from here."),
     .type = N_("Empty for the same, or a number, for example 13306 for the tunnel above."),
     .find = N_("It is the first number after -L of the ssh command that makes the tunnel.")},
};
HELP_TABLE(help_address, rows);
