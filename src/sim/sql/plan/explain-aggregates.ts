// Aggregations as EXPLAIN writes them, whole and in two phases.
import type { AggregateCall, OverCall, WindowSpec } from '../query/rel.ts';
import * as t from '../type/logical-type.ts';
import { str } from '../value.ts';
import { rexText } from './explain-rex.ts';
import { windowText, windowingText } from './explain-window.ts';
import { isInsertOnly } from './modify.ts';
import { keepsItsResult } from './monotone.ts';
import type { Physical, PhysicalOf } from './physical.ts';

type Items = readonly (readonly [string, string | null])[];
type Grouped = PhysicalOf<'GroupAggregate' | 'WindowAggregate' | 'GroupWindowAggregate'>;

const nameOf = (call: Pick<AggregateCall, 'name'>): string => (call.name === 'SUM0' ? '$SUM0' : call.name);

/** `COUNT(DISTINCT id) FILTER $f3`. */
function callText(call: Pick<AggregateCall, 'name' | 'args' | 'distinct' | 'filter'>, names: readonly string[], suffix = ''): string {
  const args = call.args.map((column) => names[column] ?? '').join(', ');
  return `${nameOf(call)}${suffix}(${call.distinct ? 'DISTINCT ' : ''}${args === '' ? '*' : args})${filterText(call, names)}`;
}

const filterText = (call: Pick<AggregateCall, 'filter'>, names: readonly string[]): string => (call.filter === null ? '' : ` FILTER ${names[call.filter] ?? ''}`);

const PROPERTIES = { start: "start('w$)", end: "end('w$)", rowtime: "rowtime('w$)", proctime: "proctime('w$)" };

const groupNames = (node: Grouped, below: readonly string[]): readonly string[] => node.groups.map((column) => below[column] ?? '');
const groupItem = (groups: readonly string[]): readonly [string, string | null] => ['groupBy', groups.length === 0 ? null : groups.join(', ')];

export function aggregateItems(node: Grouped, below: readonly string[]): Items {
  const groups = groupNames(node, below);
  const [input] = node.inputs;
  const retracts = node.kind === 'GroupAggregate' && input !== undefined && !isInsertOnly(input);
  const suffixOf = (call: AggregateCall): string => (retracts && node.kind === 'GroupAggregate' && !keepsItsResult(node, call) ? '_RETRACT' : '');
  const calls = node.calls.map((call, i) => `${callText(call, below, suffixOf(call))} AS ${node.fields[groups.length + i]?.name ?? ''}`);
  const select = (more: readonly string[]): readonly [string, string] => ['select', [...groups, ...calls, ...more].join(', ')];
  switch (node.kind) {
    case 'GroupAggregate': return [groupItem(groups), select([])];
    case 'WindowAggregate': return [groupItem(groups), ['window', windowingText(node.window, below)], ['select', [...groups, ...named(node, windowCalls(node).map((call) => callText(call, below)))].join(', ')]];
    case 'GroupWindowAggregate': return [groupItem(groups), ['window', groupWindow(node.spec, below)], ['properties', GROUP_PROPERTIES.map((name) => `w$${name}`).join(', ')], select(GROUP_PROPERTIES.map((name) => `${PROPERTIES[name]} AS w$${name}`))];
  }
}

const GROUP_PROPERTIES = ['start', 'end', 'rowtime', 'proctime'] as const;

function groupWindow(spec: WindowSpec, names: readonly string[]): string {
  const time = names[spec.time] ?? '';
  if (spec.window === 'TUMBLE') return `TumblingGroupWindow('w$, ${time}, ${spec.size})`;
  if (spec.window === 'SESSION') return `SessionGroupWindow('w$, ${time}, ${spec.size})`;
  return `SlidingGroupWindow('w$, ${time}, ${spec.size}, ${spec.slide})`;
}

/** What a window aggregation gives, each under a column's name in their order: with one count more than columns the last edge has none. */
function named(node: PhysicalOf<'WindowAggregate'>, calls: readonly string[]): readonly string[] {
  const columns = node.fields.slice(node.groups.length);
  return [...calls, ...node.properties.map((name) => PROPERTIES[name])].slice(0, columns.length).map((text, i) => `${text} AS ${columns[i]?.name ?? ''}`);
}

const COUNT_ROWS: AggregateCall = { name: 'COUNT', args: [], distinct: false, filter: null, type: t.notNull(t.BIGINT), orderBy: [], options: {} };

/** The calls of a window aggregation: hopping windows count their rows, to know which are empty (AggregateUtil.deriveStreamWindowAggregateInfoList). */
export function windowCalls({ calls, window: { spec } }: PhysicalOf<'WindowAggregate'>): readonly AggregateCall[] {
  const counts = calls.some((call) => call.name === 'COUNT' && call.args.length === 0 && !call.distinct && call.filter === null);
  return spec.window !== 'HOP' || counts ? calls : [...calls, COUNT_ROWS];
}

/** What a call keeps between the phases: `sum$0`, `(sum$1, count$2)`. `next` counts on over the calls. */
export function buffersOf(call: Pick<AggregateCall, 'name' | 'args'>, next: number): readonly string[] {
  const { name, args } = call;
  switch (name) {
    case 'COUNT': return [`${args.length === 0 ? 'count1' : 'count'}$${next}`];
    case 'AVG': return [`sum$${next}`, `count$${next + 1}`];
    case 'SUM0': return [`sum$${next}`];
    case 'SUM': case 'MIN': case 'MAX': return [`${name.toLowerCase()}$${next}`];
    case 'STDDEV_POP': case 'STDDEV_SAMP': case 'VAR_POP': case 'VAR_SAMP': return [`sum$${next}`, `count$${next + 1}`, `sum2$${next + 2}`];
    case 'FIRST_VALUE': return [`value$${next}`, `valueSet$${next + 1}`];
    case 'LAST_VALUE': return [`lastValue$${next}`, `lastOrder$${next + 1}`];
    case 'LISTAGG': return [`accDelimiter$${next}`, `concatAcc$${next + 1}`];
    case 'SINGLE_VALUE': return [`value$${next}`, `count$${next + 1}`];
    default: return [`acc$${next}`];
  }
}

export interface Phases {
  readonly local: readonly string[];
  readonly global: readonly string[];
  /** `DISTINCT(cliente) AS distinct$0`. */
  readonly distinct: readonly string[];
}

const grouped = (buffers: readonly string[]): string => (buffers.length === 1 ? (buffers[0] ?? '') : `(${buffers.join(', ')})`);

/** Both phases of a streaming window aggregation's calls. */
function phases(calls: readonly AggregateCall[], names: readonly string[], suffixOf: (call: AggregateCall) => string = () => ''): Phases {
  let next = 0;
  const sets: string[] = [];
  const local: string[] = [];
  const global: string[] = [];
  calls.forEach((call) => {
    const suffix = suffixOf(call);
    const buffers = suffix !== '' && call.name === 'SUM' ? [`sum$${next}`, `count$${next + 1}`] : buffersOf(call, next);
    next += buffers.length;
    const args = call.args.map((column) => names[column] ?? '').join(', ');
    const known = sets.indexOf(args);
    const set = call.distinct ? `distinct$${known >= 0 ? known : sets.push(args) - 1} ` : '';
    local.push(`${nameOf(call)}${suffix}(${set}${args === '' ? '*' : args})${filterText(call, names)} AS ${grouped(buffers)}`);
    global.push(`${nameOf(call)}${suffix}(${set}${grouped(buffers)})`);
  });
  return { local, global, distinct: sets.map((args, i) => `DISTINCT(${args}) AS distinct$${i}`) };
}

/** Both phases of an aggregation over mini-batches. Of rows that may be taken back the first counts all. */
export function groupPhases(node: PhysicalOf<'GroupAggregate'>): TwoPhases {
  const [input] = node.inputs;
  const below = (input?.fields ?? []).map((field) => field.name);
  const groups = groupNames(node, below);
  const retracts = input !== undefined && !isInsertOnly(input);
  const suffixOf = (call: AggregateCall): string => (retracts && !keepsItsResult(node, call) ? '_RETRACT' : '');
  const counts = node.calls.some((call) => call.name === 'COUNT' && call.args.length === 0 && !call.distinct && call.filter === null);
  const made = phases(retracts && !counts ? [...node.calls, COUNT_ROWS] : node.calls, below, (call) => (call === COUNT_ROWS ? '_RETRACT' : suffixOf(call)));
  const named_ = made.global.slice(0, node.calls.length).map((text, i) => `${text} AS ${node.fields[groups.length + i]?.name ?? ''}`);
  return { keys: groups, local: [groupItem(groups), ['select', [...groups, ...made.local, ...made.distinct].join(', ')]], global: [groupItem(groups), ['select', [...groups, ...named_].join(', ')]] };
}

export interface TwoPhases {
  readonly local: Items;
  readonly global: Items;
  readonly keys: readonly string[];
}

/** A window aggregation by event time works in two phases: what stands before the exchange, and behind it. Null for one phase. */
export function windowPhases(node: Physical): TwoPhases | null {
  if (node.kind !== 'WindowAggregate') return null;
  const { window: by } = node;
  if (by.spec.window === 'SESSION' || (by.kind === 'time' && by.processing)) return null;
  const below = (node.inputs[0]?.fields ?? []).map((field) => field.name);
  const groups = groupNames(node, below);
  const made = phases(windowCalls(node), below);
  const slice = by.kind === 'time' ? '$slice_end' : `$${below[by.end] ?? 'window_end'}`;
  const globalWindow = by.kind === 'time' ? windowText(by.spec, { slice }) : windowText(by.spec, { end: slice });
  return {
    keys: groups,
    local: [groupItem(groups), ['window', windowingText(by, below)], ['select', [...groups, ...made.local, ...made.distinct, `slice_end('w$) AS ${slice}`].join(', ')]],
    global: [groupItem(groups), ['window', globalWindow], ['select', [...groups, ...named(node, made.global)].join(', ')]],
  };
}

/** Windows of rows: ` RANGE BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW`. */
export function overItems(node: PhysicalOf<'OverAggregate'>, below: readonly string[]): Items {
  const [first] = node.calls;
  const partition = first?.partitionBy.map((column) => below[column] ?? '').join(', ') ?? '';
  const order = first?.orderBy.map((key) => `${below[key.index] ?? ''} ${key.descending ? 'DESC' : 'ASC'}`).join(', ') ?? '';
  const columns = [...below, ...node.constants.map((rex) => rexText(rex, [], 'infix'))];
  const calls = node.calls.map((call, i) => `${callText(call, columns)} AS w0$o${i}`);
  return [['partitionBy', partition === '' ? null : partition], ['orderBy', order === '' ? null : order], ['window', first === undefined ? null : frameText(first)], ['select', [...below, ...calls].join(', ')]];
}

export function frameText({ frame, name }: Pick<OverCall, 'frame' | 'name'>): string {
  const bound = (end: OverCall['frame']['from']): string => {
    if (end.kind === 'current') return 'CURRENT ROW';
    return `${end.kind === 'unbounded' ? 'UNBOUNDED' : str(end.offset)} ${end.following ? 'FOLLOWING' : 'PRECEDING'}`;
  };
  // Numbering goes by rows, whatever is written.
  return ` ${name === 'ROW_NUMBER' ? 'ROWS' : frame.unit} BETWEEN ${bound(frame.from)} AND ${bound(frame.to)}`;
}
