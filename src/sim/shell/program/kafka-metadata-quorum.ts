// kafka-metadata-quorum.sh: who leads the controllers' quorum, and how far its members are (MetadataQuorumCommand).
import type { AdminApis, AdminError } from '../../kafka/client/admin-calls.ts';
import { portOf, type ReplicaState } from '../../kafka/protocol.ts';
import type { Os } from '../program.ts';
import { parseArguments } from './admin/argparse.ts';
import { directoryIdOf, NO_DIRECTORY } from './admin/directory-id.ts';
import { adminProblem, exception, wrapped } from './admin/errors.ts';
import { QUORUM_TOOL } from './admin/quorum-help.ts';
import { call, connectAdmin, errorText, print, readText, type Script, scriptProgram, trace, wallClock, write } from './admin/script.ts';
import { commandConfig } from './admin/tool-arguments.ts';

type Quorum = AdminApis['describeMetadataQuorum'][1];


function* script(os: Os): Script {
  const parsed = parseArguments(QUORUM_TOOL, os.argv.slice(1));
  if (parsed.kind === 'exit') {
    yield* write(parsed.fd, parsed.text);
    return parsed.status;
  }
  const { command, values } = parsed;
  const file = values['command-config'] ?? null;
  const properties = file === null ? {} : commandConfig(yield* readText(file));
  if (properties === null) return yield* thrown(exception('java.nio.file.NoSuchFileException', file ?? ''));
  const controllers = values['bootstrap-controller'];
  const problem = yield* connectAdmin({ ...properties, ...(controllers === undefined ? { 'bootstrap.servers': values['bootstrap-server'] ?? '' } : { 'bootstrap.controllers': controllers }) });
  if (problem !== null) return yield* thrown(adminProblem(problem));
  if (command !== 'describe') return yield* refused(command, values);
  if (values['status'] !== undefined && values['replication'] !== undefined) return yield* terse('Only one of --status or --replication should be specified with describe sub-command');
  if (values['replication'] !== undefined) return yield* replication(values['human-readable'] !== undefined);
  if (values['status'] === undefined) return yield* terse('One of --status or --replication must be specified with describe sub-command');
  if (values['human-readable'] !== undefined) return yield* terse('The option --human-readable is only supported along with --replication');
  return yield* status();
}

function* terse(message: string): Script {
  yield* write(2, `${message}\n`);
  return 1;
}

function* thrown(error: AdminError): Script {
  const shown = error.exception === 'java.util.concurrent.ExecutionException' && error.cause !== null ? errorText(error.cause) : error.message;
  yield* write(2, `${shown}\n${trace(error)}\n\n`);
  return 1;
}

/** The voters of this quorum are a fixed list (controller.quorum.voters): none can be added or removed while it runs. */
function* refused(command: string, values: Readonly<Record<string, string>>): Script {
  if (command === 'remove-controller') return yield* removeController(values);
  if (values['command-config'] === undefined) return yield* terse('You must supply the configuration file of the controller you are adding when using add-controller.');
  return yield* terse('node.id not found in configuration file. Is this a valid controller configuration file?');
}

/** Uuid.ZERO_UUID: no directory. */
const ZERO_ID = 'AAAAAAAAAAAAAAAAAAAAAA';

function* removeController(values: Readonly<Record<string, string>>): Script {
  const [id = '', directory = ''] = [values['controller-id'], values['controller-directory-id']];
  if (Number(id) < 0) return yield* terse(`Invalid negative --controller-id: ${id}`);
  const problem = uuidProblem(directory);
  if (problem !== null) return yield* terse(`Failed to parse --controller-directory-id: ${problem}`);
  if (values['dry-run'] !== undefined) {
    yield* print(`DRY RUN of removing  KRaft controller ${id} with directory id ${directory}`);
    return 0;
  }
  if (directory === ZERO_ID) return yield* thrown(wrapped(exception('org.apache.kafka.common.errors.InvalidRequestException', "Remove voter request didn't include a valid voter")));
  const features = yield* call({ kind: 'describeFeatures', nodeId: null });
  if (!features.ok) return yield* thrown(wrapped(features.error));
  const level = features.value.finalizedFeatures?.find(({ name }) => name === 'kraft.version')?.level ?? 0;
  if (level === 0) return yield* thrown(wrapped(exception('org.apache.kafka.common.errors.UnsupportedVersionException', "Cluster doesn't support removing voter because the kraft.version feature is 0")));
  const quorum = yield* call({ kind: 'describeMetadataQuorum' });
  const cluster = yield* call({ kind: 'describeCluster' });
  if (!quorum.ok || !cluster.ok) return yield* thrown(wrapped(exception('org.apache.kafka.common.errors.TimeoutException', 'The request timed out.')));
  const key = (voter: number | string, of: string): string => `ReplicaKey(id=${voter}, directoryId=${of})`;
  const voters = quorum.value.currentVoters.map(({ replicaId }) => replicaId).sort((a, b) => b - a).map((voter) => key(voter, directoryIdOf(cluster.value.clusterId, voter)));
  const message = `Cannot remove voter ${key(id, directory)} from the set of voters [${voters.join(', ')}]`;
  return yield* thrown(wrapped(exception('org.apache.kafka.common.errors.VoterNotFoundException', message)));
}

/** What is wrong with an id of 16 bytes in base64 (Uuid.fromString); null where nothing is. */
function uuidProblem(text: string): string | null {
  if (text.length > 24) return `Input string with prefix \`${text.slice(0, 24)}\` is too long to be decoded as a base64 UUID`;
  const bytes = Math.floor((text.replace(/=+$/, '').length * 3) / 4);
  return bytes === 16 ? null : `Input string \`${text}\` decoded as ${bytes} bytes, which is not equal to the expected 16 bytes of a base64-encoded UUID`;
}

function* status(): Script {
  const cluster = yield* call({ kind: 'describeCluster' });
  if (!cluster.ok) return yield* thrown(wrapped(cluster.error));
  const asked = yield* call({ kind: 'describeMetadataQuorum' });
  if (!asked.ok) return yield* thrown(wrapped(asked.error));
  const quorum = asked.value;
  const leader = quorum.currentVoters.find((voter) => voter.replicaId === quorum.leaderId);
  const last = quorum.currentVoters.reduce<ReplicaState | undefined>((least, voter) => (least === undefined || voter.logEndOffset < least.logEndOffset ? voter : least), undefined);
  const voters = byId(quorum.currentVoters).map(({ replicaId }) => `{"id": ${replicaId}, "endpoints": ["CONTROLLER://localhost:${portOf(replicaId)}"]}`);
  const observers = byId(quorum.observers).map(({ replicaId }) => `{"id": ${replicaId}, "directoryId": "${directoryIdOf(cluster.value.clusterId, replicaId)}"}`);
  const rows: readonly (readonly [string, string | number])[] = [
    ['ClusterId:', cluster.value.clusterId], ['LeaderId:', quorum.leaderId], ['LeaderEpoch:', quorum.leaderEpoch], ['HighWatermark:', quorum.highWatermark],
    ['MaxFollowerLag:', (leader?.logEndOffset ?? 0) - (last?.logEndOffset ?? 0)], ['MaxFollowerLagTimeMs:', lagTime(leader, last)],
    ['CurrentVoters:', `[${voters.join(', ')}]`], ['CurrentObservers:', `[${observers.join(', ')}]`],
  ];
  for (const [label, value] of rows) yield* print(`${label.padEnd(23)} ${value}`);
  return 0;
}

function lagTime(leader: ReplicaState | undefined, last: ReplicaState | undefined): number {
  if (leader === undefined || last === undefined || leader === last) return 0;
  if (leader.lastCaughtUpTimestamp < 0 || last.lastCaughtUpTimestamp < 0) return -1;
  return leader.lastCaughtUpTimestamp - last.lastCaughtUpTimestamp;
}

function byId(replicas: readonly ReplicaState[]): ReplicaState[] {
  return [...replicas].sort((a, b) => a.replicaId - b.replicaId);
}

function* replication(humanReadable: boolean): Script {
  const cluster = yield* call({ kind: 'describeCluster' });
  if (!cluster.ok) return yield* thrown(wrapped(cluster.error));
  const asked = yield* call({ kind: 'describeMetadataQuorum' });
  if (!asked.ok) return yield* thrown(wrapped(asked.error));
  const now = yield* wallClock();
  for (const line of table([HEADER, ...replicationRows(asked.value, cluster.value.clusterId, humanReadable ? now : null)])) yield* print(line);
  return 0;
}

const HEADER = ['NodeId', 'DirectoryId', 'LogEndOffset', 'Lag', 'LastFetchTimestamp', 'LastCaughtUpTimestamp', 'Status'];

/** `now` where ages are shown instead of timestamps. */
function replicationRows(quorum: Quorum, clusterId: string, now: number | null): string[][] {
  const leader = quorum.currentVoters.find((voter) => voter.replicaId === quorum.leaderId);
  const time = (ms: number): string => (now === null ? String(ms) : ms < 0 ? 'unknown' : `${now - ms} ms ago`);
  const row = (replica: ReplicaState, directory: string, state: string): string[] => [
    String(replica.replicaId), directory, String(replica.logEndOffset), String((leader?.logEndOffset ?? 0) - replica.logEndOffset), time(replica.lastFetchTimestamp), time(replica.lastCaughtUpTimestamp), state,
  ];
  const followers = byId(quorum.currentVoters).filter((voter) => voter.replicaId !== quorum.leaderId);
  return [
    ...(leader === undefined ? [] : [row(leader, NO_DIRECTORY, 'Leader')]),
    ...followers.map((voter) => row(voter, NO_DIRECTORY, 'Follower')),
    ...byId(quorum.observers).map((observer) => row(observer, directoryIdOf(clusterId, observer.replicaId), 'Observer')),
  ];
}

/** Every cell as wide as its column's widest, and a tab behind each (ToolsUtils.prettyPrintTable). */
function table(rows: readonly (readonly string[])[]): string[] {
  const widths = HEADER.map((_, column) => Math.max(...rows.map((cells) => cells[column]?.length ?? 0)));
  return rows.map((cells) => cells.map((cell, column) => `${cell.padEnd(widths[column] ?? 0)}\t`).join(''));
}

export const kafkaMetadataQuorum = scriptProgram('kafka-metadata-quorum.sh', script, [
  { name: 'bootstrap-server', takes: 'bootstrap' }, { name: 'bootstrap-controller', takes: 'text' }, { name: 'command-config', takes: 'file' }, ...['status', 'replication', 'human-readable'].map((name) => ({ name, takes: 'nothing' as const })),
]);
