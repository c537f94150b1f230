// Points in time and durations as Kafka's tools read them.

/** `2026-01-05T12:00:00.000`, with or without Z or an offset, as ms since 1970; without a zone it is UTC. Null where it is none. */
export function instantMs(text: string): number | null {
  const found = /^(\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d):(\d\d)(?:\.(\d{1,9}))?(Z|[+-]\d\d:?\d\d)?$/.exec(text);
  if (found === null) return null;
  const [, year, month, day, hour, minute, second, fraction = '', zone = 'Z'] = found;
  const local = Date.UTC(Number(year), Number(month) - 1, Number(day), Number(hour), Number(minute), Number(second), Number(fraction.padEnd(3, '0').slice(0, 3)));
  if (zone === 'Z') return local;
  const sign = zone.startsWith('-') ? 1 : -1;
  return local + sign * (Number(zone.slice(1, 3)) * 60 + Number(zone.slice(-2))) * 60_000;
}

/** `PnDTnHnMnS` in ms; null where it is none. */
export function durationMs(text: string): number | null {
  const found = /^([+-]?)P(?:([+-]?\d+)D)?(?:T(?:([+-]?\d+)H)?(?:([+-]?\d+)M)?(?:([+-]?\d+(?:\.\d+)?)S)?)?$/i.exec(text);
  if (found === null || /^[+-]?P$|T$/i.test(text)) return null;
  const [, sign, days = '0', hours = '0', minutes = '0', seconds = '0'] = found;
  const total = ((Number(days) * 24 + Number(hours)) * 60 + Number(minutes)) * 60_000 + Math.round(Number(seconds) * 1000);
  return sign === '-' ? -total : total;
}
