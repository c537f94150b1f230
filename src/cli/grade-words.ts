// A teacher's table in a terminal: one line a file, and below it what is to be known of it.
import type { Doubt, Graded, GradeRow, Unread } from '../lesson/graded.ts';

const US_PER_S = 1_000_000;
const LONGEST_CELL = 34;

export function linesOf(rows: readonly GradeRow[]): string {
  const head = ['file', 'name', 'lesson', 'verdict', 'solved', 'predicted', 'hints', 'shown', 'time', 'points'];
  const cells = rows.map(cellsOf);
  const widths = head.map((name, at) => Math.max(name.length, ...cells.map((row) => (row[at] ?? '').length)));
  const line = (row: readonly string[]): string => row.map((text, at) => text.padEnd(widths[at] ?? 0)).join('  ').trimEnd();
  const body = rows.flatMap((row, at) => [line(cells[at] ?? []), ...notesOf(row).map((note) => `    ${note}`)]);
  const fine = rows.filter(({ outcome }) => outcome.kind === 'graded' && outcome.verdict === 'intact').length;
  return `${[line(head), ...body, '', `${fine} of ${rows.length} are as their page wrote them and show what they claim`].join('\n')}\n`;
}

function cellsOf({ file, name, lesson, outcome }: GradeRow): readonly string[] {
  const short = (text: string): string => clean(text).slice(0, LONGEST_CELL);
  if (outcome.kind === 'unread') return [short(file), short(name), short(lesson.split('/').slice(-1)[0] ?? ''), 'not graded'];
  const { solved, steps, right, predictions, hints, shown, timeUs, points } = outcome;
  return [short(file), short(name), short(lesson.split('/').slice(-1)[0] ?? ''), outcome.verdict, `${solved}/${steps}`, `${right}/${predictions}`, String(hints), String(shown), timeText(timeUs), points === null ? '' : String(points)];
}

/** What a stranger's file says is shown without what a terminal would obey. */
function clean(text: string): string {
  return text.replaceAll(/[\u0000-\u001f\u007f-\u009f\u200e\u200f\u202a-\u202e\u2066-\u2069]/g, ' ').trim();
}

function timeText(us: number): string {
  const seconds = Math.round(us / US_PER_S);
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`;
}

function notesOf({ outcome, alike }: GradeRow): readonly string[] {
  const same = alike.map(({ file, what, acts }) => {
    const other = clean(file);
    if (what === 'file') return `the same file as ${other}`;
    return what === 'run' ? `the same run as ${other}: the same at the same microseconds (acts: ${acts})` : `begins as ${other} does: the same at the same microseconds (acts: ${acts})`;
  });
  return [...(outcome.kind === 'unread' ? [unreadText(outcome)] : [...aboutVerdict(outcome), ...outcome.doubts.map(doubtText)]), ...same];
}

function aboutVerdict({ verdict, byLesson }: Graded): readonly string[] {
  const helped = byLesson > 0 ? [`${byLesson} steps were done by the lesson, which put the world in order`] : [];
  switch (verdict) {
    case 'intact': case 'unproven': case 'changed': return helped;
    case 'other-version': return [...helped, 'made with another version of this lesson: graded by the steps of this one'];
    case 'other-build': return [...helped, 'made by a page with another version of the simulator, which may live the run in another way: grade it with that version to be sure'];
    case 'no-seal': return [...helped, 'this file has no seal: it can only be said what its run shows'];
  }
}

function doubtText(doubt: Doubt): string {
  switch (doubt.kind) {
    case 'seal': return 'something in the file was changed after the page wrote it';
    case 'hash': return 'its run, played again, comes to another world than the file says: its inputs were changed';
    case 'beginning': return 'its run does not begin as the lesson does';
    case 'step': return `${doubt.step}: claimed, but the lesson's check did not hold when the run was played again`;
    case 'answer': return `${doubt.step}: the world of the run does not answer this prediction as the file says`;
    case 'points': return `${doubt.claimed} points are claimed that the run does not come to`;
  }
}

function unreadText({ problem, where }: Unread): string {
  const at = where === '' ? '' : ` (${clean(where)})`;
  switch (problem) {
    case 'empty': return 'the file is empty: ask for it again';
    case 'too-large': return 'the file is larger than any homework: is it another file?';
    case 'not-json': return 'the file is cut off or not a homework: ask for it again';
    case 'foreign': return 'the file is not a homework that Correnteza wrote: the right one is saved with "hand in" in a lesson';
    case 'newer': return 'the file was made by a newer Correnteza: grade it with that version';
    case 'damaged': return `the file is damaged${at}: ask for it again`;
    case 'unknown-lesson': return `there is no such lesson here${at}: is it of another course or a newer version?`;
    case 'other-lesson': return 'made with another version of this lesson, whose world is not the same: grade it with that version';
    case 'other-world': return 'its run is not of the world of this lesson';
    case 'too-long': return 'its run is longer than what is played again';
    case 'not-fetched': return 'what grades could not be loaded';
    case 'broken': return `its run can not be played again${at}`;
  }
}
