// Values as text: what CAST AS STRING gives, and what the client prints.
import { doubleText, floatText } from '../../jvm/number-text.ts';
import { dateText, MS_PER_DAY, timestampText, timeText } from '../time/calendar.ts';
import { toLocal } from '../time/zone.ts';
import type { LogicalType } from '../type/logical-type.ts';
import { entriesOf, listOf, millisOf, nanosOf, type Value } from '../value.ts';
import { bytesToText } from './bytes.ts';

/** `printing`: bytes as x'0a', as the client shows them; a cast reads them as UTF-8. */
export type TextOf = (value: Value, zone: string) => string;

/** A value's text; null inside another value is NULL. */
export function textOf(type: LogicalType, printing = false): TextOf {
  switch (type.kind) {
    case 'BOOLEAN': return (value) => (value === true ? 'TRUE' : 'FALSE');
    case 'FLOAT': return (value) => floatText(value as number);
    case 'DOUBLE': return (value) => doubleText(value as number);
    case 'DATE': return (value) => dateText(value as number);
    case 'TIME': return (value) => timeText(value as number, type.precision);
    case 'TIMESTAMP': return (value) => timestampText(millisOf(value), nanosOf(value), type.precision);
    case 'TIMESTAMP_LTZ': return (value, zone) => timestampText(toLocal(zone, millisOf(value)), nanosOf(value), type.precision);
    case 'INTERVAL_YEAR_MONTH': return (value) => monthsText(value as number);
    case 'INTERVAL_DAY_TIME': return (value) => millisText(value as number);
    case 'BINARY': case 'VARBINARY': return printing ? (value) => `x'${value as string}'` : (value) => bytesToText(value as string);
    case 'ARRAY': return arrayText(nullable(textOf(type.element, printing)));
    case 'ROW': return rowText(type.fields.map((field) => nullable(textOf(field.type, printing))));
    case 'STRUCTURED': return structuredText(type.fields.map((field) => [field.name, nullable(textOf(field.type, printing))] as const));
    case 'MAP': return mapText(nullable(textOf(type.key, printing)), nullable(textOf(type.value, printing)));
    case 'MULTISET': return mapText(nullable(textOf(type.element, printing)), String);
    default: return String;
  }
}

/** A cell as the client's tables show it. */
export function cellText(type: LogicalType): TextOf {
  const text = textOf(type, true);
  return (value, zone) => (value === null ? '<NULL>' : text(value, zone));
}

function nullable(text: TextOf): TextOf {
  return (value, zone) => (value === null ? 'NULL' : text(value, zone));
}

function arrayText(element: TextOf): TextOf {
  return (value, zone) => `[${listOf(value).map((item) => element(item, zone)).join(', ')}]`;
}

function rowText(fields: readonly TextOf[]): TextOf {
  return (value, zone) => `(${fields.map((field, i) => field(listOf(value)[i] ?? null, zone)).join(', ')})`;
}

function structuredText(fields: readonly (readonly [string, TextOf])[]): TextOf {
  return (value, zone) => `(${fields.map(([name, field], i) => `${name}=${field(listOf(value)[i] ?? null, zone)}`).join(', ')})`;
}

function mapText(key: TextOf, entry: TextOf): TextOf {
  return (value, zone) => `{${entriesOf(value).map(([k, v]) => `${key(k, zone)}=${entry(v, zone)}`).join(', ')}}`;
}

/** `+1-03`. */
function monthsText(months: number): string {
  const size = Math.abs(months);
  return `${months < 0 ? '-' : '+'}${Math.floor(size / 12)}-${String(size % 12).padStart(2, '0')}`;
}

/** `+10 00:00:00.004`. */
function millisText(millis: number): string {
  const size = Math.abs(millis);
  const days = Math.floor(size / MS_PER_DAY);
  return `${millis < 0 ? '-' : '+'}${days} ${timeText(size % MS_PER_DAY, 3)}`;
}
