// What kafka-delete-records.sh says of itself and of its options: the text is Apache Kafka's (see NOTICE).

export const DELETE_RECORDS_HEADLINE = `This tool helps to delete records of the given partitions down to the specified offset.`;

export const DELETE_RECORDS_OPTIONS = `
Option                                 Description
------                                 -----------
--bootstrap-server <String: server(s)  REQUIRED: The server to connect to.
  to use for bootstrapping>
--command-config <String: command      A property file containing configs to
  config property file path>             be passed to Admin Client.
--help                                 Print usage information.
--offset-json-file <String: Offset     REQUIRED: The JSON file with offset
  json file path>                        per partition. The format to use is:
                                       {"partitions":
                                         [{"topic": "foo", "partition": 1,
                                         "offset": 1}],
                                        "version":1
                                       }
--version                              Display Kafka version.
`;
