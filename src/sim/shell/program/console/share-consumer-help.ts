// The help of kafka-console-share-consumer.sh as the real tool prints it (Apache Kafka, Apache-2.0), without the blanks that fill its lines.

/** Printed where the tool is asked for help. */
export const SHARE_CONSUMER_HEADLINE = 'This tool helps to read data from Kafka topics using share groups and outputs it to standard output.';

export const SHARE_CONSUMER_OPTIONS = `
Option                                   Description
------                                   -----------
--bootstrap-server <String: server to    REQUIRED: The server(s) to connect to.
  connect to>
--command-config <String: config file>   Consumer config properties file. Note
                                           that [command-property] takes
                                           precedence over this config.
--command-property <String:              Consumer config properties in the form
  consumer_prop>                           key=value.
--consumer-config <String: config file>  (DEPRECATED) Consumer config
                                           properties file. Note that [command-
                                           property] takes precedence over this
                                           config. This option will be removed
                                           in a future version. Use --command-
                                           config instead.
--consumer-property <String:             (DEPRECATED) Consumer config
  consumer_prop>                           properties in the form key=value.
                                           This option will be removed in a
                                           future version. Use --command-
                                           property instead.
--enable-systest-events                  Log lifecycle events of the share
                                           consumer in addition to logging
                                           consumed messages. (This is specific
                                           for system tests.)
--formatter <String: class>              The name of a class to use for
                                           formatting Kafka messages for
                                           display. (default: org.apache.kafka.
                                           tools.consumer.
                                           DefaultMessageFormatter)
--formatter-config <String: config       Config properties file to initialize
  file>                                    the message formatter. Note that
                                           [formatter-property] takes
                                           precedence over this config.
--formatter-property <String: prop>      The properties to initialize the
                                           message formatter. Default
                                           properties include:
                                          print.timestamp=true|false
                                          print.key=true|false
                                          print.offset=true|false
                                          print.delivery=true|false
                                          print.epoch=true|false
                                          print.partition=true|false
                                          print.headers=true|false
                                          print.value=true|false
                                          key.separator=<key.separator>
                                          line.separator=<line.separator>
                                          headers.separator=<headers.separator>
                                          null.literal=<null.literal>
                                          key.deserializer=<key.deserializer>
                                          value.deserializer=<value.
                                           deserializer>
                                          header.deserializer=<header.
                                           deserializer>
                                         Users can also pass in customized
                                           properties for their formatter; more
                                           specifically, users can pass in
                                           properties keyed with 'key.
                                           deserializer.', 'value.
                                           deserializer.' and 'headers.
                                           deserializer.' prefixes to configure
                                           their deserializers.
--group <String: share group id>         The share group id of the consumer.
--help                                   Print usage information.
--key-deserializer <String:              The name of the class to use for
  deserializer for keys>                   deserializing keys.
--max-messages <Integer: num_messages>   The maximum number of messages to
                                           consume before exiting. If not set,
                                           consumption is continual.
--property <String: prop>                (DEPRECATED) The properties to
                                           initialize the message formatter.
                                           Default properties include:
                                          print.timestamp=true|false
                                          print.key=true|false
                                          print.offset=true|false
                                          print.delivery=true|false
                                          print.epoch=true|false
                                          print.partition=true|false
                                          print.headers=true|false
                                          print.value=true|false
                                          key.separator=<key.separator>
                                          line.separator=<line.separator>
                                          headers.separator=<headers.separator>
                                          null.literal=<null.literal>
                                          key.deserializer=<key.deserializer>
                                          value.deserializer=<value.
                                           deserializer>
                                          header.deserializer=<header.
                                           deserializer>
                                         Users can also pass in customized
                                           properties for their formatter; more
                                           specifically, users can pass in
                                           properties keyed with 'key.
                                           deserializer.', 'value.
                                           deserializer.' and 'headers.
                                           deserializer.' prefixes to configure
                                           their deserializers.
                                         This option will be removed in a
                                           future version. Use --formatter-
                                           property instead.
--reject                                 If specified, messages are rejected as
                                           they are consumed.
--reject-message-on-error                If there is an error when processing a
                                           message, reject it instead of
                                           halting.
--release                                If specified, messages are released as
                                           they are consumed.
--timeout-ms <Integer: timeout_ms>       If specified, exit if no message is
                                           available for consumption for the
                                           specified interval.
--topic <String: topic>                  The topic to consume from.
--value-deserializer <String:            The name of the class to use for
  deserializer for values>                 deserializing values.
--version                                Display Kafka version.
`;
