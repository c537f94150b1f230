// All that can go wrong, as data: what it is done to, what can be set, the inputs that do it, and those that mend it.
import type { HandInput } from '../../bridge/input.ts';
import type { WorldRecord } from '../../bridge/records.ts';
import { m } from '../paraglide/messages.js';
import type { Tables } from '../store/world-store.ts';
import { USUAL_LINK } from '../words/links.ts';
import { nodeName } from '../words/names.ts';

export type FaultId = 'crash' | 'stop' | 'start' | 'cut' | 'isolate' | 'heal' | 'link' | 'slow-disk' | 'disk-full' | 'disk-broken' | 'slow-tasks' | 'slow-consumer' | 'clock' | 'mend';

export interface NumberField {
  readonly name: string;
  readonly label: () => string;
  readonly value: number;
  readonly min: number;
  readonly max: number;
  readonly step?: number;
}

export interface Choice {
  readonly target: string;
  /** The other end of a link. */
  readonly other: string;
  /** In both directions. */
  readonly both: boolean;
  readonly numbers: Readonly<Record<string, number>>;
}

export interface Fault {
  readonly id: FaultId;
  readonly group: 'process' | 'network' | 'disk' | 'load';
  readonly name: () => string;
  readonly about: () => string;
  /** Nodes that it can be done to. */
  readonly targets: (tables: Tables) => readonly string[];
  /** The nodes at the other end; none where it is about one. */
  readonly others?: (tables: Tables, target: string) => readonly string[];
  readonly fields: readonly NumberField[];
  readonly inputs: (choice: Choice, tables: Tables) => readonly HandInput[];
  /** Null where nothing has to be mended. */
  readonly repairs: ((choice: Choice, tables: Tables) => readonly HandInput[]) | null;
}

const numbers = (nodes: Iterable<{ readonly node: string }>): string[] => [...nodes].map(({ node }) => node).sort((a, b) => a.localeCompare(b, 'en', { numeric: true }));
const brokers = (tables: Tables): string[] => numbers([...tables.node.values()].filter(({ role }) => role === 'broker'));
const kafka = (tables: Tables): string[] => [...brokers(tables), ...numbers([...tables.node.values()].filter(({ role }) => role === 'controller'))];
const taskManagers = (tables: Tables): string[] => numbers([...tables['flink-node'].values()].filter(({ role }) => role === 'taskmanager'));
const clients = (tables: Tables): string[] => numbers([...tables.client.values()].filter(({ tty, app }) => tty === null && app !== undefined));
const flink = (tables: Tables): string[] => numbers(tables['flink-node'].values());
const all = (tables: Tables): string[] => [...kafka(tables), ...flink(tables), ...clients(tables), ...numbers([...tables.queue.values(), ...tables.batch.values(), ...tables.zookeeper.values(), ...tables.candidate.values(), ...tables['micro-batch'].values(), ...tables.dataflow.values(), ...tables.database.values(), ...tables.dashboard.values()])];
const network = (tables: Tables): string[] => [...kafka(tables), ...flink(tables), ...clients(tables)];
const others = (tables: Tables, target: string): string[] => network(tables).filter((node) => node !== target);
const consumers = (tables: Tables): string[] => numbers([...tables.client.values()].filter(({ tty, app, state }) => tty === null && app !== undefined && app.kind !== 'producer' && state === 'running'));

const directions = ({ target, other, both }: Choice): readonly (readonly [string, string])[] => (both ? [[target, other], [other, target]] : [[target, other]]);
const cut = (kind: 'cut' | 'heal', pairs: readonly (readonly [string, string])[]): HandInput[] => pairs.map(([from, to]) => ({ kind, from, to }));
const around = ({ target }: Choice, tables: Tables): (readonly [string, string])[] => others(tables, target).flatMap((other) => [[target, other], [other, target]] as const);

export const FAULTS: readonly Fault[] = [
  { id: 'crash', group: 'process', name: m.fault_crash, about: m.fault_crash_about, targets: all, fields: [], inputs: ({ target }) => [{ kind: 'crash', node: target }], repairs: ({ target }) => [{ kind: 'start', node: target }] },
  { id: 'stop', group: 'process', name: m.fault_stop, about: m.fault_stop_about, targets: all, fields: [], inputs: ({ target }) => [{ kind: 'stop', node: target }], repairs: ({ target }) => [{ kind: 'start', node: target }] },
  { id: 'start', group: 'process', name: m.fault_start, about: m.fault_start_about, targets: all, fields: [], inputs: ({ target }) => [{ kind: 'start', node: target }], repairs: null },
  { id: 'cut', group: 'network', name: m.fault_cut, about: m.fault_cut_about, targets: network, others, fields: [], inputs: (choice) => cut('cut', directions(choice)), repairs: (choice) => cut('heal', directions(choice)) },
  { id: 'isolate', group: 'network', name: m.fault_isolate, about: m.fault_isolate_about, targets: network, fields: [], inputs: (choice, tables) => cut('cut', around(choice, tables)), repairs: (choice, tables) => cut('heal', around(choice, tables)) },
  {
    id: 'link', group: 'network', name: m.fault_link, about: m.fault_link_about, targets: network, others,
    fields: [
      { name: 'latency', label: m.fault_latency, value: 200, min: 0, max: 60_000 }, { name: 'jitter', label: m.fault_jitter, value: 50, min: 0, max: 60_000 },
      { name: 'loss', label: m.fault_loss, value: 5, min: 0, max: 100, step: 0.1 }, { name: 'duplicates', label: m.fault_duplicates, value: 0, min: 0, max: 100, step: 0.1 },
      { name: 'bandwidth', label: m.fault_bandwidth, value: 1_000, min: 1, max: 125_000 },
    ],
    inputs: (choice) => directions(choice).map(([from, to]) => ({ kind: 'shape-link', from, to, link: linkOf(choice) })),
    repairs: (choice) => directions(choice).map(([from, to]) => ({ kind: 'shape-link', from, to, link: USUAL_LINK })),
  },
  { id: 'heal', group: 'network', name: m.fault_heal, about: m.fault_heal_about, targets: (tables) => network(tables).filter((node) => touching(node, tables).length > 0), fields: [], inputs: ({ target }, tables) => mended(touching(target, tables)), repairs: null },
  { id: 'slow-disk', group: 'disk', name: m.fault_slow_disk, about: m.fault_slow_disk_about, targets: (tables) => [...kafka(tables), ...taskManagers(tables)], fields: [{ name: 'factor', label: m.fault_factor, value: 20, min: 2, max: 10_000 }], inputs: ({ target, numbers: { factor = 20 } }) => [{ kind: 'slow-disk', node: target, factor }], repairs: ({ target }) => [{ kind: 'slow-disk', node: target, factor: 1 }] },
  { id: 'disk-full', group: 'disk', name: m.fault_disk_full, about: m.fault_disk_full_about, targets: brokers, fields: [], inputs: ({ target }) => [{ kind: 'fail-disk', node: target, failure: 'full' }], repairs: ({ target }) => diskRepaired(target) },
  { id: 'disk-broken', group: 'disk', name: m.fault_disk_broken, about: m.fault_disk_broken_about, targets: brokers, fields: [], inputs: ({ target }) => [{ kind: 'fail-disk', node: target, failure: 'broken' }], repairs: ({ target }) => diskRepaired(target) },
  { id: 'slow-tasks', group: 'load', name: m.fault_slow_tasks, about: m.fault_slow_tasks_about, targets: taskManagers, fields: [{ name: 'factor', label: m.fault_factor, value: 1_000, min: 2, max: 10_000 }], inputs: ({ target, numbers: { factor = 1_000 } }) => [{ kind: 'slow-task', node: target, factor }], repairs: ({ target }) => [{ kind: 'slow-task', node: target, factor: 1 }] },
  { id: 'slow-consumer', group: 'load', name: m.fault_slow_consumer, about: m.fault_slow_consumer_about, targets: consumers, fields: [{ name: 'ms', label: m.field_processing, value: 800, min: 0, max: 60_000 }], inputs: ({ target, numbers: { ms = 800 } }, tables) => processing(target, ms, tables), repairs: ({ target }, tables) => processing(target, null, tables) },
  { id: 'clock', group: 'load', name: m.fault_clock, about: m.fault_clock_about, targets: network, fields: [{ name: 'seconds', label: m.fault_seconds, value: 7_200, min: -31_536_000, max: 31_536_000 }], inputs: ({ target, numbers: { seconds = 7_200 } }) => [{ kind: 'clock-skew', node: target, ms: Math.round(seconds * 1_000) }], repairs: ({ target }) => [{ kind: 'clock-skew', node: target, ms: 0 }] },
  { id: 'mend', group: 'disk', name: m.fault_mend, about: m.fault_mend_about, targets: (tables) => [...kafka(tables), ...taskManagers(tables)], fields: [], inputs: ({ target }) => [{ kind: 'slow-disk', node: target, factor: 1 }, ...(target.startsWith('broker-') ? [{ kind: 'fail-disk', node: target, failure: 'none' } as const] : [])], repairs: null },
];

function linkOf({ numbers: { latency = 0, jitter = 0, loss = 0, duplicates = 0, bandwidth = 125_000 } }: Choice): Extract<HandInput, { readonly kind: 'shape-link' }>['link'] {
  return { latencyUs: Math.round(latency * 1_000), jitterUs: Math.round(jitter * 1_000), lossRate: loss / 100, duplicateRate: duplicates / 100, bytesPerSecond: Math.round(bandwidth * 1_000) };
}

/** A broker whose only log directory failed has ended: it is started once the disk is well. */
const diskRepaired = (node: string): HandInput[] => [{ kind: 'fail-disk', node, failure: 'none' }, { kind: 'start', node }];

const touching = (node: string, tables: Tables): readonly { readonly from: string; readonly to: string; readonly cut: boolean }[] => [...tables.link.values()].filter(({ from, to }) => from === node || to === node);
const mended = (links: ReturnType<typeof touching>): HandInput[] => links.flatMap(({ from, to, cut: isCut }): HandInput[] => [...(isCut ? [{ kind: 'heal', from, to } as const] : []), { kind: 'shape-link', from, to, link: USUAL_LINK }]);

function processing(node: string, ms: number | null, tables: Tables): HandInput[] {
  const app = [...tables.client.values()].find((client) => client.node === node)?.app;
  return app === undefined || app.kind === 'producer' ? [] : [{ kind: 'change-app', app: ms === null ? app : { ...app, processingMsPerRecord: ms } }];
}

/** The nodes that a thing of the stage stands for: its own, its leader's, its TaskManager's, or both ends of a link. */
export function nodesOfThing(record: WorldRecord): readonly string[] {
  switch (record.kind) {
    case 'node': case 'client': case 'flink-node': case 'queue': case 'batch': case 'zookeeper': case 'candidate': case 'micro-batch': case 'dataflow': case 'database': case 'dashboard': case 'worker': return [record.node];
    case 'replica': return [`broker-${record.broker}`];
    case 'partition': return record.leader < 0 ? [] : [`broker-${record.leader}`];
    case 'link': return [record.from, record.to];
    case 'flink-task': return record.node === null ? [] : [record.node];
    case 'flink-job': return ['jobmanager'];
    case 'member': return [record.node];
    case 'owner': return record.node === null ? [] : [record.node];
    default: return [];
  }
}

/** A node in the reader's words, for lists. */
export const targetName = (node: string): string => nodeName(node);
