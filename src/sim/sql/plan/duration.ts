// Durations of Flink's options: `5 s`, `1 min`, `500`.

/** `5 s`, `1 min`, `500` as ms; 0 without. */
export function durationMs(text: string | undefined): number {
  const found = /^\s*(\d+)\s*([a-zµ]*)\s*$/i.exec(text ?? '');
  if (found === null) return 0;
  const unit = (found[2] ?? '').toLowerCase();
  const [factor] = UNITS.filter(([, names]) => names.includes(unit)).map(([ms]) => ms);
  return Number(found[1]) * (factor ?? 1);
}

const UNITS: readonly (readonly [number, readonly string[]])[] = [
  [86_400_000, ['d', 'day', 'days']], [3_600_000, ['h', 'hour', 'hours']], [60_000, ['m', 'min', 'minute', 'minutes']],
  [1_000, ['s', 'sec', 'secs', 'second', 'seconds']], [1, ['', 'ms', 'milli', 'millis', 'millisecond', 'milliseconds']],
];
