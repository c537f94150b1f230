// What a thing is called, and its state in one or two words: all that the first picture says of it.
import type { ClientRecord, FlightRecord, GroupRecord, LinkRecord, MemberRecord, NodeRecord, OwnerRecord, PartitionRecord, ReplicaRecord, TopicRecord, WorldRecord } from '../../bridge/records.ts';
import { m } from '../paraglide/messages.js';
import { clientStateName, controllerState, groupStateName, nodeName, nodeStateName, replicaRoleName } from './names.ts';
import { number } from './numbers.ts';

export interface Title {
  readonly title: string;
  /** The state in one or two words; empty where there is none to say. */
  readonly state: string;
}

export const nodeTitle = (node: NodeRecord): Title =>
  node.role === 'broker' ? { title: m.name_broker({ number: node.number }), state: nodeStateName(node) } : { title: m.name_controller({ number: node.number }), state: controllerState(node) };

export const topicTitle = (topic: TopicRecord): Title => ({ title: topic.name, state: topic.internal ? m.topic_internal() : m.topic_kind() });

export const partitionTitle = (partition: PartitionRecord): Title => ({
  title: `${partition.topic}-${partition.partition}`, state: partition.leader < 0 ? m.partition_no_leader() : m.partition_led_by({ broker: partition.leader }),
});

export const replicaTitle = (replica: ReplicaRecord): Title => ({ title: m.replica_title({ partition: `${replica.topic}-${replica.partition}`, broker: replica.broker }), state: replicaRoleName(replica) });

export const groupTitle = (group: GroupRecord): Title => ({ title: m.group_title({ group: group.group }), state: groupStateName(group.state) });

export const memberTitle = (member: MemberRecord): Title => ({
  title: m.member_title({ client: member.clientId }), state: member.assignment.length === 0 ? m.member_idle() : m.member_owns({ count: number(member.assignment.length) }),
});

export const ownerTitle = (owner: OwnerRecord): Title => ({ title: m.owner_title({ group: owner.group, partition: `${owner.topic}-${owner.partition}` }), state: '' });

export const clientTitle = (client: ClientRecord): Title => ({ title: client.name, state: clientStateName(client.state) });

export const flightTitle = (flight: FlightRecord): Title => ({ title: flight.api, state: flight.direction === 'request' ? m.flight_request() : m.flight_response() });

export const linkTitle = (link: LinkRecord): Title => ({ title: m.link_title({ from: nodeName(link.from), to: nodeName(link.to) }), state: link.cut ? m.link_is_cut() : m.link_is_shaped() });

/** The whole of a thing in one sentence, for those who hear the stage. */
export function spokenName(record: WorldRecord): string {
  const { title: name, state } = titleOf(record);
  // A name alone does not say what has it.
  const title = record.kind === 'client' ? nodeName(record.node) : name;
  return state === '' ? title : `${title}, ${state}`;
}

function titleOf(record: WorldRecord): Title {
  switch (record.kind) {
    case 'node': return nodeTitle(record);
    case 'topic': return topicTitle(record);
    case 'partition': return partitionTitle(record);
    case 'replica': return replicaTitle(record);
    case 'group': return groupTitle(record);
    case 'member': return memberTitle(record);
    case 'owner': return ownerTitle(record);
    case 'client': return clientTitle(record);
    case 'link': return linkTitle(record);
    case 'flight': return flightTitle(record);
    // These are no things on the stage.
    case 'fact': return { title: record.fact, state: '' };
    case 'tty': return { title: record.tty, state: '' };
    case 'plan': return { title: record.id, state: '' };
    case 'line': return { title: record.text, state: '' };
    case 'sql-session': case 'sql-statement': case 'sql-result': case 'sql-changes': case 'sql-rows': return { title: record.tty, state: '' };
    // Their states are said by what draws them, which is fetched when a world has them.
    case 'flink-node': return { title: nodeName(record.node), state: '' };
    case 'flink-job': case 'flink-task': case 'flink-time': case 'flink-window': case 'flink-state': return { title: record.name, state: '' };
    case 'flink-edge': case 'flink-checkpoint': return { title: record.id, state: '' };
    case 'queue': case 'worker': case 'batch': case 'zookeeper': case 'candidate': case 'micro-batch': case 'dataflow': case 'database': case 'dashboard': case 'shift': return { title: nodeName(record.node), state: '' };
  }
}
