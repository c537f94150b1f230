// The assignors against what Kafka's own assignors answered.
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import type { TopicPartition } from '../../../protocol.ts';
import { assignCooperatively } from './cooperative-sticky.ts';
import type { Assignment, Member } from './member.ts';
import { assignRange } from './range.ts';
import { assignRoundRobin } from './roundrobin.ts';
import { assignSticky } from './sticky.ts';

const ASSIGNORS: Readonly<Record<string, (members: readonly Member[], counts: Readonly<Record<string, number>>) => Assignment>> = {
  range: assignRange,
  roundrobin: assignRoundRobin,
  sticky: assignSticky,
  'cooperative-sticky': assignCooperatively,
};

/** `C0=[t0-0 t0-1] C1=[]` by member. */
function parsePlaces(text: string): Record<string, TopicPartition[]> {
  const places: Record<string, TopicPartition[]> = {};
  for (const [, member, list] of text.matchAll(/(\S+)=\[([^\]]*)\]/g)) {
    places[member ?? ''] = (list ?? '')
      .split(' ')
      .filter((word) => word !== '')
      .map((word) => ({ topic: word.slice(0, word.lastIndexOf('-')), partition: Number(word.slice(word.lastIndexOf('-') + 1)) }));
  }
  return places;
}

function parseMembers(subscriptions: string, owned: string): Member[] {
  const places = parsePlaces(owned);
  return [...subscriptions.matchAll(/(\S+):\[([^\]]*)\](?:#(\S+))?/g)].map(([, memberId, topics, instance]) => ({
    memberId: memberId ?? '',
    groupInstanceId: instance ?? null,
    topics: (topics ?? '').split(', '),
    owned: places[memberId ?? ''] ?? [],
    generation: 1,
  }));
}

function parseCounts(text: string): Record<string, number> {
  return Object.fromEntries([...text.matchAll(/(\w+)=(\d+)/g)].map(([, topic, count]) => [topic, Number(count)]));
}

function shown(assignment: Record<string, readonly TopicPartition[]>): string {
  const members = Object.keys(assignment).sort();
  return members.map((member) => `${member}=[${(assignment[member] ?? []).map((p) => `${p.topic}-${p.partition}`).sort().join(' ')}]`).join(' ');
}

function check(row: string): { readonly answered: string; readonly expected: string } {
  const [assignor = '', , counts = '', subscriptions = '', owned = '', after = ''] = row.split('\t');
  const answer = ASSIGNORS[assignor]?.(parseMembers(subscriptions, owned), parseCounts(counts));
  return { answered: shown(answer ?? {}), expected: shown(parsePlaces(after)) };
}

describe('assignors divide as Kafka does', () => {
  const rows = readFileSync('conformance/vectors/client-assignors.tsv', 'utf8').trimEnd().split('\n').slice(1);
  for (const row of rows) test(row.split('\t').slice(0, 5).join(' '), () => {
    const { answered, expected } = check(row);
    expect(answered).toBe(expected);
  });
});
