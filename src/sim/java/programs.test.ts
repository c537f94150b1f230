// Java programs as the real Flink 2.2.1 ran them (conformance/java): the same job on the simulator prints the same lines.
import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { FLINK_OPERATORS } from '../flink/operator/operators.ts';
import { linesOf } from '../flink/output.ts';
import { startFlink, submit, taskManagerState, untilEnded } from '../testing/flink-cluster.ts';
import { describeJob } from './main.ts';
import { JAVA_OPERATORS } from './operators.ts';

const FOLDER = 'conformance/java';

/** What all print sinks of a program wrote; in whatever order, for subtasks don't wait for each other. */
function printed(source: string): string[] {
  const described = describeJob(source, 1);
  if (!described.ok) return [`${described.problem.line}:${described.problem.column}: ${described.problem.message}`];
  const kernel = startFlink(1, { operators: { ...FLINK_OPERATORS, ...JAVA_OPERATORS } });
  const job = untilEnded(kernel, submit(kernel, described.value));
  if (job.failure !== null) return [`${job.failure.exception}: ${job.failure.message}`];
  return ['tm-1', 'tm-2'].flatMap((node) => [...linesOf(taskManagerState(kernel, node).out)]).sort();
}

test.each(readdirSync(FOLDER).filter((name) => name.endsWith('.java')))('%s', (name) => {
  const expected = readFileSync(`${FOLDER}/${name.replace('.java', '.out')}`, 'utf8').trim().split('\n').sort();
  expect(printed(readFileSync(`${FOLDER}/${name}`, 'utf8'))).toEqual(expected);
});
