// What an expression may ask for while it runs: the times and the chance that the operator around it gives.
import type { Row } from '../value.ts';

export interface Env {
  /** The session's `table.local-time-zone`. */
  readonly zone: string;
  /** Virtual time at which the query began, in ms: CURRENT_TIMESTAMP of a batch query. */
  readonly started: number;
  /** Virtual time now, in ms since 1970. */
  now(): number;
  /** The operator's watermark, null before the first. */
  watermark(): number | null;
  /** A number from 0 up to 1 of the world's own generator. */
  random(): number;
  /** The rows around a correlated query, the nearest first. */
  readonly outer: readonly Row[];
}

/** For expressions over rows alone: time stands still at 1970, and chance is the middle. */
export const NO_ENV: Env = { zone: 'UTC', started: 0, now: () => 0, watermark: () => null, random: () => 0.5, outer: [] };
