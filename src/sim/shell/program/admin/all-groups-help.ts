// What kafka-groups.sh says of itself and of its options: the text is Apache Kafka's (see NOTICE).

export const ALL_GROUPS_HEADLINE = `This tool helps to list groups of all types.`;

export const ALL_GROUPS_OPTIONS = `
Option (* = required)                 Description
---------------------                 -----------
* --bootstrap-server <String: server  REQUIRED: The Kafka server to connect
  to connect to>                        to.
--command-config <String: command     Property file containing configs to be
  config property file>                 passed to Admin Client.
--consumer                            Filter the groups to show all kinds of
                                        consumer groups, including classic
                                        and simple consumer groups. This
                                        matches group type 'consumer', and
                                        group type 'classic' where the
                                        protocol type is 'consumer' or empty.
--group-type <String: type>           Filter the groups based on group type.
                                        Valid types are: 'classic',
                                        'consumer', 'share' and 'streams'.
--help                                Print usage information.
--list                                List the groups.
--protocol <String: protocol>         Filter the groups based on protocol
                                        type.
--share                               Filter the groups to show share groups.
--streams                             Filter the groups to show streams
                                        groups.
--version                             Display Kafka version.
`;
