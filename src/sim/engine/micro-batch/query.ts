// The query of a micro-batch engine as pure functions: rows of one batch and the state before in, result rows and the state after out.
// It follows Spark's StateStoreSaveExec: late groups are dropped by the watermark of the batch before, old ones leave by this batch's.
import type { AggregateSpec, MicroBatchSpec } from '../../../bridge/engines.ts';
import { freeze } from '../../kernel/freeze.ts';
import { type Condition, condition, conditionFields } from './condition.ts';
import { bucketOf, shufflePartition, type TypedCell } from './murmur3.ts';
import type { Cell, Cells, Column } from './row.ts';

/** One row of the state store: a group's keys, and an accumulator for each aggregation. Frozen. */
export interface Group {
  readonly keys: Cells;
  readonly accumulators: readonly Accumulator[];
}

export interface Accumulator {
  /** Values that are not null. */
  readonly count: number;
  readonly sum: number;
  readonly best: Cell;
}

/** A row that a batch reads: its cells are those of the plan's input, in order. */
export interface InputRow {
  readonly partition: number;
  readonly cells: Cells;
  /** The record's own time, ms. */
  readonly timeMs: number;
}

export interface Watermarks {
  /** Of the batch before, in ms: what is not after it is late. */
  readonly late: number;
  /** Of this batch: what is not after it leaves the state. */
  readonly eviction: number;
}

export interface Outcome {
  readonly rows: readonly Cells[];
  /** When what a row tells of has happened, ms: its record's own time, or its window's end; null where neither is there. */
  readonly times: readonly (number | null)[];
  /** In the order in which they first came. Frozen. */
  readonly groups: readonly Group[];
  /** Rows of partial results that came too late (numRowsDroppedByWatermark), and of the state that changed and that left. */
  readonly dropped: number;
  readonly updated: number;
  readonly removed: number;
  /** The greatest event time of the batch, ms; null where no row had one. */
  readonly maxEventTime: number | null;
}

export interface Plan {
  /** The record's own columns stand behind those of the program. */
  readonly input: readonly Column[];
  readonly output: readonly Column[];
  readonly keys: readonly Column[];
  /** Whether it has a state that an event time in its keys can clear. */
  readonly evicts: boolean;
  readonly stateful: boolean;
  readonly where: Condition | null;
  readonly watchesBeforeWhere: boolean;
}

/** Columns that every record has. */
export const RECORD_COLUMNS: readonly Column[] = [{ name: 'key', type: 'STRING' }, { name: 'timestamp', type: 'TIMESTAMP' }];

/** The columns that the program reads out of a value. */
export function valueColumns(spec: MicroBatchSpec): Column[] {
  const columns = Object.entries(spec.columns).map(([name, type]): Column => ({ name, type }));
  return columns.length > 0 ? columns : [{ name: 'value', type: 'STRING' }];
}

/** What is wrong with a program, as Spark says it when the query starts; null where nothing is. */
export function queryProblem(spec: MicroBatchSpec): string | null {
  const input = inputOf(spec);
  const named = [...spec.groupBy, ...spec.aggregates.map(({ column }) => column).filter((name) => name !== ''), ...(spec.eventTime === '' ? [] : [spec.eventTime]), ...conditionFields(spec.where)];
  const unknown = named.find((name) => !input.some((column) => column.name === name));
  if (unknown !== undefined) return `[UNRESOLVED_COLUMN.WITH_SUGGESTION] A column, variable, or function parameter with name \`${unknown}\` cannot be resolved.`;
  const parsed = spec.where === '' ? null : condition(spec.where, input.map(({ name }) => name));
  if (parsed !== null && 'problem' in parsed) return `[PARSE_SYNTAX_ERROR] ${parsed.problem} (line 1, pos ${parsed.at})`;
  const aggregates = isStateful(spec);
  if (spec.outputMode === 'complete' && !aggregates) return refused('complete', 'no streaming aggregations');
  if (spec.outputMode === 'append' && aggregates && !evicts(spec)) return refused('append', 'streaming aggregations without watermark');
  return null;
}

const refused = (mode: string, what: string): string =>
  `[STREAMING_OUTPUT_MODE.UNSUPPORTED_OPERATION] Invalid streaming output mode: ${mode}. This output mode is not supported for ${what} on streaming DataFrames/DataSets. SQLSTATE: 42KDE`;

const isStateful = (spec: MicroBatchSpec): boolean => spec.aggregates.length > 0;
const evicts = (spec: MicroBatchSpec): boolean => isStateful(spec) && spec.watermarkMs >= 0 && (spec.windowMs > 0 || spec.groupBy.includes(spec.eventTime));
const inputOf = (spec: MicroBatchSpec): Column[] => {
  const own = valueColumns(spec);
  return [...own, ...RECORD_COLUMNS.filter(({ name }) => !own.some((column) => column.name === name))];
};

/** Specs are frozen, and each has one plan. */
const PLANS = new WeakMap<MicroBatchSpec, Plan>();

/** The plan of a program without problems. */
export function planOf(spec: MicroBatchSpec): Plan {
  const known = PLANS.get(spec) ?? planned(spec);
  PLANS.set(spec, known);
  return known;
}

function planned(spec: MicroBatchSpec): Plan {
  const input = inputOf(spec);
  const typeOf = (name: string): Column['type'] => input.find((column) => column.name === name)?.type ?? 'STRING';
  const keys: Column[] = [...(spec.windowMs > 0 ? [{ name: 'window', type: 'WINDOW' } as const] : []), ...spec.groupBy.map((name) => ({ name, type: typeOf(name) }))];
  const results = spec.aggregates.map(({ as, of, column }): Column => ({ name: as, type: of === 'count' ? 'BIGINT' : of === 'avg' ? 'DOUBLE' : of === 'sum' && typeOf(column) === 'INT' ? 'BIGINT' : typeOf(column) }));
  const where = spec.where === '' ? null : condition(spec.where, input.map(({ name }) => name));
  return {
    input, keys, output: isStateful(spec) ? [...keys, ...results] : valueColumns(spec), stateful: isStateful(spec), evicts: evicts(spec),
    where: where === null || 'problem' in where ? null : where.holds,
    // The optimizer moves a condition below the watermark, unless it asks for the event time.
    watchesBeforeWhere: conditionFields(spec.where).includes(spec.eventTime),
  };
}

/** Runs one batch. */
export function runBatch(spec: MicroBatchSpec, plan: Plan, rows: readonly InputRow[], groups: readonly Group[], watermarks: Watermarks): Outcome {
  const kept = plan.where === null ? rows : rows.filter(({ cells }) => plan.where?.(cells) === true);
  const maxEventTime = greatest(plan.watchesBeforeWhere ? rows : kept, indexOf(plan.input, spec.eventTime));
  if (!plan.stateful) return { rows: kept.map(({ cells }) => cells.slice(0, plan.output.length)), times: kept.map(({ timeMs }) => timeMs), groups, dropped: 0, updated: 0, removed: 0, maxEventTime };
  const partials = inPartitions(spec, plan, kept);
  const drops = plan.evicts && spec.outputMode !== 'complete';
  const timely = drops ? partials.filter(({ keys }) => endOf(spec, plan, keys) > watermarks.late) : partials;
  const changed = merged(spec, timely);
  const after = stored(spec, groups, changed);
  const old = drops ? after.filter(({ keys }) => endOf(spec, plan, keys) <= watermarks.eviction) : [];
  const left = old.length === 0 ? after : after.filter((group) => !old.includes(group));
  // What a batch has changed comes in the order of the batch.
  const updated = [...changed.keys()].flatMap((name) => after.find(({ keys }) => JSON.stringify(keys) === name) ?? []);
  const result = shuffled(spec.outputMode === 'update' ? updated : spec.outputMode === 'append' ? inStore(old, after, plan, spec) : inStore(after, after, plan, spec), plan, spec.shufflePartitions);
  const times = result.map(({ keys: [first] }) => (typeof first === 'object' && first !== null ? first.end : null));
  return { rows: result.map((group) => resultOf(spec, group)), times, groups: freeze(left), dropped: partials.length - timely.length, updated: updated.length, removed: old.length, maxEventTime };
}

const indexOf = (columns: readonly Column[], name: string): number => columns.findIndex((column) => column.name === name);

function greatest(rows: readonly InputRow[], at: number): number | null {
  let most: number | null = null;
  for (const { cells } of rows) {
    const cell = at < 0 ? null : cells[at];
    if (typeof cell === 'number' && (most === null || cell > most)) most = cell;
  }
  return most;
}

/** When a group's event time ends: its window's end, or its own time. */
function endOf(spec: MicroBatchSpec, plan: Plan, keys: Cells): number {
  const cell = spec.windowMs > 0 ? keys[0] : keys[indexOf(plan.keys, spec.eventTime)];
  return typeof cell === 'object' && cell !== null ? cell.end : typeof cell === 'number' ? cell : Infinity;
}

/** Partial results of each partition of the input, one a key, partition after partition. */
function inPartitions(spec: MicroBatchSpec, plan: Plan, rows: readonly InputRow[]): Group[] {
  const found = new Map<string, { keys: Cells; accumulators: Accumulator[] }>();
  const byPlace = [...new Set(rows.map(({ partition }) => partition))].flatMap((partition) => rows.filter((row) => row.partition === partition));
  const columns = spec.aggregates.map(({ column }) => indexOf(plan.input, column));
  const keyColumns = spec.groupBy.map((name) => indexOf(plan.input, name));
  const time = indexOf(plan.input, spec.eventTime);
  for (const { partition, cells } of byPlace) {
    for (const window of spec.windowMs > 0 ? windowsOf(spec, cells[time] ?? null) : [null]) {
      const keys = freeze([...(window === null ? [] : [window]), ...keyColumns.map((at) => cells[at] ?? null)]);
      const name = `${partition} ${JSON.stringify(keys)}`;
      const group = found.get(name) ?? { keys, accumulators: spec.aggregates.map(() => EMPTY) };
      found.set(name, group);
      group.accumulators = group.accumulators.map((one, i) => added(one, spec.aggregates[i], (columns[i] ?? -1) < 0 ? true : (cells[columns[i] ?? 0] ?? null)));
    }
  }
  return [...found.values()];
}

/** The windows that hold a time, the latest first (TimeWindowing); none for no time. */
function windowsOf({ windowMs, slideMs }: MicroBatchSpec, time: Cell): { readonly start: number; readonly end: number }[] {
  if (typeof time !== 'number') return [];
  const slide = slideMs > 0 ? slideMs : windowMs;
  const last = time - (((time % slide) + slide) % slide);
  return Array.from({ length: Math.ceil(windowMs / slide) }, (_, i) => ({ start: last - i * slide, end: last - i * slide + windowMs })).filter(({ end }) => time < end);
}

const EMPTY: Accumulator = freeze({ count: 0, sum: 0, best: null });

function added(one: Accumulator, spec: AggregateSpec | undefined, cell: Cell): Accumulator {
  if (cell === null) return one;
  return { count: one.count + 1, sum: one.sum + (typeof cell === 'number' ? cell : 0), best: better(one.best, cell, spec?.of) };
}

function better(one: Cell, other: Cell, of: AggregateSpec['of'] | undefined): Cell {
  if (one === null || other === null) return one ?? other;
  return (of === 'min' ? other < one : other > one) ? other : one;
}

function joined(one: Group, other: Group, spec: MicroBatchSpec): Group {
  return {
    keys: one.keys,
    accumulators: one.accumulators.map((a, i) => {
      const b = other.accumulators[i] ?? EMPTY;
      return { count: a.count + b.count, sum: a.sum + b.sum, best: better(a.best, b.best, spec.aggregates[i]?.of) };
    }),
  };
}

function merged(spec: MicroBatchSpec, partials: readonly Group[]): Map<string, Group> {
  const found = new Map<string, Group>();
  for (const group of partials) {
    const name = JSON.stringify(group.keys);
    const before = found.get(name);
    found.set(name, before === undefined ? group : joined(before, group, spec));
  }
  return found;
}

function stored(spec: MicroBatchSpec, groups: readonly Group[], changed: ReadonlyMap<string, Group>): Group[] {
  const known = new Set(groups.map(({ keys }) => JSON.stringify(keys)));
  const kept = groups.map((group) => {
    const more = changed.get(JSON.stringify(group.keys));
    return more === undefined ? group : joined(group, more, spec);
  });
  return [...kept, ...[...changed].filter(([name]) => !known.has(name)).map(([, group]) => group)];
}

const typed = ({ keys }: Group, columns: readonly Column[]): TypedCell[] => keys.map((cell, at) => ({ cell, type: columns[at]?.type ?? 'STRING' }));
const partitionOf = (group: Group, { keys }: Plan, partitions: number): number => (keys.length === 0 ? 0 : shufflePartition(typed(group, keys), partitions));

/** In the order of the shuffle's partitions: so a sink gets them. */
function shuffled(groups: readonly Group[], plan: Plan, partitions: number): Group[] {
  return groups.map((group) => ({ group, partition: partitionOf(group, plan, partitions) })).sort((a, b) => a.partition - b.partition).map(({ group }) => group);
}

/** In the order in which the state store of each partition, a HashMap by the key's row, goes over its rows. */
function inStore(groups: readonly Group[], all: readonly Group[], plan: Plan, { shufflePartitions }: MicroBatchSpec): Group[] {
  const placed = all.map((group) => ({ group, partition: partitionOf(group, plan, shufflePartitions) }));
  const sizes = sizesOf(placed);
  const found = placed.filter(({ group }) => groups.includes(group)).map(({ group, partition }) => ({ group, bucket: bucketOf(typed(group, plan.keys), sizes.get(partition) ?? 0) }));
  return found.sort((a, b) => a.bucket - b.bucket).map(({ group }) => group);
}

function sizesOf(placed: readonly { readonly partition: number }[]): Map<number, number> {
  const sizes = new Map<number, number>();
  for (const { partition } of placed) sizes.set(partition, (sizes.get(partition) ?? 0) + 1);
  return sizes;
}

function resultOf(spec: MicroBatchSpec, { keys, accumulators }: Group): Cell[] {
  return [...keys, ...spec.aggregates.map(({ of }, i) => {
    const { count, sum, best } = accumulators[i] ?? EMPTY;
    return of === 'count' ? count : count === 0 ? null : of === 'avg' ? sum / count : of === 'sum' ? sum : best;
  })];
}
