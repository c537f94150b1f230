// The cluster around jobs: slots, heartbeats, crashes, restarts by region, savepoints, backpressure.
import { describe, expect, test } from 'vitest';
import { ask, collected, jobOf, managerState, startFlink, submit, taskManagerState, until, untilEnded } from '../testing/flink-cluster.ts';
import { SECOND } from '../kernel/types.ts';
import { JobBuilder, keyBy } from './graph/job-builder.ts';
import type { StreamGraph } from '../../bridge/flink.ts';

const FIELDS = ['key', 'n'];
const COUNT = { input: FIELDS, aggregates: [{ function: 'count', of: null }], ttl: null };

interface Shape {
  readonly parallelism?: number;
  readonly perSecond?: number | null;
  readonly count?: number | null;
  readonly settings?: Readonly<Record<string, string>>;
  readonly uid?: string;
  readonly maxParallelism?: number;
}

/** Counts by key, for ever or up to a number. */
function counting({ parallelism = 1, perSecond = 20, count = null, settings = {}, uid = 'count', maxParallelism = 128 }: Shape = {}): StreamGraph {
  const job = new JobBuilder('counting', { 'parallelism.default': String(parallelism), 'execution.checkpointing.interval': '1 s', ...settings });
  const source = job.source('source-generator', { count, perSecond, fields: ["'key' || (n % 10)", 'n'], watermarks: null }, { name: 'numbers', uid: 'numbers', fields: FIELDS });
  const counts = job.transform(keyBy(source, ['key']), 'aggregate', COUNT, { name: 'count', uid, maxParallelism, fields: FIELDS });
  job.transform(counts, 'sink-collect', { name: 'out' }, { name: 'Sink: out', uid: 'out', parallelism: 1, fields: [] });
  return job.graph();
}

const nodesOf = (kernel: ReturnType<typeof startFlink>, id: string): (string | null)[] => [...new Set(jobOf(kernel, id).executions.map(({ node }) => node))];

describe('the cluster', () => {
  test('fills the slots of one TaskManager before the next', () => {
    const kernel = startFlink(1);
    const [first, second] = [submit(kernel, counting({ parallelism: 2 })), submit(kernel, counting({ parallelism: 2 }))];
    kernel.runUntil(kernel.state.now + 5 * SECOND);
    expect([nodesOf(kernel, first), nodesOf(kernel, second)]).toEqual([['tm-1'], ['tm-2']]);
    const third = submit(kernel, counting());
    kernel.runUntil(kernel.state.now + 5 * SECOND);
    expect(jobOf(kernel, third).executions.every(({ status }) => status === 'SCHEDULED')).toBe(true);
    ask(kernel, (request) => ({ kind: 'CancelJob', request, job: first }));
    kernel.runUntil(kernel.state.now + 5 * SECOND);
    expect(jobOf(kernel, first).status).toBe('CANCELED');
    expect(nodesOf(kernel, third)).toEqual(['tm-1']);
  });

  test.each([['crash', 'no longer reachable', 10, 22], ['cut', 'timed out', 50, 62]] as const)('a TaskManager after a %s is %s within so many seconds', (how, words, least, most) => {
    const kernel = startFlink(1);
    const id = submit(kernel, counting());
    kernel.runUntil(kernel.state.now + 5 * SECOND);
    const at = kernel.state.now;
    if (how === 'crash') kernel.crash('tm-1');
    else for (const [from, to] of [['tm-1', 'jobmanager'], ['jobmanager', 'tm-1']] as const) kernel.setLink(from, to, { cut: true });
    expect(until(kernel, () => managerState(kernel).taskManagers['tm-1'] === undefined, 100 * SECOND)).toBe(true);
    expect(kernel.state.now - at).toBeGreaterThanOrEqual(least * SECOND);
    expect(kernel.state.now - at).toBeLessThanOrEqual(most * SECOND);
    expect(jobOf(kernel, id).exceptions[0]?.failure.message).toContain(words);
    expect(until(kernel, () => jobOf(kernel, id).executions.every(({ node, status }) => node === 'tm-2' && status === 'RUNNING'), 30 * SECOND)).toBe(true);
  });

  test('without high availability a JobManager takes its jobs with it; TaskManagers come back, savepoints stay', () => {
    const kernel = startFlink(1);
    const id = submit(kernel, counting());
    kernel.runUntil(kernel.state.now + 5 * SECOND);
    const saved = ask(kernel, (request) => ({ kind: 'TriggerSavepoint', request, job: id, directory: null }));
    kernel.crash('jobmanager');
    kernel.runUntil(kernel.state.now + 2 * SECOND);
    expect(Object.keys(taskManagerState(kernel, 'tm-1').tasks)).toEqual([]);
    kernel.start('jobmanager');
    kernel.runUntil(kernel.state.now + 15 * SECOND);
    expect(managerState(kernel)).toMatchObject({ jobs: {}, taskManagers: { 'tm-1': { slots: 2 }, 'tm-2': { slots: 2 } } });
    if (!('of' in saved) || saved.of !== 'TriggerSavepoint') throw new Error('a savepoint');
    const again = submit(kernel, counting({ settings: { 'execution.state-recovery.path': saved.path } }));
    kernel.runUntil(kernel.state.now + 5 * SECOND);
    // The counts go on where the savepoint was.
    expect(Number(collected(kernel, again)[0]?.row[1])).toBeGreaterThan(5);
  });

  test('only the region that failed restarts', () => {
    const job = new JobBuilder('regions', { 'execution.checkpointing.interval': '1 s' });
    for (const label of ['sound', 'broken']) {
      const source = job.source('source-generator', { count: null, perSecond: 10, fields: ['n', 'n'], watermarks: null }, { name: label, fields: FIELDS });
      job.transform(source, 'map', { input: FIELDS, fields: [label === 'broken' ? 'n % (n - 50)' : 'n'] }, { name: 'Map', fields: ['x'] });
    }
    const kernel = startFlink(1);
    const id = submit(kernel, job.graph());
    kernel.runUntil(kernel.state.now + 30 * SECOND);
    const [sound, broken] = jobOf(kernel, id).executions;
    expect(jobOf(kernel, id).restarts).toBeGreaterThan(1);
    expect(sound).toMatchObject({ status: 'RUNNING', number: 0 });
    expect(broken?.number).toBe(jobOf(kernel, id).restarts - (jobOf(kernel, id).restarting === null ? 0 : 1));
  });

  test('a savepoint fits only a job that has its operators, with the same key groups', () => {
    const kernel = startFlink(1);
    const id = submit(kernel, counting());
    kernel.runUntil(kernel.state.now + 5 * SECOND);
    const stopped = ask(kernel, (request) => ({ kind: 'StopWithSavepoint', request, job: id, drain: false, directory: 'file:/my' }));
    expect(stopped).toMatchObject({ of: 'StopWithSavepoint', path: expect.stringMatching(new RegExp(`^file:/my/savepoint-${id.slice(0, 6)}-[0-9a-f]{12}$`)) });
    expect(untilEnded(kernel, id).status).toBe('FINISHED');
    const path = 'path' in stopped ? stopped.path : '';
    const settings = { 'execution.state-recovery.path': path };
    expect(() => submit(kernel, counting({ settings, uid: 'another' }))).toThrow(/Cannot map checkpoint\/savepoint state for operator .* because the operator is not available in the new program/);
    expect(() => submit(kernel, counting({ settings, maxParallelism: 256 }))).toThrow(/Max parallelism mismatch/);
    expect(() => submit(kernel, counting({ settings: { 'execution.state-recovery.path': 'file:/nothing' } }))).toThrow(/Cannot find checkpoint or savepoint/);
    const other = submit(kernel, counting({ settings: { ...settings, 'execution.state-recovery.ignore-unclaimed-state': 'true' }, uid: 'another' }));
    kernel.runUntil(kernel.state.now + 5 * SECOND);
    expect(jobOf(kernel, other).status).toBe('RUNNING');
    expect(ask(kernel, (request) => ({ kind: 'DisposeSavepoint', request, path }))).toEqual({ of: 'DisposeSavepoint' });
  });

  test('restart strategies say when it is enough', () => {
    const failing = (settings: Readonly<Record<string, string>>): StreamGraph => {
      const job = new JobBuilder('failing', settings);
      const source = job.source('source-generator', { count: null, perSecond: 10, fields: ['n'], watermarks: null }, { name: 'n', fields: ['n'] });
      job.transform(source, 'map', { input: ['n'], fields: ['n % 0'] }, { name: 'Map', fields: ['x'] });
      return job.graph();
    };
    const kernel = startFlink(1);
    for (const [settings, restarts, words] of [
      [{}, 0, 'NoRestartBackoffTimeStrategy'],
      [{ 'restart-strategy.type': 'fixed-delay', 'restart-strategy.fixed-delay.attempts': '3' }, 3, 'FixedDelayRestartBackoffTimeStrategy(maxNumberRestartAttempts=3, backoffTimeMS=1000)'],
      [{ 'restart-strategy.type': 'failure-rate' }, 1, 'FailureRateRestartBackoffTimeStrategy'],
    ] as const) {
      const id = submit(kernel, failing(settings));
      const job = untilEnded(kernel, id);
      expect([job.status, job.restarts]).toEqual(['FAILED', restarts]);
      expect(job.failure?.message).toContain(words);
    }
  });

  test('a slow operator holds its source back, and checkpoints still come', () => {
    const job = new JobBuilder('slow', { 'execution.checkpointing.interval': '2 s' });
    const source = job.source('source-generator', { count: null, perSecond: null, fields: ['n', "'" + 'x'.repeat(200) + "'"], watermarks: null }, { name: 'fast', fields: FIELDS });
    const slow = job.transform({ ...source, partitioner: { kind: 'REBALANCE' } }, 'async-io', { input: FIELDS, latencyMs: 100, jitterMs: 0, capacity: 10, timeoutMs: 60_000, ordered: true, fields: ['key'] }, { name: 'slow', fields: ['key'] });
    job.transform(slow, 'sink-discard', {}, { fields: [] });
    const kernel = startFlink(1);
    const id = submit(kernel, job.graph());
    kernel.runUntil(kernel.state.now + 20 * SECOND);
    const tasks = Object.values(taskManagerState(kernel, 'tm-1').tasks);
    const fast = tasks.find(({ gates }) => gates.length === 0);
    expect(fast?.backpressuredUs).toBeGreaterThan(15 * SECOND);
    // Buffers, not memory: what was read is bounded by the network's buffers.
    expect((fast?.operators[0]?.recordsOut ?? 0) - (tasks.find(({ gates }) => gates.length > 0)?.operators[0]?.recordsIn ?? 0)).toBeLessThan(10_000);
    expect(jobOf(kernel, id).coordinator.failedCount).toBe(0);
  });

  test('finished jobs and those that were never there answer as the Dispatcher does', () => {
    const kernel = startFlink(1);
    const id = submit(kernel, counting({ count: 10, perSecond: null }));
    untilEnded(kernel, id);
    const none = '00000000000000000000000000000001';
    for (const [job, kind] of [[none, 'CancelJob'], [none, 'DescribeJob']] as const) {
      expect(ask(kernel, (request) => ({ kind, request, job }))).toEqual({ exception: 'org.apache.flink.runtime.messages.FlinkJobNotFoundException', message: `Could not find Flink job (${job})`, cause: null });
    }
    expect(ask(kernel, (request) => ({ kind: 'CancelJob', request, job: id }))).toMatchObject({ message: 'Job cancellation failed because the job has already reached another terminal state (FINISHED).' });
    expect(ask(kernel, (request) => ({ kind: 'ListJobs', request }))).toMatchObject({ jobs: [{ job: id, name: 'counting', status: 'FINISHED' }] });
  });
});
