// What kafka-verifiable-consumer.sh says of itself and of its options: the text is Apache Kafka's (see NOTICE).
import type { ArgOption, ArgTool } from '../admin/argparse.ts';

const OPTIONS: readonly ArgOption[] = [
  { names: ['--topic'], takes: 'text', required: true },
  { names: ['--group-protocol'], takes: 'text' },
  { names: ['--group-remote-assignor'], takes: 'text' },
  { names: ['--group-id'], takes: 'text', required: true },
  { names: ['--group-instance-id'], takes: 'text' },
  { names: ['--max-messages'], takes: 'integer' },
  { names: ['--session-timeout'], takes: 'integer' },
  { names: ['--verbose'], takes: 'nothing' },
  { names: ['--enable-autocommit'], takes: 'nothing' },
  { names: ['--reset-policy'], takes: 'text' },
  { names: ['--assignment-strategy'], takes: 'text' },
  { names: ['--consumer.config'], takes: 'text' },
  { names: ['--command-config'], takes: 'text' },
  { names: ['--bootstrap-server'], takes: 'text', group: true },
];

const USAGE = `usage: verifiable-consumer [-h] --topic TOPIC [--group-protocol GROUP-PROTOCOL] [--group-remote-assignor GROUP-REMOTE-ASSIGNOR] --group-id GROUP-ID [--group-instance-id GROUP-INSTANCE-ID]
                           [--max-messages MAX-MESSAGES] [--session-timeout TIMEOUT-MS] [--verbose] [--enable-autocommit] [--reset-policy RESET-POLICY] [--assignment-strategy ASSIGNMENT-STRATEGY]
                           [--consumer.config CONFIG-FILE] [--command-config CONFIG-FILE] --bootstrap-server HOST1:PORT1[,HOST2:PORT2[...]]`;

const HELP = `This tool consumes messages from a specific topic and emits consumer events (e.g. group rebalances, received messages, and offsets committed) as JSON objects to STDOUT.

optional arguments:
  -h, --help             show this help message and exit
  --topic TOPIC          Consumes messages from this topic.
  --group-protocol GROUP-PROTOCOL
                         Group protocol (must be one of CLASSIC, CONSUMER) (default: classic)
  --group-remote-assignor GROUP-REMOTE-ASSIGNOR
                         Group remote assignor; only used if the group protocol is CONSUMER
  --group-id GROUP-ID    The group id of the consumer group
  --group-instance-id GROUP-INSTANCE-ID
                         A unique identifier of the consumer instance
  --max-messages MAX-MESSAGES
                         Consume this many messages. If -1 (the default), the consumer will consume until the process is killed externally (default: -1)
  --session-timeout TIMEOUT-MS
                         Set the consumer's session timeout, note that this configuration is not supported when group protocol is consumer
  --verbose              Enable to log individual consumed records (default: false)
  --enable-autocommit    Enable offset auto-commit on consumer (default: false)
  --reset-policy RESET-POLICY
                         Set reset policy (must be either 'earliest', 'latest', or 'none') (default: earliest)
  --assignment-strategy ASSIGNMENT-STRATEGY
                         Set assignment strategy (e.g. org.apache.kafka.clients.consumer.RoundRobinAssignor);  only  used  if  the  group  protocol  is CLASSIC (default: org.apache.kafka.clients.
                         consumer.RangeAssignor)
  --consumer.config CONFIG-FILE
                         (DEPRECATED) Consumer config properties file. This option will be removed in a future version. Use --command-config instead
  --command-config CONFIG-FILE
                         Config properties file (config options shared with command line parameters will be overridden).

Connection Group:
  Group of arguments for connection to brokers

  --bootstrap-server HOST1:PORT1[,HOST2:PORT2[...]]
                         The server(s) to connect to. Comma-separated list of Kafka brokers in the form HOST1:PORT1,HOST2:PORT2,...`;

export const VERIFIABLE_CONSUMER_TOOL: ArgTool = { program: 'verifiable-consumer', main: { name: '', usage: USAGE, help: HELP, options: OPTIONS }, commands: [], helpStatus: 1 };
