// What kafka-cluster.sh says of itself and of its options: the text is Apache Kafka's (see NOTICE).
import type { ArgCommand, ArgOption, ArgTool } from './argparse.ts';

const COMMON: readonly ArgOption[] = [
  { names: ['--bootstrap-server', '-b'], takes: 'text', group: true },
  { names: ['--bootstrap-controller', '-C'], takes: 'text', group: true },
  { names: ['--config'], takes: 'text' },
  { names: ['--command-config', '-c'], takes: 'text' },
];

const MAIN: ArgCommand = {
  name: '',
  usage: `usage: kafka-cluster [-h] {cluster-id,unregister,list-endpoints} ...`,
  help: `The Kafka cluster tool.

positional arguments:
  {cluster-id,unregister,list-endpoints}
    cluster-id           Get information about the ID of a cluster.
    unregister           Unregister a broker.
    list-endpoints       List endpoints

optional arguments:
  -h, --help             show this help message and exit`,
  options: [],
};

const CLUSTER_ID: ArgCommand = {
  name: 'cluster-id',
  usage: `usage: kafka-cluster cluster-id [-h] [--config CONFIG] [--command-config COMMAND_CONFIG] (--bootstrap-server BOOTSTRAP_SERVER | --bootstrap-controller BOOTSTRAP_CONTROLLER)`,
  help: `optional arguments:
  -h, --help             show this help message and exit
  --bootstrap-server BOOTSTRAP_SERVER, -b BOOTSTRAP_SERVER
                         A list of host/port pairs to use for establishing the connection to the Kafka cluster.
  --bootstrap-controller BOOTSTRAP_CONTROLLER, -C BOOTSTRAP_CONTROLLER
                         A list of host/port pairs to use for establishing the connection to the KRaft controllers.
  --config CONFIG        (DEPRECATED) A property file containing configurations for the Admin client. This option will be removed in a future version. Use --command-config instead.
  --command-config COMMAND_CONFIG, -c COMMAND_CONFIG
                         Config properties file for the Admin client.`,
  options: COMMON,
};

const UNREGISTER: ArgCommand = {
  name: 'unregister',
  usage: `usage: kafka-cluster unregister [-h] [--config CONFIG] [--command-config COMMAND_CONFIG] --id ID (--bootstrap-server BOOTSTRAP_SERVER | --bootstrap-controller BOOTSTRAP_CONTROLLER)`,
  help: `optional arguments:
  -h, --help             show this help message and exit
  --bootstrap-server BOOTSTRAP_SERVER, -b BOOTSTRAP_SERVER
                         A list of host/port pairs to use for establishing the connection to the Kafka cluster.
  --bootstrap-controller BOOTSTRAP_CONTROLLER, -C BOOTSTRAP_CONTROLLER
                         A list of host/port pairs to use for establishing the connection to the KRaft controllers.
  --config CONFIG        (DEPRECATED) A property file containing configurations for the Admin client. This option will be removed in a future version. Use --command-config instead.
  --command-config COMMAND_CONFIG, -c COMMAND_CONFIG
                         Config properties file for the Admin client.
  --id ID, -i ID         The ID of the broker to unregister.`,
  options: [...COMMON, { names: ['--id', '-i'], takes: 'integer', required: true }],
};

const LIST_ENDPOINTS: ArgCommand = {
  name: 'list-endpoints',
  usage: `usage: kafka-cluster list-endpoints [-h] [--config CONFIG] [--command-config COMMAND_CONFIG] [--include-fenced-brokers] (--bootstrap-server BOOTSTRAP_SERVER |
                     --bootstrap-controller BOOTSTRAP_CONTROLLER)`,
  help: `optional arguments:
  -h, --help             show this help message and exit
  --bootstrap-server BOOTSTRAP_SERVER, -b BOOTSTRAP_SERVER
                         A list of host/port pairs to use for establishing the connection to the Kafka cluster.
  --bootstrap-controller BOOTSTRAP_CONTROLLER, -C BOOTSTRAP_CONTROLLER
                         A list of host/port pairs to use for establishing the connection to the KRaft controllers.
  --config CONFIG        (DEPRECATED) A property file containing configurations for the Admin client. This option will be removed in a future version. Use --command-config instead.
  --command-config COMMAND_CONFIG, -c COMMAND_CONFIG
                         Config properties file for the Admin client.
  --include-fenced-brokers
                         Whether to include fenced brokers when listing broker endpoints`,
  options: [...COMMON, { names: ['--include-fenced-brokers'], takes: 'nothing' }],
};

export const CLUSTER_TOOL: ArgTool = { program: 'kafka-cluster', main: MAIN, commands: [CLUSTER_ID, UNREGISTER, LIST_ENDPOINTS], helpStatus: 1 };
