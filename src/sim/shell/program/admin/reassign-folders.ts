// Which folder of a broker a replica lies in, and moves between folders: here every broker has one.
import type { AdminError } from '../../../kafka/client/admin-calls.ts';
import type { TopicPartition } from '../../../kafka/protocol.ts';
import { brokerError, exception, wrapped } from './errors.ts';
import { type Move, nameOf } from './reassign-files.ts';
import { type Answer, call, print, type Step } from './script.ts';

type Part<T> = Generator<Step, T, Answer>;

export interface WantedFolder extends TopicPartition {
  readonly broker: number;
  readonly folder: string;
}

/** The replicas for which a plan names a folder, by broker. */
export function wantedFolders(moves: readonly Move[]): WantedFolder[] {
  const all = moves.flatMap(({ topic, partition, replicas, logDirs }) => replicas.map((broker, index) => ({ topic, partition, broker, folder: logDirs[index] ?? 'any' })));
  return all.filter(({ folder }) => folder !== 'any').sort((a, b) => a.broker - b.broker || (nameOf(a) < nameOf(b) ? -1 : 1));
}

/** Where replicas lie, by `orders-0-1`; those of brokers that are not in the cluster are left out. */
export function* foldersOf(replicas: readonly (TopicPartition & { readonly broker: number })[]): Part<ReadonlyMap<string, string> | AdminError> {
  const found = new Map<string, string>();
  if (replicas.length === 0) return found;
  const cluster = yield* call({ kind: 'describeCluster' });
  if (!cluster.ok) return wrapped(cluster.error);
  const alive = cluster.value.brokers.map(({ nodeId }) => nodeId);
  const brokers = [...new Set(replicas.map(({ broker }) => broker))].filter((id) => alive.includes(id)).sort((a, b) => a - b);
  const described = yield* call({ kind: 'describeLogDirs', brokers, topics: [...new Set(replicas.map(({ topic }) => topic))] });
  if (!described.ok) return wrapped(described.error);
  for (const { brokerId, results } of described.value) {
    for (const { logDir, topics } of results) for (const topic of topics) for (const { partitionIndex } of topic.partitions) found.set(`${topic.name}-${partitionIndex}-${brokerId}`, logDir);
  }
  return found;
}

export function replicaName(replica: TopicPartition & { readonly broker: number }): string {
  return `${nameOf(replica)}-${replica.broker}`;
}

/** What --verify prints of folders: an empty line where none were asked for. */
export function* verifyFolders(wanted: readonly WantedFolder[]): Part<AdminError | null> {
  const found = yield* foldersOf(wanted);
  if ('exception' in found) return found;
  const lines = wanted.map((each) => {
    const now = found.get(replicaName(each));
    if (now === undefined) return `Partition ${nameOf(each)} is not found in any live log dir on broker ${each.broker}. There is likely an offline log directory on the broker.`;
    if (now === each.folder) return `Reassignment of replica ${replicaName(each)} completed successfully.`;
    return `Partition ${nameOf(each)} on broker ${each.broker} is not being moved from log dir ${now} to ${each.folder}.`;
  });
  yield* print(lines.join('\n'));
  return null;
}

/** Moves replicas between folders: there is one, so nothing but that one is found. */
export function* moveFolders(wanted: readonly WantedFolder[]): Part<AdminError | null> {
  const found = yield* foldersOf(wanted);
  if ('exception' in found) return found;
  const folders = new Set(found.values());
  const strange = wanted.find(({ folder }) => !folders.has(folder));
  if (strange !== undefined) return exception('org.apache.kafka.tools.AdminCommandFailedException', `Failed to alter dir for ${replicaName(strange)}`, wrapped(brokerError('LOG_DIR_NOT_FOUND', null)));
  for (const each of wanted) yield* print(`Successfully started moving log directory to ${each.folder} for replica ${nameOf(each)} with broker ${each.broker} `);
  return null;
}
