// Java's SimpleDateFormat for the letters that a log line needs; the time zone is UTC.

/** A time as the pattern says: y M d H m s S, text in quotes, everything else as it stands. */
export function formatDate(pattern: string, wallClockMs: number): string {
  const date = new Date(wallClockMs);
  const fields: Readonly<Record<string, number>> = {
    y: date.getUTCFullYear(), M: date.getUTCMonth() + 1, d: date.getUTCDate(), H: date.getUTCHours(), m: date.getUTCMinutes(), s: date.getUTCSeconds(), S: date.getUTCMilliseconds(), h: date.getUTCHours() % 12 === 0 ? 12 : date.getUTCHours() % 12,
  };
  return pattern.replace(/'((?:[^']|'')*)'|([a-zA-Z])\2*/g, (run: string, quoted: string | undefined, letter: string | undefined) => {
    if (quoted !== undefined) return quoted === '' ? "'" : quoted.replace(/''/g, "'");
    const value = fields[letter ?? ''];
    if (value === undefined) return run;
    const text = String(value).padStart(run.length, '0');
    return letter === 'y' && run.length === 2 ? text.slice(-2) : text;
  });
}
