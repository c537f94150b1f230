// Programs that a person writes for Flink, and what the page is told of one before it runs.
import type { FlinkJobEdge, FlinkVertex } from './flink-records.ts';

export type ProgramLanguage = 'sql' | 'java' | 'python';

/** Lines and columns count from 1. */
export interface ProgramProblem {
  readonly line: number;
  readonly column: number;
  readonly message: string;
}

/** The graph of a job that a program would submit. */
export interface PlannedGraph {
  readonly name: string;
  readonly vertices: readonly FlinkVertex[];
  readonly edges: readonly FlinkJobEdge[];
}

export type ProgramPlan = { readonly ok: true; readonly jobs: readonly PlannedGraph[] } | { readonly ok: false; readonly problem: ProgramProblem };
