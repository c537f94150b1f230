// What kafka-client-metrics.sh says of itself and of its options: the text is Apache Kafka's (see NOTICE).

export const CLIENT_METRICS_HEADLINE = `This tool helps to manipulate and describe client metrics configurations.`;

export const CLIENT_METRICS_OPTIONS = `
Option                                 Description
------                                 -----------
--alter                                Alter the configuration for the client
                                         metrics resource.
--bootstrap-server <String: server to  REQUIRED: The Kafka server to connect
  connect to>                            to.
--command-config <String: command      Property file containing configs to be
  config property file>                  passed to Admin Client.
--delete                               Delete the configuration for the
                                         client metrics resource.
--describe                             List configurations for the client
                                         metrics resource.
--generate-name                        Generate a UUID to use as the name.
--help                                 Print usage information.
--interval <String: push interval>     The metrics push interval in
                                         milliseconds.
                                       Leave empty to reset the interval.
--list                                 List the client metrics resources.
--match <String: k1=v1,k2=v2>          Matching selector 'k1=v1,k2=v2'. The
                                         following is a list of valid
                                         selector names:
                                       	client_id
                                       	client_instance_id
                                       	client_software_name
                                       	client_software_version
                                       	client_source_address
                                       	client_source_port
--metrics <String: m1,m2>              Telemetry metric name prefixes 'm1,m2'.
--name <String: name>                  Name of client metrics configuration
                                         resource.
--version                              Display Kafka version.
`;
