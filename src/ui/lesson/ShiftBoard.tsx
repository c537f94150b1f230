// A shift in the lesson's panel: how it stands while it lasts, and at its end what the night came to and what each incident cost.
import { ArrowRight, Check, RotateCcw } from 'lucide-react';
import type { ShiftRecord } from '../../bridge/engine-records.ts';
import type { Lesson } from '../../lesson/lesson.ts';
import { nightPath, nightSeed } from '../../lesson/shift.ts';
import { m } from '../paraglide/messages.js';
import { ShiftStrip } from '../stage/ShiftStrip.tsx';
import { useTable, useWorldState } from '../store/world.ts';
import { number } from '../words/numbers.ts';
import { incidentCosts, shiftClock, WINDOW_STATES, type WindowState } from '../words/shift-windows.ts';
import { lessonLanguage } from './catalogue.ts';
import { LessonHtml } from './words.tsx';
import './shift.css';

const STRIP = { width: 360, height: 44 };
const TICK_US = 1_000_000;

/** The world's shift; undefined where it has none. */
function useShift(): ShiftRecord | undefined {
  return [...useTable('shift').values()][0];
}

/** While it lasts. */
export function ShiftBoard(): React.ReactNode {
  const shift = useShift();
  const nowUs = useWorldState((state) => Math.floor(state.clock.nowUs / TICK_US) * TICK_US);
  if (shift === undefined) return null;
  const passedMs = Math.min(shift.durationMs, (nowUs - shift.beganAtUs) / 1_000);
  return (
    <section className="shift-board" aria-label={m.shift_board()}>
      <p className="shift-figures">
        <strong data-low={shift.points < shift.pass}>{m.shift_points_of({ points: number(shift.points) })}</strong>
        <span>{m.shift_clock({ passed: shiftClock(passedMs), all: shiftClock(shift.durationMs) })}</span>
        <small>{m.shift_pass({ pass: number(shift.pass) })}</small>
      </p>
      <Strip shift={shift}><Counts shift={shift} /></Strip>
    </section>
  );
}

/** The windows in a row, and what their colours mean. */
function Strip({ shift, children }: { readonly shift: ShiftRecord; readonly children?: React.ReactNode }): React.ReactNode {
  const names: Readonly<Record<WindowState, string>> = { fine: m.shift_legend_fine(), late: m.shift_legend_late(), twice: m.shift_legend_twice(), lost: m.shift_legend_lost(), open: m.shift_legend_open() };
  return (
    <>
      <svg className="shift-drawing" viewBox={`0 0 ${STRIP.width} ${STRIP.height}`} width="100%">
        <ShiftStrip shift={shift} box={{ x: 1, y: 0, width: STRIP.width - 2, height: STRIP.height }} />
      </svg>
      {children}
      <ul className="shift-legend" aria-hidden>
        {WINDOW_STATES.map((state) => <li key={state}><svg className="shift-strip" width="10" height="10"><rect className={`slot is-${state}`} x="0.5" y="0.5" width="9" height="9" rx="2" /></svg> {names[state]}</li>)}
        <li><svg className="shift-strip" width="10" height="10"><path className="incident" d="M5 10L1 2h8Z" /></svg> {m.shift_legend_incident()}</li>
      </ul>
    </>
  );
}

function Counts({ shift }: { readonly shift: ShiftRecord }): React.ReactNode {
  return (
    <dl className="shift-counts">
      {([[m.shift_lost(), shift.lost], [m.shift_duplicated(), shift.duplicated], [m.shift_delayed(), shift.delayed]] as const).map(([label, count]) => <div key={label}><dt>{label}</dt><dd>{number(count)}</dd></div>)}
    </dl>
  );
}

/** At its end: what cost what, and the way to another night. */
export function ShiftReport({ lesson, onOpen, onAgain }: { readonly lesson: Lesson; readonly onOpen: (path: string) => void; readonly onAgain: () => void }): React.ReactNode {
  const shift = useShift();
  if (shift === undefined) return null;
  const passed = shift.points >= shift.pass;
  const figures = { points: number(shift.points), all: number(shift.spec.points), pass: number(shift.pass) };
  const base = nightSeed(lesson.path)?.path ?? lesson.path;
  return (
    <section className="shift-report" aria-labelledby="shift-report">
      <h4 id="shift-report">{m.shift_report()} <small>{m.shift_night({ seed: lesson.seed })}</small></h4>
      <p className="lesson-note" data-passed={passed && shift.state === 'over'}><strong>{passed && shift.state === 'over' ? <Check size={16} aria-hidden /> : null} {shift.state !== 'over' ? m.shift_report_going(figures) : passed ? m.shift_report_passed(figures) : m.shift_report_failed(figures)}</strong></p>
      <Strip shift={shift} />
      <Costs shift={shift} lesson={lesson} />
      <p className="shift-about">{m.shift_costs_text({ lost: number(shift.spec.lost, 2), duplicated: number(shift.spec.duplicated, 2), delayed: number(shift.spec.delayed, 2) })}</p>
      <p className="lesson-ways">
        {/* Another night each time: its seed is the time at which it was asked for. */}
        <button type="button" className="lesson-next" data-another-night onClick={() => onOpen(nightPath(base, Date.now()))}>{m.shift_another()} <ArrowRight size={16} aria-hidden /></button>
        <button type="button" className="lesson-quiet" onClick={onAgain}><RotateCcw size={15} aria-hidden /> {m.shift_again()}</button>
      </p>
      <p className="shift-about">{m.shift_another_hint()}</p>
    </section>
  );
}

function Costs({ shift, lesson }: { readonly shift: ShiftRecord; readonly lesson: Lesson }): React.ReactNode {
  const told = lesson.texts[lessonLanguage()].incidents ?? {};
  const rows = incidentCosts(shift).filter(({ id, cost }) => id !== null || cost > 0);
  const all = { lost: shift.lost, duplicated: shift.duplicated, delayed: shift.delayed };
  return (
    <table className="shift-costs">
      <thead><tr><th scope="col">{m.shift_at()}</th><th scope="col">{m.shift_incident()}</th><th scope="col">{m.shift_cost()}</th></tr></thead>
      <tbody>
        {rows.map((row) => (
          <tr key={row.id ?? ''}>
            <td>{shiftClock(row.atMs)}</td>
            <th scope="row">
              {row.id === null ? m.shift_before() : <details><summary>{told[row.id]?.label ?? row.id}</summary><LessonHtml html={told[row.id]?.feedback ?? ''} /></details>}
              <small>{readings(row)}</small>
            </th>
            <td>{points(row.cost)}</td>
          </tr>
        ))}
      </tbody>
      <tfoot><tr><td>{shiftClock(shift.durationMs)}</td><th scope="row">{m.shift_total()}<small>{readings(all)}</small></th><td>{points(rows.reduce((sum, row) => sum + row.cost, 0))}</td></tr></tfoot>
    </table>
  );
}

/** What points something cost, with one decimal; of what cost none, a word. */
function points(cost: number): string {
  return cost === 0 ? m.shift_nothing() : `−${number(cost, 1)}`;
}

/** What went wrong with readings, as far as something did. */
function readings({ lost, duplicated, delayed }: Readonly<Record<'lost' | 'duplicated' | 'delayed', number>>): string {
  const counts = [[lost, m.shift_lost()], [duplicated, m.shift_duplicated()], [delayed, m.shift_delayed()]] as const;
  return counts.filter(([count]) => count > 0).map(([count, word]) => `${number(count)} ${word}`).join(' · ');
}
