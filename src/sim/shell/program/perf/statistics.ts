// The statistics of kafka-producer-perf-test.sh: a line for each window of 5 s, and the last one with percentiles.

/** Latencies are whole milliseconds of the wall clock, counted by their value: what a million records need is a few numbers. */
export interface Statistics {
  readonly startMs: number;
  readonly steady: boolean;
  windowStartMs: number;
  count: number;
  bytes: number;
  totalLatencyMs: number;
  maxLatencyMs: number;
  windowCount: number;
  windowBytes: number;
  windowTotalMs: number;
  windowMaxMs: number;
  /** No window lines any more: the steady state has statistics of its own. */
  quiet: boolean;
  latencies: Record<string, number>;
}

export function newStatistics(nowMs: number, steady: boolean): Statistics {
  return { startMs: nowMs, steady, windowStartMs: nowMs, count: 0, bytes: 0, totalLatencyMs: 0, maxLatencyMs: 0, windowCount: 0, windowBytes: 0, windowTotalMs: 0, windowMaxMs: 0, quiet: false, latencies: {} };
}

/** Counts an acknowledged record; returns what is printed, often nothing. */
export function recordSent(s: Statistics, latencyMs: number, bytes: number, nowMs: number, intervalMs: number): string {
  s.count++;
  s.bytes += bytes;
  s.totalLatencyMs += latencyMs;
  s.maxLatencyMs = Math.max(s.maxLatencyMs, latencyMs);
  s.windowCount++;
  s.windowBytes += bytes;
  s.windowTotalMs += latencyMs;
  s.windowMaxMs = Math.max(s.windowMaxMs, latencyMs);
  const key = String(latencyMs);
  s.latencies[key] = (s.latencies[key] ?? 0) + 1;
  if (nowMs - s.windowStartMs < intervalMs) return '';
  const text = `${s.steady && s.count === s.windowCount ? 'In steady state.\n' : ''}${s.quiet ? '' : windowLine(s, nowMs)}`;
  s.windowStartMs = nowMs;
  s.windowCount = 0;
  s.windowBytes = 0;
  s.windowTotalMs = 0;
  s.windowMaxMs = 0;
  return text;
}

function windowLine(s: Statistics, nowMs: number): string {
  const elapsed = nowMs - s.windowStartMs;
  return `${s.windowCount} records sent, ${fixed((1000 * s.windowCount) / elapsed, 1)} records/sec (${fixed(megabytes(s.windowBytes, elapsed), 2)} MB/sec), ${fixed(s.windowTotalMs / s.windowCount, 1)} ms avg latency, ${fixed(s.windowMaxMs, 1)} ms max latency.\n`;
}

/** The last line. */
export function totalLine(s: Statistics, nowMs: number): string {
  const elapsed = nowMs - s.startMs;
  const [half, most, nearlyAll, all] = [0.5, 0.95, 0.99, 0.999].map((share) => percentile(s, share));
  const times = `${fixed(s.totalLatencyMs / s.count, 2)} ms avg latency, ${fixed(s.maxLatencyMs, 2)} ms max latency, ${half} ms 50th, ${most} ms 95th, ${nearlyAll} ms 99th, ${all} ms 99.9th.`;
  return `${s.count}${s.steady ? ' steady state' : ''} records sent, ${fixed((1000 * s.count) / elapsed, 6)} records/sec (${fixed(megabytes(s.bytes, elapsed), 2)} MB/sec), ${times}\n`;
}

/** The latency that stands at this share of all, from the smallest on. */
function percentile(s: Statistics, share: number): number {
  let before = Math.floor(share * s.count);
  const values = Object.keys(s.latencies).map(Number).sort((a, b) => a - b);
  for (const value of values) {
    before -= s.latencies[String(value)] ?? 0;
    if (before < 0) return value;
  }
  return 0;
}

function megabytes(bytes: number, elapsedMs: number): number {
  return (1000 * bytes) / elapsedMs / 1_048_576;
}

/** As Java's %.nf writes a double. */
export function fixed(value: number, digits: number): string {
  if (Number.isNaN(value)) return 'NaN';
  return Number.isFinite(value) ? value.toFixed(digits) : value > 0 ? 'Infinity' : '-Infinity';
}
