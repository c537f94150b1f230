// What a reader can do to a thing, as inputs of the world: the same list in the menu, the inspector and the palette.
import type { Input } from '../../bridge/input.ts';
import type { ClientRecord, NodeRecord, WorldRecord } from '../../bridge/records.ts';
import { m } from '../paraglide/messages.js';
import type { Tables } from '../store/world-store.ts';
import { nodeName } from '../words/names.ts';
import { engineActions } from './engine-actions.ts';
import { flinkActions } from './flink-actions.ts';

export interface Action {
  readonly id: string;
  readonly label: string;
  /** It breaks something. */
  readonly harms: boolean;
  readonly inputs: readonly Input[];
  /** The form that it opens instead, by the client's id. */
  readonly form?: string;
}

export interface ActionGroup {
  readonly title: string | null;
  readonly actions: readonly Action[];
}

/** A disk that is this many times slower is clearly seen, and does not stop the cluster. */
const SLOW_DISK_FACTOR = 20;

export function actionsFor(record: WorldRecord, tables: Tables): readonly ActionGroup[] {
  switch (record.kind) {
    case 'node': return nodeActions(record, tables);
    case 'replica': {
      const node = tables.node.get(`node/broker-${record.broker}`);
      return node === undefined ? [] : nodeActions(node, tables).map((group) => ({ ...group, title: group.title ?? nodeName(node.node) }));
    }
    case 'partition': {
      const node = tables.node.get(`node/broker-${record.leader}`);
      return node === undefined ? [] : [{ title: m.action_on_leader({ broker: record.leader }), actions: powerActions(node) }];
    }
    case 'client': return record.tty === null ? clientActions(record) : [];
    case 'link': return [{ title: null, actions: [record.cut ? one('heal', m.action_heal(), false, { kind: 'heal', from: record.from, to: record.to }) : one('cut', m.action_cut(), true, { kind: 'cut', from: record.from, to: record.to })] }];
    case 'topic': case 'group': case 'member': case 'owner': case 'flight': case 'fact': case 'tty': case 'line': case 'plan': return [];
    case 'flink-node': case 'flink-job': case 'flink-task': return flinkActions(record, tables);
    case 'flink-edge': case 'flink-time': case 'flink-window': case 'flink-state': case 'flink-checkpoint': return [];
    case 'sql-session': case 'sql-statement': case 'sql-result': case 'sql-changes': case 'sql-rows': return [];
    case 'queue': case 'worker': case 'batch': case 'zookeeper': case 'candidate': case 'micro-batch': case 'dataflow': case 'database': case 'dashboard': case 'shift': return engineActions(record, tables);
  }
}

/** What can be done to an application: its process, what it was told to do, and its place in the world. */
function clientActions(client: ClientRecord): readonly ActionGroup[] {
  const change: Action = { id: 'change', label: m.action_change(), harms: false, inputs: [], form: client.id };
  return [{ title: null, actions: [...powerActions(client), ...(client.state === 'running' ? [change] : []), one('remove', m.action_remove(), true, { kind: 'remove-app', name: client.name })] }];
}

function nodeActions(node: NodeRecord, tables: Tables): readonly ActionGroup[] {
  const others = [...tables.node.values()].filter((other) => other.id !== node.id && (other.role === node.role || node.role === 'broker')).sort((a, b) => a.number - b.number);
  const disk = node.diskFactor === 1
    ? one('slow-disk', m.action_slow_disk({ factor: SLOW_DISK_FACTOR }), true, { kind: 'slow-disk', node: node.node, factor: SLOW_DISK_FACTOR })
    : one('heal-disk', m.action_heal_disk(), false, { kind: 'slow-disk', node: node.node, factor: 1 });
  return [
    { title: null, actions: [...powerActions(node), disk, ...failureActions(node), clockAction(node)] },
    { title: m.action_network(), actions: [...aloneActions(node, others, tables), ...others.map((other) => linkAction(node.node, other.node, tables))] },
  ];
}

/** What a broker does when its only log directory can't be written any more. */
function failureActions(node: NodeRecord): readonly Action[] {
  if (node.role !== 'broker') return [];
  if (node.diskFailure !== 'none') return [one('repair-disk', m.action_repair_disk(), false, { kind: 'fail-disk', node: node.node, failure: 'none' })];
  return [
    one('fill-disk', m.action_fill_disk(), true, { kind: 'fail-disk', node: node.node, failure: 'full' }),
    one('break-disk', m.action_break_disk(), true, { kind: 'fail-disk', node: node.node, failure: 'broken' }),
  ];
}

/** More than message.timestamp.after.max.ms, Kafka default 1 h: the records of such a clock are refused by the others. */
const SKEW_MS = 7_200_000;

function clockAction(node: NodeRecord): Action {
  if (node.clockSkewMs !== 0) return one('set-clock', m.action_set_clock(), false, { kind: 'clock-skew', node: node.node, ms: 0 });
  return one('skew-clock', m.action_skew_clock({ hours: SKEW_MS / 3_600_000 }), true, { kind: 'clock-skew', node: node.node, ms: SKEW_MS });
}

function powerActions(node: Pick<NodeRecord, 'node'> & { readonly state: string }): readonly Action[] {
  if (node.state === 'down') return [one('start', m.action_start(), false, { kind: 'start', node: node.node })];
  return [one('crash', m.action_crash(), true, { kind: 'crash', node: node.node }), one('stop', m.action_stop(), true, { kind: 'stop', node: node.node })];
}

/** Cutting a node off from all others is what a broken switch does. */
function aloneActions(node: NodeRecord, others: readonly NodeRecord[], tables: Tables): readonly Action[] {
  const pairs = others.flatMap((other) => [[node.node, other.node], [other.node, node.node]] as const);
  const cut = pairs.filter(([from, to]) => isCut(from, to, tables));
  const isolate: Action = { id: 'isolate', label: m.action_isolate(), harms: true, inputs: pairs.map(([from, to]) => ({ kind: 'cut', from, to })) };
  const heal: Action = { id: 'heal-all', label: m.action_heal_all(), harms: false, inputs: cut.map(([from, to]) => ({ kind: 'heal', from, to })) };
  return cut.length === 0 ? [isolate] : cut.length === pairs.length ? [heal] : [isolate, heal];
}

function linkAction(from: string, to: string, tables: Tables): Action {
  const cut = isCut(from, to, tables) || isCut(to, from, tables);
  const kind = cut ? 'heal' : 'cut';
  return {
    id: `${kind}-${to}`, harms: !cut, label: cut ? m.action_heal_to({ node: nodeName(to) }) : m.action_cut_to({ node: nodeName(to) }),
    inputs: [{ kind, from, to }, { kind, from: to, to: from }],
  };
}

function isCut(from: string, to: string, tables: Tables): boolean {
  return tables.link.get(`link/${from}/${to}`)?.cut === true;
}

function one(id: string, label: string, harms: boolean, input: Input): Action {
  return { id, label, harms, inputs: [input] };
}
