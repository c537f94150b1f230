// Flink's configuration: the options that the simulator reads, each with its default, and values as Flink writes them.
import { MILLISECOND, type Time } from '../kernel/types.ts';

/** What is read, with Flink 2.2's defaults; '' where an option has none. */
export const FLINK_DEFAULTS = {
  'execution.checkpointing.interval': '', // no checkpoints
  'execution.checkpointing.mode': 'EXACTLY_ONCE',
  'execution.checkpointing.timeout': '10 min',
  'execution.checkpointing.min-pause': '0 ms',
  'execution.checkpointing.max-concurrent-checkpoints': '1',
  'execution.checkpointing.tolerable-failed-checkpoints': '0',
  'execution.checkpointing.num-retained': '1',
  'execution.checkpointing.unaligned.enabled': 'false',
  'execution.checkpointing.aligned-checkpoint-timeout': '0 ms',
  'execution.checkpointing.externalized-checkpoint-retention': 'NO_EXTERNALIZED_CHECKPOINTS',
  'execution.checkpointing.incremental': 'false',
  'execution.checkpointing.savepoint-dir': 'file:/flink/savepoints',
  'execution.state-recovery.path': '',
  'execution.state-recovery.ignore-unclaimed-state': 'false',
  'state.backend.type': 'hashmap',
  'restart-strategy.type': '', // exponential-delay with checkpoints, none without
  'restart-strategy.fixed-delay.attempts': '1',
  'restart-strategy.fixed-delay.delay': '1 s',
  'restart-strategy.exponential-delay.initial-backoff': '1 s',
  'restart-strategy.exponential-delay.max-backoff': '1 min',
  'restart-strategy.exponential-delay.backoff-multiplier': '1.5',
  'restart-strategy.exponential-delay.jitter-factor': '0.1',
  'restart-strategy.exponential-delay.reset-backoff-threshold': '1 h',
  'restart-strategy.exponential-delay.attempts-before-reset-backoff': 'infinite',
  'restart-strategy.failure-rate.max-failures-per-interval': '1',
  'restart-strategy.failure-rate.failure-rate-interval': '1 min',
  'restart-strategy.failure-rate.delay': '1 s',
  'jobmanager.execution.failover-strategy': 'region',
  'parallelism.default': '1',
  'pipeline.max-parallelism': '-1',
  'pipeline.operator-chaining.enabled': 'true',
  'pipeline.auto-watermark-interval': '200 ms',
  'taskmanager.numberOfTaskSlots': '1',
  'taskmanager.memory.segment-size': '32 kb',
  'taskmanager.network.memory.buffers-per-channel': '2',
  'taskmanager.network.memory.floating-buffers-per-gate': '8',
  'taskmanager.network.memory.max-buffers-per-channel': '10',
  'execution.buffer-timeout.interval': '100 ms',
  'heartbeat.interval': '10 s',
  'heartbeat.timeout': '50 s',
  'heartbeat.rpc-failure-threshold': '2',
  'slot.request.timeout': '5 min',
  'slot.idle.timeout': '50 s',
} as const;

export type FlinkOption = keyof typeof FLINK_DEFAULTS;
export type Configuration = Readonly<Record<string, string>>;

/** The value of an option: what is set, else Flink's default. */
export function option(configuration: Configuration, name: FlinkOption): string {
  return configuration[name] ?? FLINK_DEFAULTS[name];
}

export function numberOption(configuration: Configuration, name: FlinkOption): number {
  const value = Number(option(configuration, name));
  return Number.isFinite(value) ? value : Number(FLINK_DEFAULTS[name]);
}

export function flag(configuration: Configuration, name: FlinkOption): boolean {
  return option(configuration, name).toLowerCase() === 'true';
}

const UNITS: Readonly<Record<string, number>> = { ms: 1, milli: 1, millis: 1, s: 1_000, sec: 1_000, secs: 1_000, second: 1_000, seconds: 1_000, m: 60_000, min: 60_000, minute: 60_000, minutes: 60_000, h: 3_600_000, hour: 3_600_000, hours: 3_600_000, d: 86_400_000, day: 86_400_000, days: 86_400_000 };

/** A duration as Flink writes it (`10 s`, `1min`, `200`), in ms; null where it is none. */
export function parseDurationMs(text: string): number | null {
  const match = /^\s*(\d+)\s*([a-zA-Z]*)\s*$/.exec(text);
  if (match === null) return null;
  const unit = match[2] === '' ? 1 : Object.hasOwn(UNITS, (match[2] ?? '').toLowerCase()) ? UNITS[(match[2] ?? '').toLowerCase()] : undefined;
  return unit === undefined ? null : Number(match[1]) * unit;
}

/** A duration option in virtual time; its default where what is set is no duration, null where there is neither. */
export function duration(configuration: Configuration, name: FlinkOption): Time | null {
  const ms = parseDurationMs(option(configuration, name)) ?? parseDurationMs(FLINK_DEFAULTS[name]);
  return ms === null ? null : ms * MILLISECOND;
}

/** Bytes as Flink writes them (`32 kb`). */
export function bytesOption(configuration: Configuration, name: FlinkOption): number {
  const match = /^\s*(\d+)\s*([a-z]*)\s*$/i.exec(option(configuration, name));
  const unit = { '': 1, b: 1, k: 1_024, kb: 1_024, m: 1_048_576, mb: 1_048_576, g: 1_073_741_824, gb: 1_073_741_824 }[(match?.[2] ?? '').toLowerCase()] ?? 1;
  return Number(match?.[1] ?? 32_768) * unit;
}
