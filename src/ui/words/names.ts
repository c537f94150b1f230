// The words for the states of things.
import type { ClientRecord, GroupRecord, NodeRecord, ReplicaRecord } from '../../bridge/records.ts';
import { m } from '../paraglide/messages.js';
import { number } from './numbers.ts';

export function nodeStateName(node: Pick<NodeRecord, 'state' | 'diskFactor' | 'diskFailure' | 'role'>): string {
  if (node.diskFailure !== 'none') return node.diskFailure === 'full' ? m.state_disk_full() : m.state_disk_broken();
  switch (node.state) {
    case 'down': return m.state_down();
    case 'starting': return m.state_starting();
    case 'running': return node.diskFactor === 1 ? m.state_running() : m.state_slow_disk({ factor: number(node.diskFactor) });
    case 'fenced': return m.state_fenced();
    case 'stopping': return m.state_stopping();
  }
}

/** A controller's part in the quorum says more than that it runs. */
export function controllerState(node: Pick<NodeRecord, 'state' | 'diskFactor' | 'diskFailure' | 'role' | 'quorumRole'>): string {
  if (node.state !== 'running' || node.quorumRole === null) return nodeStateName(node);
  switch (node.quorumRole) {
    case 'leader': return m.controller_active();
    case 'follower': return m.controller_follower();
    case 'candidate': case 'prospective': return m.controller_candidate();
    case 'unattached': case 'resigned': return m.controller_unattached();
  }
}

export function clientStateName(state: ClientRecord['state']): string {
  switch (state) {
    case 'down': return m.state_down();
    case 'starting': return m.state_starting();
    case 'running': return m.state_running();
    case 'stopping': return m.state_stopping();
  }
}

export function groupStateName(state: GroupRecord['state']): string {
  switch (state) {
    case 'Empty': return m.group_empty();
    case 'PreparingRebalance': case 'CompletingRebalance': case 'Assigning': case 'Reconciling': return m.group_rebalancing();
    case 'Stable': return m.group_stable();
    case 'Dead': return m.group_dead();
  }
}

export function replicaRoleName(replica: Pick<ReplicaRecord, 'role' | 'inSync' | 'moving' | 'deposed'>): string {
  if (replica.deposed === true) return m.believes_leader();
  if (replica.role === 'offline') return m.replica_offline();
  if (replica.moving !== '' && replica.role !== 'leader') return replica.moving === 'adding' ? m.replica_adding() : m.replica_removing();
  if (replica.role === 'leader') return m.replica_leader();
  return replica.inSync ? m.replica_follower() : m.replica_out();
}

/** `broker-2` as a reader says it: "broker 2". */
export function nodeName(node: string): string {
  const [, role, rest] = /^(broker|controller|producer|consumer|processor|queue-producer|queue-consumer|queue|batch-source|batch|zookeeper-broker|zookeeper|micro-batch|dataflow|database|dashboard|shift)-(.+?)(?:\/(?:output|admin))?$/.exec(node) ?? [];
  if (role === undefined || rest === undefined) return node === 'jobmanager' ? m.flink_jobmanager() : /^tm-[^/]*\//.test(node) ? node.slice(0, node.indexOf('/')) : node === 'laptop' || node.startsWith('laptop/') ? m.name_laptop() : node === 'input' ? m.name_you() : node;
  switch (role) {
    case 'broker': return m.name_broker({ number: rest });
    case 'controller': return m.name_controller({ number: rest });
    case 'producer': return m.name_producer({ name: rest });
    case 'processor': return m.name_processor({ name: rest });
    case 'queue': return m.name_queue({ name: rest });
    case 'batch': return m.name_batch({ name: rest });
    case 'database': return m.name_database({ name: rest });
    case 'dashboard': return m.name_dashboard({ name: rest });
    case 'shift': return m.name_shift();
    case 'dataflow': return m.name_dataflow({ name: rest });
    case 'micro-batch': return m.name_micro_batch({ name: rest });
    case 'zookeeper': return m.name_zookeeper({ name: rest });
    case 'zookeeper-broker': return m.name_candidate({ name: rest });
    case 'queue-producer': case 'batch-source': return m.name_producer({ name: rest });
    default: return m.name_consumer({ name: rest });
  }
}
