// A plan's operators on the cluster: which operator of which vertex a node is, and how much it keeps now.
import type { FlinkJobRecord, FlinkStateRecord } from '../../bridge/flink-records.ts';

/** The number in an operator's name: `GroupAggregate[3]`, `saida[4]: Writer`; 0 for the client's own sink; null for others. */
export function numberIn(operator: string): number | null {
  if (/Collect table sink/.test(operator)) return 0;
  const found = /\[(\d+)\](?:: (?:Writer|Committer))?$/.exec(operator);
  return found === null ? null : Number(found[1]);
}

/** Vertices of a job that run a node's operators. */
export function verticesOf(job: Pick<FlinkJobRecord, 'vertices'>, node: number): readonly number[] {
  return job.vertices.flatMap(({ operators }, vertex) => (operators.some(({ name }) => numberIn(name) === node) ? [vertex] : []));
}

export interface Kept {
  readonly entries: number;
  readonly timers: number;
  readonly subtasks: number;
}

/** What a node's operators hold in all subtasks; null where they keep nothing by key. */
export function keptBy(states: Iterable<FlinkStateRecord>, job: string, node: number): Kept | null {
  const own = [...states].filter((state) => state.job === job && numberIn(state.name) === node);
  if (own.length === 0) return null;
  return { entries: own.reduce((sum, { size }) => sum + size, 0), timers: own.reduce((sum, { timerCount }) => sum + timerCount, 0), subtasks: new Set(own.map(({ vertex, subtask }) => `${vertex}-${subtask}`)).size };
}
