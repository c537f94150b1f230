// Numbers, times and sizes in the reader's format.
import { getLocale } from '../paraglide/runtime.js';

const formats = new Map<string, Intl.NumberFormat>();

export function number(value: number, digits = 0): string {
  const key = `${getLocale()}/${digits}`;
  let format = formats.get(key);
  if (format === undefined) {
    format = new Intl.NumberFormat(getLocale(), { maximumFractionDigits: digits });
    formats.set(key, format);
  }
  return format.format(value);
}

/** Virtual time as minutes, seconds and ms: `1:36,250`. Hours only where there are some. */
export function clockTime(us: number, digits: 0 | 1 | 3 = 3): string {
  const unit = 10 ** digits;
  const total = Math.floor((us / 1_000_000) * unit + 1e-6);
  const seconds = Math.floor(total / unit);
  const [h, min, s] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60];
  const whole = h > 0 ? `${h}:${pad(min, 2)}:${pad(s, 2)}` : `${min}:${pad(s, 2)}`;
  return digits === 0 ? whole : `${whole}${getLocale() === 'en' ? '.' : ','}${pad(total % unit, digits)}`;
}

/** A duration with its unit, in the largest unit that keeps it readable. */
export function duration(us: number): string {
  if (us < 1_000) return `${number(us)} µs`;
  if (us < 1_000_000) return `${number(us / 1_000, us < 10_000 ? 2 : 0)} ms`;
  return `${number(us / 1_000_000, us < 10_000_000 ? 1 : 0)} s`;
}

/** `0,01×` to `1.000×`. */
export function speed(value: number): string {
  return `${number(value, 2)}×`;
}

function pad(value: number, digits: number): string {
  return String(value).padStart(digits, '0');
}
