// What a reader can do to Flink: its processes, the disk that checkpoints are written to, and the network between them.
import type { FlinkJobRecord, FlinkNodeRecord, FlinkTaskRecord } from '../../bridge/flink-records.ts';
import { m } from '../paraglide/messages.js';
import type { Tables } from '../store/world-store.ts';
import { nodeName } from '../words/names.ts';
import { number } from '../words/numbers.ts';
import type { Action, ActionGroup } from './actions.ts';

/** Slow enough that a subtask can't keep up with a few records a second. */
const SLOW_TASK_FACTOR = 10_000;

/** A disk that is this many times slower makes checkpoints long enough to be watched. */
const SLOW_DISK_FACTOR = 200;

export function flinkActions(record: FlinkNodeRecord | FlinkJobRecord | FlinkTaskRecord, tables: Tables): readonly ActionGroup[] {
  switch (record.kind) {
    case 'flink-node': return nodeActions(record, tables);
    case 'flink-task': {
      const node = tables['flink-node'].get(`flink-node/${record.node ?? ''}`);
      return node === undefined ? [] : nodeActions(node, tables).map((group) => ({ ...group, title: group.title ?? nodeName(node.node) }));
    }
    case 'flink-job': {
      const node = tables['flink-node'].get('flink-node/jobmanager');
      return [...jobActions(record, tables), ...(node === undefined ? [] : [{ title: nodeName(node.node), actions: powerActions(node) }])];
    }
  }
}

const ENDED = new Set(['FAILED', 'CANCELED', 'FINISHED', 'CANCELLING']);

/** What an operator would type, typed: in a terminal that waits for a command, or in one that is opened for it. */
function jobActions(job: FlinkJobRecord, tables: Tables): readonly ActionGroup[] {
  if (ENDED.has(job.status)) return [];
  const waiting = [...tables.tty.values()].find((tty) => tty.waiting === 'shell')?.tty;
  const tty = waiting ?? freeName(tables);
  const typed = (text: string): Action['inputs'] => [...(waiting === undefined ? [{ kind: 'open-tty', tty, columns: 100, rows: 24, echo: true } as const] : []), { kind: 'line', tty, text }];
  return [{
    title: null,
    actions: [
      { id: 'savepoint', label: m.action_savepoint(), harms: false, inputs: typed(`flink savepoint ${job.job}`) },
      { id: 'stop-job', label: m.action_stop_job(), harms: true, inputs: typed(`flink stop ${job.job}`) },
      { id: 'cancel-job', label: m.action_cancel_job(), harms: true, inputs: typed(`flink cancel ${job.job}`) },
    ],
  }];
}

function freeName({ tty }: Tables): string {
  let number = 1;
  while (tty.has(`tty/flink-${number}`)) number += 1;
  return `flink-${number}`;
}

function powerActions({ node, state }: FlinkNodeRecord): readonly Action[] {
  if (state === 'down') return [{ id: 'start', label: m.action_start(), harms: false, inputs: [{ kind: 'start', node }] }];
  return [{ id: 'crash', label: m.action_crash(), harms: true, inputs: [{ kind: 'crash', node }] }, { id: 'stop', label: m.action_stop(), harms: true, inputs: [{ kind: 'stop', node }] }];
}

function nodeActions(node: FlinkNodeRecord, tables: Tables): readonly ActionGroup[] {
  const disk: Action = node.diskFactor === 1
    ? { id: 'slow-disk', label: m.action_slow_disk({ factor: SLOW_DISK_FACTOR }), harms: true, inputs: [{ kind: 'slow-disk', node: node.node, factor: SLOW_DISK_FACTOR }] }
    : { id: 'heal-disk', label: m.action_heal_disk(), harms: false, inputs: [{ kind: 'slow-disk', node: node.node, factor: 1 }] };
  const others = [...tables['flink-node'].values()].filter((other) => other.id !== node.id);
  return [
    { title: null, actions: [...powerActions(node), ...(node.role === 'taskmanager' && node.state !== 'down' ? [slow(node)] : []), ...(node.role === 'taskmanager' ? [disk] : [])] },
    ...(others.length === 0 ? [] : [{ title: m.action_network(), actions: others.map((other) => linkAction(node.node, other.node, tables)) }]),
  ];
}

function slow({ node, slowness }: FlinkNodeRecord): Action {
  if (slowness !== 1) return { id: 'heal-tasks', label: m.action_heal_tasks(), harms: false, inputs: [{ kind: 'slow-task', node, factor: 1 }] };
  return { id: 'slow-tasks', label: m.action_slow_tasks({ factor: number(SLOW_TASK_FACTOR) }), harms: true, inputs: [{ kind: 'slow-task', node, factor: SLOW_TASK_FACTOR }] };
}

function linkAction(from: string, to: string, tables: Tables): Action {
  const cut = tables.link.get(`link/${from}/${to}`)?.cut === true || tables.link.get(`link/${to}/${from}`)?.cut === true;
  const kind = cut ? 'heal' : 'cut';
  return { id: `${kind}-${to}`, harms: !cut, label: cut ? m.action_heal_to({ node: nodeName(to) }) : m.action_cut_to({ node: nodeName(to) }), inputs: [{ kind, from, to }, { kind, from: to, to: from }] };
}
