// Brokers, controllers and the links between nodes that are not as the scenario made them.
import type { LinkRecord, NodeRecord } from '../bridge/records.ts';
import type { Broker } from '../sim/kafka/broker/state.ts';
import type { KernelState } from '../sim/kernel/state.ts';
import { type Actor, brokers, controllers } from './cluster.ts';

export function nodeRecords(world: KernelState): NodeRecord[] {
  return [...controllerRecords(world), ...brokerRecords(world)];
}

function controllerRecords(world: KernelState): NodeRecord[] {
  return controllers(world).map(({ node, up, upSince, state: { id, raft } }) => ({
    kind: 'node', id: `node/${node}`, node, role: 'controller', number: id, host: `localhost:${9191 + id - 100}`,
    state: !up ? 'down' : raft.leaderId < 0 ? 'starting' : 'running',
    quorumRole: up ? raft.role : null, epoch: raft.epoch, metadataEndOffset: raft.log.endOffset, metadataHighWatermark: raft.highWatermark,
    ...conditionOf(world, node), rack: null, upSinceUs: up ? upSince : null,
  }));
}

/** Of its disk and its clock. */
function conditionOf(world: KernelState, node: string): Pick<NodeRecord, 'diskFactor' | 'diskFailure' | 'clockSkewMs'> {
  const disk = world.disks[node];
  return { diskFactor: disk?.factor ?? 1, diskFailure: disk?.failure ?? 'none', clockSkewMs: world.clockSkews[node] ?? 0 };
}

function brokerRecords(world: KernelState): NodeRecord[] {
  return brokers(world).map((broker) => {
    const { node, up, upSince, state } = broker;
    return {
      kind: 'node', id: `node/${node}`, node, role: 'broker', number: state.id, host: `${state.host}:${state.port}`, state: stateOf(broker), quorumRole: null, epoch: state.life.epoch,
      metadataEndOffset: state.image.offset + 1, metadataHighWatermark: state.image.offset + 1, ...conditionOf(world, node), rack: state.rack, upSinceUs: up ? upSince : null,
    };
  });
}

function stateOf({ up, state }: Actor<Broker>): NodeRecord['state'] {
  if (!up) return 'down';
  switch (state.life.state) {
    case 'starting':
    case 'registering': return 'starting';
    case 'fenced': return 'fenced';
    case 'running': return (state.image.brokers[state.id]?.fenced ?? false) ? 'fenced' : 'running';
    case 'stopping': return 'stopping';
  }
}

export function linkRecords(world: KernelState): LinkRecord[] {
  const usual = world.defaultLink;
  return Object.entries(world.links).flatMap(([from, targets]) => Object.entries(targets).flatMap(([to, link]): LinkRecord[] => {
    const changed = link.cut || link.latencyUs !== usual.latencyUs || link.lossRate !== usual.lossRate || link.bytesPerSecond !== usual.bytesPerSecond || link.duplicateRate !== usual.duplicateRate;
    return changed ? [{ kind: 'link', id: `link/${from}/${to}`, from, to, cut: link.cut, latencyUs: link.latencyUs, lossRate: link.lossRate }] : [];
  }));
}
