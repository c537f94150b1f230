// The records of one partition as columns: offset and time above, and on each replica a card with key and value, or what stands there instead.
import type { LogRecord, ReplicaRecord } from '../../../bridge/records.ts';
import { m } from '../../paraglide/messages.js';
import { usePage } from '../../store/page-store.ts';
import { recordId } from '../../why/record.ts';
import { number } from '../../words/numbers.ts';
import { transactionOf } from '../../words/transactions.ts';
import { fitText } from '../fit-text.ts';
import { hueOf, letterOf } from '../keys.ts';
import { shorten } from '../shorten.ts';
import { Thing } from '../Thing.tsx';
import type { NearLayout, NearRow } from './near-layout.ts';
import { slotOf, type Window } from './near-marks.ts';

const LETTER = 7.3;
const CHIP = 16;
const MARGIN = 4;

export interface ColumnsProps {
  readonly near: NearLayout;
  readonly window: Window;
  readonly replicas: readonly ReplicaRecord[];
  /** How many of a replica's newest records are not yet seen to land, by `orders-0/1`. */
  readonly airborne: Readonly<Record<string, number>>;
}

export function Columns({ near, window, replicas, airborne }: ColumnsProps): React.ReactNode {
  const offsets = Array.from({ length: near.columns }, (_, at) => window.first + at).filter((offset) => replicas.some((replica) => offset < replica.logEndOffset));
  return offsets.map((offset) => <Column key={offset} offset={offset} near={near} window={window} replicas={replicas} airborne={airborne} />);
}

function Column({ offset, near, window, replicas, airborne }: ColumnsProps & { readonly offset: number }): React.ReactNode {
  const id = recordId(near.topic, near.partition, offset);
  const followed = usePage((state) => state.following === id || state.tracedRecords.has(`${near.topic}-${near.partition}@${offset}`));
  const x = near.ruler.x + (offset - window.first) * near.pitch;
  const [first, last] = [near.rows[0], near.rows[near.rows.length - 1]];
  const record = replicas.map((replica) => slotOf(replica, offset)).find((slot) => slot.kind === 'record');
  if (first === undefined || last === undefined) return null;
  const time = record?.kind === 'record' ? new Date(record.record.timestampMs).toISOString().slice(11, 23) : '';
  const label = record?.kind === 'record' ? m.near_record_said({ offset: number(offset), key: record.record.key ?? m.record_no_key(), value: record.record.value ?? m.record_tombstone() }) : m.near_marker_said({ offset: number(offset) });
  return (
    <Thing id={id} className={`near-column${followed ? ' is-followed' : ''}`} label={label}>
      <rect className="hit" x={x + 1} y={near.ruler.y} width={near.pitch - 2} height={last.strip.y + last.strip.height - near.ruler.y} rx={8} />
      <text className="offset mono strong" x={x + MARGIN + 4} y={near.ruler.y + 14}>{number(offset)}</text>
      <text className="small mono muted" x={x + MARGIN + 4} y={near.ruler.y + 29}>{near.pitch < 110 ? time.slice(3) : time}</text>
      {near.rows.map((row, at) => {
        const replica = replicas[at];
        const landing = replica !== undefined && offset >= replica.logEndOffset - (airborne[`${near.topic}-${near.partition}/${row.broker}`] ?? 0);
        return replica === undefined ? null : <Card key={row.broker} replica={replica} offset={offset} row={row} x={x} pitch={near.pitch} landing={landing} />;
      })}
    </Thing>
  );
}

interface CardProps {
  readonly replica: ReplicaRecord;
  readonly offset: number;
  readonly row: NearRow;
  readonly x: number;
  readonly pitch: number;
  readonly landing: boolean;
}

function Card({ replica, offset, row: { strip }, x, pitch, landing }: CardProps): React.ReactNode {
  const slot = slotOf(replica, offset);
  const box = { x: x + MARGIN, y: strip.y + 4, width: pitch - 2 * MARGIN, height: strip.height - 8 };
  const border = replica.segments.some(({ baseOffset }) => baseOffset === offset && baseOffset > replica.logStartOffset) ? <path className="segment-border" d={`M${x} ${strip.y}V${strip.y + strip.height}`} /> : null;
  if (slot.kind === 'absent') return null;
  if (slot.kind !== 'record') return <g className="near-card is-gone">{border}<text className="small muted" x={box.x + 6} y={box.y + 23}>{slot.kind === 'marker' ? m.near_marker() : m.near_compacted()}</text></g>;
  const { record } = slot;
  const fate = transactionOf(record, replica);
  const look = `near-card${landing ? ' is-landing' : ''}${replica.role === 'leader' ? '' : ' is-copy'}${replica.role === 'offline' ? ' is-dead' : ''}${fate === null ? '' : ` is-${fate}`}`;
  return (
    <g className={look}>
      {border}
      <rect className="card" x={box.x} y={box.y} width={box.width} height={box.height} rx={6} />
      <Words record={record} x={box.x} y={box.y} width={box.width} lines={box.height > 50 ? 2 : 1} />
    </g>
  );
}

/** The key with its colour and letter, how many headers there are, and below it the value. */
function Words({ record, x, y, width, lines }: { readonly record: LogRecord; readonly x: number; readonly y: number; readonly width: number; readonly lines: 1 | 2 }): React.ReactNode {
  const { key, value, headers } = record;
  const hue = key === null ? null : hueOf(key);
  const heads = headers.length === 0 ? '' : `+${number(headers.length)}h`;
  const room = width - CHIP - 14 - (heads === '' ? 0 : heads.length * LETTER + 4);
  return (
    <>
      <rect x={x + 4} y={y + 3} width={CHIP} height={CHIP} rx={3.5} fill={hue === null ? 'var(--line)' : `var(--key-${hue})`} />
      {key === null || hue === null ? null : <text className="small letter" textAnchor="middle" x={x + 4 + CHIP / 2} y={y + 15} style={{ fill: `var(--key-${hue}-ink)` }}>{letterOf(key)}</text>}
      <text className="small strong" x={x + CHIP + 9} y={y + 15}>{fitText(key ?? m.record_no_key(), room, '600 12px')}</text>
      {heads === '' ? null : <text className="small mono muted" textAnchor="end" x={x + width - 5} y={y + 15}>{heads}</text>}
      {linesOf(value ?? m.record_tombstone(), Math.max(4, Math.floor((width - 10) / LETTER)), lines).map((line, at) => <text key={at} className={`small mono${value === null ? ' muted' : ''}`} x={x + 5} y={y + 32 + at * 15}>{line}</text>)}
    </>
  );
}

/** A text in lines of so many letters; the last one says where something is left out. */
export function linesOf(text: string, letters: number, lines: number): string[] {
  const all = Array.from({ length: Math.ceil(text.length / letters) }, (_, at) => text.slice(at * letters, (at + 1) * letters));
  return all.length <= lines ? all : [...all.slice(0, lines - 1), shorten(all.slice(lines - 1).join(''), letters)];
}
