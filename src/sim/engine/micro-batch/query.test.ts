// The micro-batch engine's queries beside recordings of the real PySpark: what each batch prints, its watermark and its state.
import { describe, expect, it } from 'vitest';
import { SPARK_CASES, type SparkCase } from '../../../../conformance/engines/cases.ts';
import recorded from '../../../../conformance/engines/pyspark.json';
import { pysparkProgram } from './program.ts';
import { type Group, type InputRow, planOf, queryProblem, runBatch, type Watermarks } from './query.ts';
import { fromJson } from './row.ts';
import { consoleLines } from './show.ts';
import { afterBatch, needsAnother } from './watermark.ts';

interface Progress { readonly batch: number; readonly input: number; readonly watermark: string | null; readonly state: readonly object[] }

/** All batches of a case, those without records included, as MicroBatchExecution runs them. */
function play({ spec, batches, restartAfter }: SparkCase): { readonly console: string[]; readonly progress: Progress[] } {
  const plan = planOf(spec);
  const own = Math.max(1, Object.keys(spec.columns).length);
  const [lines, progress]: [string[], Progress[]] = [[], []];
  let groups: readonly Group[] = [];
  let marks: Watermarks = { late: 0, eviction: 0 };
  let next = 0;
  let again = false;
  const run = (rows: readonly string[]): void => {
    const input = rows.map((text): InputRow => ({ partition: 0, cells: [...(Object.keys(spec.columns).length === 0 ? [text] : fromJson(text, plan.input.slice(0, own))), null, null], timeMs: 0 }));
    const outcome = runBatch(spec, plan, input, groups, marks);
    lines.push(...consoleLines(next, outcome.rows, plan.output, spec.truncate));
    progress.push({
      batch: next, input: rows.length, watermark: spec.watermarkMs < 0 ? null : new Date(marks.eviction).toISOString(),
      state: plan.stateful ? [{ total: outcome.groups.length, updated: outcome.updated, removed: outcome.removed, dropped: outcome.dropped }] : [],
    });
    groups = outcome.groups;
    const watermark = afterBatch(spec, marks.eviction, outcome.maxEventTime);
    again = needsAnother(spec, plan, marks.eviction, watermark);
    marks = { late: marks.eviction, eviction: watermark };
    next += 1;
  };
  // Records go first; a batch without any comes where none are left, before a restart and at the end.
  batches.forEach((rows, at) => {
    if (at === restartAfter && again) run([]);
    run(rows);
  });
  while (again) run([]);
  return { console: [...lines, ''], progress };
}

describe.each(SPARK_CASES)('$name', (one) => {
  const real = recorded.recordings.find(({ name }) => name === one.name);
  const problem = queryProblem(one.spec);

  it('is the program that was recorded', () => {
    expect(pysparkProgram(one.spec)).toBe(real?.program);
  });

  it('prints, and keeps, what the real one does', () => {
    const ours = problem === null ? play(one) : { problem: real?.error?.includes(problem) === true };
    expect(ours).toEqual(problem === null ? { console: real?.console, progress: real?.progress } : { problem: true });
  });
});
