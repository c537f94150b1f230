// What a broker does with its logs by itself: retention every few minutes, and the log cleaner's thread (LogManager, LogCleaner).
import { freeze } from '../../kernel/freeze.ts';
import { MILLISECOND } from '../../kernel/types.ts';
import { cleanLog, type Cleaned } from '../log/clean.ts';
import { type Cleanable, cleanableOf, isDue } from '../log/cleanable.ts';
import { activeSegment, logSize } from '../log/log.ts';
import { deleteOldSegments, type Deletion } from '../log/retention.ts';
import { seal, type Segment } from '../log/segment.ts';
import { dataTimer, type Env, type Partition } from './plane.ts';

/** Segments whose files still lie there that are remembered of each partition. */
const MAX_DELETED = 100;

/** Both begin log.initial.task.delay.ms after the start, Kafka default 30 s; the cleaner's thread runs at once. */
export function startLogTasks(env: Env): void {
  env.ctx.schedule(Number(env.broker.config('log.initial.task.delay.ms')) * MILLISECOND, dataTimer({ kind: 'retention' }));
  if (Number(env.broker.config('log.cleaner.threads')) > 0) env.ctx.schedule(0, dataTimer({ kind: 'clean' }));
}

/** LogManager.cleanupLogs: every log.retention.check.interval.ms, Kafka default 5 minutes. Compacted logs are the cleaner's. */
export function checkRetention(env: Env): void {
  env.ctx.schedule(Number(env.broker.config('log.retention.check.interval.ms')) * MILLISECOND, dataTimer({ kind: 'retention' }));
  for (const partition of Object.values(env.plane.partitions)) if (!partition.settings.isCompacted) applyRetention(env, partition);
}

function applyRetention(env: Env, partition: Partition): void {
  for (const deletion of deleteOldSegments(partition.log, partition.settings, env.ctx.wallClockMs)) {
    keepDeleted(env, partition, deletion.segments);
    noteDeletion(env, partition, deletion);
  }
}

/** Files are renamed to `.deleted` first, and go after file.delete.delay.ms. What is over already is forgotten here. */
function keepDeleted(env: Env, partition: Partition, segments: readonly Segment[]): void {
  const until = env.ctx.now + partition.settings.fileDeleteDelayMs * MILLISECOND;
  const added = segments.map((segment) => freeze({ segment: seal(segment), until }));
  partition.deletedSegments = [...partition.deletedSegments.filter((one) => one.until > env.ctx.now), ...added].slice(-MAX_DELETED);
}

/**
 * LogCleaner.cleanFilthiestLog: takes up the dirtiest log that is due, and rests for log.cleaner.backoff.ms (Kafka default
 * 15 s) where there is none. Reading and writing its segments takes the disk's time.
 */
export function cleanNext(env: Env): void {
  const { plane, ctx } = env;
  for (const partition of Object.values(plane.partitions)) if (partition.settings.isCompacted) applyRetention(env, partition);
  let filthiest: { readonly partition: Partition; readonly cleanable: Cleanable } | null = null;
  for (const partition of Object.values(plane.partitions)) {
    const cleanable = cleanableFor(env, partition);
    if (cleanable !== null && (filthiest === null || cleanable.ratio > filthiest.cleanable.ratio)) filthiest = { partition, cleanable };
  }
  if (filthiest === null) {
    ctx.schedule(Number(env.broker.config('log.cleaner.backoff.ms')) * MILLISECOND, dataTimer({ kind: 'clean' }));
    return;
  }
  const { partition } = filthiest;
  ctx.diskWrite(2 * (logSize(partition.log) - activeSegment(partition.log).sizeInBytes), dataTimer({ kind: 'cleaned', partition: partition.name, topicId: partition.topicId }));
}

/** The copies are written: they replace what they were made from, where the log is still as dirty. */
export function finishCleaning(env: Env, name: string, topicId: string): void {
  const partition = env.plane.partitions[name];
  const cleanable = partition === undefined || partition.topicId !== topicId ? null : cleanableFor(env, partition);
  if (partition !== undefined && cleanable !== null) {
    const cleaned = cleanLog(partition.log, partition.settings, cleanable, env.ctx.wallClockMs);
    keepDeleted(env, partition, cleaned.replaced);
    noteCleaning(env, partition, cleaned);
  }
  cleanNext(env);
}

function cleanableFor(env: Env, partition: Partition): Cleanable | null {
  const { log, settings } = partition;
  if (!settings.isCompacted || log.segments.length < 2) return null;
  const cleanable = cleanableOf(log, settings, env.ctx.wallClockMs);
  return cleanable !== null && isDue(cleanable, settings) ? cleanable : null;
}

// --- what is told of it: of the leader alone, whose replicas do the same ---------------------------------------------

function subjects(env: Env, partition: Partition): readonly string[] {
  return [`partition/${partition.name}`, `replica/${partition.name}/${env.broker.id}`];
}

/** Notes that an append has opened a new segment, where there is one more than before. */
export function noteRoll(env: Env, partition: Partition, segmentsBefore: number): void {
  const { log } = partition;
  if (log.segments.length === segmentsBefore || partition.role !== 'leader') return;
  env.ctx.note('segment-rolled', { partition: partition.name, broker: env.broker.id, baseOffset: activeSegment(log).baseOffset, segments: log.segments.length }, subjects(env, partition));
}

function noteDeletion(env: Env, partition: Partition, { reason, segments }: Deletion): void {
  if (partition.role !== 'leader') return;
  const params = { partition: partition.name, broker: env.broker.id, segments: segments.length, bytes: segments.reduce((sum, one) => sum + one.sizeInBytes, 0), logStart: partition.log.logStartOffset, reason };
  env.ctx.note('segments-deleted', params, subjects(env, partition));
}

function noteCleaning(env: Env, partition: Partition, cleaned: Cleaned): void {
  if (partition.role !== 'leader') return;
  const { from, to, removedRecords, removedTombstones, bytesBefore, bytesAfter } = cleaned;
  env.ctx.note('log-compacted', { partition: partition.name, broker: env.broker.id, from, to, removed: removedRecords, tombstones: removedTombstones, bytesBefore, bytesAfter }, subjects(env, partition));
}
