// Flink in the whole world: a scenario with a job, its snapshots and its way back in time, and a job that is no job.
import { describe, expect, test } from 'vitest';
import { defaultFlink, type StreamGraph } from '../../bridge/flink.ts';
import { defaultScenario, type Scenario } from '../../bridge/scenario.ts';
import type { Kernel } from '../kernel/kernel.ts';
import { SECOND } from '../kernel/types.ts';
import { readSavedRun } from '../saved-run.ts';
import { Timeline } from '../timeline.ts';
import { createWorld, giveInput, realWorld } from '../world.ts';
import { JobBuilder, keyBy } from './graph/job-builder.ts';
import type { JobManagerState } from './jobmanager/state.ts';

function countJob(): StreamGraph {
  const job = new JobBuilder('count', { 'execution.checkpointing.interval': '2 s', 'parallelism.default': '2' });
  const fields = ['key', 'n'];
  const source = job.source('source-generator', { count: null, perSecond: 50, fields: ["'key' || (n % 20)", 'n'], watermarks: null }, { name: 'numbers', fields });
  const counts = job.transform(keyBy(source, ['key']), 'aggregate', { input: fields, aggregates: [{ function: 'count', of: null }], ttl: null }, { name: 'count', fields });
  job.transform(counts, 'sink-kafka', { topic: 'counts', properties: { 'bootstrap.servers': 'localhost:9092' }, guarantee: 'at-least-once', transactionalIdPrefix: '', input: fields, key: 'key', format: { kind: 'json', fields, ignoreErrors: false } }, { name: 'counts: Writer', fields: [] });
  return job.graph();
}

const scenario = (jobs: readonly StreamGraph[]): Scenario => ({ ...defaultScenario, topics: [{ name: 'counts', partitions: 2, replicationFactor: 3 }], flink: { ...defaultFlink, jobs } });
const jobs = (kernel: Kernel): JobManagerState['jobs'][string][] => Object.values((kernel.actorState('jobmanager') as JobManagerState).jobs);

describe('a world with Flink', () => {
  test('runs its jobs, and a TaskManager that dies is an input like any other', () => {
    const kernel = createWorld(scenario([countJob()]), 1);
    kernel.runUntil(kernel.state.now + 10 * SECOND);
    expect(jobs(kernel)[0]).toMatchObject({ status: 'RUNNING', restarts: 0 });
    expect(jobs(kernel)[0]?.coordinator.completedCount).toBeGreaterThan(2);
    expect(giveInput(kernel, { kind: 'crash', node: 'tm-1' })).toBeNull();
    kernel.runUntil(kernel.state.now + 60 * SECOND);
    expect(jobs(kernel)[0]).toMatchObject({ status: 'RUNNING' });
    expect(jobs(kernel)[0]?.executions.map(({ node, status }) => `${node} ${status}`)).toEqual(Array.from({ length: 4 }, () => 'tm-2 RUNNING'));
  });

  test('goes back and forth in time to the same state', () => {
    const timeline = Timeline.open(realWorld, { version: 1, scenario: scenario([countJob()]), seed: 7, inputs: [{ atUs: 30 * SECOND, input: { kind: 'crash', node: 'tm-1' } }] });
    timeline.seek(60 * SECOND);
    const hash = timeline.kernel.hash();
    timeline.seek(25 * SECOND);
    timeline.seek(33 * SECOND);
    timeline.seek(60 * SECOND);
    expect(timeline.kernel.hash()).toBe(hash);
  });

  test('a job from a link that makes no sense fails, and the world goes on', () => {
    const good = countJob();
    for (const change of [{ kind: 'nothing' }, { config: {} }]) {
      const wrong: StreamGraph = { ...good, nodes: good.nodes.map((node, i) => (i === 1 ? { ...node, ...change } : node)) };
      const read = readSavedRun({ version: 1, scenario: scenario([wrong]), seed: 1, inputs: [] });
      expect(read.kind).toBe('ok');
      const kernel = createWorld(scenario([{ ...wrong, configuration: {} }]), 1);
      kernel.runUntil(kernel.state.now + 5 * SECOND);
      expect(jobs(kernel)[0]?.status).toBe('FAILED');
    }
  });
});
