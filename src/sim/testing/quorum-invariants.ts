// What must hold among the controllers after every event: one leader an epoch, and one history of the metadata log.
import { assert } from '../kernel/assert.ts';
import type { Kernel } from '../kernel/kernel.ts';
import type { Controller } from '../kafka/controller/state.ts';
import type { MetadataBatch } from '../kafka/metadata-record.ts';
import { nodeOf } from '../kafka/protocol.ts';
import { readLog } from '../kafka/raft/log.ts';
import type { Raft } from '../kafka/raft/state.ts';

/** Batches looked at in one go. */
const MANY = 1_000_000;

/** Watches the voters from here on. Throws at the first broken invariant. */
export function watchQuorum(kernel: Kernel, voters: readonly number[]): void {
  const leaders = new Map<number, number>();
  /** What was committed, by base offset, whoever said so first. */
  const history = new Map<number, MetadataBatch>();
  const seen = new Map<number, number>();
  const numbers = new Map(voters.map((id) => [nodeOf(id), id]));
  const previous = kernel.onEvent;
  kernel.onEvent = (event) => {
    previous?.(event);
    const voter = numbers.get(event.to);
    if (voter === undefined || !kernel.isUp(event.to)) return;
    const { raft } = kernel.actorState(event.to) as Controller;
    checkLeader(raft, leaders);
    if (raft.highWatermark !== (seen.get(voter) ?? 0)) checkHistory(raft, Math.min(seen.get(voter) ?? 0, raft.highWatermark), history);
    seen.set(voter, raft.highWatermark);
  };
}

function checkLeader(raft: Raft, leaders: Map<number, number>): void {
  if (raft.role !== 'leader') return;
  const other = leaders.get(raft.epoch) ?? raft.id;
  assert(other === raft.id, `controllers ${other} and ${raft.id} both lead epoch ${raft.epoch} of the quorum`);
  leaders.set(raft.epoch, raft.id);
}

/** What one voter counts as committed is what every other one does. */
function checkHistory(raft: Raft, from: number, history: Map<number, MetadataBatch>): void {
  const start = raft.log.epochs.length === 0 ? 0 : Math.max(raft.log.startOffset, batchStart(raft, from));
  for (const batch of readLog(raft.log, start, MANY)) {
    if (batch.baseOffset + batch.records.length > raft.highWatermark) return;
    const known = history.get(batch.baseOffset);
    assert(known === undefined || (known.epoch === batch.epoch && known.records.length === batch.records.length && JSON.stringify(known.records) === JSON.stringify(batch.records)), `controller ${raft.id} has another metadata record at ${batch.baseOffset} than the quorum decided`);
    history.set(batch.baseOffset, batch);
  }
}

/** The border of a batch at or before an offset: high watermarks lie on them, but a log may have been cut and filled anew. */
function batchStart(raft: Raft, offset: number): number {
  let start = raft.log.startOffset;
  for (const batch of readLog(raft.log, raft.log.startOffset, MANY)) {
    if (batch.baseOffset > offset) break;
    start = batch.baseOffset;
  }
  return start;
}
