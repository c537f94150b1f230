// Options of tables as Flink's factories read them (FactoryUtil): their types, what is missing, what nobody knows.
import { refused } from '../../sql/problem.ts';

export type OptionType =
  | { readonly kind: 'string' | 'int' | 'long' | 'double' | 'boolean' | 'duration' | 'memory' | 'list' }
  /** One of these, in letters of any size; `java` is the enum's class. */
  | { readonly kind: 'enum'; readonly java: string; readonly values: readonly string[] };

export interface Option {
  readonly key: string;
  readonly type: OptionType;
}

export type Texts = Readonly<Record<string, string>>;

const of = (kind: Exclude<OptionType['kind'], 'enum'>) => (key: string): Option => ({ key, type: { kind } });
export const text = of('string');
export const int = of('int');
export const long = of('long');
export const double = of('double');
export const boolean = of('boolean');
export const duration = of('duration');
export const memory = of('memory');
export const list = of('list');
export const oneOf = (key: string, java: string, values: readonly string[]): Option => ({ key, type: { kind: 'enum', java, values } });

const ILLEGAL_ARGUMENT = 'java.lang.IllegalArgumentException';
const NUMBER_FORMAT = 'java.lang.NumberFormatException';

/** What every connector takes besides its own (FactoryUtil): the property version, and the watermarks that a source makes. */
export const COMMON_OPTIONS: readonly Option[] = [
  text('connector'), int('property-version'),
  text('scan.watermark.alignment.group'), duration('scan.watermark.alignment.max-drift'), duration('scan.watermark.alignment.update-interval'),
  oneOf('scan.watermark.emit.strategy', 'org.apache.flink.table.watermark.WatermarkEmitStrategy', ['on-event', 'on-periodic']),
  duration('scan.watermark.idle-timeout'),
];

/** Required options that are not there. */
export function requireOptions(options: Texts, required: readonly string[]): void {
  const missing = required.filter((key) => options[key] === undefined).sort((a, b) => (a < b ? -1 : 1));
  if (missing.length > 0) throw refused(`One or more required options are missing.\n\nMissing required options are:\n\n${missing.join('\n')}`);
}

/** Options that neither the connector nor its formats know. `prefixes`: keys that begin so are anybody's. */
export function refuseOthers(identifier: string, options: Texts, supported: readonly string[], prefixes: readonly string[] = []): void {
  const sorted = (keys: readonly string[]): string[] => keys.toSorted((a, b) => (a < b ? -1 : 1));
  const others = Object.keys(options).filter((key) => !supported.includes(key) && !prefixes.some((prefix) => key.startsWith(prefix)));
  if (others.length === 0) return;
  throw refused(`Unsupported options found for '${identifier}'.\n\nUnsupported options:\n\n${sorted(others).join('\n')}\n\nSupported options:\n\n${sorted([...new Set(supported)]).join('\n')}`);
}

/** Reads each option that is there, for the fault in it. */
export function checkOptions(options: Texts, known: readonly Option[], prefix = ''): void {
  for (const { key, type } of known) {
    const value = options[prefix + key];
    if (value !== undefined) checkValue(value, type);
  }
}

function checkValue(value: string, type: OptionType): void {
  switch (type.kind) {
    case 'string': case 'list': return;
    case 'int': wholeOf(value, 32); return;
    case 'long': wholeOf(value, 64); return;
    case 'double':
      if (!/^\s*[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?[dDfF]?\s*$/.test(value)) throw refused(value.trim() === '' ? 'empty String' : `For input string: "${value}"`, null, NUMBER_FORMAT);
      return;
    case 'boolean': booleanOf(value); return;
    case 'duration': millisOf(value); return;
    case 'memory': bytesOf(value); return;
    case 'enum':
      if (enumOf(value, type.values) === null) throw refused(`Could not parse value for enum class ${type.java}. Expected one of: [[${type.values.join(', ')}]]`, null, ILLEGAL_ARGUMENT);
  }
}

/** Integer.parseInt, Long.parseLong. */
export function wholeOf(value: string, bits: 32 | 64): number {
  const number = /^[+-]?\d{1,30}$/.test(value) ? BigInt(value.replace(/^\+/, '')) : null;
  if (number === null || BigInt.asIntN(bits, number) !== number) throw refused(`For input string: "${value}"${number !== null && bits === 32 ? ' under radix 10' : ''}`, null, NUMBER_FORMAT);
  return Number(number);
}

export function booleanOf(value: string): boolean {
  const upper = value.toUpperCase();
  if (upper !== 'TRUE' && upper !== 'FALSE') throw refused(`Unrecognized option for boolean: ${value}. Expected either true or false(case insensitive)`, null, ILLEGAL_ARGUMENT);
  return upper === 'TRUE';
}

/** The value as it is declared, null where it is none. */
export function enumOf(value: string, values: readonly string[]): string | null {
  return values.find((one) => one.toUpperCase() === value.toUpperCase()) ?? null;
}

const UNITS: readonly (readonly [string, readonly string[], number])[] = [
  ['DAYS', ['d', 'day', 'days'], 86_400_000], ['HOURS', ['h', 'hour', 'hours'], 3_600_000], ['MINUTES', ['min', 'm', 'minute', 'minutes'], 60_000],
  ['SECONDS', ['s', 'sec', 'secs', 'second', 'seconds'], 1_000], ['MILLISECONDS', ['ms', 'milli', 'millis', 'millisecond', 'milliseconds'], 1],
  ['MICROSECONDS', ['µs', 'micro', 'micros', 'microsecond', 'microseconds'], 0.001], ['NANOSECONDS', ['ns', 'nano', 'nanos', 'nanosecond', 'nanoseconds'], 0.000001],
];

/** TimeUtils.parseDuration: `5 min`, `1s`; a bare number is milliseconds. */
export function millisOf(value: string): number {
  const trimmed = value.trim();
  if (trimmed === '') throw refused('argument is an empty or whitespace-only string', null, ILLEGAL_ARGUMENT);
  const found = /^(\d*)(.*)$/s.exec(trimmed);
  const [number = '', unit = ''] = [found?.[1], found?.[2]?.trim().toLowerCase()];
  if (number === '') throw refused('text does not start with a number', null, NUMBER_FORMAT);
  if (unit === '') return Number(number);
  const known = UNITS.find(([, labels]) => labels.includes(unit));
  if (known === undefined) {
    const all = UNITS.map(([name, labels]) => `${name}: (${labels.join(' | ')})`).join(', ');
    throw refused(`Time interval unit label '${unit}' does not match any of the recognized units: ${all}`, null, ILLEGAL_ARGUMENT);
  }
  return Math.floor(Number(number) * known[2]);
}

const SIZES: readonly (readonly [readonly string[], number])[] = [
  [['b', 'bytes'], 1], [['k', 'kb', 'kibibytes'], 2 ** 10], [['m', 'mb', 'mebibytes'], 2 ** 20], [['g', 'gb', 'gibibytes'], 2 ** 30], [['t', 'tb', 'tebibytes'], 2 ** 40],
];

/** MemorySize.parse: `128mb`; a bare number is bytes. */
export function bytesOf(value: string): number {
  const trimmed = value.trim();
  if (trimmed === '') throw refused('argument is an empty- or whitespace-only string', null, ILLEGAL_ARGUMENT);
  const found = /^(\d*)(.*)$/s.exec(trimmed);
  const [number = '', unit = ''] = [found?.[1], found?.[2]?.trim().toLowerCase()];
  if (number === '') throw refused('text does not start with a number', null, NUMBER_FORMAT);
  if (unit === '') return Number(number);
  const known = SIZES.find(([labels]) => labels.includes(unit));
  if (known === undefined) throw refused(`Memory size unit '${unit}' does not match any of the recognized units: ${SIZES.map(([labels]) => `(${labels.join(' | ')})`).join(' / ')}`, null, ILLEGAL_ARGUMENT);
  return Number(number) * known[1];
}

/** The items of a list option: `a;b`, each without space around it, quoted ones whole. */
export function itemsOf(value: string): readonly string[] {
  const items: string[] = [];
  let item = '';
  let quote = '';
  for (const letter of value) {
    if (quote !== '') {
      if (letter === quote) quote = '';
      else item += letter;
    } else if ((letter === '"' || letter === "'") && item.trim() === '') quote = letter;
    else if (letter === ';') {
      items.push(item.trim());
      item = '';
    } else item += letter;
  }
  items.push(item.trim());
  return items.filter((one) => one !== '');
}
