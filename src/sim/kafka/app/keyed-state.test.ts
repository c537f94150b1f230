// A processor with a state, in a whole world: what a crash forgets, what a snapshot brings back, and that nothing is counted twice.
import { expect, test } from 'vitest';
import { assertPlain } from '../../kernel/copy.ts';
import { defaultScenario, type ProcessorAppSpec, type ProducerAppSpec } from '../../../bridge/scenario.ts';
import { NO_FACT, SECOND } from '../../kernel/types.ts';
import { createWorld, giveInput } from '../../world.ts';
import { project } from '../../../view-model/project.ts';
import type { ProcessorAppState } from './processor-app.ts';

const GUESTS: ProducerAppSpec = { kind: 'producer', name: 'guests', topic: 'notes', recordsPerSecond: 10, keys: ['a', 'b'], value: '4', settings: {} };
const MEAN: ProcessorAppSpec = {
  kind: 'processor', name: 'mean', topics: ['notes'], group: 'mean', output: 'means', value: '{average} of {count}', processingMsPerRecord: 5, commit: 'after', state: { snapshotEvery: 0 },
  settings: { 'auto.offset.reset': 'earliest', 'session.timeout.ms': '6000', 'max.poll.records': '5' }, producerSettings: {},
};

interface Outcome {
  /** What is in the table at the end, of the records that were written. */
  readonly counted: 'all' | 'some';
  readonly output: 'once' | 'again';
}

function check(snapshotEvery: number, expected: Outcome): void {
  const topics = ['notes', 'means'].map((name) => ({ name, partitions: 1, replicationFactor: 1 }));
  const kernel = createWorld({ ...defaultScenario, topics, apps: [GUESTS, { ...MEAN, state: { snapshotEvery } }] }, 3);
  const run = (seconds: number): void => kernel.runUntil(kernel.state.now + seconds * SECOND);
  const app = (): ProcessorAppState => kernel.actorState('processor-mean') as ProcessorAppState;
  run(10);
  // It dies with records read and not yet written on.
  kernel.runWhile(() => app().phase !== 'working');
  giveInput(kernel, { kind: 'crash', node: 'processor-mean' });
  giveInput(kernel, { kind: 'start', node: 'processor-mean' });
  run(15);
  kernel.tell('producer-guests', { kind: 'Shutdown' }, NO_FACT);
  run(15);
  const records = [...project(kernel.state).values()];
  const ends = (topic: string): number => records.reduce((sum, one) => sum + (one.kind === 'partition' && one.topic === topic ? one.logEndOffset : 0), 0);
  const client = records.find((one) => one.kind === 'client' && one.name === 'mean');
  const counts = client?.kind === 'client' ? client.counts : undefined;
  const counted = Object.values(counts ?? {}).reduce((sum, one) => sum + one, 0);
  expect(ends('notes')).toBeGreaterThan(250);
  expect(counted).toBeLessThanOrEqual(ends('notes'));
  expect({ counted: counted === ends('notes') ? 'all' : 'some', output: ends('means') > ends('notes') ? 'again' : 'once' }).toMatchObject(expected);
  expect(client).toMatchObject({ averages: { a: 4, b: 4 } });
  expect(() => assertPlain(app(), 'app', new Set())).not.toThrow();
}

test('kept in memory only, a crash forgets what was counted', () => check(0, { counted: 'some', output: 'once' }));
test('with snapshots each record is counted once, and what came after the last one is written on again', () => check(70, { counted: 'all', output: 'again' }));
