// kafka-cluster.sh: the cluster's id and where its nodes listen (ClusterTool).
import type { AdminError } from '../../kafka/client/admin-calls.ts';
import type { Os } from '../program.ts';
import { parseArguments } from './admin/argparse.ts';
import { CLUSTER_TOOL } from './admin/cluster-help.ts';
import { adminProblem, brokerError, exception, wrapped } from './admin/errors.ts';
import { call, connectAdmin, errorText, logError, print, readText, type Script, scriptProgram, trace, write } from './admin/script.ts';
import { commandConfig } from './admin/tool-arguments.ts';

function* script(os: Os): Script {
  const parsed = parseArguments(CLUSTER_TOOL, os.argv.slice(1));
  if (parsed.kind === 'exit') {
    yield* write(parsed.fd, parsed.text);
    return parsed.status;
  }
  const { command, values } = parsed;
  if (values['config'] !== undefined) yield* print('Option --config has been deprecated and will be removed in a future version. Use --command-config instead.');
  const file = values['command-config'] ?? values['config'] ?? null;
  const properties = file === null ? {} : commandConfig(yield* readText(file));
  if (properties === null) return yield* thrown(exception('java.nio.file.NoSuchFileException', file ?? ''));
  const controllers = values['bootstrap-controller'];
  const problem = yield* connectAdmin({ ...properties, ...(controllers === undefined ? { 'bootstrap.servers': values['bootstrap-server'] ?? '' } : { 'bootstrap.controllers': controllers }) });
  if (problem !== null) return yield* thrown(adminProblem(problem));
  if (command === 'unregister') return yield* unregister(Number(values['id']));
  return yield* command === 'cluster-id' ? clusterId() : endpoints(controllers !== undefined, values['include-fenced-brokers'] !== undefined);
}

function* thrown(error: AdminError): Script {
  const shown = error.exception === 'java.util.concurrent.ExecutionException' && error.cause !== null ? errorText(error.cause) : error.message;
  yield* write(2, `${shown}\n${trace(error)}\n\n`);
  return 1;
}

function* clusterId(): Script {
  const cluster = yield* call({ kind: 'describeCluster' });
  if (!cluster.ok) return yield* thrown(wrapped(cluster.error));
  yield* print(`Cluster ID: ${cluster.value.clusterId}`);
  return 0;
}

function* unregister(brokerId: number): Script {
  const asked = yield* call({ kind: 'unregisterBroker', brokerId });
  if (!asked.ok) return yield* thrown(wrapped(asked.error));
  if (asked.value.errorCode === 'NONE') {
    yield* print(`Broker ${brokerId} is no longer registered.`);
    return 0;
  }
  const error = brokerError(asked.value.errorCode, asked.value.errorMessage);
  yield* logError(`[AdminClient clientId=adminclient-1] Unregister broker request for broker ID ${brokerId} failed: ${error.message}`, 'org.apache.kafka.clients.admin.KafkaAdminClient');
  return yield* thrown(wrapped(error));
}

function* endpoints(ofControllers: boolean, includeFencedBrokers: boolean): Script {
  const cluster = yield* call({ kind: 'describeCluster', includeFencedBrokers });
  if (!cluster.ok) return yield* thrown(wrapped(cluster.error));
  const nodes = cluster.value.brokers;
  const width = Math.max(...nodes.map((node) => node.host.length), 0);
  const line = (id: string, host: string, port: string, rack: string, state: string, type: string): string =>
    `${id.padEnd(10)} ${host.padEnd(width)} ${port.padEnd(10)} ${rack.padEnd(10)} ${ofControllers ? '' : `${state.padEnd(10)} `}${type.padEnd(15)}`;
  yield* print(line('ID', 'HOST', 'PORT', 'RACK', 'STATE', 'ENDPOINT_TYPE'));
  for (const node of nodes) yield* print(line(String(node.nodeId), node.host, String(node.port), node.rack ?? 'null', node.isFenced ? 'fenced' : 'unfenced', ofControllers ? 'controller' : 'broker'));
  return 0;
}

export const kafkaCluster = scriptProgram('kafka-cluster.sh', script, [
  { name: 'bootstrap-server', takes: 'bootstrap' }, { name: 'bootstrap-controller', takes: 'text' }, { name: 'command-config', takes: 'file' }, { name: 'id', takes: 'text' }, { name: 'include-fenced-brokers', takes: 'nothing' },
]);
