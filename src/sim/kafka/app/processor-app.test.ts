// A processor in a whole cluster: what a crash does depends on when it commits, and a transaction makes it exactly once.
import { expect, test } from 'vitest';
import { defaultScenario, type ProcessorAppSpec, type ProducerAppSpec } from '../../../bridge/scenario.ts';
import { Kernel } from '../../kernel/kernel.ts';
import { NO_FACT, SECOND } from '../../kernel/types.ts';
import { createBroker } from '../broker/state.ts';
import { controller } from '../controller/administer.ts';
import { createController } from '../controller/state.ts';
import { forEachBatch } from '../log/segment.ts';
import { broker } from '../services.ts';
import { createProcessorApp, processorApp } from './processor-app.ts';
import { createProducerApp, producerApp } from './producer-app.ts';

const VOTERS = [101, 102, 103];
const SETTINGS = { 'num.partitions': '1', 'default.replication.factor': '3', 'min.insync.replicas': '2' };
const SOURCE: ProducerAppSpec = { kind: 'producer', name: 'source', topic: 'in', recordsPerSecond: 20, keys: [], value: '{n}', settings: {}, transaction: { records: 5, abortEvery: 4 } };
const MILL: ProcessorAppSpec = {
  kind: 'processor', name: 'mill', topics: ['in'], group: 'mill', output: 'out', value: '{value}', processingMsPerRecord: 20, commit: 'transactional',
  settings: { 'auto.offset.reset': 'earliest', 'session.timeout.ms': '6000', 'isolation.level': 'read_committed' }, producerSettings: {},
};

/** The committed values of a topic with one partition, by its leader's log. */
function committed(kernel: Kernel, topic: string): number[] {
  const logs = [1, 2, 3].map((id) => (kernel.actorState(`broker-${id}`) as ReturnType<typeof createBroker>).plane.partitions[`${topic}-0`]);
  const leader = logs.find((one) => one?.role === 'leader');
  if (leader === undefined) throw new Error(`${topic} has no leader`);
  const values: number[] = [];
  const open = new Map<number, number[]>();
  for (const segment of leader.log.segments) {
    forEachBatch(segment, (batch) => {
      const mine = [...(open.get(batch.producerId) ?? []), ...(batch.control === null ? batch.records.map((record) => Number(record.value)) : [])];
      if (!batch.isTransactional || batch.control === 'COMMIT') values.push(...mine);
      if (!batch.isTransactional || batch.control !== null) open.delete(batch.producerId);
      else open.set(batch.producerId, mine);
    });
  }
  return values.sort((a, b) => a - b);
}

interface Outcome {
  readonly lost: boolean;
  readonly repeated: boolean;
}

/** Runs a source and a processor that crashes in the midst of its work, several times; what became of the records. */
function check(commit: ProcessorAppSpec['commit'], expected: Outcome): void {
  const behaviors = { broker, controller, 'producer-app': producerApp, 'processor-app': processorApp };
  const kernel = new Kernel({ behaviors, seed: 5, link: defaultScenario.link, startedAtMs: defaultScenario.startedAtMs, check: true });
  for (const id of VOTERS) kernel.spawn(`controller-${id}`, 'controller', createController(id, VOTERS, SETTINGS, 'correnteza'));
  for (const id of [1, 2, 3]) kernel.spawn(`broker-${id}`, 'broker', createBroker({ id, rack: null, clusterId: 'correnteza', voters: VOTERS, settings: SETTINGS }));
  const run = (seconds: number): void => kernel.runUntil(kernel.state.now + seconds * SECOND);
  run(8);
  kernel.spawn('producer-source', 'producer-app', createProducerApp(SOURCE));
  kernel.spawn('processor-mill', 'processor-app', createProcessorApp({ ...MILL, commit }));
  run(15);
  const app = (): ReturnType<typeof createProcessorApp> => kernel.actorState('processor-mill') as ReturnType<typeof createProcessorApp>;
  // It dies where it hurts: with records read and not yet written on, or written on and not yet committed.
  for (const phase of ['working', commit === 'transactional' ? 'deciding' : commit === 'after' ? 'written' : 'working'] as const) {
    kernel.runWhile(() => app().phase !== phase);
    kernel.crash('processor-mill');
    kernel.start('processor-mill');
    run(20);
  }
  kernel.tell('producer-source', { kind: 'Shutdown' }, NO_FACT);
  run(60);
  const wanted = committed(kernel, 'in');
  const got = committed(kernel, 'out');
  expect(wanted.length).toBeGreaterThan(200);
  expect({ lost: wanted.some((value) => !got.includes(value)), repeated: new Set(got).size < got.length }).toEqual(expected);
}

test('a commit before the work loses records at a crash', () => check('before', { lost: true, repeated: false }));
test('a commit after the work repeats records at a crash', () => check('after', { lost: false, repeated: true }));
test('a commit in the transaction of the work does neither', () => check('transactional', { lost: false, repeated: false }));
