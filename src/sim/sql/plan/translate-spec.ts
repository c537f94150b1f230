// The configuration of each node's operator.
import type { OperatorSpec } from '../../../bridge/flink.ts';
import { freeze } from '../../kernel/freeze.ts';
import type { Changelog, MiniBatchConfig, SqlOperatorConfigs, SqlSettings, WindowSettings } from '../operator/config.ts';
import { refused } from '../problem.ts';
import type { AggregateCall, MatchSpec, WindowSpec } from '../query/rel.ts';
import type { LogicalType } from '../type/logical-type.ts';
import { durationMs } from './duration.ts';
import { batchSize, hasTwoPhases, type MiniBatch } from './mini-batch.ts';
import { keepsItsResult } from './monotone.ts';
import type { Physical, PhysicalKind, PhysicalOf } from './physical.ts';
import type { PlanSession } from './plan.ts';
import { isIdentity } from './rels.ts';
import { planError } from './tables.ts';
import { attributeOf, windowColumns, windowTimeType } from './window.ts';

type Translated = Exclude<PhysicalKind, 'Exchange' | 'Union' | 'Sink' | 'TableSourceScan'>;

export const settingsOf = ({ settings, startedMs }: PlanSession): SqlSettings => ({ zone: zoneOf(settings), startedMs });

/** Flink's own tests alone sort a stream by what is no time: all of it, when it has ended (InternalConfigOptions). */
const NON_TEMPORAL_SORT = '__table.exec.sort.non-temporal.enabled__';

/** `table.local-time-zone`; `default` is the machine's, which is UTC. */
function zoneOf(settings: Readonly<Record<string, string>>): string {
  const zone = settings['table.local-time-zone'] ?? 'default';
  return zone === 'default' ? 'UTC' : zone;
}

const typesOf = (node: Physical | undefined): readonly LogicalType[] => (node?.fields ?? []).map((field) => field.type);
const retracts = (node: Physical | undefined): boolean => node !== undefined && (node.changes.updateAfter || node.changes.updateBefore || node.changes.delete);

function spec<K extends keyof SqlOperatorConfigs>(kind: K, config: SqlOperatorConfigs[K]): OperatorSpec {
  return { kind, config: freeze(config) };
}

/** The operator of a node; exchanges, unions, sinks and sources have none of their own here. */
export function specOf(node: PhysicalOf<Translated>, session: PlanSession): OperatorSpec {
  const settings = settingsOf(session);
  const [first] = node.inputs;
  const input = typesOf(first);
  const ttl = durationMs(session.settings['table.exec.state.ttl']);
  const changelog: Changelog = { inputRetracts: node.inputs.map(retracts), updateBefore: node.changes.updateBefore, ttlMs: node.inputs.map(() => ttl) };
  const size = batchSize(session.settings);
  const miniBatch = size === null ? {} : { miniBatch: { size, second: hasTwoPhases(node, session.settings) } };
  switch (node.kind) {
    case 'Values': return spec('sql-values', { rows: node.rows });
    case 'Calc': return spec('sql-calc', { ...settings, condition: node.condition, exprs: isIdentity(node.exprs, input.length) ? null : node.exprs });
    case 'Expand': return spec('sql-expand', { ...settings, projects: node.projects });
    case 'WatermarkAssigner': return spec('sql-watermark', { ...settings, time: node.time, watermark: node.watermark, idleTimeoutMs: durationMs(session.settings['table.exec.source.idle-timeout']) });
    case 'DropUpdateBefore': return spec('sql-drop-update-before', {});
    case 'Correlate': return spec('sql-correlate', { ...settings, join: node.join, collection: node.collection, ordinality: node.ordinality, width: node.width, condition: node.condition });
    case 'GroupAggregate': return spec('sql-group-aggregate', { ...settings, ...changelog, ...miniBatch, ...(node.stateTtl === null ? {} : { ttlMs: [durationMs(node.stateTtl)] }), input, groups: node.groups, calls: node.calls, keeps: node.calls.map((call) => keepsItsResult(node, call)) });
    case 'ChangelogNormalize': return spec('sql-normalize', { ...settings, ...changelog, ...miniBatch, input, condition: node.condition });
    case 'Deduplicate': return spec('sql-deduplicate', { ...settings, ...changelog, ...miniBatch, keep: node.keep, rowtime: node.rowtime });
    case 'Rank': return spec('sql-rank', { ...settings, ...changelog, input, order: node.order, from: node.from, to: node.to, showsNumber: node.showsNumber, strategy: node.strategy });
    case 'OverAggregate': return spec('sql-over', { ...settings, ...changelog, input: [...input, ...node.constants.map((rex) => rex.type)], calls: node.calls, order: node.order, constants: { from: input.length, values: node.constants.map((rex) => rex.value) } });
    case 'Sort': case 'TemporalSort': case 'Limit':
      if (node.kind === 'Sort' && session.settings[NON_TEMPORAL_SORT] !== 'true') throw planError('Sort on a non-time-attribute field is not supported.');
      return spec('sql-sort', { ...settings, ...changelog, input, keys: node.keys, offset: node.offset, limit: node.limit, rowtime: node.rowtime });
    case 'SortLimit': return sortLimit(node, settings, changelog, input);
    case 'Match': return spec('sql-match', { ...settings, input, spec: matchOf(node), processing: attributeOf(first?.fields[node.order[0]?.index ?? -1]?.type) !== 'ROWTIME' });
    case 'WindowTableFunction': case 'WindowAggregate': case 'GroupWindowAggregate': case 'WindowRank': case 'WindowDeduplicate': case 'WindowJoin': return windowSpec(node, session, changelog);
    case 'Join': case 'IntervalJoin': case 'TemporalJoin': case 'LookupJoin': return joinSpec(node, settings, { ...changelog, ...miniBatch });
  }
}

/** LocalGroupAggregate, before the exchange of an aggregation in two phases; `below` gives its rows. */
export function localSpec(node: PhysicalOf<'GroupAggregate'>, below: Physical, { settings }: PlanSession): OperatorSpec {
  return spec('sql-local-aggregate', { input: typesOf(below), groups: node.groups, size: batchSize(settings) ?? 1 });
}

/** MiniBatchAssigner. */
export function assignerSpec({ intervalMs }: MiniBatch, mode: 'ProcTime' | 'RowTime'): OperatorSpec {
  return spec('sql-mini-batch-assigner', { intervalMs, mode });
}

const matchOf = (node: PhysicalOf<'Match'>): MatchSpec => (node.match as { readonly spec: MatchSpec }).spec;

/** The first rows of all: a Rank without a partition. */
function sortLimit(node: PhysicalOf<'SortLimit'>, settings: SqlSettings, changelog: Changelog, input: readonly LogicalType[]): OperatorSpec {
  const key = node.inputs[0]?.inputs[0]?.upsertKeys[0];
  const strategy = node.strategy === 'update' && key !== undefined ? { kind: 'update' as const, key } : node.strategy === 'append' ? { kind: 'append' as const } : { kind: 'retract' as const };
  return spec('sql-rank', { ...settings, ...changelog, input, order: node.keys, from: node.offset + 1, to: node.offset + (node.limit ?? 0), showsNumber: false, strategy });
}

type WindowNode = PhysicalOf<'WindowTableFunction' | 'WindowAggregate' | 'GroupWindowAggregate' | 'WindowRank' | 'WindowDeduplicate' | 'WindowJoin'>;

/** The type of the time that a node's windows are of. */
function timeOf(node: WindowNode): LogicalType | undefined {
  const [below] = node.inputs;
  switch (node.kind) {
    case 'WindowTableFunction': case 'GroupWindowAggregate': return below?.fields[node.spec.time]?.type;
    case 'WindowAggregate': return windowTimeType(node);
    case 'WindowRank': case 'WindowDeduplicate': case 'WindowJoin': return below === undefined ? undefined : windowColumns(below)?.timeType;
  }
}

function windowSpec(node: WindowNode, session: PlanSession, changelog: Changelog): OperatorSpec {
  const plain = settingsOf(session);
  const settings: WindowSettings = { ...plain, windowZone: timeOf(node)?.kind === 'TIMESTAMP_LTZ' ? plain.zone : 'UTC' };
  const [below, second] = node.inputs;
  const input = typesOf(below);
  switch (node.kind) {
    case 'WindowTableFunction': return spec('sql-window-table', { ...settings, spec: node.spec, processing: node.processing });
    case 'WindowAggregate':
      checkSlices(node.window.spec);
      if (node.window.kind === 'time') checkMerges(node.window.spec, node.calls, retracts(below));
      return spec('sql-window-aggregate', { ...settings, input, groups: node.groups, calls: node.calls, properties: node.properties, window: node.window, inputRetracts: retracts(below) });
    case 'GroupWindowAggregate':
      checkMerges(node.spec, node.calls, retracts(below));
      return spec('sql-group-window', { ...settings, ...changelog, input, spec: node.spec, processing: node.processing, groups: node.groups, calls: node.calls, properties: node.properties, emit: emitOf(session) });
    case 'WindowRank': return spec('sql-window-rank', { ...settings, input, order: node.order, from: node.from, to: node.to, showsNumber: node.showsNumber, windowEnd: node.windowEnd });
    case 'WindowDeduplicate': return spec('sql-window-rank', { ...settings, input, order: [{ index: node.rowtime, descending: node.keep === 'last', nullsFirst: false }], from: 1, to: 1, showsNumber: false, windowEnd: node.windowEnd });
    case 'WindowJoin': return spec('sql-window-join', { ...settings, join: node.join, leftWidth: input.length, rightWidth: typesOf(second).length, condition: node.rest, leftEnd: node.leftEnd, rightEnd: node.rightEnd, filterNulls: node.filterNulls });
  }
}

/** StreamExecWindowAggregateBase: hops share their slices. Without an aggregation such windows are as good as any. */
function checkSlices({ window, size, slide }: WindowSpec): void {
  if (window === 'HOP' && size % slide !== 0) throw planError(`HOP table function based aggregate requires size must be an integral multiple of slide, but got size ${size} ms and slide ${slide} ms`);
}

/** Windows that share what they count, or become one, need functions that can merge (UserDefinedFunctionHelper.validateClassForRuntime). */
function checkMerges({ window }: WindowSpec, calls: readonly AggregateCall[], retracting: boolean): void {
  const lacking = window === 'TUMBLE' ? undefined : calls.find(({ name }) => name === 'FIRST_VALUE' || name === 'LAST_VALUE');
  if (lacking === undefined) return;
  const simple = `${lacking.name === 'FIRST_VALUE' ? 'First' : 'Last'}Value${retracting ? 'WithRetract' : ''}AggFunction`;
  throw refused(`Could not find an implementation method 'merge' in class 'org.apache.flink.table.runtime.functions.aggregate.${simple}' for function '${lacking.name}' that matches the following signature:\nvoid merge(org.apache.flink.table.data.RowData, java.lang.Iterable)`);
}

/** `table.exec.emit.*`. */
function emitOf({ settings }: PlanSession): SqlOperatorConfigs['sql-group-window']['emit'] {
  const delay = (name: string): number | null => (settings[`table.exec.emit.${name}-fire.enabled`] === 'true' ? durationMs(settings[`table.exec.emit.${name}-fire.delay`]) : null);
  return { earlyMs: delay('early'), lateMs: delay('late'), allowedLatenessMs: durationMs(settings['table.exec.emit.allow-lateness']) };
}

function lookupKind(lookup: object | null): string {
  return lookup !== null && 'operator' in lookup ? String(lookup.operator) : 'sql-lookup-join';
}

function joinSpec(node: PhysicalOf<'Join' | 'IntervalJoin' | 'TemporalJoin' | 'LookupJoin'>, settings: SqlSettings, changelog: Changelog & { readonly miniBatch?: MiniBatchConfig }): OperatorSpec {
  const [left, right] = node.inputs;
  const [leftWidth, rightWidth] = [typesOf(left).length, typesOf(right).length];
  switch (node.kind) {
    case 'Join': return spec('sql-join', { ...settings, ...changelog, ttlMs: node.ttlMs, join: node.join, left: typesOf(left), right: typesOf(right), leftKey: node.leftKey, rightKey: node.rightKey, condition: node.condition, uniqueKeys: node.uniqueKeys, filterNulls: node.filterNulls });
    case 'IntervalJoin': return spec('sql-interval-join', { ...settings, join: node.join, leftWidth, rightWidth, condition: node.condition, leftTime: node.isRowtime ? node.leftTime : null, rightTime: node.isRowtime ? node.rightTime : null, lowerMs: node.lowerMs, upperMs: node.upperMs });
    case 'TemporalJoin': return spec('sql-temporal-join', { ...settings, join: node.join, leftWidth, rightWidth, condition: node.condition, leftTime: node.isRowtime ? node.leftTime : null, rightTime: node.isRowtime ? node.rightTime : null });
    // A connector may join with an operator of its own: one that asks and waits.
    case 'LookupJoin': return { ...spec('sql-lookup-join', { ...settings, join: node.join, leftWidth, rightWidth: node.request.fields.length, keys: node.lookup, condition: node.rest, rightCondition: node.rightCondition, table: node.source.lookup ?? {} }), kind: lookupKind(node.source.lookup) };
  }
}

