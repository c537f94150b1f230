// Splits of the network with the old leader on the wrong side, also one-way ones, delay, and a quorum that is lost.
import { describe, expect, it } from 'vitest';
import { MILLISECOND, SECOND, type Time } from '../kernel/types.ts';
import { activeController, bootCluster, brokerState, type Cluster, createTopic, partitionState, request, runFor, runUntil } from '../testing/cluster.ts';
import { recordsOf } from '../testing/invariants.ts';
import { makeBatch } from './log/batch.ts';

const CONTROLLERS = ['controller-101', 'controller-102', 'controller-103'];
const OTHERS = ['broker-2', 'broker-3', ...CONTROLLERS];

function cut(cluster: Cluster, from: readonly string[], to: readonly string[], isCut: boolean): void {
  for (const a of from) for (const b of to) cluster.kernel.setLink(a, b, { cut: isCut });
}

/** The error of a produce, or that nobody answered within 10 s. */
function produce(cluster: Cluster, broker: number, value: string, acks: -1 | 1): string {
  const records = makeBatch([{ key: null, value, headers: [], timestampMs: cluster.scenario.startedAtMs }]);
  const answer = request(cluster, `broker-${broker}`, 'Produce', { transactionalId: null, acks, timeoutMs: 5_000, topicData: [{ name: 'orders', partitionData: [{ index: 0, records }] }] }, 10 * SECOND);
  return answer?.responses[0]?.partitionResponses[0]?.errorCode ?? 'silence';
}

/** What stands in each broker's log. */
function logs(cluster: Cluster): string[] {
  return [1, 2, 3].map((id) => {
    const partition = brokerState(cluster, id).plane.partitions['orders-0'];
    return partition === undefined ? 'none' : [...recordsOf(partition.log).values()].join(' ');
  });
}

function booted(seed: number): Cluster {
  const cluster = bootCluster(seed);
  createTopic(cluster, 'orders', [[1, 2, 3]], { 'min.insync.replicas': '2' });
  expect(produce(cluster, 1, 'first', -1)).toBe('NONE');
  return cluster;
}

describe('an old leader on the wrong side', () => {
  const check = (seed: number, from: readonly string[], to: readonly string[], withAll: string): void => {
    const cluster = booted(seed);
    cut(cluster, from, to, true);
    expect(runUntil(cluster, () => partitionState(cluster, 'orders', 0)?.leader === 2, 30 * SECOND)).toBe(true);
    expect(brokerState(cluster, 1).plane.partitions['orders-0']?.role).toBe('leader');
    expect(produce(cluster, 1, 'lost', 1)).toBe('NONE');
    expect(produce(cluster, 1, 'never', -1)).toBe(withAll);
    expect(produce(cluster, 2, 'kept', -1)).toBe('NONE');
    cut(cluster, from, to, false);
    runFor(cluster, 60 * SECOND);
    expect(logs(cluster)).toEqual(['first kept', 'first kept', 'first kept']);
    expect([...(partitionState(cluster, 'orders', 0)?.isr ?? [])].sort((a, b) => a - b)).toEqual([1, 2, 3]);
    const truncated = cluster.kernel.state.facts.tail.filter((fact) => fact.kind === 'log-truncated' && fact.params['broker'] === 1);
    expect(truncated.length).toBeGreaterThan(0);
  };

  it('cut off both ways: acks=1 is acknowledged and lost, acks=all is not acknowledged', () => {
    const cluster = booted(320);
    cut(cluster, ['broker-1'], OTHERS, true);
    cut(cluster, OTHERS, ['broker-1'], true);
    expect(runUntil(cluster, () => partitionState(cluster, 'orders', 0)?.leader === 2, 30 * SECOND)).toBe(true);
    expect(produce(cluster, 1, 'lost', 1)).toBe('NONE');
    expect(produce(cluster, 1, 'never', -1)).toBe('REQUEST_TIMED_OUT');
    expect(produce(cluster, 2, 'kept', -1)).toBe('NONE');
    cut(cluster, ['broker-1'], OTHERS, false);
    cut(cluster, OTHERS, ['broker-1'], false);
    runFor(cluster, 60 * SECOND);
    expect(logs(cluster)).toEqual(['first kept', 'first kept', 'first kept']);
  });

  it('heard by nobody, though it hears all: the same', () => check(321, ['broker-1'], OTHERS, 'REQUEST_TIMED_OUT'));
  it('heard by no controller: the same, for its followers leave it', () => check(322, ['broker-1'], CONTROLLERS, 'REQUEST_TIMED_OUT'));
  it('that hears no controller: the same, for it waits for answers before it speaks again', () => check(323, CONTROLLERS, ['broker-1'], 'REQUEST_TIMED_OUT'));
});

describe('delay', () => {
  it('makes acks=all wait, and acks=1 not', () => {
    const cluster = booted(324);
    const took = (acks: -1 | 1): Time => {
      const before = cluster.kernel.state.now;
      expect(produce(cluster, 1, 'later', acks)).toBe('NONE');
      return cluster.kernel.state.now - before;
    };
    for (const other of ['broker-2', 'broker-3']) {
      cluster.kernel.setLink('broker-1', other, { latencyUs: 300 * MILLISECOND });
      cluster.kernel.setLink(other, 'broker-1', { latencyUs: 300 * MILLISECOND });
    }
    runFor(cluster, 5 * SECOND);
    expect(took(1)).toBeLessThan(20 * MILLISECOND);
    expect(took(-1)).toBeGreaterThan(300 * MILLISECOND);
  });
});

describe('a lost quorum', () => {
  it('lets data flow and decides nothing, and goes on where it stopped', () => {
    const cluster = booted(325);
    for (const node of CONTROLLERS) cluster.kernel.crash(node);
    runFor(cluster, 15 * SECOND);
    cluster.kernel.start('controller-101');
    runFor(cluster, 10 * SECOND);
    expect(activeController(cluster)).toBe(-1);
    expect(produce(cluster, 1, 'second', -1)).toBe('NONE');
    expect(createTopic(cluster, 'late', [[1]])?.topics[0]?.errorCode ?? 'silence').toBe('silence');
    cluster.kernel.start('controller-102');
    expect(runUntil(cluster, () => activeController(cluster) > 0, 20 * SECOND)).toBe(true);
    expect(createTopic(cluster, 'later', [[1]])?.topics[0]?.errorCode).toBe('NONE');
    expect(partitionState(cluster, 'orders', 0)?.leader).toBe(1);
    expect(logs(cluster)).toEqual(['first second', 'first second', 'first second']);
  });

  it('of the leader on the wrong side of a split moves to the others, and two never decide at once', () => {
    const cluster = booted(326);
    const before = `controller-${activeController(cluster)}`;
    const rest = [...CONTROLLERS.filter((node) => node !== before), 'broker-1', 'broker-2', 'broker-3'];
    cut(cluster, [before], rest, true);
    cut(cluster, rest, [before], true);
    expect(runUntil(cluster, () => CONTROLLERS.some((node) => node !== before && `controller-${activeController(cluster)}` === node), 30 * SECOND)).toBe(true);
    expect(createTopic(cluster, 'late', [[1]])?.topics[0]?.errorCode).toBe('NONE');
    runFor(cluster, 10 * SECOND);
    cut(cluster, [before], rest, false);
    cut(cluster, rest, [before], false);
    runFor(cluster, 10 * SECOND);
    expect(CONTROLLERS.filter((node) => (cluster.kernel.actorState(node) as { active: boolean }).active)).toHaveLength(1);
  });
});
