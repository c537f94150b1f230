// A teacher's table as CSV, the same from the command line and from the page: names of columns are fixed, so that a spreadsheet finds them again.
import type { GradeRow } from './graded.ts';

const US_PER_S = 1_000_000;

const COLUMNS: readonly (readonly [string, (row: GradeRow) => string | number])[] = [
  ['file', ({ file }) => file],
  ['name', ({ name }) => name],
  ['lesson', ({ lesson }) => lesson],
  ['verdict', ({ outcome }) => (outcome.kind === 'graded' ? outcome.verdict : outcome.problem)],
  ['solved', ({ outcome }) => (outcome.kind === 'graded' ? outcome.solved : '')],
  ['claimed', ({ outcome }) => (outcome.kind === 'graded' ? outcome.claimed : '')],
  ['steps', ({ outcome }) => (outcome.kind === 'graded' ? outcome.steps : '')],
  ['predictions_right', ({ outcome }) => (outcome.kind === 'graded' ? outcome.right : '')],
  ['predictions_wrong', ({ outcome }) => (outcome.kind === 'graded' ? outcome.wrong : '')],
  ['predictions', ({ outcome }) => (outcome.kind === 'graded' ? outcome.predictions : '')],
  ['hints', ({ outcome }) => (outcome.kind === 'graded' ? outcome.hints : '')],
  ['solutions_shown', ({ outcome }) => (outcome.kind === 'graded' ? outcome.shown : '')],
  ['done_by_lesson', ({ outcome }) => (outcome.kind === 'graded' ? outcome.byLesson : '')],
  ['virtual_seconds', ({ outcome }) => (outcome.kind === 'graded' ? Math.round(outcome.timeUs / US_PER_S) : '')],
  ['points', ({ outcome }) => (outcome.kind === 'graded' ? (outcome.points ?? '') : '')],
  ['doubts', ({ outcome }) => (outcome.kind === 'graded' ? outcome.doubts.map((doubt) => ('step' in doubt ? `${doubt.kind} ${doubt.step}` : doubt.kind)).join('; ') : outcome.where)],
  ['same_as', ({ alike }) => alike.map(({ file, what, acts }) => `${what} ${file} (${acts})`).join('; ')],
];

/** One line a row, ended as RFC 4180 has it. */
export function csvOf(rows: readonly GradeRow[]): string {
  const lines = [COLUMNS.map(([name]) => name), ...rows.map((row) => COLUMNS.map(([, value]) => cell(value(row))))];
  return lines.map((line) => `${line.join(',')}\r\n`).join('');
}

/** A name that begins as a formula would be run by a spreadsheet: an apostrophe before it keeps it a text. */
function cell(value: string | number): string {
  if (typeof value === 'number') return String(value);
  const text = /^[=+\-@\t\r]/.test(value) ? `'${value}` : value;
  return /[",\r\n']/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
