// A broker whose logs outgrow its disk: at the next checkpoint it is full, and the broker ends as one does whose only log directory failed.
import { expect, it } from 'vitest';
import { defaultScenario } from '../../../bridge/scenario.ts';
import { createWorld } from '../../world.ts';
import { nodeOf } from '../protocol.ts';
import type { Broker } from './state.ts';

it('a disk is full at 10,000,000 records, and its broker ends', () => {
  const kernel = createWorld({ ...defaultScenario, topics: [{ name: 't', partitions: 1, replicationFactor: 1, assignment: [[2]] }] }, 1);
  const broker = kernel.actorState(nodeOf(2)) as Broker;
  kernel.runUntil(kernel.state.now + 20_000_000);
  const log = Object.values(broker.plane.partitions).find(({ name }) => name === 't-0')?.log;
  expect(kernel.diskFailure(nodeOf(2))).toBe('none');
  if (log !== undefined) log.logStartOffset = -10_000_001;
  kernel.runUntil(kernel.state.now + 5_000_000);
  expect(kernel.diskFailure(nodeOf(2))).toBe('full');
  expect([1, 3].map((id) => kernel.diskFailure(nodeOf(id)))).toEqual(['none', 'none']);
  expect((kernel.actorState(nodeOf(2)) as Broker).life.state).not.toBe('running');
});
