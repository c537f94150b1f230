// SET and RESET: the session's options, and their values' types where a wrong one is refused.
import { refused } from '../problem.ts';
import { isSettableZone } from '../time/zone.ts';
import { allSettings, type Session } from './session.ts';

const ILLEGAL = 'java.lang.IllegalArgumentException';

/** SET 'key' = 'value'. Values are only looked at where they are used. */
export function setOption(session: Session, key: string, value: string): Session {
  if (key.trim() === '') throw refused('key is null', null, 'java.lang.NullPointerException');
  if (key === 'table.planner' && value.toLowerCase() !== 'blink') throw refused('Unsupported value \'OLD\' for \'table.planner\'. The old planner has been removed in Flink 1.14. Please update your table program to use the default planner (previously known as the \'blink\' planner).', null, 'org.apache.flink.table.api.TableException');
  checkValue(key, value);
  return { ...session, settings: { ...session.settings, [key]: value } };
}

const INTEGERS = ['parallelism.default', 'pipeline.max-parallelism', 'execution.checkpointing.max-concurrent-checkpoints', 'execution.checkpointing.tolerable-failed-checkpoints'];
const DURATIONS = ['execution.checkpointing.interval', 'execution.checkpointing.timeout', 'execution.checkpointing.min-pause', 'execution.buffer-timeout.interval', 'pipeline.auto-watermark-interval'];
const BOOLEANS = ['pipeline.object-reuse', 'pipeline.operator-chaining.enabled', 'execution.checkpointing.unaligned.enabled', 'execution.checkpointing.incremental'];

/** Options of the execution environment are read as soon as they are set; those of tables and of the client where they are used. */
function checkValue(key: string, value: string): void {
  if (INTEGERS.includes(key)) wholeNumber(value);
  if (key === 'parallelism.default' && wholeNumber(value) < 1 && wholeNumber(value) !== -1) throw refused('Parallelism must be at least one, or ExecutionConfig.PARALLELISM_DEFAULT (use system default).', null, ILLEGAL);
  if (DURATIONS.includes(key)) checkDuration(value);
  if (BOOLEANS.includes(key)) truth(value);
  if (key === 'execution.runtime-mode') {
    const mode = enumValue(value, ['STREAMING', 'BATCH', 'AUTOMATIC'], 'org.apache.flink.api.common.RuntimeExecutionMode');
    if (mode === 'AUTOMATIC') throw refused("Unsupported mode 'AUTOMATIC' for 'execution.runtime-mode'. Only an explicit BATCH or STREAMING mode is supported in Table API.", null, 'org.apache.flink.table.api.TableException');
  }
  if (key === 'execution.checkpointing.mode') enumValue(value, ['EXACTLY_ONCE', 'AT_LEAST_ONCE'], 'org.apache.flink.core.execution.CheckpointingMode');
  if (key === 'table.sql-dialect' && value.toLowerCase() !== 'default') {
    if (value.toLowerCase() === 'hive') throw refused("Could not find any factories that implement 'org.apache.flink.table.delegation.ParserFactory' in the classpath.");
    throw refused(`No enum constant org.apache.flink.table.api.SqlDialect.${value.toUpperCase()}`, null, ILLEGAL);
  }
}

/** As Integer.parseInt reads it. */
function wholeNumber(text: string): number {
  if (!/^[+-]?\d{1,10}$/.test(text.trim()) || Math.abs(Number(text)) > 2_147_483_648) throw refused(`For input string: "${text}"`, null, 'java.lang.NumberFormatException');
  return Number(text);
}

function truth(text: string): boolean {
  const upper = text.toUpperCase();
  if (upper !== 'TRUE' && upper !== 'FALSE') throw refused(`Unrecognized option for boolean: ${text}. Expected either true or false(case insensitive)`, null, ILLEGAL);
  return upper === 'TRUE';
}

/** As TimeUtils.parseDuration reads it. */
function checkDuration(text: string): void {
  const [, digits = '', unit = ''] = /^(\d*)\s*(.*)$/s.exec(text.trim()) ?? [];
  if (text.trim() === '') throw refused('argument is an empty- or whitespace-only string', null, ILLEGAL);
  if (digits === '' && !/^-?P/i.test(unit)) throw refused(`text does not start with a number, and is not a valid ISO-8601 duration format: ${text}`, null, 'java.lang.NumberFormatException');
  if (digits !== '' && unit !== '' && !DURATION_UNIT.test(unit)) throw refused(`Time interval unit label '${unit.toLowerCase()}' does not match any of the recognized units: DAYS: (d | day | days), HOURS: (h | hour | hours), MINUTES: (min | m | minute | minutes), SECONDS: (s | sec | secs | second | seconds), MILLISECONDS: (ms | milli | millis | millisecond | milliseconds), MICROSECONDS: (µs | micro | micros | microsecond | microseconds), NANOSECONDS: (ns | nano | nanos | nanosecond | nanoseconds)`, null, ILLEGAL);
}

const DURATION_UNIT = /^(?:d|days?|h|hours?|m|min|minutes?|s|secs?|seconds?|ms|millis?|milliseconds?|µs|micros?|microseconds?|ns|nanos?|nanoseconds?)$/i;

function enumValue<T extends string>(given: string, names: readonly T[], javaClass: string): T {
  const found = names.find((name) => name === given.toUpperCase().replaceAll('-', '_'));
  if (found === undefined) throw refused(`Could not parse value for enum class ${javaClass}. Expected one of: [[${names.join(', ')}]]`, null, ILLEGAL);
  return found;
}

/** Options of tables are read when a statement is planned: the problem with the first that is wrong. */
export function checkPlanned(session: Session, inserts: boolean): void {
  const given = allSettings(session);
  const zone = given['table.local-time-zone'];
  if (zone !== undefined && zone !== 'default' && !isSettableZone(zone)) throw refused("Invalid time zone. The value should be a Time Zone Database (TZDB) ID such as 'America/Los_Angeles' to include daylight saving time. Fixed offsets are supported using 'GMT-03:00' or 'GMT+03:00'. Or use 'UTC' without time zone and daylight saving time.");
  if (inserts) enumValue(given['table.exec.sink.not-null-enforcer'] ?? 'ERROR', ['ERROR', 'DROP'], 'org.apache.flink.table.api.config.ExecutionConfigOptions$NotNullEnforcer');
  if (given['table.exec.state.ttl'] !== undefined) checkDuration(given['table.exec.state.ttl']);
  enumValue(given['table.optimizer.agg-phase-strategy'] ?? 'AUTO', ['AUTO', 'ONE_PHASE', 'TWO_PHASE'], 'org.apache.flink.table.api.config.AggregatePhaseStrategy');
  wholeNumber(given['table.exec.resource.default-parallelism'] ?? '-1');
  for (const key of ['table.exec.mini-batch.enabled', 'table.optimizer.distinct-agg.split.enabled', 'table.optimizer.join-reorder-enabled', 'table.optimizer.reuse-sub-plan-enabled', 'table.optimizer.reuse-source-enabled']) truth(given[key] ?? 'false');
  const size = wholeNumber(given['table.exec.mini-batch.size'] ?? '-1');
  if (!truth(given['table.exec.mini-batch.enabled'] ?? 'false')) return;
  const latency = given['table.exec.mini-batch.allow-latency'];
  if (latency !== undefined) checkDuration(latency);
  if (latency === undefined || /^\s*0/.test(latency)) throw refused('MiniBatch Latency must be greater than 0 ms. [null]', null, ILLEGAL);
  if (size <= 0) throw refused("Key: 'table.exec.mini-batch.size' , default: -1 (fallback keys: []) must be > 0.", null, ILLEGAL);
}

/** RESET: back to what the client began with. */
export function resetOption(session: Session, key: string | null): Session {
  if (key === null) return { ...session, settings: {} };
  const settings = Object.fromEntries(Object.entries(session.settings).filter(([one]) => one !== key));
  return { ...session, settings };
}

/** Rows of SET; alone. */
export function settingRows(session: Session): readonly (readonly string[])[] {
  return Object.entries(allSettings(session)).toSorted(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0)).map(([key, value]) => [key, value]);
}

/** A text option. */
export function textOption(session: Session, key: string, otherwise: string): string {
  return allSettings(session)[key] ?? otherwise;
}

/** An option of an enum: one of these names in any case. */
export function enumOption<T extends string>(session: Session, key: string, names: readonly T[], otherwise: T, javaClass: string): T {
  return enumValue(textOption(session, key, otherwise), names, javaClass);
}

export function booleanOption(session: Session, key: string, otherwise: boolean): boolean {
  return truth(textOption(session, key, String(otherwise)));
}

export function intOption(session: Session, key: string, otherwise: number): number {
  return wholeNumber(textOption(session, key, String(otherwise)));
}
