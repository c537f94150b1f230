// The folders of the cluster's nodes on the student's machine: /tmp/kafka/node-1 and so on, as the brokers and controllers have them.
import { serverProperties } from '../../kafka/broker/admin-answers.ts';
import { LOG_FOLDER, logDirOf } from '../../kafka/broker/log-dir.ts';
import type { Broker } from '../../kafka/broker/state.ts';
import type { Controller } from '../../kafka/controller/state.ts';
import type { DiskOwner, NodeId, Time } from '../../kernel/types.ts';
import { brokerFiles, metaProperties } from './broker-files.ts';
import { type DiskEntry, textFile } from './entry.ts';
import { flinkEntry, isFlinkPath } from './flink-files.ts';
import { metadataFiles, type MetadataOnDisk } from './metadata-files.ts';

/** What all actors have on their disks, and when the world began by the wall clock. */
export interface Looking {
  readonly disks: Readonly<Record<NodeId, DiskOwner>>;
  readonly now: Time;
  readonly bornMs: number;
}

/** Everything below lies on the nodes' disks; so does what is below Flink's own folder. */
export const CLUSTER_FOLDER = '/tmp/kafka';

const isBroker = (state: unknown): state is Broker => typeof state === 'object' && state !== null && 'plane' in state && 'life' in state;
const isController = (state: unknown): state is Controller => typeof state === 'object' && state !== null && 'raft' in state;

export function isOnCluster(path: string): boolean {
  return path === CLUSTER_FOLDER || path.startsWith(`${CLUSTER_FOLDER}/`) || isFlinkPath(path);
}

/** The file or folder at an absolute path; null where there is none. */
export function clusterEntry(looking: Looking, path: string): DiskEntry | null {
  if (!isOnCluster(path)) return null;
  if (isFlinkPath(path)) return flinkEntry(looking, path);
  const nodes = Object.values(looking.disks).flatMap(({ state, up, upSince }) => (isBroker(state) || isController(state) ? [{ state, upFor: up && upSince !== null ? looking.now - upSince : null }] : []));
  const [node = '', part, ...below] = path.slice(CLUSTER_FOLDER.length + 1).split('/');
  if (node === '') return nodes.length === 0 ? null : folder(looking, nodes.map(({ state }) => `node-${state.id}`));
  const found = nodes.find(({ state }) => `node-${state.id}` === node);
  if (found === undefined) return null;
  if (part === undefined) return folder(looking, [LOG_FOLDER, 'server.properties']);
  if (part === 'server.properties') return below.length === 0 ? textFile(propertiesOf(found.state), looking.bornMs) : null;
  return part === LOG_FOLDER ? inLogDir(looking, found.state, found.upFor, below) : null;
}

function inLogDir(looking: Looking, state: Broker | Controller, upFor: Time | null, [name, file, ...rest]: readonly string[]): DiskEntry | null {
  const tree = isBroker(state) ? brokerFiles(state, upFor, looking, () => metadataFiles(copyOf(looking, state), looking.bornMs)) : controllerFiles(looking, state);
  if (rest.length > 0) return null;
  if (name === undefined) return folder(looking, [...Object.keys(tree.files), ...Object.keys(tree.folders)]);
  const inside = tree.folders[name]?.();
  if (inside === undefined) return file === undefined ? (tree.files[name]?.() ?? null) : null;
  return file === undefined ? folder(looking, Object.keys(inside)) : (inside[file]?.() ?? null);
}

function folder(looking: Looking, names: readonly string[]): DiskEntry {
  return { kind: 'folder', modifiedMs: looking.bornMs, names: [...names].sort((a, b) => (a < b ? -1 : 1)) };
}

type Files = Readonly<Record<string, () => DiskEntry>>;

function controllerFiles(looking: Looking, controller: Controller): { readonly files: Files; readonly folders: Readonly<Record<string, () => Files>> } {
  const { bornMs } = looking;
  return {
    files: {
      '.lock': () => textFile('', bornMs),
      'bootstrap.checkpoint': () => textFile('', bornMs),
      'meta.properties': () => textFile(metaProperties(controller.clusterId, controller.id), bornMs),
    },
    folders: { '__cluster_metadata-0': () => metadataFiles(ownLog(controller), bornMs) },
  };
}

function ownLog({ raft }: Controller): MetadataOnDisk {
  const voters = raft.voters.map((voterId) => ({ voterId }));
  const quorumState = JSON.stringify({ clusterId: '', leaderId: raft.leaderId, leaderEpoch: raft.epoch, votedId: raft.votedFor, appliedOffset: 0, currentVoters: voters, data_version: 0 });
  return { batches: [...raft.log.chunks.flat(), ...raft.log.last], snapshot: raft.log.snapshot, quorumState };
}

/** A broker copies the controllers' log. The simulator keeps it at the controllers alone: a broker's file is theirs up to where it has read. */
function copyOf(looking: Looking, broker: Broker): MetadataOnDisk {
  let longest: Controller | null = null;
  for (const { state } of Object.values(looking.disks)) {
    if (isController(state) && (longest === null || state.raft.log.endOffset > longest.raft.log.endOffset)) longest = state;
  }
  if (longest === null) return { batches: [], snapshot: null, quorumState: '' };
  const { reader, image } = broker;
  const voters = broker.voters.map((voterId) => ({ voterId }));
  const quorumState = JSON.stringify({ clusterId: '', leaderId: reader.leader, leaderEpoch: reader.leaderEpoch, votedId: -1, appliedOffset: 0, currentVoters: voters, data_version: 0 });
  const { batches } = ownLog(longest);
  return { batches: batches.filter((batch) => batch.baseOffset <= image.offset), snapshot: null, quorumState };
}

/** server.properties, with the settings of the scenario at its end. */
function propertiesOf(node: Broker | Controller): string {
  const own = isBroker(node) ? serverProperties(node) : { 'node.id': String(node.id), 'process.roles': 'controller', 'log.dirs': logDirOf(node.id) };
  return [...Object.entries(own), ...Object.entries(node.settings)].map(([name, value]) => `${name}=${value}\n`).join('');
}
