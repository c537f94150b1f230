// What kafka-transactions.sh says of itself and of its options: the text is Apache Kafka's (see NOTICE).
import type { ArgCommand, ArgOption, ArgTool } from './argparse.ts';

/** The parser names a missing partition before a missing topic. */
const PLACE: readonly ArgOption[] = [{ names: ['--partition'], takes: 'integer', required: true }, { names: ['--topic'], takes: 'text', required: true }];

const MAIN: ArgCommand = {
  name: '',
  usage: `usage: kafka-transactions.sh [-h] [-v] [--command-config FILE] --bootstrap-server host:port COMMAND ...`,
  help: `This tool is used to analyze the transactional state of producers in the cluster. It can be used to detect and recover from hanging transactions.

optional arguments:
  -h, --help             show this help message and exit
  -v, --version          show the version of this Kafka distribution and exit
  --command-config FILE  property file containing configs to be passed to admin client
  --bootstrap-server host:port
                         hostname and port for the broker to connect to, in the form \`host:port\`  (multiple comma-separated entries can be given)

commands:
  COMMAND
    list                 list transactions
    describe             describe the state of an active transactional-id
    describe-producers   describe the states of active producers for a topic partition
    abort                abort a hanging transaction (requires administrative privileges)
    find-hanging         find hanging transactions
    forceTerminateTransaction
                         Force abort an ongoing transaction on transactionalId (requires administrative privileges)`,
  options: [{ names: ['--bootstrap-server'], takes: 'text', required: true }, { names: ['--command-config'], takes: 'text' }],
};

const LIST: ArgCommand = {
  name: 'list',
  usage: `usage: kafka-transactions.sh --bootstrap-server host:port list [-h] [--duration-filter DURATION_FILTER] [--transactional-id-pattern TRANSACTIONAL_ID_PATTERN]`,
  help: `optional arguments:
  -h, --help             show this help message and exit
  --duration-filter DURATION_FILTER
                         Duration (in millis) to filter by: if < 0, all transactions will be returned; otherwise, only transactions running longer than this duration will be returned
  --transactional-id-pattern TRANSACTIONAL_ID_PATTERN
                         Transactional id regular expression pattern to filter by`,
  options: [{ names: ['--duration-filter'], takes: 'long' }, { names: ['--transactional-id-pattern'], takes: 'text' }],
};

const DESCRIBE: ArgCommand = {
  name: 'describe',
  usage: `usage: kafka-transactions.sh --bootstrap-server host:port describe [-h] --transactional-id TRANSACTIONAL_ID`,
  help: `Describe the state of an active transactional-id.

optional arguments:
  -h, --help             show this help message and exit
  --transactional-id TRANSACTIONAL_ID
                         transactional id`,
  options: [{ names: ['--transactional-id'], takes: 'text', required: true }],
};

const PRODUCERS: ArgCommand = {
  name: 'describe-producers',
  usage: `usage: kafka-transactions.sh --bootstrap-server host:port describe-producers [-h] [--broker-id BROKER_ID] --topic TOPIC --partition PARTITION`,
  help: `optional arguments:
  -h, --help             show this help message and exit
  --broker-id BROKER_ID  optional broker id to describe the producer state on a specific replica
  --topic TOPIC          topic name
  --partition PARTITION  partition number`,
  options: [...PLACE, { names: ['--broker-id'], takes: 'integer' }],
};

const ABORT: ArgCommand = {
  name: 'abort',
  usage: `usage: kafka-transactions.sh --bootstrap-server host:port abort [-h] --topic TOPIC --partition PARTITION [--start-offset START_OFFSET] [--producer-id PRODUCER_ID]
                             [--producer-epoch PRODUCER_EPOCH] [--coordinator-epoch COORDINATOR_EPOCH]`,
  help: `optional arguments:
  -h, --help             show this help message and exit
  --topic TOPIC          topic name
  --partition PARTITION  partition number

Brokers on versions 3.0 and above:
  For newer brokers, only the start offset of the transaction to be aborted is required

  --start-offset START_OFFSET
                         start offset of the transaction to abort

Brokers on versions older than 3.0:
  For older brokers, you must provide all of these arguments

  --producer-id PRODUCER_ID
                         producer id
  --producer-epoch PRODUCER_EPOCH
                         producer epoch
  --coordinator-epoch COORDINATOR_EPOCH
                         coordinator epoch`,
  options: [...PLACE, { names: ['--start-offset'], takes: 'long' }, { names: ['--producer-id'], takes: 'long' }, { names: ['--producer-epoch'], takes: 'integer' }, { names: ['--coordinator-epoch'], takes: 'integer' }],
};

const HANGING: ArgCommand = {
  name: 'find-hanging',
  usage: `usage: kafka-transactions.sh --bootstrap-server host:port find-hanging [-h] [--broker-id BROKER_ID] [--max-transaction-timeout MAX_TRANSACTION_TIMEOUT] [--topic TOPIC] [--partition PARTITION]`,
  help: `optional arguments:
  -h, --help             show this help message and exit
  --broker-id BROKER_ID  broker id to search for hanging transactions
  --max-transaction-timeout MAX_TRANSACTION_TIMEOUT
                         maximum transaction timeout in minutes to limit the scope of the search (15 minutes by default)
  --topic TOPIC          topic name to limit search to (required if --partition is specified)
  --partition PARTITION  partition number`,
  options: [{ names: ['--broker-id'], takes: 'integer' }, { names: ['--max-transaction-timeout'], takes: 'integer' }, { names: ['--topic'], takes: 'text' }, { names: ['--partition'], takes: 'integer' }],
};

const FORCE: ArgCommand = {
  name: 'forceTerminateTransaction',
  usage: `usage: kafka-transactions.sh --bootstrap-server host:port forceTerminateTransaction [-h] --transactionalId TRANSACTIONALID`,
  help: `Force abort an ongoing transaction on transactionalId

optional arguments:
  -h, --help             show this help message and exit
  --transactionalId TRANSACTIONALID
                         transactional id`,
  options: [{ names: ['--transactionalId'], takes: 'text', required: true }],
};

export const TRANSACTIONS_TOOL: ArgTool = { program: 'kafka-transactions.sh', main: MAIN, commands: [LIST, DESCRIBE, PRODUCERS, ABORT, HANGING, FORCE], helpStatus: 1 };
