// The watermark of a micro-batch engine: it moves only when a batch ends (WatermarkTracker), and its move may ask for a batch without records.
import type { MicroBatchSpec } from '../../../bridge/engines.ts';
import type { Plan } from './query.ts';

/** The watermark after a batch, in ms: the greatest event time less the delay, and never back. */
export function afterBatch(spec: MicroBatchSpec, before: number, maxEventTime: number | null): number {
  return spec.watermarkMs < 0 || maxEventTime === null ? before : Math.max(before, maxEventTime - spec.watermarkMs);
}

/** Whether a batch without records follows, so that what the new watermark ends leaves the state (noDataMicroBatches, Spark default true). */
export function needsAnother(spec: MicroBatchSpec, plan: Plan, before: number, after: number): boolean {
  return plan.evicts && spec.outputMode !== 'complete' && after > before;
}
