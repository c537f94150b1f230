// A teacher's table: files are dropped in, each is played again in a worker, and what was seen stands in a row.
import { Dialog } from 'radix-ui';
import { ArrowDown, ArrowUp, Download, Square, Trash2 } from 'lucide-react';
import { Fragment, useEffect, useState, useSyncExternalStore } from 'react';
import type { GradeRow } from '../../lesson/graded.ts';
import { csvOf } from '../../lesson/grade-table.ts';
import { lessonEntries, lessonLanguage } from '../lesson/catalogue.ts';
import { m } from '../paraglide/messages.js';
import { saveFile } from '../teach/save-file.ts';
import { number } from '../words/numbers.ts';
import { DropFiles } from './DropFiles.tsx';
import { notesOf, verdictText } from './grade-words.ts';
import { Grader } from './grader.ts';

/** The default export is what React.lazy loads. */
export default function Grading(): React.ReactNode {
  const [grader] = useState(() => new Grader());
  const { rows, running, left } = useSyncExternalStore(grader.subscribe, () => grader.view);
  useEffect(() => () => grader.stop(), [grader]);
  const fine = rows.filter(({ outcome, alike }) => outcome.kind === 'graded' && outcome.verdict === 'intact' && alike.length === 0).length;
  return (
    <>
      <p>{m.grading_lead()}</p>
      <DropFiles label={m.grading_choose()} hint={m.grading_drop()} accept=".json,application/json" multiple onFiles={(files) => grader.add(files)} />
      <div className="sheet-run">
        {running === null ? null : <progress aria-label={m.grading_title()} max={running.all} value={running.at - 1 + running.part} />}
        <output aria-live="polite">{running !== null ? m.grading_running({ at: number(running.at), all: number(running.all), file: running.file }) : left > 0 ? m.grading_cancelled({ left: number(left) }) : rows.length > 0 ? m.grading_done({ count: number(rows.length), fine: number(fine) }) : ''}</output>
        {running === null ? null : <button type="button" className="button" onClick={() => grader.stop()}><Square size={13} aria-hidden /> {m.grading_cancel()}</button>}
      </div>
      {rows.length === 0 ? null : <Table rows={rows} />}
      <footer>
        {rows.length === 0 ? null : (
          <>
            <button type="button" className="button" onClick={() => grader.clear()}><Trash2 size={14} aria-hidden /> {m.grading_clear()}</button>
            <button type="button" className="button is-main" disabled={running !== null} onClick={() => saveFile('correnteza-grades.csv', new Blob(['\uFEFF', csvOf(rows)], { type: 'text/csv' }))}><Download size={14} aria-hidden /> {m.grading_csv()}</button>
          </>
        )}
        <Dialog.Close className="button">{m.acting_close()}</Dialog.Close>
      </footer>
    </>
  );
}

interface Column {
  readonly id: string;
  readonly title: () => string;
  /** What rows are put in order by; those that were not graded come last. */
  readonly by: (row: GradeRow) => string | number | null;
  readonly shown: (row: GradeRow) => React.ReactNode;
}

const of = (value: number, all: number): string => `${number(value)}/${number(all)}`;
const graded = <T,>({ outcome }: GradeRow, value: (outcome: Extract<GradeRow['outcome'], { readonly kind: 'graded' }>) => T): T | null => (outcome.kind === 'graded' ? value(outcome) : null);

const COLUMNS: readonly Column[] = [
  { id: 'name', title: m.grade_col_name, by: ({ name }) => name, shown: ({ name }) => (name === '' ? <span className="sheet-muted">{m.grading_nobody()}</span> : name) },
  { id: 'file', title: m.grade_col_file, by: ({ file }) => file, shown: ({ file }) => file },
  { id: 'lesson', title: m.grade_col_lesson, by: (row) => lessonTitle(row.lesson), shown: (row) => lessonTitle(row.lesson) },
  { id: 'verdict', title: m.grade_col_verdict, by: ({ outcome }) => verdictText(outcome).text, shown: ({ outcome }) => <span className="grade-mark" data-tone={verdictText(outcome).tone}>{verdictText(outcome).text}</span> },
  { id: 'solved', title: m.grade_col_solved, by: (row) => graded(row, ({ solved, steps }) => (steps === 0 ? 1 : solved / steps)), shown: (row) => graded(row, ({ solved, steps }) => of(solved, steps)) },
  { id: 'right', title: m.grade_col_right, by: (row) => graded(row, ({ right, predictions }) => (predictions === 0 ? 1 : right / predictions)), shown: (row) => graded(row, ({ right, predictions }) => of(right, predictions)) },
  { id: 'hints', title: m.grade_col_hints, by: (row) => graded(row, ({ hints }) => hints), shown: (row) => graded(row, ({ hints }) => number(hints)) },
  { id: 'shown', title: m.grade_col_shown, by: (row) => graded(row, ({ shown }) => shown), shown: (row) => graded(row, ({ shown }) => number(shown)) },
  { id: 'time', title: m.grade_col_time, by: (row) => graded(row, ({ timeUs }) => timeUs), shown: (row) => graded(row, ({ timeUs }) => timeText(timeUs)) },
  { id: 'points', title: m.grade_col_points, by: (row) => graded(row, ({ points }) => points), shown: (row) => graded(row, ({ points }) => (points === null ? '' : number(points))) },
];

function Table({ rows }: { readonly rows: readonly GradeRow[] }): React.ReactNode {
  const [sort, setSort] = useState<{ readonly id: string; readonly up: boolean } | null>(null);
  const columns = COLUMNS.filter(({ id }) => id !== 'points' || rows.some(({ outcome }) => outcome.kind === 'graded' && outcome.points !== null));
  const sorted = sort === null ? rows : ordered(rows, COLUMNS.find(({ id }) => id === sort.id)?.by ?? (() => null), sort.up);
  return (
    <div className="grade-scroll" role="region" aria-label={m.grading_title()} tabIndex={0}>
      <table className="grade-table">
        <thead>
          <tr>
            {columns.map(({ id, title }) => (
              <th key={id} scope="col" aria-sort={sort?.id !== id ? 'none' : sort.up ? 'ascending' : 'descending'}>
                <button type="button" onClick={() => setSort({ id, up: sort?.id !== id || !sort.up })}>{title()}{sort?.id !== id ? null : sort.up ? <ArrowUp size={12} aria-hidden /> : <ArrowDown size={12} aria-hidden />}</button>
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {sorted.map((row, at) => {
            const notes = notesOf(row);
            return (
              <Fragment key={`${row.file}/${row.lesson}/${String(at)}`}>
                <tr data-grade={row.outcome.kind === 'graded' ? row.outcome.verdict : row.outcome.problem}>{columns.map(({ id, shown }) => <td key={id}>{shown(row)}</td>)}</tr>
                {notes.length === 0 ? null : <tr className="grade-notes"><td colSpan={columns.length}><ul>{notes.map((note) => <li key={note}>{note}</li>)}</ul></td></tr>}
              </Fragment>
            );
          })}
        </tbody>
      </table>
    </div>
  );
}

/** Texts as a reader of the page's language orders them; what has no value comes last, whichever way. */
function ordered(rows: readonly GradeRow[], by: Column['by'], up: boolean): readonly GradeRow[] {
  const collator = new Intl.Collator(lessonLanguage(), { numeric: true });
  return rows.toSorted((a, b) => {
    const [left, right] = [by(a), by(b)];
    if (left === null || right === null) return left === right ? 0 : left === null ? 1 : -1;
    const order = typeof left === 'number' && typeof right === 'number' ? left - right : collator.compare(String(left), String(right));
    return up ? order : -order;
  });
}

function lessonTitle(path: string): string {
  const entry = lessonEntries.find((one) => path === one.path || path.startsWith(`${one.path}/`));
  return entry === undefined ? path : m.course_numbered({ number: entry.number, title: entry.title[lessonLanguage()] });
}

function timeText(us: number): string {
  const seconds = Math.round(us / 1_000_000);
  return `${number(Math.floor(seconds / 60))}:${String(seconds % 60).padStart(2, '0')}`;
}
