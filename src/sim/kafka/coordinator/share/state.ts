// A share group (KIP-932) as its coordinator keeps it.
import type { GroupWrites } from '../group-writes.ts';

export interface ShareGroup {
  readonly kind: 'share';
  readonly groupId: string;
  /** Its partition of `__consumer_offsets`. */
  readonly partition: number;
  epoch: number;
  /** In the order in which they joined. */
  members: { readonly memberId: string }[];
  writes: GroupWrites;
}

export type ShareGroupTimer = { readonly kind: 'share-session'; readonly group: string; readonly member: string };

/** ShareGroup.ShareGroupState, as the tools print it. */
export function shareGroupState(group: ShareGroup): 'Empty' | 'Stable' {
  return group.members.length === 0 ? 'Empty' : 'Stable';
}
