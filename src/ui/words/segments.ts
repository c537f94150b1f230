// What a segment is to the log cleaner, in the reader's language.
import type { LogSegment, ReplicaRecord } from '../../bridge/records.ts';
import { m } from '../paraglide/messages.js';

/** `active` takes records; in a compacted log the tail is `clean` and the head is `dirty`. */
export type SegmentPart = 'active' | 'closed' | 'clean' | 'dirty';

export function segmentPart(segment: LogSegment, replica: Pick<ReplicaRecord, 'segments' | 'cleanedTo' | 'cleanupPolicy'>): { readonly part: SegmentPart; readonly text: string } {
  if (segment === replica.segments.at(-1)) return { part: 'active', text: m.segment_active() };
  if (!replica.cleanupPolicy.includes('compact')) return { part: 'closed', text: m.segment_closed() };
  return segment.endOffset <= replica.cleanedTo ? { part: 'clean', text: m.segment_clean() } : { part: 'dirty', text: m.segment_dirty() };
}
