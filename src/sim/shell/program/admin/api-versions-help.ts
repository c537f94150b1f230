// What kafka-broker-api-versions.sh says of itself and of its options: the text is Apache Kafka's (see NOTICE).

export const API_VERSIONS_HEADLINE = `This tool helps to retrieve broker version information.`;

export const API_VERSIONS_OPTIONS = `
Option                                 Description
------                                 -----------
--bootstrap-server <String: server(s)  REQUIRED: The server to connect to.
  to use for bootstrapping>
--command-config <String: command      A property file containing configs to
  config property file>                  be passed to Admin Client.
--help                                 Print usage information.
--version                              Display Kafka version.
`;
