// When a controller writes a snapshot of the metadata, so that its log does not grow for ever (KIP-630).
import type { Context } from '../../kernel/types.ts';
import { loadSnapshot, takeSnapshot } from '../metadata-snapshot.ts';
import { keepSnapshot } from '../raft/log.ts';
import { RECORD_BYTES } from '../raft/replicate.ts';
import type { Controller } from './state.ts';

/** metadata.log.max.snapshot.interval.ms, Kafka default 1 h; 0 is never. */
const INTERVAL_MS = 3_600_000;
/** metadata.log.max.record.bytes.between.snapshots, Kafka default 20 MiB. */
const BYTES_BETWEEN = 20_971_520;

/** Takes a snapshot where the last one is too old or too far behind. Each controller takes its own, of what is committed. */
export function snapshotIfDue(controller: Controller, ctx: Context): void {
  const { image, raft, settings } = controller;
  const since = image.offset + 1 - (raft.log.snapshot?.endOffset ?? 0);
  // An active controller's image may be ahead of what is committed: it waits for a moment when it is not.
  if (since <= 0 || image.offset + 1 > raft.highWatermark) return;
  const interval = Number(settings['metadata.log.max.snapshot.interval.ms'] ?? INTERVAL_MS) * 1000;
  const bytes = Number(settings['metadata.log.max.record.bytes.between.snapshots'] ?? BYTES_BETWEEN);
  if (!(interval > 0 && ctx.now - controller.snapshotAt >= interval) && since * RECORD_BYTES < bytes) return;
  controller.snapshotAt = ctx.now;
  keepSnapshot(raft.log, takeSnapshot(image));
}

/** Where the log begins after what the image has, the image goes on from the snapshot. */
export function loadLatest({ image, raft }: Controller): void {
  const { snapshot, startOffset } = raft.log;
  if (snapshot !== null && image.offset + 1 < startOffset) loadSnapshot(image, snapshot);
}
