// What kafka-metadata-quorum.sh says of itself and of its options: the text is Apache Kafka's (see NOTICE).
import type { ArgCommand, ArgOption, ArgTool } from './argparse.ts';

const SERVERS: readonly ArgOption[] = [{ names: ['--bootstrap-server'], takes: 'text', group: true }, { names: ['--bootstrap-controller'], takes: 'text', group: true }];

const MAIN: ArgCommand = {
  name: '',
  usage: `usage: kafka-metadata-quorum [-h] [--command-config COMMAND_CONFIG] (--bootstrap-server BOOTSTRAP_SERVER | --bootstrap-controller BOOTSTRAP_CONTROLLER) {describe,add-controller,remove-controller}
                             ...`,
  help: `This tool describes kraft metadata quorum status.

positional arguments:
  {describe,add-controller,remove-controller}
    describe             Describe the metadata quorum info
    add-controller       Add a controller to the KRaft controller cluster
    remove-controller    Remove a controller from the KRaft controller cluster

optional arguments:
  -h, --help             show this help message and exit
  --bootstrap-server BOOTSTRAP_SERVER
                         A comma-separated list of host:port pairs to use for establishing the connection to the Kafka cluster.
  --bootstrap-controller BOOTSTRAP_CONTROLLER
                         A comma-separated list of host:port pairs to use for establishing the connection to the Kafka controllers.
  --command-config COMMAND_CONFIG
                         Property file containing configs to be passed to Admin Client. For add-controller, the file is used to specify the controller properties as well.`,
  options: [...SERVERS, { names: ['--command-config'], takes: 'text' }],
};

const DESCRIBE: ArgCommand = {
  name: 'describe',
  usage: `usage: kafka-metadata-quorum (--bootstrap-server BOOTSTRAP_SERVER | --bootstrap-controller BOOTSTRAP_CONTROLLER) describe [-h] [--status] [--replication] [--human-readable]`,
  help: `optional arguments:
  -h, --help             show this help message and exit

Status:
  --status               A short summary of the quorum status and the other provides detailed information about the status of replication.

Replication:
  --replication          Detailed information about the status of replication
  --human-readable       Human-readable output`,
  options: [{ names: ['--status'], takes: 'nothing' }, { names: ['--replication'], takes: 'nothing' }, { names: ['--human-readable'], takes: 'nothing' }],
};

const ADD: ArgCommand = {
  name: 'add-controller',
  usage: `usage: kafka-metadata-quorum (--bootstrap-server BOOTSTRAP_SERVER | --bootstrap-controller BOOTSTRAP_CONTROLLER) add-controller [-h] [--dry-run]`,
  help: `optional arguments:
  -h, --help             show this help message and exit
  --dry-run              True if we should print what would be done, but not do it.`,
  options: [{ names: ['--dry-run'], takes: 'nothing' }],
};

const REMOVE: ArgCommand = {
  name: 'remove-controller',
  usage: `usage: kafka-metadata-quorum (--bootstrap-server BOOTSTRAP_SERVER | --bootstrap-controller BOOTSTRAP_CONTROLLER) remove-controller [-h] --controller-id CONTROLLER_ID
                             --controller-directory-id CONTROLLER_DIRECTORY_ID [--dry-run]`,
  help: `optional arguments:
  -h, --help             show this help message and exit
  --controller-id CONTROLLER_ID, -i CONTROLLER_ID
                         The id of the controller to remove.
  --controller-directory-id CONTROLLER_DIRECTORY_ID, -d CONTROLLER_DIRECTORY_ID
                         The directory ID of the controller to remove.
  --dry-run              True if we should print what would be done, but not do it.`,
  options: [
    { names: ['--controller-directory-id', '-d'], takes: 'text', required: true },
    { names: ['--controller-id', '-i'], takes: 'integer', required: true },
    { names: ['--dry-run'], takes: 'nothing' },
  ],
};

export const QUORUM_TOOL: ArgTool = { program: 'kafka-metadata-quorum', main: MAIN, commands: [DESCRIBE, ADD, REMOVE], helpStatus: 0 };
