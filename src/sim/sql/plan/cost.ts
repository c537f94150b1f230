// What Flink's planner expects of a streaming plan where it knows nothing of its tables: rows, and what they cost (FlinkRelMdRowCount, FlinkRelMdSelectivity, FlinkCost).
import type { Rex } from '../expr/rex.ts';
import { doubleText } from '../../jvm/number-text.ts';
import { type Field, isText, type LogicalType } from '../type/logical-type.ts';
import { str } from '../value.ts';
import { windowCalls, windowPhases } from './explain-aggregates.ts';
import { type Sarg, simplified } from './explain-search.ts';
import { log } from '../number/precise-math.ts';
import type { JoinNode, Physical, PhysicalOf } from './physical.ts';
import { conjuncts } from './rels.ts';

/** A row's bytes: the sum of its columns' (FlinkRelMdSize). */
export const sizeOf = (fields: readonly Field[]): number => fields.reduce((sum, field) => sum + bytesOf(field.type), 0);

/** A value's bytes on average (FlinkRelMdSize.averageTypeValueSize). */
export function bytesOf(type: LogicalType): number {
  switch (type.kind) {
    case 'BOOLEAN': case 'TINYINT': return 1;
    case 'SMALLINT': return 2;
    case 'INT': case 'FLOAT': case 'DATE': case 'TIME': return 4;
    case 'BIGINT': case 'DOUBLE': return 8;
    case 'CHAR': return type.length * 2;
    default: return 12;
  }
}

/** Rows of a table that nothing is known of. */
const UNKNOWN_ROWS = 100_000_000;
/** FlinkCost's units: to write and read a row, to hash a key, to bring a row to the one task, to compare two. */
const SERIALIZE = 160;
const HASH = 8;
const SINGLE = 1;
const COMPARE = 28;
/** StreamPhysicalJoin takes a fixed rate for its elements. */
const JOIN = 200;

interface Cost {
  readonly rows: number;
  readonly cpu: number;
  readonly io: number;
  readonly network: number;
}

/** A node that stands for an aggregation in two phases has an exchange and a first phase below its own text. */
export type Phase = 'local' | 'exchange' | null;

/** `: rowcount = 1.0E8, cumulative cost = {…}`, as ESTIMATED_COST shows it. */
export function costText(node: Physical, phase: Phase): string {
  const { rows, cpu, io, network } = phase === null ? total(node) : ofPhase(node, phase);
  const count = rowsOf(phase === null ? node : (node.inputs[0] ?? node));
  return `: rowcount = ${doubleText(count)}, cumulative cost = {${doubleText(rows)} rows, ${doubleText(cpu)} cpu, ${doubleText(io)} io, ${doubleText(network)} network, 0.0 memory}`;
}

const plus = (a: Cost, b: Cost): Cost => ({ rows: a.rows + b.rows, cpu: a.cpu + b.cpu, io: a.io + b.io, network: a.network + b.network });
const cost = (rows: number, cpu: number, io = 0, network = 0): Cost => ({ rows, cpu, io, network });

const known = new WeakMap<Physical, Cost>();

/** A node's cost with all below it. */
function total(node: Physical): Cost {
  const found = known.get(node);
  if (found !== undefined) return found;
  const made = plus(windowPhases(node) === null ? node.inputs.map(total).reduce(plus, cost(0, 0)) : ofPhase(node, 'exchange'), own(node));
  known.set(node, made);
  return made;
}

/** The first of two phases stands below the node's exchange. */
function ofPhase(node: Physical, phase: 'local' | 'exchange'): Cost {
  const [exchange] = node.inputs;
  const source = exchange?.inputs[0];
  if (exchange?.kind !== 'Exchange' || source === undefined || node.kind !== 'WindowAggregate') return cost(0, 0);
  const rows = rowsOf(source);
  const first = plus(total(source), cost(rows, rows));
  if (phase === 'local') return first;
  // Keys, what each call has so far, the window's end.
  const size = sizeOf(node.groups.flatMap((column) => source.fields[column] ?? [])) + windowCalls(node).reduce((sum, call) => sum + (call.name === 'AVG' ? 2 * LONG : bytesOf(call.type)), 0) + LONG;
  return plus(first, exchanged(exchange, rows, size));
}

/** Bytes of a BIGINT. */
const LONG = 8;

const exchanged = (node: PhysicalOf<'Exchange'>, rows: number, size: number): Cost => cost(rows, rows * (SERIALIZE + (node.distribution.kind === 'single' ? SINGLE : HASH * node.distribution.keys.length)), 0, rows * size);

function own(node: Physical): Cost {
  const rows = rowsOf(node);
  const came = node.inputs[0] === undefined ? 0 : rowsOf(node.inputs[0]);
  switch (node.kind) {
    case 'TableSourceScan': return cost(rows, rows, rows * sizeOf(node.fields));
    case 'Values': return cost(rows, 1);
    case 'Calc': return cost(rows, rows * node.exprs.filter((rex) => rex.kind === 'call' && rex.name !== 'CAST').length);
    case 'Exchange': return exchanged(node, rows, sizeOf(node.fields));
    case 'Rank': case 'Deduplicate': case 'WindowRank': case 'WindowDeduplicate': return cost(came, came);
    case 'OverAggregate': {
      const width = node.inputs[0]?.fields.length ?? 1;
      return cost(rows, (rows * (node.fields.length - 1)) / width);
    }
    case 'Join': return cost(JOIN, JOIN);
    case 'IntervalJoin': case 'TemporalJoin': case 'LookupJoin': case 'WindowJoin': return cost(rows, 0);
    case 'Limit': return cost(rows, COMPARE * rows);
    case 'SortLimit': {
      const heap = Math.min(came, node.offset + (node.limit ?? 0));
      return cost(heap, COMPARE * came * log(heap));
    }
    case 'Sort': case 'TemporalSort': return cost(rows, COMPARE * came * log(came));
    case 'Union': case 'Expand': case 'WatermarkAssigner': case 'DropUpdateBefore': case 'Correlate': case 'WindowTableFunction': case 'GroupAggregate': case 'WindowAggregate': case 'GroupWindowAggregate': case 'ChangelogNormalize': case 'Match': case 'Sink': return cost(rows, rows);
  }
}

/** How many rows are expected of a node. */
function rowsOf(node: Physical): number {
  const [first, second] = node.inputs.map(rowsOf);
  const came = first ?? 0;
  switch (node.kind) {
    case 'TableSourceScan': return node.pushed.limit ?? UNKNOWN_ROWS;
    case 'Values': return node.rows.length;
    case 'Calc': return came * selectivity(node.condition);
    case 'Union': return node.inputs.map(rowsOf).reduce((a, b) => a + b, 0);
    case 'Expand': return came * node.projects.length;
    case 'Rank': case 'Deduplicate': case 'WindowRank': case 'WindowDeduplicate': {
      const span = 'from' in node ? node.to - node.from + 1 : 1;
      return node.partition.length === 0 ? Math.min(came, span) : came * 0.1;
    }
    case 'Limit': case 'SortLimit': return Math.min(came, node.limit ?? came);
    case 'Join': case 'IntervalJoin': case 'TemporalJoin': case 'LookupJoin': case 'WindowJoin': return joinedRows(node, came, second ?? came);
    default: return came;
  }
}

function joinedRows(node: Physical & JoinNode, left: number, right: number): number {
  const isEqual = node.leftKey.length > 0;
  const share = selectivity(node.condition);
  const inner = isEqual ? (left + right) * share : left * right * share;
  switch (node.join) {
    case 'INNER': return inner;
    case 'LEFT': return Math.max(inner, left);
    case 'RIGHT': return Math.max(inner, right);
    case 'FULL': return Math.max(inner, left + right - inner);
    case 'SEMI': return isEqual ? left : left * 0.25;
    case 'ANTI': return isEqual ? left * 0.1 : left * 0.75;
  }
}

/** `=`, a comparison, LIKE, IS NULL, and what nothing is known of (FlinkRelMdSelectivity's defaults). */
const EQUAL = 0.15;
const COMPARED = 0.5;
const LIKE = 0.05;
const NULLS = 0.1;
const OTHER = 0.25;

/** Which share of the rows meets a condition. */
function selectivity(condition: Rex | null): number {
  if (condition === null) return 1;
  return conjuncts(simplified(condition)).reduce((share, part) => share * shareOf(part), 1);
}

function shareOf(rex: Rex): number {
  if (rex.kind === 'literal') return rex.value === true ? 1 : 0;
  if (rex.kind !== 'call') return COMPARED;
  const [of] = rex.args;
  switch (rex.name) {
    case '=': case 'IS NOT DISTINCT FROM': return EQUAL;
    case '<>': return 1 - EQUAL;
    case '<': case '<=': case '>': case '>=': return COMPARED;
    case 'LIKE': return LIKE;
    case 'IS NULL': return NULLS;
    case 'IS NOT NULL': return 1 - NULLS;
    case 'NOT': return of === undefined ? OTHER : 1 - shareOf(of);
    case 'AND': return rex.args.reduce((share, arg) => share * shareOf(arg), 1);
    case 'OR': return rex.args.map(shareOf).reduce((a, b) => a + b - a * b);
    case 'SEARCH': return rex.args[1]?.kind === 'literal' ? searched(JSON.parse(str(rex.args[1].value)) as Sarg) : OTHER;
    default: return isText(rex.type) ? 1 : OTHER;
  }
}

/** A point counts as an equality, each end of a range as a comparison. */
function searched({ ranges }: Sarg): number {
  const share = ranges.reduce((sum, { from, to, fromIn, toIn }) => sum + (from !== null && from === to && fromIn && toIn ? EQUAL : (from === null ? 1 : COMPARED) * (to === null ? 1 : COMPARED)), 0);
  const isNot = ranges.length > 1 && ranges[0]?.from === null && ranges.at(-1)?.to === null;
  return isNot ? (1 - EQUAL) ** (ranges.length - 1) : Math.min(1, share);
}
