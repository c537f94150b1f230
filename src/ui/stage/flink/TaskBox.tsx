// A subtask in its slot: its number and pace, its watermark, what it holds by key, and how busy it is or what holds it.
import type { FlinkTaskRecord } from '../../../bridge/flink-records.ts';
import { m } from '../../paraglide/messages.js';
import { usePage } from '../../store/page-store.ts';
import { useRecord, useTable, useWorldState } from '../../store/world.ts';
import { statusText, taskShort, watermarkText } from '../../words/flink-names.ts';
import { number } from '../../words/numbers.ts';
import { hueOf, letterOf } from '../keys.ts';
import type { Box } from '../layout.ts';
import { Thing } from '../Thing.tsx';
import type { Detail, TaskPlace } from './layout.ts';
import { shorten } from '../shorten.ts';

export function TaskBox({ place, detail }: { readonly place: TaskPlace; readonly detail: Detail }): React.ReactNode {
  const task = useRecord('flink-task', place.id);
  const barrier = useWorldState((state) => barrierOf(state.tables['flink-job'].get(`flink-job/${task?.job ?? ''}`)?.pendingCheckpoint ?? null, task));
  if (task === undefined) return null;
  const { box, more } = place;
  const local = { x: 0, y: 0, width: box.width, height: box.height };
  const state = task.waits.reason === 'backpressure' ? 'is-backpressured' : task.waits.reason === 'alignment' ? 'is-aligning' : task.status === 'RUNNING' && task.running ? 'is-running' : task.running ? 'is-starting' : task.status === 'FAILED' ? 'is-failed' : 'is-gone';
  return (
    <g className="flink-place" style={{ transform: `translate(${box.x}px, ${box.y}px)` }}>
      <Thing id={place.id} className={`flink-task ${state}`} label={`${taskShort(task)}, ${statusText(task.status)}`}>
        <rect className="box" x={0.5} y={0.5} width={local.width - 1} height={local.height - 1} rx={8} />
        <rect className="busy" x={1} y={local.height - 4} width={Math.max(0, (local.width - 2) * (task.busy / 100))} height={3} rx={1.5} />
        <rect className="pressed" x={1 + (local.width - 2) * (task.busy / 100)} y={local.height - 4} width={Math.max(0, (local.width - 2) * (task.backpressured / 100))} height={3} rx={1.5} />
        {detail === 'open' && local.height > 40 ? <Open task={task} box={local} /> : <Compact task={task} box={local} more={more.length} />}
        {barrier ? <path className="barrier" d={`M${local.width - 5} 5V${local.height - 7}`} /> : null}
      </Thing>
    </g>
  );
}

/** Whether the barrier of the checkpoint that is under way has passed here. */
function barrierOf(pending: number | null, task: FlinkTaskRecord | undefined): boolean {
  return pending !== null && task !== undefined && task.lastCheckpoint >= pending;
}

function Open({ task, box }: { readonly task: FlinkTaskRecord; readonly box: Box }): React.ReactNode {
  const isSource = task.splits.length > 0 || task.operators[0]?.kind.includes('source') === true;
  const rate = isSource ? task.outRate : task.inRate;
  const right = task.running && task.status === 'RUNNING' ? m.flink_rate({ rate: number(rate) }) : statusText(task.status);
  const name = `${number(task.subtask + 1)}/${number(task.parallelism)}`;
  const load = task.running && task.status === 'RUNNING' ? loadOf(task) : '';
  const said = Math.floor((box.width - 44) / 6.6);
  const fits = 9 + (name.length + 2 + load.length + 1 + right.length) * LETTER + 9 <= box.width;
  return (
    <>
      <text className="small strong" x={9} y={17}>{number(task.subtask + 1)}<tspan className="muted">/{number(task.parallelism)}</tspan></text>
      {load === '' || !fits ? null : <text className={`small load${task.backpressured > task.busy ? ' is-pressed' : ''}`} x={9 + (name.length + 2) * LETTER} y={17}>{load}</text>}
      <text className="small muted state" textAnchor="end" x={box.width - 9} y={17}>{shorten(right, said)}</text>
      {task.running ? <Holds task={task} box={box} /> : null}
    </>
  );
}

/** A letter's width at most, on average: a sentence must not run into the pace beside it. */
const LETTER = 7.2;

/** From this share of a second on, in percent, it is told. */
const LOADED = 20;

/** What takes most of a subtask's time, in the words of Flink's own page: the bars at its foot say the same. */
function loadOf({ busy, backpressured }: FlinkTaskRecord): string {
  if (Math.max(busy, backpressured) < LOADED) return '';
  return backpressured > busy ? m.flink_load_backpressured({ percent: number(backpressured) }) : m.flink_load_busy({ percent: number(busy) });
}

/** The second line: a source's partitions, or keys and their state, then the watermark. */
function Holds({ task, box }: { readonly task: FlinkTaskRecord; readonly box: Box }): React.ReactNode {
  const time = watermarkText(task.watermark);
  const mark = task.watermark === null ? '' : time.slice(0, 8);
  const markWidth = mark.length * 7.2 + 14;
  const room = box.width - 18 - markWidth;
  return (
    <>
      {task.splits.length > 0 ? <Splits task={task} room={room} y={36} /> : <Keys task={task} room={room} />}
      {mark === '' ? null : (
        <g className={`flink-mark${task.idle ? ' is-idle' : ''}`}>
          <path d={`M${box.width - 9 - markWidth + 6} 26v12`} />
          <text className="small mono" textAnchor="end" x={box.width - 9} y={36}>{mark}</text>
        </g>
      )}
    </>
  );
}

/** From so many records on, what lies ahead of a source is told. */
const BEHIND = 10;

function Splits({ task, room, y }: { readonly task: FlinkTaskRecord; readonly room: number; readonly y: number }): React.ReactNode {
  const text = task.splits.map(({ partition, next }) => `p${partition}:${next < 0 ? '–' : number(next)}`).join(' ');
  const lag = task.splits.reduce((sum, split) => sum + (split.lag ?? 0), 0);
  const behind = lag < BEHIND ? '' : m.lag_short({ lag: number(lag) });
  const letters = Math.max(2, Math.floor(room / 7.4));
  return (
    <text className={`small mono muted${task.splits.some(({ idle }) => idle) ? ' is-idle' : ''}`} x={9} y={y}>
      {behind === '' ? shorten(text, letters) : <tspan className="behind">{shorten(behind, letters)}</tspan>}
      {behind === '' || letters < behind.length + 7 ? '' : ` ${shorten(text, letters - behind.length - 1)}`}
    </text>
  );
}

const CHIP = 15;

/** The keys in the subtask's state as squares of their colours; those that a followed record is in are framed. */
function Keys({ task, room }: { readonly task: FlinkTaskRecord; readonly room: number }): React.ReactNode {
  const states = useTable('flink-state');
  const traced = usePage((state) => state.traced);
  const own = [...states.values()].filter((one) => one.job === task.job && one.vertex === task.vertex && one.subtask === task.subtask);
  const entries = own.flatMap((one) => one.entries);
  const keys = new Map<string, boolean>();
  for (const { key, lineage } of entries) keys.set(key, (keys.get(key) ?? false) || lineage.some((id) => traced.has(id)));
  const most = Math.max(0, Math.floor(room / (CHIP + 2)));
  const all = [...keys].sort(([a], [b]) => (a < b ? -1 : 1));
  const shown = all.length > most ? all.slice(0, Math.max(0, most - 1)) : all;
  // Entries that were not told may be of other keys: then there are so many more, at most.
  const untold = own.reduce((sum, one) => sum + one.size - one.entries.length, 0);
  const more = all.length - shown.length + untold;
  if (all.length === 0) return <Transaction task={task} />;
  return (
    <g className="flink-keys">
      {shown.map(([key, isTraced], at) => (
        <g key={key} className={isTraced ? 'is-traced' : ''}>
          <rect x={9 + at * (CHIP + 2)} y={25} width={CHIP} height={CHIP} rx={3} fill={`var(--key-${hueOf(key)})`} />
          <text className="small letter" textAnchor="middle" x={9 + at * (CHIP + 2) + CHIP / 2} y={37} style={{ fill: `var(--key-${hueOf(key)}-ink)` }}>{letterOf(key)}</text>
        </g>
      ))}
      {more > 0 ? <text className="small muted" x={9 + shown.length * (CHIP + 2) + 1} y={36}>+{number(more)}</text> : null}
    </g>
  );
}

function Transaction({ task }: { readonly task: FlinkTaskRecord }): React.ReactNode {
  const last = task.transactions.at(-1);
  return last === undefined ? null : <text className="small mono muted" x={9} y={36}>tx {last.checkpoint}</text>;
}

function Compact({ task, box, more }: { readonly task: FlinkTaskRecord; readonly box: Box; readonly more: number }): React.ReactNode {
  const text = more > 0 ? m.flink_folded_tasks({ count: number(more + 1) }) : `${task.subtask + 1}/${task.parallelism}`;
  const right = task.running ? (task.watermark === null ? '' : watermarkText(task.watermark).slice(0, 8)) : statusText(task.status);
  return (
    <>
      <text className="small strong" x={9} y={box.height / 2 + 4}>{text}</text>
      <text className="small mono muted state" textAnchor="end" x={box.width - 9} y={box.height / 2 + 4}>{fitting(right, Math.floor((box.width - 20 - text.length * 7) / 7.2))}</text>
    </>
  );
}

/** A time that is cut off says nothing: half of one is left out, words keep their beginning. */
const fitting = (text: string, letters: number): string => (/^[\d:.]+$/.test(text) && text.length > letters ? '' : shorten(text, letters));
