// Elections against what PartitionChangeBuilder of Apache Kafka 4.3.1 decided (conformance/vectors/leader-election.tsv).
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { merge, type PartitionState } from '../metadata-record.ts';
import { type Election, partitionChange } from './partition-change.ts';

const list = (text: string | undefined): number[] => (text ?? '').replace(/[[\]]/g, '').split(',').filter((each) => each !== '').map(Number);

it('decides as Kafka does in every recorded case', () => {
  const lines = readFileSync(join(import.meta.dirname, '../../../../conformance/vectors/leader-election.tsv'), 'utf8').trimEnd().split('\n').slice(1);
  expect(lines.length).toBeGreaterThan(500);
  const wrong = lines.flatMap((line) => {
    const [election, minIsr, elr, replicas, isr, elrBefore, lastKnown, leader, leaderEpoch, alive, targetIsr, ...expected] = line.split('\t');
    const before: PartitionState = {
      replicas: list(replicas), isr: list(isr), removingReplicas: [], addingReplicas: [], leader: Number(leader), leaderEpoch: Number(leaderEpoch), partitionEpoch: 0,
      leaderRecoveryState: 0, elr: list(elrBefore), lastKnownElr: list(lastKnown),
    };
    const change = partitionChange(before, {
      election: election as Election, // Where the in-sync replicas would be none, and there are no eligible ones, the builder is asked for none and keeps them.
      targetIsr: list((targetIsr ?? '').startsWith('(') ? '' : targetIsr), targetReplicas: before.replicas, targetAdding: [], targetRemoving: [], minIsr: Number(minIsr), elrEnabled: elr === 'true', uncleanShutdown: [],
      isAcceptableLeader: (replica) => list(alive).includes(replica),
    });
    const after = change === null ? null : merge(before, change);
    const show = (each: readonly number[]): string => `[${each.join(',')}]`;
    const got = after === null ? 'NO-OP' : [after.leader, show(after.isr), show(after.elr), show(after.lastKnownElr), after.leaderRecoveryState === 0 ? 'RECOVERED' : 'RECOVERING', after.leaderEpoch - before.leaderEpoch].join('\t');
    const want = expected[0] === 'NO-OP' ? 'NO-OP' : expected.map((each) => each.replaceAll(' ', '')).join('\t');
    return got === want ? [] : [`${line}\n   got ${got}`];
  });
  expect(wrong).toEqual([]);
});

it('keeps no replica eligible that is reassigned away: coming back, it would have nothing', () => {
  const before: PartitionState = {
    replicas: [1, 2, 3], isr: [2, 3], removingReplicas: [3], addingReplicas: [], leader: 2, leaderEpoch: 2, partitionEpoch: 5, leaderRecoveryState: 0, elr: [], lastKnownElr: [],
  };
  const change = partitionChange(before, {
    election: 'ONLINE', targetIsr: [2], targetReplicas: [1, 2], targetAdding: [], targetRemoving: [], minIsr: 2, elrEnabled: true, uncleanShutdown: [], isAcceptableLeader: (replica) => replica === 2,
  });
  expect(change === null ? null : merge(before, change)).toMatchObject({ replicas: [1, 2], isr: [2], leader: 2, elr: [] });
});
