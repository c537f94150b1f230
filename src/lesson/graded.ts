// What grading found of a homework: plain data that the command line, a worker and the page share.
import type { FileProblem } from './homework.ts';

/** Why a claim is not believed as it stands. */
export type Doubt =
  /** Something in the file was changed after it was made. */
  | { readonly kind: 'seal' }
  /** The replay's running hash is not the file's. */
  | { readonly kind: 'hash' }
  /** The run does not begin as the lesson does. */
  | { readonly kind: 'beginning' }
  /** This step is claimed, and the lesson's check never held from when it is said to have been opened. */
  | { readonly kind: 'step'; readonly step: string }
  /** The world answers this prediction otherwise than the file says, or it was not asked in this run. */
  | { readonly kind: 'answer'; readonly step: string }
  | { readonly kind: 'points'; readonly claimed: number };

/** `changed` by hand; `unproven`: more is claimed than the run shows; `other-version` of the lesson, `other-build` of the simulator; `no-seal`: not a homework's file. */
export type Verdict = 'intact' | 'changed' | 'unproven' | 'other-version' | 'other-build' | 'no-seal';

export type StepResult = 'solved' | 'right' | 'wrong' | 'by-lesson' | 'not-seen' | 'open';

export interface Graded {
  readonly kind: 'graded';
  readonly verdict: Verdict;
  readonly doubts: readonly Doubt[];
  /** Steps to act in: seen to be solved, claimed, and how many the lesson has. */
  readonly solved: number;
  readonly claimed: number;
  readonly steps: number;
  readonly right: number;
  readonly wrong: number;
  readonly predictions: number;
  readonly hints: number;
  /** Steps whose solution was shown, and steps that the lesson did in the learner's stead. */
  readonly shown: number;
  readonly byLesson: number;
  /** Virtual time that was lived, in microseconds. */
  readonly timeUs: number;
  readonly points: number | null;
  readonly details: readonly { readonly step: string; readonly result: StepResult; readonly hints: number }[];
}

/** A file, or a lesson in it, that can't be graded, and why. `where` is a place in the file, or empty. */
export interface Unread {
  readonly kind: 'unread';
  readonly problem: FileProblem | 'unknown-lesson' | 'other-lesson' | 'other-world' | 'too-long' | 'broken' | 'not-fetched';
  readonly where: string;
}

/** One row of a teacher's table. */
export interface GradeRow {
  readonly file: string;
  /** As the student typed it; empty where nothing was typed. */
  readonly name: string;
  /** The lesson's path; empty where the file can't be read. */
  readonly lesson: string;
  readonly outcome: Graded | Unread;
  /** Other files with the same run, or whose runs begin alike. */
  readonly alike: readonly Alike[];
}

export interface Alike {
  readonly file: string;
  /** How much they share: the file, the run, or only its beginning. */
  readonly what: 'file' | 'run' | 'beginning';
  /** Of what the learner did, so many acts at the very same microsecond. */
  readonly acts: number;
}
