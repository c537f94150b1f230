// The values of an application's records: a text with places that are filled in, and event times that lie behind the clock.
import type { EventTimeSpec } from '../../../bridge/scenario.ts';
import type { Context } from '../../kernel/types.ts';

/** What a record's places are filled with. */
export interface RecordPlaces {
  /** Its running number. */
  readonly n: number;
  readonly key: string | null;
  /** The process's wall clock, ms since 1970. */
  readonly nowMs: number;
  /** How far the event's own time lies behind that, in ms. */
  readonly behindMs: number;
}

const PLACE = /\{(?:(n|key)|(time|ms)(?:-(\d+(?:\.\d+)?))?|number (-?\d+) (-?\d+)|pick ([^{}]+))\}/g;

/** The text with its places filled: those that `ProducerAppSpec.value` names. Anything else in braces stays. */
export function filledValue(text: string, { n, key, nowMs, behindMs }: RecordPlaces, ctx: Pick<Context, 'random'>): string {
  return text.replace(PLACE, (_whole, word?: string, time?: string, back?: string, low?: string, high?: string, choices?: string) => {
    if (word !== undefined) return word === 'n' ? String(n) : (key ?? '');
    if (time !== undefined) {
      const atMs = nowMs - behindMs - Math.round(Number(back ?? 0) * 1_000);
      return time === 'ms' ? String(atMs) : timestampText(atMs);
    }
    if (low !== undefined && high !== undefined) return String(drawn(Number(low), Number(high), ctx));
    const list = (choices ?? '').split('|');
    return list[drawn(0, list.length - 1, ctx)] ?? '';
  });
}

/** How far behind the clock the event time of the n-th record lies, in ms. */
export function timeBehind(spec: EventTimeSpec | undefined, n: number, ctx: Pick<Context, 'random'>): number {
  if (spec === undefined) return 0;
  const disorder = spec.disorderMs > 0 ? drawn(0, spec.disorderMs, ctx) : 0;
  return disorder + (spec.lateEvery > 0 && (n + 1) % spec.lateEvery === 0 ? spec.lateMs : 0);
}

function drawn(low: number, high: number, ctx: Pick<Context, 'random'>): number {
  return Math.min(low, high) + Math.floor(ctx.random() * (Math.abs(high - low) + 1));
}

/** As SQL writes a TIMESTAMP(3), in UTC. */
const timestampText = (ms: number): string => new Date(ms).toISOString().slice(0, 23).replace('T', ' ');
