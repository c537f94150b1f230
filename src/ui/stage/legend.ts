// Which marks the stage bears just now that a legend should explain: those that every stage has are not among them.
import type { OwnerRecord, ReplicaRecord } from '../../bridge/records.ts';

/** In the order of the legend. */
export const RARE_MARKS = ['stable', 'open', 'aborted', 'segment', 'tombstone', 'cleaned', 'acquired', 'waiting', 'accepted', 'given-up'] as const;
export type RareMark = (typeof RARE_MARKS)[number];

/** Share states as the stage names them: KIP-932 calls them Acquired, Available, Acknowledged and Archived. */
const SHARED = { acquired: 'acquired', available: 'waiting', acknowledged: 'accepted', archived: 'given-up' } as const;

/** As text, joined by spaces, so that an unchanged legend is not drawn again. Internal topics count only where they are shown. */
export function rareMarks(replicas: Iterable<ReplicaRecord>, owners: Iterable<OwnerRecord>, internal: boolean): string {
  const found = new Set<RareMark>();
  for (const replica of replicas) if (internal || !replica.topic.startsWith('__')) noteReplica(replica, found);
  for (const owner of owners) for (const row of owner.share?.rows ?? []) found.add(SHARED[row.state]);
  return RARE_MARKS.filter((mark) => found.has(mark)).join(' ');
}

function noteReplica(replica: ReplicaRecord, found: Set<RareMark>): void {
  if (replica.lastStableOffset < replica.highWatermark) found.add('stable');
  if (replica.openTransactions.length > 0) found.add('open');
  const from = replica.tail[0]?.offset ?? replica.logEndOffset;
  if (replica.abortedTransactions.some((span) => span.lastOffset >= from)) found.add('aborted');
  if (replica.segments.some((segment) => segment.baseOffset > from)) found.add('segment');
  if (replica.segments.some((segment) => segment.tombstones > 0)) found.add('tombstone');
  if (replica.cleanedTo > from) found.add('cleaned');
}
