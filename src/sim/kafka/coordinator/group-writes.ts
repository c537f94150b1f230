// What a group remembers of its writes, where its state changes at once and is written afterwards. See held-answers.ts.
import type { NodeId } from '../../kernel/types.ts';
import type { ConsumerGroupHeartbeatResponse } from '../protocol-consumer-groups.ts';
import type { JoinGroupResponse, SyncGroupResponse } from '../protocol-groups.ts';
import type { ShareGroupHeartbeatResponse } from '../protocol-share.ts';

/** An answer that waits for a write. Frozen. */
export type HeldAnswer =
  | { readonly kind: 'consumer-heartbeat'; readonly body: ConsumerGroupHeartbeatResponse }
  | { readonly kind: 'share-heartbeat'; readonly body: ShareGroupHeartbeatResponse }
  /** Of classic members in a consumer group. */
  | { readonly kind: 'classic-join'; readonly body: JoinGroupResponse }
  | { readonly kind: 'classic-sync'; readonly body: SyncGroupResponse };

/** Who asked, and what is answered if all goes well. */
export interface Reply {
  readonly to: NodeId;
  readonly correlationId: number;
  readonly answer: HeldAnswer;
}

/** A group's writes by their numbers: the last one begun, the last one decided, and who waits for one without having caused it. */
export interface GroupWrites {
  begun: number;
  done: number;
  held: (Reply & { readonly after: number })[];
}
