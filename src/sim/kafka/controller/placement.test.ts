// Replica placement against what StripedReplicaPlacer of Apache Kafka 4.3.1 chose (conformance/vectors/replica-placement.tsv).
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { type NextInt, place, type UsableBroker } from './placement.ts';

/** java.util.Random.nextInt over a source of bits. */
function nextInt(next: (bits: number) => number): NextInt {
  return (bound) => {
    let r = next(31);
    if ((bound & -bound) === bound) return Number((BigInt(bound) * BigInt(r)) >> 31n);
    let u = r;
    while (((u - (r = u % bound) + (bound - 1)) | 0) < 0) u = next(31);
    return r;
  };
}

function javaRandom(seed: bigint): NextInt {
  const mask = (1n << 48n) - 1n;
  let state = (seed ^ 0x5deece66dn) & mask;
  return nextInt((bits) => {
    state = (state * 0x5deece66dn + 0xbn) & mask;
    return Number(BigInt.asIntN(32, state >> BigInt(48 - bits)));
  });
}

/** Kafka's MockRandom of its own tests. */
function mockRandom(seed: bigint): NextInt {
  let state = seed;
  return nextInt((bits) => {
    state = BigInt.asUintN(64, state * 2862933555777941757n + 3037000493n);
    return Number(BigInt.asIntN(32, state >> BigInt(64 - bits)));
  });
}

it('places as Kafka does in every recorded case', () => {
  const lines = readFileSync(join(import.meta.dirname, '../../../../conformance/vectors/replica-placement.tsv'), 'utf8').trimEnd().split('\n').slice(1);
  expect(lines.length).toBeGreaterThan(300);
  const wrong = lines.flatMap((line) => {
    const [rng = '', brokers = '', , partitions, replicationFactor, expected = ''] = line.split('\t');
    const usable = brokers.split(',').map((each): UsableBroker => {
      const [id, rack, fenced] = each.split(':');
      return { id: Number(id), rack: rack === '-' ? null : (rack ?? null), fenced: fenced === 'F' };
    });
    const seed = BigInt(/\((\d+)\)/.exec(rng)?.[1] ?? '0');
    const placed = place(usable, Number(partitions), Number(replicationFactor), [], rng.startsWith('Mock') ? mockRandom(seed) : javaRandom(seed));
    const got = placed.kind === 'placed' ? placed.assignments.map((each) => `[${each.join(',')}]`).join(' ') : placed.message;
    return got === expected ? [] : [`${line}\n   got ${got}`];
  });
  expect(wrong).toEqual([]);
});

it('says why it can not', () => {
  const one: readonly UsableBroker[] = [{ id: 1, rack: null, fenced: false }];
  expect(place(one, 1, 2, [], () => 0)).toEqual({ kind: 'error', message: 'The target replication factor of 2 cannot be reached because only 1 broker(s) are registered or some brokers have all their log directories cordoned.' });
});
