// A node's disk: operations queue up one behind the other, each takes a latency and its bytes' time.
import type { Time } from './types.ts';

/** A middling SSD: what one flush waits at least, and what it writes in a second. */
const LATENCY: Time = 100;
const BYTES_PER_SECOND = 400_000_000;

/** `full`: no space is left; `broken`: it answers with I/O errors. */
export type DiskFailure = 'full' | 'broken' | 'none';

/** What a node's disk is doing. Plain data, part of the state. */
export interface Disk {
  /** 1 is healthy; every operation takes `factor` times as long. */
  factor: number;
  /** Nothing can be written any more. */
  failure: DiskFailure;
  /** When the last queued operation is done. */
  busyUntil: Time;
}

export const newDisk = (): Disk => ({ factor: 1, failure: 'none', busyUntil: 0 });

/** Queues an operation of so many bytes behind the earlier ones and returns when it is done. */
export function queueDiskOperation(disk: Disk, now: Time, bytes: number): Time {
  const duration = Math.ceil((LATENCY + (bytes * 1_000_000) / BYTES_PER_SECOND) * disk.factor);
  disk.busyUntil = Math.max(now, disk.busyUntil) + duration;
  return disk.busyUntil;
}
