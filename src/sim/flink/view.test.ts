// What an onlooker sees of a running job: counters, watermarks with who holds them back, state, checkpoints.
import { expect, test } from 'vitest';
import { managerState, startFlink, submit, taskManagerState } from '../testing/flink-cluster.ts';
import { SECOND } from '../kernel/types.ts';
import { JobBuilder, keyBy } from './graph/job-builder.ts';
import { jobViews, taskManagerViews } from './view.ts';

test('a job that counts in windows, one of whose sources is behind', () => {
  const fields = ['key', 'n'];
  const job = new JobBuilder('windows', { 'execution.checkpointing.interval': '1 s' });
  const sources = [1, 100].map((step) => job.source('source-generator', { count: null, perSecond: 10, fields: ["'key' || (n % 3)", `n * ${step}`], watermarks: { timestamp: 'n', boundMs: 0, idleMs: null, emit: 'periodic', style: 'datastream' } }, { name: `by ${step}`, fields }));
  const windows = job.transform(sources.map((source) => keyBy(source, ['key'])), 'window', { input: fields, assigner: { kind: 'tumbling', sizeMs: 1_000, offsetMs: 0 }, time: 'event', trigger: null, evictor: null, allowedLatenessMs: 0, lateTag: null, aggregates: [{ function: 'count', of: null }] }, { name: 'window', fields });
  job.transform(windows, 'sink-discard', {}, { name: 'Sink: none', fields: [] });
  const kernel = startFlink(1);
  submit(kernel, job.graph());
  kernel.runUntil(kernel.state.now + 10 * SECOND);
  const taskManagers = { 'tm-1': taskManagerState(kernel, 'tm-1'), 'tm-2': taskManagerState(kernel, 'tm-2') };
  expect(taskManagerViews(managerState(kernel))).toMatchObject([{ node: 'tm-1', freeSlots: 1 }, { node: 'tm-2', freeSlots: 2 }]);
  const [view] = jobViews(managerState(kernel), taskManagers, kernel.state.now);
  expect(view).toMatchObject({ name: 'windows', status: 'RUNNING', vertices: [{ name: 'Source: by 1' }, { name: 'Source: by 100' }, { name: 'window -> Sink: none' }] });
  expect(view?.checkpoints.completed).toBeGreaterThan(5);
  const window = view?.tasks[2]?.running;
  // Why the window does not fire: the slow source holds the watermark back.
  expect(window?.inputs.map(({ holdsBack }) => holdsBack)).toEqual([true, false]);
  expect(Number(window?.watermark)).toBeLessThan(100);
  expect(window?.operators[0]?.recordsIn).toBeGreaterThan(150);
  expect(window?.operators[0]?.keys).toBeGreaterThan(20);
  expect(window?.operators[0]?.timers).toBe(window?.operators[0]?.keys);
  expect((window?.busy ?? 0) + (window?.idle ?? 0) + (window?.backpressured ?? 0)).toBeCloseTo(1);
});
