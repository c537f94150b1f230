// The predictions that wait for another try, kept in this browser.
import type { SavedRun } from '../../bridge/input.ts';
import type { Confidence } from '../../lesson/progress.ts';
import { keep, kept } from '../store/kept.ts';
import { isReview, nextTry, type Review } from '../../lesson/review.ts';

const KEY = 'correnteza/review';
/** Each holds a world's inputs; the oldest give way. */
const MOST = 40;

/** All that wait, the soonest first. */
export function keptReviews(): Review[] {
  try {
    const read: unknown = JSON.parse(kept(KEY) ?? '[]');
    return Array.isArray(read) ? read.filter((one) => isReview(one)).toSorted((a, b) => a.dueAtMs - b.dueAtMs) : [];
  } catch {
    return [];
  }
}

/** Those whose time has come. */
export function dueReviews(nowMs: number): Review[] {
  return keptReviews().filter((review) => review.dueAtMs <= nowMs);
}

export interface Asked {
  readonly path: string;
  readonly step: string;
  readonly run: SavedRun;
  readonly atUs: number;
}

/** After an answer: when it comes back, if it does. */
export function scheduleReview(asked: Asked, right: boolean, confidence: Confidence, nowMs: number): void {
  const all = keptReviews();
  const known = all.find((one) => one.path === asked.path && one.step === asked.step);
  const next = nextTry(known?.box ?? 0, right, confidence);
  const others = all.filter((one) => one !== known);
  // The world is the one in which it was first asked: a review's own would lose what led there.
  const { run, atUs } = known ?? asked;
  const waiting = next === null ? others : [...others, { path: asked.path, step: asked.step, run, atUs, box: next.box, dueAtMs: nowMs + next.afterMs }];
  keep(KEY, JSON.stringify(waiting.slice(-MOST)));
}
