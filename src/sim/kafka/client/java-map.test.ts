// Java's hash codes and the order of its maps, against what Java itself gave.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { stringHash } from '../../jvm/hash-map.ts';
import { javaMapOrder, javaPartitionOrder, partitionHash } from './java-map.ts';

const ROWS = readFileSync(join(import.meta.dirname, '../../../../conformance/vectors/java-hash-order.tsv'), 'utf8').trim().split('\n').slice(1).map((line) => line.split('\t'));

function list(text: string): string[] {
  return text.slice(1, -1).split(', ');
}

/** `orders-7` as a topic and a partition. */
function partition(name: string): { readonly topic: string; readonly partition: number } {
  const dash = name.lastIndexOf('-');
  return { topic: name.slice(0, dash), partition: Number(name.slice(dash + 1)) };
}

function answer(what: string, input: string): string {
  if (what === 'String.hashCode') return String(stringHash(input));
  if (what === 'TopicPartition.hashCode') return String(partitionHash(partition(input)));
  const capacity = Number(/initialCapacity=(\d+)/.exec(what)?.[1] ?? 16);
  if (what.startsWith('HashMap<String>')) return `[${javaMapOrder(list(input), capacity).join(', ')}]`;
  return `[${javaPartitionOrder(list(input).map(partition), capacity).map((each) => `${each.topic}-${each.partition}`).join(', ')}]`;
}

describe('Java', () => {
  it.each(ROWS)('%s of %s is %s', (what = '', input = '', output = '') => {
    expect(answer(what, input)).toBe(output);
  });
});
