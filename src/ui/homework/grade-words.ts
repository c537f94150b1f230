// What grading found, in the reader's language.
import type { Alike, Doubt, Graded, GradeRow, Unread } from '../../lesson/graded.ts';
import { m } from '../paraglide/messages.js';
import { number } from '../words/numbers.ts';

export type Tone = 'fine' | 'doubt' | 'fault';

export function verdictText(outcome: GradeRow['outcome']): { readonly text: string; readonly tone: Tone } {
  if (outcome.kind === 'unread') return { text: m.grade_unread(), tone: 'fault' };
  switch (outcome.verdict) {
    case 'intact': return { text: m.grade_intact(), tone: 'fine' };
    case 'changed': return { text: m.grade_changed(), tone: 'fault' };
    case 'unproven': return { text: m.grade_unproven(), tone: 'doubt' };
    case 'other-version': return { text: m.grade_other_version(), tone: 'doubt' };
    case 'other-build': return { text: m.grade_other_build(), tone: 'doubt' };
    case 'no-seal': return { text: m.grade_no_seal(), tone: 'doubt' };
  }
}

/** Everything that is to be known beside the numbers. */
export function notesOf({ outcome, alike }: GradeRow): readonly string[] {
  return [...(outcome.kind === 'unread' ? [unreadText(outcome)] : [...aboutVerdict(outcome), ...outcome.doubts.map(doubtText)]), ...alike.map(alikeText)];
}

function aboutVerdict({ verdict, byLesson }: Graded): readonly string[] {
  const helped = byLesson > 0 ? [m.grade_about_by_lesson({ count: number(byLesson) })] : [];
  switch (verdict) {
    case 'intact': case 'unproven': case 'changed': return helped;
    case 'other-version': return [...helped, m.grade_about_other_version()];
    case 'other-build': return [...helped, m.grade_about_other_build()];
    case 'no-seal': return [...helped, m.grade_about_no_seal()];
  }
}

function doubtText(doubt: Doubt): string {
  switch (doubt.kind) {
    case 'seal': return m.grade_doubt_seal();
    case 'hash': return m.grade_doubt_hash();
    case 'beginning': return m.grade_doubt_beginning();
    case 'step': return m.grade_doubt_step({ step: doubt.step });
    case 'answer': return m.grade_doubt_answer({ step: doubt.step });
    case 'points': return m.grade_doubt_points({ claimed: number(doubt.claimed) });
  }
}

function alikeText({ file, what, acts }: Alike): string {
  switch (what) {
    case 'file': return m.grade_same_file({ file });
    case 'run': return m.grade_same_run({ file, acts: number(acts) });
    case 'beginning': return m.grade_same_beginning({ file, acts: number(acts) });
  }
}

function unreadText({ problem, where }: Unread): string {
  switch (problem) {
    case 'empty': return m.grade_unread_empty();
    case 'too-large': return m.grade_unread_too_large();
    case 'not-json': return m.grade_unread_not_json();
    case 'foreign': return m.grade_unread_foreign();
    case 'newer': return m.grade_unread_newer();
    case 'damaged': return m.grade_unread_damaged({ where: where === '' ? '' : `(${where})` }).trim();
    case 'unknown-lesson': return m.grade_unread_unknown_lesson({ where });
    case 'other-lesson': return m.grade_unread_other_lesson();
    case 'other-world': return m.grade_unread_other_world();
    case 'too-long': return m.grade_unread_too_long();
    case 'broken': return m.grade_unread_broken({ where: where === '' ? '' : `(${where})` }).trim();
    case 'not-fetched': return m.grade_unread_not_fetched();
  }
}
