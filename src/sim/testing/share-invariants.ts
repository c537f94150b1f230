// What must hold of every share-partition after every event of its leader, whatever fails.
import { assert } from '../kernel/assert.ts';
import type { Kernel } from '../kernel/kernel.ts';
import { completeCount, type SharePartition } from '../kafka/broker/share-partition.ts';
import type { SharePlane } from '../kafka/broker/share-plane.ts';
import { nodeOf } from '../kafka/protocol.ts';

export interface ShareInvariants {
  /** Looks at every broker once more. */
  checkAll(): void;
}

/** Watches brokers from here on: after every event the broker that handled it is checked. Throws at the first broken invariant. */
export function watchShares(kernel: Kernel, brokers: readonly number[], planeOf: (broker: number) => SharePlane, deliveryLimit: number): ShareInvariants {
  const starts = new Map<SharePartition, number>();
  const numbers = new Map(brokers.map((id) => [nodeOf(id), id]));
  const check = (broker: number): void => {
    if (!kernel.isUp(nodeOf(broker))) return;
    for (const [name, share] of Object.entries(planeOf(broker).partitions)) {
      checkShare(`${nodeOf(broker)} ${name}`, share, deliveryLimit, kernel.state.now, starts.get(share) ?? -1);
      starts.set(share, share.startOffset);
    }
  };
  const previous = kernel.onEvent;
  kernel.onEvent = (event) => {
    previous?.(event);
    const broker = numbers.get(event.to);
    if (broker !== undefined) check(broker);
  };
  return { checkAll: () => brokers.forEach(check) };
}

function checkShare(name: string, share: SharePartition, deliveryLimit: number, now: number, startBefore: number): void {
  if (share.state !== 'active') return;
  assert(share.startOffset >= startBefore, `${name}: the start goes back from ${startBefore} to ${share.startOffset}`);
  let end = -1;
  for (const batch of share.batches) {
    assert(batch.first > end, `${name}: batches are in order`);
    let next = batch.first;
    for (const part of batch.parts) {
      assert(part.first === next && part.last >= part.first, `${name}: the parts of a batch cover it`);
      next = part.last + 1;
      assert(part.deliveryCount <= deliveryLimit, `${name}: ${part.first} was delivered ${part.deliveryCount} times, at most ${deliveryLimit} are allowed`);
      assert((part.state === 'Acquired') === (part.member !== '') , `${name}: ${part.first} is ${part.state} and belongs to '${part.member}'`);
      // A change that was taken back may bring a lock back whose time is up: then it ends with the next timer.
      assert(part.state !== 'Acquired' || part.lockedUntil >= now || share.lockTimer !== null, `${name}: the lock of ${part.first} ended at ${part.lockedUntil}`);
    }
    assert(next === batch.last + 1, `${name}: the parts of a batch cover it to its end`);
    end = batch.last;
  }
  assert(share.batches.length === 0 || share.startOffset > end || share.endOffset === end, `${name}: the end ${share.endOffset} is that of the last batch, ${end}`);
  const unconfirmed = share.batches.some((batch) => batch.parts.some((part) => part.before !== null));
  assert(unconfirmed || share.deliveryCompleteCount === completeCount(share), `${name}: ${share.deliveryCompleteCount} records count as done, ${completeCount(share)} are`);
}
