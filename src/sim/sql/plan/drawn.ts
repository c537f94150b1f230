// A plan as it is drawn: its operators with what each gives and what state it keeps, as plain data.
import type { SqlPlan, SqlPlanNode, SqlPlanState, SqlStateKind } from '../../../bridge/sql.ts';
import { freeze } from '../../kernel/freeze.ts';
import type { AggregateCall } from '../query/rel.ts';
import type { Field } from '../type/logical-type.ts';
import { type BatchNode, describeBatch } from './batch-node.ts';
import { durationMs } from './duration.ts';
import { describeNode } from './explain-node.ts';
import { changesOf } from './explain-plan.ts';
import type { Physical, PhysicalOf } from './physical.ts';

/** What the drawing needs of a translation: the numbers that nodes have in operators' names. */
interface Numbers<N> {
  numberOf(node: N): number;
}

/** The client's sink of a query. */
const COLLECT = 0;

type Input = SqlPlanNode['inputs'][number];

/** The operators of a streaming plan. `settings` are the session's. */
export function drawnPlan(roots: readonly Physical[], collects: boolean, numbers: Numbers<Physical>, settings: Readonly<Record<string, string>>): SqlPlan {
  const nodes: SqlPlanNode[] = [];
  const seen = new Set<Physical>();
  const ttlMs = durationMs(settings['table.exec.state.ttl']);
  const inputsOf = (node: Physical, exchange: string | null = null): readonly Input[] => {
    if (node.kind === 'Exchange') return node.inputs.flatMap((input) => inputsOf(input, distributionText(node)));
    if (node.kind === 'Union') return node.inputs.flatMap((input) => inputsOf(input, exchange));
    draw(node);
    return [{ number: numbers.numberOf(node), exchange }];
  };
  const draw = (node: Physical): void => {
    if (seen.has(node)) return;
    seen.add(node);
    const inputs = node.inputs.flatMap((input) => inputsOf(input));
    nodes.push({ number: numbers.numberOf(node), kind: node.kind, text: describeNode(node, 'infix'), inputs, changes: node.kind === 'Sink' ? [] : changesOf(node), fields: node.fields.map(({ name }) => name), state: stateOf(node, ttlMs) });
  };
  const tops = roots.flatMap((root) => inputsOf(root));
  if (collects) nodes.push(collectNode(tops, roots[0]?.fields ?? []));
  return freeze({ mode: 'streaming', nodes });
}

/** The operators of a batch plan: what they keep is gone with the job. */
export function drawnBatchPlan(roots: readonly BatchNode[], collects: boolean, numbers: Numbers<BatchNode>): SqlPlan {
  const nodes: SqlPlanNode[] = [];
  const seen = new Set<BatchNode>();
  const inputsOf = (node: BatchNode, exchange: string | null = null): readonly Input[] => {
    if (node.work.kind === 'exchange') return node.inputs.flatMap((input) => inputsOf(input, batchDistribution(node)));
    if (node.work.kind === 'union') return node.inputs.flatMap((input) => inputsOf(input, exchange));
    draw(node);
    return [{ number: numbers.numberOf(node), exchange }];
  };
  const draw = (node: BatchNode): void => {
    if (seen.has(node)) return;
    seen.add(node);
    const inputs = node.inputs.flatMap((input) => inputsOf(input));
    nodes.push({ number: numbers.numberOf(node), kind: node.name, text: describeBatch(node, 'infix'), inputs, changes: node.work.kind === 'sink' ? [] : ['I'], fields: node.fields.map(({ name }) => name), state: made('batch') });
  };
  const tops = roots.flatMap((root) => inputsOf(root));
  if (collects) nodes.push(collectNode(tops, roots[0]?.fields ?? []));
  return freeze({ mode: 'batch', nodes });
}

function collectNode(inputs: readonly Input[], fields: readonly Field[]): SqlPlanNode {
  return { number: COLLECT, kind: 'Collect', text: 'Sink: Collect table sink', inputs, changes: [], fields: fields.map(({ name }) => name), state: made('none') };
}

const namesAt = (columns: readonly number[], fields: readonly Field[]): readonly string[] => columns.map((column) => fields[column]?.name ?? '');

function distributionText(node: PhysicalOf<'Exchange'>): string {
  const { distribution } = node;
  return distribution.kind === 'single' || distribution.keys.length === 0 ? 'single' : `hash[${namesAt(distribution.keys, node.fields).join(', ')}]`;
}

const batchDistribution = (node: BatchNode): string => node.items('infix')[0]?.[1] ?? '';

function made(kind: SqlStateKind, more: Partial<Omit<SqlPlanState, 'kind'>> = {}): SqlPlanState {
  return { kind, keys: [], functions: [], rows: null, forMs: null, ttlMs: 0, ...more };
}

const callTexts = (calls: readonly AggregateCall[], below: readonly Field[]): readonly string[] => calls.map((call) => `${call.name}(${call.distinct ? 'DISTINCT ' : ''}${call.args.length === 0 ? '*' : namesAt(call.args, below).join(', ')})`);

/** What a node keeps between rows. */
function stateOf(node: Physical, ttlMs: number): SqlPlanState {
  const below = node.inputs[0]?.fields ?? [];
  switch (node.kind) {
    case 'TableSourceScan': return made('offsets');
    case 'Values': case 'Calc': case 'Exchange': case 'Union': case 'Expand': case 'DropUpdateBefore': case 'Correlate': case 'WindowTableFunction': return made('none');
    case 'WatermarkAssigner': return made('watermark');
    case 'GroupAggregate': return made('group', { keys: namesAt(node.groups, below), functions: callTexts(node.calls, below), ttlMs });
    case 'ChangelogNormalize': return made('normalize', { keys: namesAt(node.key, node.fields), ttlMs });
    case 'Deduplicate': return made(node.keep === 'first' && node.rowtime === null ? 'first-row' : 'last-row', { keys: namesAt(node.partition, below), rows: 1, ttlMs });
    case 'Rank': return made(node.strategy.kind === 'retract' ? 'top-n-all' : 'top-n', { keys: namesAt(node.partition, below), rows: node.to, ttlMs });
    case 'OverAggregate': return made('over', { keys: namesAt(overKeys(node), below), ttlMs });
    case 'TemporalSort': case 'Sort': return made('sort');
    case 'SortLimit': return made(node.strategy === 'retract' ? 'top-n-all' : 'top-n', { rows: node.offset + (node.limit ?? 0), ttlMs });
    case 'Limit': return made('limit', { rows: node.offset + (node.limit ?? 0) });
    case 'WindowAggregate': case 'GroupWindowAggregate': return made('window', { keys: namesAt(node.groups, below), functions: callTexts(node.calls, below), forMs: node.kind === 'WindowAggregate' ? node.window.spec.size : node.spec.size });
    case 'WindowRank': return made('window-rows', { keys: namesAt(node.partition, below), rows: node.to, forMs: node.spec.size });
    case 'WindowDeduplicate': return made('window-rows', { keys: namesAt(node.partition, below), rows: 1, forMs: node.spec.size });
    case 'Match': return made('match', { keys: namesAt(node.partition, below) });
    case 'Join': return made('join', { keys: namesAt(node.leftKey, below), ttlMs: Math.max(...node.ttlMs) });
    case 'IntervalJoin': return made('interval-join', { keys: namesAt(node.leftKey, below), forMs: node.upperMs - node.lowerMs });
    case 'TemporalJoin': return made('temporal-join', { keys: namesAt(node.leftKey, below) });
    case 'LookupJoin': return made('lookup', { keys: namesAt(node.leftKey, below) });
    case 'WindowJoin': return made('window-join', { keys: namesAt(node.leftKey, below), forMs: node.leftSpec.size });
    case 'Sink': return node.materializes ? made('materialize', { keys: namesAt(node.primaryKey ?? [], below), ttlMs }) : made(/kafka/.test(node.sink.operator.kind) ? 'transaction' : 'none');
  }
}

/** OVER's key is how its rows are shared out. */
function overKeys(node: PhysicalOf<'OverAggregate'>): readonly number[] {
  const [input] = node.inputs;
  return input?.kind === 'Exchange' && input.distribution.kind === 'hash' ? input.distribution.keys : [];
}
