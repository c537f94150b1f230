// A topic was deleted: groups forget what they had committed of it (OffsetMetadataManager.onPartitionsDeleted).
import { freeze } from '../../kernel/freeze.ts';
import type { CoordinatorWork, Env } from '../broker/plane.ts';
import { offsetTombstone } from './stored.ts';
import { writeEntries } from './write.ts';

/** Each coordinator does it for its own groups. A topic that is made anew under the same name begins without them. */
export function forgetOffsetsOf(env: Env, topic: string): void {
  const { groups, shards } = env.plane.groups;
  for (const group of Object.values(groups)) {
    if (group.kind === 'share' || shards[`p${group.partition}`] !== 'active') continue;
    const entries = Object.values(group.offsets).filter((one) => one.topic === topic).map((one) => offsetTombstone(group.groupId, one.topic, one.partition));
    if (entries.length === 0) continue;
    const work: CoordinatorWork = { kind: 'offsets-deleted', group: group.groupId, generation: -1, entries, reply: null, answer: null };
    writeEntries(env, freeze(work));
  }
}
