// The server-side assignors against what Kafka's own answered.
import { expect, test } from 'vitest';
import vectors from '../../../../../../conformance/vectors/server-assignors.tsv?raw';
import type { Assignment } from '../state.ts';
import type { Assignor, AssignorMember } from './member.ts';
import { assignRange } from './range.ts';
import { assignUniform } from './uniform.ts';

const ASSIGNORS: Readonly<Record<string, Assignor>> = { uniform: assignUniform, range: assignRange };

/** `C0={t0[0, 1] t1[0]} C1={}` by member. */
function parse(text: string): Record<string, Assignment> {
  return Object.fromEntries([...text.matchAll(/(\w+)=\{([^}]*)\}/g)].map(([, member, list]) => [
    member, Object.fromEntries([...(list ?? '').matchAll(/(\w+)\[([^\]]*)\]/g)].map(([, topic, partitions]) => [topic, (partitions ?? '').split(', ').map(Number)])),
  ]));
}

function check(row: string): { readonly answered: unknown; readonly expected: unknown } {
  const [assignor = '', , counts = '', subscriptions = '', before = '', after = ''] = row.split('\t');
  const targets = parse(before);
  const members = subscriptions.split(' ').map((word): AssignorMember => {
    const [memberId = '', topics = ''] = word.split(':');
    return { memberId, instanceId: null, topicIds: topics.split(','), target: targets[memberId] ?? {} };
  });
  const byTopic = Object.fromEntries(counts.split(',').map((word) => [word.split('=')[0], Number(word.split('=')[1])]));
  return { answered: ASSIGNORS[assignor]?.(members, byTopic), expected: parse(after) };
}

const rows = vectors.trimEnd().split('\n').slice(1).filter((row) => Object.keys(ASSIGNORS).includes(row.split('\t')[0] ?? ''));

test.each(rows.map((row) => [row.split('\t').slice(0, 5).join(' '), row]))('%s', (_name, row) => {
  const { answered, expected } = check(row);
  expect(answered).toEqual(expected);
});

const member = (memberId: string, topicIds: readonly string[], target: Assignment = {}, instanceId: string | null = null): AssignorMember => ({ memberId, instanceId, topicIds, target });

test('different subscriptions are evened out: who has most of what another may take gives it up', () => {
  const members = [member('a', ['x'], { x: [0, 1, 2, 3] }), member('b', ['x', 'y'], { y: [0] }), member('c', ['y'], {})];
  expect(assignUniform(members, { x: 4, y: 2 })).toEqual({ a: { x: [0, 1, 2] }, b: { x: [3], y: [0] }, c: { y: [1] } });
});

test('range orders static members by instance id, before the others', () => {
  const members = [member('a', ['x']), member('b', ['x'], {}, 'i2'), member('c', ['x'], {}, 'i1')];
  expect(assignRange(members, { x: 4 })).toEqual({ c: { x: [0, 1] }, b: { x: [2] }, a: { x: [3] } });
});
