// What kafka-verifiable-producer.sh says of itself and of its options: the text is Apache Kafka's (see NOTICE).
import type { ArgOption, ArgTool } from '../admin/argparse.ts';

const OPTIONS: readonly ArgOption[] = [
  { names: ['--topic'], takes: 'text', required: true },
  { names: ['--max-messages'], takes: 'integer' },
  { names: ['--throughput'], takes: 'integer' },
  { names: ['--acks'], takes: 'integer', choices: ['0', '1', '-1'] },
  { names: ['--producer.config'], takes: 'text' },
  { names: ['--message-create-time'], takes: 'long' },
  { names: ['--value-prefix'], takes: 'integer' },
  { names: ['--repeating-keys'], takes: 'integer' },
  { names: ['--command-config'], takes: 'text' },
  { names: ['--bootstrap-server'], takes: 'text', group: true },
];

const USAGE = `usage: verifiable-producer [-h] --topic TOPIC [--max-messages MAX-MESSAGES] [--throughput THROUGHPUT] [--acks ACKS] [--producer.config CONFIG-FILE] [--message-create-time CREATE-TIME]
                           [--value-prefix VALUE-PREFIX] [--repeating-keys REPEATING-KEYS] [--command-config CONFIG-FILE] --bootstrap-server HOST1:PORT1[,HOST2:PORT2[...]]`;

const HELP = `This tool produces increasing integers to the specified topic and prints JSON metadata to  stdout  on  each "send" request, making externally visible which messages have been acked and which have
not.

optional arguments:
  -h, --help             show this help message and exit
  --topic TOPIC          Produce messages to this topic.
  --max-messages MAX-MESSAGES
                         Produce this many messages. If -1, produce messages until the process is killed externally. (default: -1)
  --throughput THROUGHPUT
                         If set >= 0, throttle maximum message throughput to *approximately* THROUGHPUT messages/sec. (default: -1)
  --acks ACKS            Acks required on each produced message. See Kafka docs on acks for details. (default: -1)
  --producer.config CONFIG-FILE
                         (DEPRECATED) Producer config properties file. This option will be removed in a future version. Use --command-config instead.
  --message-create-time CREATE-TIME
                         Send messages with creation time starting at the arguments value, in milliseconds since epoch (default: -1)
  --value-prefix VALUE-PREFIX
                         If specified, each produced value will have this prefix with a dot separator
  --repeating-keys REPEATING-KEYS
                         If specified, each produced record will have a key starting at 0 increment by 1 up to the number specified (exclusive), then the key is set to 0 again
  --command-config CONFIG-FILE
                         Config properties file (config options shared with command line parameters will be overridden).

Connection Group:
  Group of arguments for connection to brokers

  --bootstrap-server HOST1:PORT1[,HOST2:PORT2[...]]
                         REQUIRED: The server(s) to connect to. Comma-separated list of Kafka brokers in the form HOST1:PORT1,HOST2:PORT2,...`;

export const VERIFIABLE_PRODUCER_TOOL: ArgTool = { program: 'verifiable-producer', main: { name: '', usage: USAGE, help: HELP, options: OPTIONS }, commands: [], helpStatus: 1 };
