// The legend explains the marks that the named worlds bear, and no others.
import { expect, test } from 'vitest';
import type { OwnerRecord, ReplicaRecord } from '../../bridge/records.ts';
import { NAMED_WORLDS } from '../states/named.ts';
import { rareMarks } from './legend.ts';

const EXPECTED: Readonly<Record<string, string>> = {
  'compacted-log': 'segment tombstone cleaned',
  'share-group': 'acquired waiting accepted given-up',
  transactions: 'stable open aborted',
};

test.each(NAMED_WORLDS.map((world) => [world.name, world] as const))('the marks of %s', (name, world) => {
  const replicas = world.records.filter((record): record is ReplicaRecord => record.kind === 'replica');
  const owners = world.records.filter((record): record is OwnerRecord => record.kind === 'owner');
  expect(rareMarks(replicas, owners, false)).toBe(EXPECTED[name] ?? '');
});
