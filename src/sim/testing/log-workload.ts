// A single log under random appends, transactions, rolls, cleaning, retention and truncation, against a plain list of what was written.
import { assert } from '../kernel/assert.ts';
import { nextRandom, type RandomState, seedRandom } from '../kernel/random.ts';
import { makeBatch, stampBatch } from '../kafka/log/batch.ts';
import { cleanLog } from '../kafka/log/clean.ts';
import { cleanableOf } from '../kafka/log/cleanable.ts';
import { controlBatch } from '../kafka/log/control.ts';
import { activeSegment, appendBatch, lastStableOffset, type Log, logSize, newLog, raiseLogStart, readLog, rollLog, setHighWatermark, truncateLog } from '../kafka/log/log.ts';
import type { LogConfig } from '../kafka/log/log-config.ts';
import { deleteOldSegments } from '../kafka/log/retention.ts';
import type { Segment } from '../kafka/log/segment.ts';
import { testConfig } from '../kafka/log/testing/log-config.ts';
import { nextOffset } from '../kafka/record.ts';

/** What the workload does to a log; a sabotage test puts something broken in. */
export interface LogOperations {
  readonly clean: typeof cleanLog;
  readonly retain: typeof deleteOldSegments;
  readonly cleanable: typeof cleanableOf;
}

export const REAL_OPERATIONS: LogOperations = { clean: cleanLog, retain: deleteOldSegments, cleanable: cleanableOf };

/** What a log may be told to do with its old records, by cleanup.policy. */
export const LOG_POLICIES = {
  compact: testConfig({ isCompacted: true, isDeleting: false, segmentBytes: 600 }),
  delete: testConfig({ isCompacted: false, isDeleting: true, segmentBytes: 600, retentionMs: 3_000, retentionBytes: 2_000 }),
  'compact,delete': testConfig({ isCompacted: true, isDeleting: true, segmentBytes: 600, retentionMs: 20_000 }),
} satisfies Readonly<Record<string, LogConfig>>;

const STEPS = 300;
const KEYS = ['a', 'b', 'c', 'd', 'e', 'f', 'g'];
const DELETE_RETENTION_MS = 5_000;

/** A record as it was written, and what became of its transaction. */
interface Written {
  readonly offset: number;
  readonly key: string;
  readonly value: string | null;
  /** The producer whose open transaction decides, -1 for none. */
  readonly producerId: number;
  fate: 'committed' | 'aborted' | 'open';
  /** When the cleaner first met it as the last of its key, for tombstones; -1 before. */
  metAt: number;
}

interface Run {
  readonly random: RandomState;
  readonly operations: LogOperations;
  readonly config: LogConfig;
  readonly log: Log;
  written: Written[];
  nowMs: number;
  count: number;
  readonly sequences: Map<number, number>;
}

const between = (run: Run, low: number, high: number): number => low + Math.floor(nextRandom(run.random) * (high - low + 1));

/** Plays one seed; `policy` is what retention and the cleaner may do. Throws at the first broken guarantee. Returns how many records were cleaned or deleted. */
export function playLogSeed(seed: number, config: LogConfig, operations: LogOperations = REAL_OPERATIONS): number {
  const run: Run = { random: seedRandom(seed), operations, log: newLog(), written: [], nowMs: 1_000_000, count: 0, sequences: new Map(), config: { ...config, deleteRetentionMs: DELETE_RETENTION_MS } };
  for (let step = 0; step < STEPS; step++) {
    act(run, nextRandom(run.random));
    checkLog(run);
    run.nowMs += between(run, 0, 400);
  }
  return run.count - recordsIn(run.log).length;
}

function act(run: Run, draw: number): void {
  if (draw < 0.45) append(run, -1);
  else if (draw < 0.58) append(run, between(run, 1, 3));
  else if (draw < 0.68) endTransaction(run);
  else if (draw < 0.76) roll(run);
  else if (draw < 0.84) setHighWatermark(run.log, border(run));
  else if (draw < 0.87) truncate(run);
  else if (draw < 0.9) retain(run);
  else clean(run);
}

/** Followers copy whole batches: a high watermark, and where a log is cut, lie between two of them. */
function border(run: Run): number {
  const { log } = run;
  const borders = [...readLog(log, log.highWatermark, log.logEndOffset, Number.MAX_SAFE_INTEGER, true).batches.map((batch) => batch.baseOffset), log.logEndOffset].filter((offset) => offset >= log.highWatermark);
  return borders[between(run, 0, borders.length - 1)] ?? log.logEndOffset;
}

function append(run: Run, producerId: number): void {
  const { log } = run;
  const records = Array.from({ length: between(run, 1, 4) }, () => {
    const key = KEYS[between(run, 0, KEYS.length - 1)] ?? 'a';
    return { key, value: nextRandom(run.random) < 0.15 ? null : `v${run.count++}`, headers: [], timestampMs: run.nowMs };
  });
  const baseSequence = producerId < 0 ? -1 : (run.sequences.get(producerId) ?? 0);
  const batch = makeBatch(records, producerId < 0 ? {} : { producerId, producerEpoch: 0, baseSequence, isTransactional: true });
  if (producerId >= 0) run.sequences.set(producerId, baseSequence + records.length);
  const base = log.logEndOffset;
  appendBatch(log, stampBatch(batch, base, 0), run.config);
  records.forEach(({ key, value }, i) => run.written.push({ offset: base + i, key, value, producerId, fate: producerId < 0 ? 'committed' : 'open', metAt: -1 }));
}

function endTransaction(run: Run): void {
  const open = run.written.find((one) => one.fate === 'open');
  if (open === undefined) return;
  const commits = nextRandom(run.random) < 0.5;
  const marker = controlBatch({ producerId: open.producerId, producerEpoch: 0, transactionResult: commits, coordinatorEpoch: 0 }, run.nowMs);
  appendBatch(run.log, stampBatch(marker, run.log.logEndOffset, 0), run.config);
  for (const one of run.written) if (one.fate === 'open' && one.producerId === open.producerId) one.fate = commits ? 'committed' : 'aborted';
}

function roll(run: Run): void {
  if (activeSegment(run.log).sizeInBytes > 0) rollLog(run.log, run.log.logEndOffset);
}

/** As a follower truncates: nothing below the high watermark, and only where no transaction would lose its marker again. */
function truncate(run: Run): void {
  const { log } = run;
  const to = border(run);
  if (to >= log.logEndOffset || run.written.some((one) => one.producerId >= 0 && one.offset >= log.highWatermark - 50)) return;
  truncateLog(log, to);
  run.written = run.written.filter((one) => one.offset < log.logEndOffset);
}

function retain(run: Run): void {
  const { log, config } = run;
  if (nextRandom(run.random) < 0.2) raiseLogStart(log, between(run, log.logStartOffset, lastStableOffset(log)));
  const segments = [...log.segments];
  const before = segments.length;
  const start = log.logStartOffset;
  run.operations.retain(log, config, run.nowMs);
  checkDue(run, segments, start);
  assert(log.segments.length >= 1 && activeSegment(log).baseOffset <= log.logEndOffset, 'retention leaves an active segment');
  assert(log.logStartOffset <= log.highWatermark, `retention passed the high watermark: the log starts at ${log.logStartOffset}, the high watermark is ${log.highWatermark}`);
  assert(log.segments.length <= before + 1, 'retention makes at most one new segment');
}

/** Only what is due has gone: below the log's start, too old, or more than retention.bytes without it. */
function checkDue({ log, config, nowMs }: Run, before: readonly Segment[], start: number): void {
  const gone = before.filter((segment) => !log.segments.includes(segment));
  let size = before.reduce((sum, segment) => sum + segment.sizeInBytes, 0);
  for (const segment of gone) {
    size -= segment.sizeInBytes;
    const next = before[before.indexOf(segment) + 1]?.baseOffset ?? log.logEndOffset;
    const isTooOld = config.isDeleting && config.retentionMs >= 0 && nowMs - segment.maxTimestampMs > config.retentionMs;
    const isTooMuch = config.isDeleting && config.retentionBytes >= 0 && size >= config.retentionBytes;
    assert(next <= start || isTooOld || isTooMuch, `retention took the segment at ${segment.baseOffset}, which was not due`);
  }
}

function clean(run: Run): void {
  const { log, operations, config, nowMs } = run;
  const cleanable = config.isCompacted ? operations.cleanable(log, config, nowMs) : null;
  if (cleanable === null) return;
  const active = activeSegment(log);
  const end = log.logEndOffset;
  const size = logSize(log);
  operations.clean(log, config, cleanable, nowMs);
  assert(activeSegment(log) === active, 'the cleaner leaves the active segment alone');
  assert(log.logEndOffset === end, 'the cleaner leaves the log where it ends');
  assert(logSize(log) <= size + 1_000, 'a cleaned log is hardly larger than before');
  for (const one of run.written) if (one.value === null && one.metAt < 0 && one.offset < log.cleanedTo) one.metAt = nowMs;
}

function recordsIn(log: Log): { readonly offset: number; readonly key: string | null; readonly value: string | null }[] {
  return readLog(log, log.logStartOffset, log.logEndOffset, Number.MAX_SAFE_INTEGER, true).batches.flatMap((batch) =>
    batch.control !== null ? [] : batch.records.map(({ key, value }, i) => ({ offset: batch.baseOffset + (batch.offsetDeltas?.[i] ?? i), key, value })));
}

function checkLog(run: Run): void {
  const { log } = run;
  assert(log.logStartOffset <= lastStableOffset(log) && lastStableOffset(log) <= log.highWatermark && log.highWatermark <= log.logEndOffset, 'log start <= last stable offset <= high watermark <= log end');
  let last = -1;
  for (const batch of readLog(log, log.logStartOffset, log.logEndOffset, Number.MAX_SAFE_INTEGER, true).batches) {
    assert(batch.baseOffset > last, `a batch at ${batch.baseOffset} follows offset ${last}`);
    last = nextOffset(batch) - 1;
  }
  const found = new Map(recordsIn(log).map((record) => [record.offset, record]));
  const wrote = new Map(run.written.map((one) => [one.offset, one]));
  for (const record of found.values()) {
    const one = wrote.get(record.offset);
    assert(one !== undefined && one.key === record.key && one.value === record.value, `offset ${record.offset} holds ${record.key}=${record.value}, which was not written there`);
  }
  if (run.config.isCompacted) checkLastValues(run, found);
}

/** Of each key the last committed value is there, at its offset. A deletion may go, and the key with it, when its time is over. */
function checkLastValues(run: Run, found: ReadonlyMap<number, unknown>): void {
  const last = new Map<string, Written>();
  for (const one of run.written) if (one.fate === 'committed') last.set(one.key, one);
  for (const one of last.values()) {
    if (one.offset < run.log.logStartOffset || found.has(one.offset)) continue;
    assert(one.value === null, `the last value of ${one.key}, ${one.value} at ${one.offset}, is gone`);
    assert(one.metAt >= 0 && run.nowMs >= one.metAt + DELETE_RETENTION_MS, `the tombstone of ${one.key} at ${one.offset} went before delete.retention.ms was over`);
  }
}
