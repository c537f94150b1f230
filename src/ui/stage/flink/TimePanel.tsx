// Event time at one operator: records where they happened, windows as brackets that fill and close, the watermark as the line that fires them.
import { useMemo } from 'react';
import type { FlinkEvent, FlinkJobRecord, FlinkTaskRecord } from '../../../bridge/flink-records.ts';
import { m } from '../../paraglide/messages.js';
import { usePage } from '../../store/page-store.ts';
import { useRecord, useTable } from '../../store/world.ts';
import { recordId } from '../../why/record.ts';
import { assignerText, eventTime, firingText, hasFired, watermarkText } from '../../words/flink-names.ts';
import { originOf } from '../../words/lineage.ts';
import { number } from '../../words/numbers.ts';
import { fitText, textWidth } from '../fit-text.ts';
import { hueOf, letterOf } from '../keys.ts';
import type { Box } from '../layout.ts';
import { Thing } from '../Thing.tsx';
import { TIME_BRACKETS, TIME_HEAD, TIME_ROW } from './layout.ts';
import { type TimeDot, timePicture, type TimePicture, whyEmpty, type WindowBracket } from './time-axis.ts';

const DOT = 14;

export function TimePanel({ id, box, rows }: { readonly id: string; readonly box: Box; readonly rows: number }): React.ReactNode {
  const time = useRecord('flink-time', id);
  const job = useRecord('flink-job', `flink-job/${time?.job ?? ''}`);
  const windows = useTable('flink-window');
  const tasks = useTable('flink-task');
  const picture = useMemo(() => (time === undefined ? null : timePicture(time, [...windows.values()].filter((one) => one.job === time.job && one.vertex === time.vertex && one.operator === time.operator), box, rows)), [time, windows, box, rows]);
  if (time === undefined || picture === null) return null;
  const late = time.lateDropped === 0 ? '' : m.flink_late_count({ count: number(time.lateDropped) });
  const right = late === '' ? assignerText(time) : late;
  const title = `${m.flink_event_time()} · ${time.name}`;
  return (
    <g className="flink-time">
      <Thing id={id} className="flink-time-head" label={`${title}, ${m.flink_watermark()} ${watermarkText(time.watermark)}`}>
        <rect className="frame" x={box.x + 0.5} y={box.y + 0.5} width={box.width - 1} height={box.height - 1} rx={10} />
        <text className="strong" x={box.x + 14} y={box.y + 20}>{fitText(title, box.width - 40 - textWidth(right, '600 12px'), '600 13px')}</text>
        <text className={`small ${late === '' ? 'muted' : 'fault'}`} textAnchor="end" x={box.x + box.width - 14} y={box.y + 20}>{right}</text>
      </Thing>
      {time.events.length === 0 && picture.brackets.length === 0 ? <text className="muted" x={box.x + 14} y={box.y + 48}>{emptyText(job, tasks)}</text> : <Grid picture={picture} box={box} />}
      {picture.brackets.map((bracket) => <Bracket key={bracket.id} bracket={bracket} picture={picture} top={box.y + TIME_HEAD} />)}
      {picture.more === 0 ? null : <text className="small muted" textAnchor="end" x={picture.plot.x - 8} y={box.y + TIME_HEAD + 18}>{m.flink_more_windows({ count: number(picture.more) })}</text>}
      <Watermark picture={picture} text={watermarkText(time.watermark)} top={box.y + TIME_HEAD} />
      <Dots dots={picture.dots} job={job} />
    </g>
  );
}

/** Why nothing stands on the axis. */
function emptyText(job: FlinkJobRecord | undefined, tasks: ReadonlyMap<string, FlinkTaskRecord>): string {
  switch (whyEmpty(job, tasks)) {
    case 'over': return m.flink_time_over();
    case 'stopped': return m.flink_time_stopped();
    case 'lost': return m.flink_time_lost();
    case 'none': return m.flink_no_events();
  }
}

function Grid({ picture: { plot, keys, ticks }, box }: { readonly picture: TimePicture; readonly box: Box }): React.ReactNode {
  const bottom = plot.y + plot.height;
  return (
    <g className="flink-grid" aria-hidden>
      {keys.map(({ key, y }, at) => (
        <g key={key ?? `row-${at}`}>
          <line x1={plot.x} x2={plot.x + plot.width} y1={y} y2={y} />
          <text className="small muted" textAnchor="end" x={plot.x - 10} y={y + 4}>{fitText(key ?? m.flink_other_keys(), plot.x - 10 - box.x - 8, '400 12px')}</text>
        </g>
      ))}
      {ticks.map(({ x, at }) => (
        <g key={at}>
          <line className="tick" x1={x} x2={x} y1={bottom} y2={bottom + 5} />
          <text className="small mono muted" textAnchor={x > plot.x + plot.width - 30 ? 'end' : 'middle'} x={x} y={Math.min(bottom + 19, box.y + box.height - 6)}>{eventTime(at)}</text>
        </g>
      ))}
    </g>
  );
}

const LINE = 21;

function Bracket({ bracket, picture: { plot }, top }: { readonly bracket: WindowBracket; readonly picture: TimePicture; readonly top: number }): React.ReactNode {
  const { x, width, line, row, window, keys, firing } = bracket;
  const traced = usePage((state) => window !== null && window.panes.some(({ lineage }) => lineage.some((id) => state.traced.has(id))));
  const fired = window !== null && hasFired(window);
  const y = row >= 0 ? plot.y + row * TIME_ROW + 1 : top + 4 + line * LINE;
  const height = row >= 0 ? TIME_ROW - 2 : plot.y + plot.height - y;
  const closed = keys > 0 ? `✓ ${m.flink_window_closed()} · ${keysText(keys)}` : m.flink_window_closed();
  const whole = window === null ? closed : `${eventTime(bracket.startMs)}–${eventTime(bracket.endMs)} · ${keysText(keys)}`;
  const text = [whole, window === null ? '✓' : keysText(keys), ''].find((one) => textWidth(one, '400 12px') <= width - 14);
  const shape = (
    <>
      <rect className="span" x={x + 1} y={y} width={Math.max(1, width - 2)} height={height} rx={5} />
      {row >= 0 ? null : <text className="small" x={x + 8} y={y + 14}>{text}</text>}
    </>
  );
  const state = window === null ? 'is-closed' : fired ? 'is-fired' : 'is-open';
  return window === null ? <g className={`flink-window ${state}`}>{firing === null ? null : <title>{firingText(firing)}</title>}{shape}</g> : (
    <Thing id={window.id} className={`flink-window ${state}${traced ? ' is-traced' : ''}`} label={`${m.flink_window_title({ start: eventTime(bracket.startMs), end: eventTime(bracket.endMs) })}, ${fired ? m.flink_window_fired() : m.flink_window_open()}`}>{shape}</Thing>
  );
}

/** The line glides to where the watermark is; it never goes back, but with time itself. */
function Watermark({ picture: { plot, watermarkX }, text, top }: { readonly picture: TimePicture; readonly text: string; readonly top: number }): React.ReactNode {
  if (watermarkX === null) return null;
  const bottom = plot.y + plot.height;
  const isRight = watermarkX > plot.x + plot.width - 180;
  return (
    <g className="flink-watermark">
      <rect className="past" x={plot.x} y={plot.y - TIME_BRACKETS + 4} width={Math.max(0, watermarkX - plot.x)} height={plot.height + TIME_BRACKETS - 4} />
      <g style={{ transform: `translateX(${watermarkX}px)` }} className="line">
        <path d={`M0 ${top + 2}V${bottom + 3}`} />
        <path className="head" d={`M-5 ${bottom + 8}h10l-5 -6z`} />
        <text className="small" textAnchor={isRight ? 'end' : 'start'} x={isRight ? -7 : 7} y={plot.y - 8}>{m.flink_watermark()} {text}</text>
      </g>
    </g>
  );
}

/** The record of Kafka that this is or came of first; none where its source reads no topic. */
function sourceOf({ lineage }: FlinkEvent, job: FlinkJobRecord | undefined): string | undefined {
  const origin = lineage[0] === undefined ? null : originOf(lineage[0], job);
  return origin === null ? undefined : recordId(origin.topic, origin.partition, origin.offset);
}

function Dots({ dots, job }: { readonly dots: readonly TimeDot[]; readonly job: FlinkJobRecord | undefined }): React.ReactNode {
  const traced = usePage((state) => state.traced);
  return (
    <g className="flink-dots">
      {dots.map(({ x, y, event }) => (
        <g key={`${event.lineage.join()}/${event.atUs}/${event.text}`} data-record={sourceOf(event, job)} className={`${event.late ? 'is-late' : ''}${event.lineage.some((one) => traced.has(one)) ? ' is-traced' : ''}`}>
          <rect x={x - DOT / 2} y={y - DOT / 2} width={DOT} height={DOT} rx={3} fill={event.key === null ? 'var(--text-muted)' : `var(--key-${hueOf(event.key)})`} />
          {event.key === null ? null : <text className="small letter" textAnchor="middle" x={x} y={y + 4.5} style={{ fill: `var(--key-${hueOf(event.key)}-ink)` }}>{letterOf(event.key)}</text>}
          {event.late ? <path d={`M${x - 9} ${y}h18`} /> : null}
        </g>
      ))}
    </g>
  );
}

const keysText = (keys: number): string => (keys === 1 ? m.flink_window_one_key() : m.flink_window_keys({ count: number(keys) }));
