// The filesystem sink when a TaskManager dies: parts that were begun are cut back to the checkpoint, and each row stands in the files once.
import { expect, test } from 'vitest';
import { defaultFlink } from '../../bridge/flink.ts';
import { defaultScenario, type Scenario } from '../../bridge/scenario.ts';
import type { JobManagerState } from '../flink/jobmanager/state.ts';
import type { Kernel } from '../kernel/kernel.ts';
import { SECOND } from '../kernel/types.ts';
import type { LaptopState } from '../shell/machine/state.ts';
import { lineInput, openTty, outputMark, outputSince, promptIsBack } from '../shell/session.ts';
import { createWorld, giveInput } from '../world.ts';

const SCRIPT = `SET 'execution.checkpointing.interval' = '3 s';
CREATE TABLE numbers (n BIGINT) WITH ('connector' = 'datagen', 'rows-per-second' = '10', 'fields.n.kind' = 'sequence', 'fields.n.start' = '0', 'fields.n.end' = '299');
CREATE TABLE files (n BIGINT) WITH ('connector' = 'filesystem', 'path' = '/tmp/out', 'format' = 'json', 'sink.rolling-policy.rollover-interval' = '4 s', 'sink.rolling-policy.check-interval' = '1 s');
INSERT INTO files SELECT n FROM numbers;
`;
const scenario: Scenario = { ...defaultScenario, brokers: [], controllers: [], flink: defaultFlink, home: { 'job.sql': SCRIPT } };

const laptop = (kernel: Kernel): LaptopState => kernel.actorState('laptop') as LaptopState;

function typed(kernel: Kernel, line: string): string {
  const mark = outputMark(laptop(kernel), 'main');
  giveInput(kernel, lineInput('main', line));
  for (let i = 0; i < 600; i++) {
    kernel.runUntil(kernel.state.now + SECOND / 10);
    if (promptIsBack(laptop(kernel), 'main')) break;
  }
  return outputSince(laptop(kernel), 'main', mark);
}

test.each([9, 12.4, 17.8])('each row stands in the files once, though its TaskManager died %d s after the job began', (seconds) => {
  const kernel = createWorld(scenario, 1);
  kernel.runUntil(kernel.state.now + SECOND);
  giveInput(kernel, openTty('main'));
  expect(typed(kernel, 'sql-client.sh -f job.sql')).toContain('Job ID:');
  kernel.runUntil(kernel.state.now + seconds * SECOND);
  const job = Object.values((kernel.actorState('jobmanager') as JobManagerState).jobs)[0];
  const node = job?.executions[0]?.node ?? '';
  giveInput(kernel, { kind: 'crash', node });
  kernel.runUntil(kernel.state.now + 120 * SECOND);
  expect(job?.restarts).toBeGreaterThan(0);
  expect(job?.status).toBe('FINISHED');
  expect(typed(kernel, 'ls -A /tmp/out').match(/(?<![.\w-])part-/g)?.length).toBeGreaterThan(3);
  expect(typed(kernel, 'ls -A /tmp/out')).not.toContain('.inprogress');
  const found = [...typed(kernel, 'cat /tmp/out/*').matchAll(/\{"n":(\d+)\}/g)].map(([, n]) => Number(n)).sort((a, b) => a - b);
  expect(found).toEqual(Array.from({ length: 300 }, (_, n) => n));
});
