// Mini-batches in plans (`table.exec.mini-batch.*`): where rows are gathered, and aggregations in two phases.
import { refused } from '../problem.ts';
import type { AggregateCall } from '../query/rel.ts';
import { durationMs } from './duration.ts';
import type { Physical, PhysicalOf } from './physical.ts';

type Settings = Readonly<Record<string, string>>;
type Mode = 'ProcTime' | 'RowTime';

export interface MiniBatch {
  /** The mark that begins a batch stands above these nodes: by its time. */
  readonly modes: ReadonlyMap<Physical, Mode>;
  readonly intervalMs: number;
  readonly twoPhases: boolean;
}

const ILLEGAL = 'java.lang.IllegalArgumentException';

const isEnabled = (settings: Settings): boolean => settings['table.exec.mini-batch.enabled']?.toLowerCase() === 'true';

/** Refuses settings that Flink's planner refuses before it looks at a query (StreamCommonSubGraphBasedOptimizer). */
export function checkMiniBatch(settings: Settings): void {
  if (isEnabled(settings) && latencyMs(settings) <= 0) throw refused('MiniBatch Latency must be greater than 0 ms. [null]', null, ILLEGAL);
}

const latencyMs = (settings: Settings): number => durationMs(settings['table.exec.mini-batch.allow-latency']);

/** How many rows are a mini-batch (`table.exec.mini-batch.size`); null where there are none. */
export function batchSize(settings: Settings): number | null {
  return isEnabled(settings) ? Number(settings['table.exec.mini-batch.size'] ?? -1) : null;
}

/** Whether an aggregation works in two phases. */
export function hasTwoPhases(node: Physical, settings: Settings): node is PhysicalOf<'GroupAggregate'> {
  return node.kind === 'GroupAggregate' && isEnabled(settings) && wantsTwoPhases(settings) && isSplit(node);
}

const wantsTwoPhases = (settings: Settings): boolean => (settings['table.optimizer.agg-phase-strategy'] ?? 'AUTO').toUpperCase() !== 'ONE_PHASE';

/** How a plan is drawn with mini-batches; null without them. A size is asked for where something gathers rows (MinibatchUtil). */
export function miniBatchOf(roots: readonly Physical[], settings: Settings): MiniBatch | null {
  if (!isEnabled(settings)) return null;
  const modes = new Map<Physical, Mode>();
  for (const root of roots) mark(root, null, modes);
  if (modes.size > 0 && Number(settings['table.exec.mini-batch.size'] ?? -1) <= 0) throw refused("Key: 'table.exec.mini-batch.size' , default: -1 (fallback keys: []) must be > 0.", null, ILLEGAL);
  return { modes, intervalMs: latencyMs(settings), twoPhases: wantsTwoPhases(settings) };
}

/** What a node wants of those below: batches by the clock, or by event time; what gathers nothing wants none (MiniBatchIntervalInferRule). */
function mark(node: Physical, above: Mode | null, modes: Map<Physical, Mode>): void {
  const wanted = wantedBy(node, above);
  const isSource = node.kind === 'WatermarkAssigner' || node.kind === 'TableSourceScan';
  if (isSource && above !== null) {
    if (modes.get(node) !== 'RowTime') modes.set(node, above);
    return;
  }
  for (const input of node.inputs) mark(input, wanted, modes);
}

function wantedBy(node: Physical, above: Mode | null): Mode | null {
  switch (node.kind) {
    case 'GroupAggregate': case 'Join': case 'ChangelogNormalize': case 'Rank': return above ?? 'ProcTime';
    case 'WindowAggregate': case 'WindowRank': case 'WindowDeduplicate': case 'WindowJoin': return 'RowTime';
    case 'Deduplicate': return node.rowtime === null ? (above ?? 'ProcTime') : 'RowTime';
    case 'GroupWindowAggregate': case 'OverAggregate': case 'IntervalJoin': case 'TemporalJoin': case 'Match': case 'TemporalSort': return null;
    default: return above;
  }
}

/** Functions whose parts can be put together. */
const MERGED = new Set(['COUNT', 'SUM', 'SUM0', 'AVG', 'MIN', 'MAX', 'LISTAGG', 'COLLECT']);

/** Whether an aggregation is one in two phases. */
export const isSplit = (node: PhysicalOf<'GroupAggregate'>): boolean => node.calls.every((call: AggregateCall) => MERGED.has(call.name) && call.orderBy.length === 0);
