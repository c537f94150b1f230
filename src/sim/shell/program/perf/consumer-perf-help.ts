// What kafka-consumer-perf-test.sh says of itself and of its options: the text is Apache Kafka's (see NOTICE).

export const CONSUMER_PERF_HEADLINE = `This tool is used to verify the consumer performance.`;

export const CONSUMER_PERF_OPTIONS = `
Option                                   Description
------                                   -----------
--bootstrap-server <String: server to    REQUIRED: The server(s) to connect to.
  connect to>
--command-config <String: config file>   Config properties file.
--command-property <String: prop1=val1>  Kafka consumer related configuration
                                           properties like client.id. These
                                           configs take precedence over those
                                           passed via --command-config or --
                                           consumer.config.
--consumer.config <String: config file>  (DEPRECATED) Consumer config
                                           properties file. This option will be
                                           removed in a future version. Use --
                                           command-config instead.
--date-format <String: date format>      The date format to use for formatting
                                           the time field. See java.text.
                                           SimpleDateFormat for options.
                                           (default: yyyy-MM-dd HH:mm:ss:SSS)
--fetch-size <Integer: size>             The maximum amount of data to fetch
                                           from a single partition per request.
                                           (default: 1048576)
--from-latest                            If the consumer does not already have
                                           an established offset to consume
                                           from, start with the latest record
                                           present in the log rather than the
                                           earliest record.
--group <String: gid>                    The group id to consume on. (default:
                                           perf-consumer-00000)
--help                                   Print usage information.
--hide-header                            If set, skips printing the header for
                                           the stats.
--include <String: Java regex (String)>  Regular expression specifying list of
                                           topics to include for consumption.
--messages <Long: count>                 (DEPRECATED) The number of records to
                                           consume. This option will be removed
                                           in a future version. Use --num-
                                           records instead.
--num-records <Long: count>              REQUIRED: The number of records to
                                           consume.
--print-metrics                          Print out the metrics.
--reporting-interval <Long:              Interval in milliseconds at which to
  interval_ms>                             print progress info. (default: 5000)
--show-detailed-stats                    If set, stats are reported for each
                                           reporting interval as configured by
                                           reporting-interval.
--socket-buffer-size <Integer: size>     The size of the tcp RECV size.
                                           (default: 2097152)
--timeout [Long: milliseconds]           The maximum allowed time in
                                           milliseconds between returned
                                           records. (default: 10000)
--topic <String: topic>                  The topic to consume from.
--version                                Display Kafka version.
`;
