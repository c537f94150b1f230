// The micro-batch engine in a whole world: it reads the simulated Kafka at its triggers, and goes on from its checkpoint after a crash.
import { describe, expect, it } from 'vitest';
import type { MicroBatchSpec } from '../../../bridge/engines.ts';
import { defaultScenario } from '../../../bridge/scenario.ts';
import type { Kernel } from '../../kernel/kernel.ts';
import { SECOND } from '../../kernel/types.ts';
import { createWorld, giveInput } from '../../world.ts';
import type { MicroBatchState } from './micro-batch.ts';

const alerts: MicroBatchSpec = {
  kind: 'micro-batch', name: 'alerts', topics: ['payments'], startingOffsets: 'earliest', maxOffsetsPerTrigger: 0, columns: {}, eventTime: 'timestamp', watermarkMs: -1, where: 'contains(value, \'7\')', windowMs: 0, slideMs: 0,
  groupBy: [], aggregates: [], outputMode: 'append', output: '', truncate: true, shufflePartitions: 200, triggerMs: 10_000, overheadMs: 300, perRecordMs: 0.1, alerts: true, checkpoint: true,
};

function world(spec: MicroBatchSpec, seed = 3): Kernel {
  return createWorld({
    ...defaultScenario, topics: [{ name: 'payments', partitions: 3, replicationFactor: 3 }, { name: 'results', partitions: 1, replicationFactor: 3 }],
    apps: [{ kind: 'producer', name: 'shop', topic: 'payments', recordsPerSecond: 5, keys: ['ana', 'bia', 'caio'], value: '{n}', settings: {} }], engines: [spec],
  }, seed, { check: true });
}

const stateOf = (kernel: Kernel): MicroBatchState => kernel.actorState('micro-batch-alerts') as MicroBatchState;
const later = (kernel: Kernel, seconds: number): void => kernel.runUntil(kernel.state.now + seconds * SECOND);

describe('a micro-batch engine', () => {
  it('begins batches at multiples of its interval, and reads each record once', () => {
    const kernel = world(alerts);
    later(kernel, 45);
    const { progress, printed: lines } = stateOf(kernel);
    expect(progress.length).toBeGreaterThanOrEqual(4);
    const begins = progress.slice(1).map(({ startedAt }) => (kernel.state.startedAtMs + startedAt / 1_000) % 10_000);
    for (const begin of begins) expect(begin).toBeLessThan(50);
    expect(progress.map(({ batch }) => batch)).toEqual(progress.map((_, at) => at));
    // A record waits for its trigger, and for the batch.
    expect(Math.max(...progress.slice(1).map(({ oldestMs }) => oldestMs))).toBeGreaterThan(9_000);
    expect(lines).toContain('Batch: 1');
    const seen = lines.filter((line) => /^\|\s*\d+\|$/.test(line)).map((line) => Number(line.replaceAll(/[| ]/g, '')));
    const read = progress.reduce((sum, { input }) => sum + input, 0);
    expect([...seen].sort((a, b) => a - b)).toEqual(Array.from({ length: read }, (_, at) => at + 1).filter((n) => String(n).includes('7')));
  });

  it('runs a batch again whose commit was not written, and loses nothing', () => {
    const kernel = world({ ...alerts, overheadMs: 4_000, where: '' });
    kernel.runWhile(() => !(stateOf(kernel).batch === 2 && stateOf(kernel).phase === 'running'));
    kernel.crash('micro-batch-alerts');
    later(kernel, 3);
    const { offsets, commits } = stateOf(kernel).disk;
    expect([offsets.at(-1)?.batch, commits.at(-1)?.batch]).toEqual([2, 1]);
    kernel.start('micro-batch-alerts');
    later(kernel, 30);
    const { progress, disk } = stateOf(kernel);
    expect(progress.map(({ batch }) => batch)).toEqual(progress.map((_, at) => at));
    const done = disk.commits.at(-1)?.batch;
    const ends = disk.offsets.find(({ batch }) => batch === done)?.until.reduce((sum, { offset }) => sum + offset, 0) ?? 0;
    expect(progress.reduce((sum, { input }) => sum + input, 0)).toBe(ends);
  });

  it('begins anew where it has no checkpoint', () => {
    const kernel = world({ ...alerts, checkpoint: false, where: '' });
    later(kernel, 25);
    kernel.crash('micro-batch-alerts');
    kernel.start('micro-batch-alerts');
    later(kernel, 25);
    expect(stateOf(kernel).printed.filter((line) => line === 'Batch: 0')).toHaveLength(2);
  });

  it('reads no more than it was told to, and writes its rows as JSON to a topic', () => {
    const kernel = world({ ...alerts, columns: {}, where: '', maxOffsetsPerTrigger: 20, output: 'results', triggerMs: 5_000 });
    later(kernel, 40);
    const { progress } = stateOf(kernel);
    expect(Math.max(...progress.map(({ input }) => input))).toBeLessThanOrEqual(21);
    expect(progress.length).toBeGreaterThan(4);
    expect(stateOf(kernel).rowsOut).toBe(stateOf(kernel).recordsRead);
    expect(stateOf(kernel).printed).toEqual([]);
  });

  it('is changed while it runs, and fails with the words of Spark where its program is none', () => {
    const kernel = world(alerts);
    later(kernel, 12);
    expect(giveInput(kernel, { kind: 'change-engine', engine: { ...alerts, outputMode: 'complete' } })).toBeNull();
    later(kernel, 2);
    expect(stateOf(kernel).phase).toBe('failed');
    expect(stateOf(kernel).problem).toContain('[STREAMING_OUTPUT_MODE.UNSUPPORTED_OPERATION] Invalid streaming output mode: complete.');
    giveInput(kernel, { kind: 'change-engine', engine: { ...alerts, topics: ['nothing'] } });
    later(kernel, 70);
    expect(stateOf(kernel).problem).toContain('UnknownTopicOrPartitionException');
  });
});
