// When a prediction comes back for another try: later each time that it was right and not a guess, sooner where it was surely wrong.
import type { SavedRun, TimedInput } from '../bridge/input.ts';
import type { Lesson } from './lesson.ts';
import type { Confidence } from './progress.ts';

/** A prediction that waits for its next try: where it was asked, and the world as it was then. Times in ms since 1970. */
export interface Review {
  readonly path: string;
  readonly step: string;
  /** How often it was right in a row. */
  readonly box: number;
  readonly dueAtMs: number;
  readonly run: SavedRun;
  /** The virtual time at which it was asked. */
  readonly atUs: number;
}

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
/** After so many days, by how often it was right in a row; beyond, it is known. */
const DAYS = [1, 3, 7, 21] as const;
/** Who was certain and wrong is asked again the same day. */
const SURELY_WRONG_MS = 4 * HOUR_MS;
const CERTAIN: Confidence = 3;
const GUESS: Confidence = 1;
const PREFIX = 'review/';

/** The next try after an answer; null where the answer is known by now. */
export function nextTry(box: number, right: boolean, confidence: Confidence): { readonly box: number; readonly afterMs: number } | null {
  if (!right) return { box: 0, afterMs: confidence === CERTAIN ? SURELY_WRONG_MS : DAY_MS };
  const next = confidence === GUESS ? box : box + 1;
  const days = DAYS[next];
  return days === undefined ? null : { box: next, afterMs: days * DAY_MS };
}

/** The path under which a review is opened. */
export function reviewPath({ path, step }: Pick<Review, 'path' | 'step'>): string {
  return `${PREFIX}${path}/${step}`;
}

/** The lesson's path and the step in the path of a review; null where it is none. */
export function reviewed(path: string): { readonly path: string; readonly step: string } | null {
  const cut = path.lastIndexOf('/');
  return path.startsWith(PREFIX) && cut > PREFIX.length ? { path: path.slice(PREFIX.length, cut), step: path.slice(cut + 1) } : null;
}

/** The one question of a review, as a lesson in the world as it was when it was first asked; null where the lesson has it no more. */
export function reviewLesson(lesson: Lesson, review: Review): Lesson | null {
  const step = lesson.steps.find((one) => one.id === review.step);
  if (step?.kind !== 'predict') return null;
  const path = reviewPath(review);
  const asked: TimedInput = { atUs: review.atUs, input: { kind: 'open-tty', tty: 'main', columns: 100, rows: 24, echo: true } };
  const { inputs, scenario, seed } = review.run;
  return { ...lesson, path, seed, scenario: { ...scenario, name: path }, before: [...inputs.filter((one) => one.atUs <= review.atUs), asked], steps: [step] };
}

/** Whether a value that was stored is a review. */
export function isReview(value: unknown): value is Review {
  if (typeof value !== 'object' || value === null || !('run' in value)) return false;
  const { path, step, box, dueAtMs, atUs, run }: Readonly<Record<string, unknown>> = { path: null, step: null, box: null, dueAtMs: null, atUs: null, ...value };
  return typeof path === 'string' && typeof step === 'string' && typeof box === 'number' && typeof dueAtMs === 'number' && typeof atUs === 'number'
    && typeof run === 'object' && run !== null && 'inputs' in run && Array.isArray(run.inputs) && 'scenario' in run && 'seed' in run;
}
