// Points in time and durations as Kafka's tools read them.

/** `2026-01-05T12:00:00.000`, with or without Z or an offset, as ms since 1970; without a zone it is UTC. Null where it is none; the fraction must be there. */
export function instantMs(text: string): number | null {
  const found = /^(\d{1,4})-(\d{1,2})-(\d{1,2})T(\d{1,2}):(\d{1,2}):(\d{1,2})\.(\d{1,3})(Z|[+-]\d\d(?::?\d\d)?)?$/.exec(text);
  if (found === null) return null;
  const [, year, month, day, hour, minute, second, fraction = '0', zone = 'Z'] = found;
  const local = Date.UTC(Number(year), Number(month) - 1, Number(day), Number(hour), Number(minute), Number(second), Number(fraction));
  if (Number(month) < 1 || Number(month) > 12 || new Date(local).getUTCDate() !== Number(day) || Number(hour) > 23 || Number(minute) > 59 || Number(second) > 59) return null;
  if (zone === 'Z') return local;
  const sign = zone.startsWith('-') ? 1 : -1;
  return local + sign * (Number(zone.slice(1, 3)) * 60 + (zone.length > 3 ? Number(zone.slice(-2)) : 0)) * 60_000;
}

/** What Utils.getDateTime says of a text that is no time. */
export function dateProblem(text: string): string {
  const [, time] = text.split('T');
  if (time === undefined) return "Error parsing timestamp. It does not contain a 'T' according to ISO8601 format";
  return `Unparseable date: "${text}${/[-+Z]/.test(time) ? '' : 'Z'}"`;
}

/** `PnDTnHnMnS` in ms; null where it is none. */
export function durationMs(text: string): number | null {
  const found = /^([+-]?)P(?:([+-]?\d+)D)?(?:T(?:([+-]?\d+)H)?(?:([+-]?\d+)M)?(?:([+-]?\d+(?:\.\d+)?)S)?)?$/i.exec(text);
  if (found === null || /^[+-]?P$|T$/i.test(text)) return null;
  const [, sign, days = '0', hours = '0', minutes = '0', seconds = '0'] = found;
  const total = ((Number(days) * 24 + Number(hours)) * 60 + Number(minutes)) * 60_000 + Math.round(Number(seconds) * 1000);
  return sign === '-' ? -total : total;
}
