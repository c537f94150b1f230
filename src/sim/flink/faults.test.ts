// Faults of Flink's processes as inputs: a slow TaskManager, and a JobManager that dies with its jobs.
import { expect, test } from 'vitest';
import { defaultFlink } from '../../bridge/flink.ts';
import { defaultScenario } from '../../bridge/scenario.ts';
import { ask, jobOf, managerState, startFlink, submit, taskManagerState, until } from '../testing/flink-cluster.ts';
import { SECOND } from '../kernel/types.ts';
import { createWorld, giveInput } from '../world.ts';
import { JobBuilder } from './graph/job-builder.ts';
import type { StreamGraph } from '../../bridge/flink.ts';

function endless(configuration: Readonly<Record<string, string>> = {}): StreamGraph {
  const job = new JobBuilder('endless', configuration);
  const source = job.source('source-generator', { count: null, perSecond: 100_000, fields: ['n'], watermarks: null }, { name: 'gen', uid: 'gen', fields: ['n'] });
  job.transform(source, 'sink-discard', {}, { name: 'Sink: nowhere', fields: [] });
  return job.graph();
}

test('the tasks of a slow TaskManager do less in the same time', () => {
  const read = (factor: number): number => {
    const kernel = createWorld({ ...defaultScenario, brokers: [], controllers: [], flink: { ...defaultFlink, jobs: [endless()] } }, 1);
    expect(giveInput(kernel, { kind: 'slow-task', node: 'tm-1', factor })).toBe(null);
    kernel.runUntil(kernel.state.now + 5 * SECOND);
    return Object.values(taskManagerState(kernel, 'tm-1').tasks)[0]?.operators[0]?.recordsOut ?? 0;
  };
  const [healthy, slow] = [read(1), read(100)];
  expect(slow).toBeGreaterThan(0);
  expect(slow * 5).toBeLessThan(healthy);
});

test('only TaskManagers that run have tasks to slow down', () => {
  const kernel = createWorld({ ...defaultScenario, brokers: [], controllers: [], flink: defaultFlink }, 1);
  expect(['jobmanager', 'laptop', 'tm-9'].map((node) => giveInput(kernel, { kind: 'slow-task', node, factor: 2 }))).toEqual(['no_such_node', 'no_such_node', 'no_such_node']);
  expect(giveInput(kernel, { kind: 'slow-task', node: 'tm-1', factor: 0 })).toBe('bad_value');
  giveInput(kernel, { kind: 'crash', node: 'tm-1' });
  expect(giveInput(kernel, { kind: 'slow-task', node: 'tm-1', factor: 2 })).toBe('node_is_down');
});

test('jobs end with the JobManager, for there is no high availability; a savepoint outlives it', () => {
  const kernel = startFlink(1);
  const id = submit(kernel, endless({ 'execution.checkpointing.interval': '1 s' }));
  until(kernel, () => jobOf(kernel, id).coordinator.completedCount > 1);
  const saved = ask(kernel, (request) => ({ kind: 'TriggerSavepoint', request, job: id, directory: null }));
  const path = 'of' in saved && saved.of === 'TriggerSavepoint' ? saved.path : '';
  kernel.crash('jobmanager');
  kernel.runUntil(kernel.state.now + 2 * SECOND);
  expect(Object.keys(taskManagerState(kernel, 'tm-1').tasks)).toEqual([]);
  kernel.start('jobmanager');
  until(kernel, () => Object.keys(managerState(kernel).taskManagers).length === 2, 60 * SECOND);
  expect(ask(kernel, (request) => ({ kind: 'ListJobs', request }))).toEqual({ of: 'ListJobs', jobs: [] });
  const again = submit(kernel, endless({ 'execution.state-recovery.path': path }));
  until(kernel, () => jobOf(kernel, again).executions.every(({ status }) => status === 'RUNNING'), 60 * SECOND);
  expect(jobOf(kernel, again).coordinator.restoredCount).toBe(1);
});
