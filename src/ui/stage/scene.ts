// What the canvas draws at a moment: squares in their cells and messages in the air, as plain numbers.
import type { FlightRecord, LogRecord, OwnerRecord, ReplicaRecord, SharedRows } from '../../bridge/records.ts';
import { transactionOf } from '../words/transactions.ts';
import { arc, pointOnArc, progress, stillInTheAir, type Point } from './flights.ts';
import { PITCH, SQUARE, type Box, type CellPlace, type StageLayout } from './layout.ts';

export interface SquareMark {
  readonly x: number;
  readonly y: number;
  readonly key: string | null;
  /** `full` in the leader, `pale` in a follower, `faded` on a dead or lagging replica, `outline` while it is still in the air. */
  readonly look: 'full' | 'pale' | 'faded' | 'outline';
  /** A key without a value: its deletion. */
  readonly tombstone: boolean;
  /** Of a transaction that was aborted: readers of committed records skip it. */
  readonly aborted: boolean;
  /** It is followed through Flink. */
  readonly traced?: boolean;
}

export interface FlightMark {
  readonly id: string;
  readonly x: number;
  readonly y: number;
  readonly angle: number;
  /** The keys of the records that it carries, at most four are drawn; empty for a message without records. */
  readonly keys: readonly (string | null)[];
  readonly count: number;
  readonly lost: boolean;
  readonly t: number;
  /** Flink: a checkpoint's barrier; and whether one of its records is followed. */
  readonly barrier?: number;
  /** On which side of the barrier what is followed lies. */
  readonly side?: string;
  readonly traced?: boolean;
}

const NOTHING: ReadonlySet<string> = new Set();

/** The first offset that a partition's cells show, so that its replicas line up: the newest records fill the cell. */
export function windowStart(logStartOffset: number, logEndOffset: number, squares: number): number {
  return Math.max(logStartOffset, logEndOffset - squares);
}

/** The x of an offset's left edge in a cell. */
export function offsetX(strip: Box, start: number, offset: number, squares: number): number {
  return strip.x + Math.max(0, Math.min(squares, offset - start)) * PITCH;
}

/** Where one segment ends and the next begins, between the squares of a cell: x of each border that the window shows. */
export function segmentBorders(strip: Box, replica: ReplicaRecord, start: number, squares: number): number[] {
  return replica.segments.filter(({ baseOffset }) => baseOffset > start && baseOffset <= start + squares && baseOffset > replica.logStartOffset).map(({ baseOffset }) => offsetX(strip, start, baseOffset, squares));
}

/** The squares of one cell. `airborne` of its newest records are not yet seen to land. */
export function squaresOf(cell: CellPlace, replica: ReplicaRecord, start: number, squares: number, airborne: number, traced: ReadonlySet<string> = NOTHING): SquareMark[] {
  const look = replica.role === 'offline' ? 'faded' : replica.role === 'leader' ? 'full' : 'pale';
  return replica.tail.filter((record) => record.offset >= start && record.offset < start + squares).map((record: LogRecord): SquareMark => ({
    x: cell.strip.x + (record.offset - start) * PITCH,
    y: cell.strip.y,
    key: record.key,
    look: record.offset >= replica.logEndOffset - airborne ? 'outline' : look,
    tombstone: record.value === null,
    aborted: replica.abortedTransactions.length > 0 && transactionOf(record, replica) === 'aborted',
    ...(traced.size > 0 && traced.has(`${cell.topic}-${cell.partition}@${record.offset}`) ? { traced: true } : {}),
  }));
}

/** What a share group has of the records in a cell: frames around squares, by state, with how often they were delivered. */
export interface SharedMark {
  readonly x: number;
  readonly width: number;
  readonly state: SharedRows['state'];
  /** Told from the second delivery on. */
  readonly deliveries: number;
}

export function sharedMarks(strip: Box, owner: OwnerRecord, start: number, squares: number): SharedMark[] {
  return (owner.share?.rows ?? []).filter((row) => row.last >= start && row.first < start + squares).map((row) => {
    const from = Math.max(row.first, start);
    const to = Math.min(row.last, start + squares - 1);
    return { x: strip.x + (from - start) * PITCH - 1.5, width: (to - from + 1) * PITCH - (PITCH - SQUARE) + 3, state: row.state, deliveries: row.deliveryCount };
  });
}

export interface SceneInput {
  readonly layout: StageLayout;
  readonly replicas: ReadonlyMap<string, ReplicaRecord>;
  /** The log end of each partition, over all its replicas, by `orders-0`. */
  readonly ends: ReadonlyMap<string, { readonly start: number; readonly end: number }>;
  readonly flights: ReadonlyMap<string, FlightRecord>;
  readonly nowUs: number;
  readonly speed: number;
  readonly controlTraffic: boolean;
  /** What is followed, as the page store has it. */
  readonly traced?: ReadonlySet<number>;
  readonly tracedRecords?: ReadonlySet<string>;
  readonly barriers?: ReadonlyMap<string, { readonly side: string }>;
  /** From where to where of the stage's height is in sight; all of it where this is absent. */
  readonly seen?: { readonly top: number; readonly bottom: number };
}

/** The squares of the rows that are in sight. */
export function squareMarks(input: SceneInput): SquareMark[] {
  const { layout, replicas, ends, seen = { top: -Infinity, bottom: Infinity } } = input;
  const airborne = stillInTheAir(input.flights.values(), input.nowUs, input.speed);
  return layout.topics.flatMap((topic) => topic.rows.flatMap((row) => row.cells.flatMap((cell) => {
    if (cell.strip.y + SQUARE < seen.top || cell.strip.y > seen.bottom) return [];
    const replica = replicas.get(`replica/${cell.key}`);
    const span = ends.get(`${cell.topic}-${cell.partition}`);
    if (replica === undefined || span === undefined) return [];
    return squaresOf(cell, replica, windowStart(span.start, span.end, layout.squares), layout.squares, airborne.get(cell.key) ?? 0, input.tracedRecords);
  })));
}

/** The ends of every partition's log, so that all cells of a row begin at the same offset. */
export function logEnds(replicas: Iterable<ReplicaRecord>): Map<string, { start: number; end: number }> {
  const ends = new Map<string, { start: number; end: number }>();
  for (const { topic, partition, logStartOffset, logEndOffset } of replicas) {
    const name = `${topic}-${partition}`;
    const known = ends.get(name);
    ends.set(name, known === undefined ? { start: logStartOffset, end: logEndOffset } : { start: Math.min(known.start, logStartOffset), end: Math.max(known.end, logEndOffset) });
  }
  return ends;
}

export function flightMarks(input: SceneInput, places: ReadonlyMap<string, Box>): FlightMark[] {
  const marks: FlightMark[] = [];
  for (const flight of input.flights.values()) {
    if (flight.cargo.length === 0 && !input.controlTraffic && flight.barrier === undefined) continue;
    const t = progress(flight, input.nowUs, input.speed);
    if (t === null || (flight.lost && t > 0.6)) continue;
    const first = flight.cargo[0];
    const from = endpoint(flight.from, flight.to, first, input.layout, places);
    const to = endpoint(flight.to, flight.from, first, input.layout, places);
    if (from === null || to === null) continue;
    const path = arc(from, to, flight.direction);
    const here = pointOnArc(path, t);
    const before = pointOnArc(path, Math.max(0, t - 0.02));
    const side = flight.barrier === undefined ? undefined : input.barriers?.get(`flink-checkpoint/${flight.from.split('/')[1]}/${flight.barrier}`)?.side;
    marks.push({
      id: flight.id, ...here, t, lost: flight.lost, angle: Math.atan2(here.y - before.y, here.x - before.x),
      keys: flight.cargo.flatMap((part) => part.keys).slice(0, 4), count: flight.cargo.reduce((sum, part) => sum + part.count, 0),
      ...(flight.barrier === undefined ? {} : { barrier: flight.barrier }), ...(side === undefined ? {} : { side }), ...(isTraced(flight, input) ? { traced: true } : {}),
    });
  }
  return marks;
}

function isTraced({ lineage, cargo }: FlightRecord, { traced, tracedRecords }: SceneInput): boolean {
  if (traced !== undefined && lineage?.some((id) => traced.has(id)) === true) return true;
  if (tracedRecords === undefined || tracedRecords.size === 0) return false;
  return cargo.some(({ topic, partition, count, offsets, sent }) => {
    const log = `${topic}-${partition}`;
    const [from, first, last] = offsets !== undefined ? [`${log}@`, ...offsets] : sent !== undefined ? [`${log}#${sent.producerId}:`, sent.sequence, sent.sequence + count - 1] : ['', 0, -1];
    return [...tracedRecords].some((name) => name.startsWith(from) && Number(name.slice(from.length)) >= first && Number(name.slice(from.length)) <= last);
  });
}

/** Where a message starts or ends: at the partition's row on a broker when it carries records, else at the node's head. */
export function endpoint(node: string, other: string, cargo: { readonly topic: string; readonly partition: number } | undefined, layout: StageLayout, places: ReadonlyMap<string, Box>): Point | null {
  const number = node.startsWith('broker-') ? Number(node.slice('broker-'.length)) : null;
  if (number !== null && cargo !== undefined) {
    const row = layout.topics.find((topic) => topic.name === cargo.topic)?.rows.find((candidate) => candidate.partition === cargo.partition);
    const cell = row?.cells.find((candidate) => candidate.broker === number);
    if (cell !== undefined) return cellPort(cell, other, places);
  }
  const box = places.get(node);
  // Between subtasks the channel begins and ends at the sides that face each other.
  const facing = node.startsWith('flink-task/') ? places.get(other) : undefined;
  if (box !== undefined && facing !== undefined) return { x: facing.x > box.x ? box.x + box.width : box.x, y: box.y + box.height / 2 };
  return box === undefined ? null : { x: box.x + box.width / 2, y: box.y + box.height / 2 };
}

/** The side of the cell that faces the other end. */
function cellPort(cell: CellPlace, other: string, places: ReadonlyMap<string, Box>): Point {
  const from = places.get(other);
  const middle = cell.strip.y + SQUARE / 2;
  if (from === undefined || other.startsWith('broker-')) return { x: cell.box.x + cell.box.width / 2, y: middle };
  return from.x < cell.box.x ? { x: cell.box.x + 4, y: middle } : { x: cell.box.x + cell.box.width - 4, y: middle };
}

/** The boxes of all nodes and clients by the names that flights use. */
export function nodePlaces(layout: StageLayout, nodeOfClient: ReadonlyMap<string, string>, headsY = layout.labels.y, isNear = false): Map<string, Box> {
  const places = new Map<string, Box>();
  for (const { id, box } of layout.controllers) places.set(id.slice('node/'.length), box);
  // Where one partition is large, its brokers' names stand beside the rows.
  for (const { id, header } of layout.brokers) places.set(id.slice('node/'.length), isNear ? header : { ...header, y: headsY });
  for (const { ids, open, box } of layout.counts ?? []) {
    for (const id of open ? [] : ids) {
      const node = nodeOfClient.get(id) ?? id.slice(id.indexOf('/') + 1);
      places.set(node, box);
      places.set(`${node}/output`, box);
    }
  }
  const clients = [...layout.producers, ...layout.others, ...layout.groups.flatMap((group) => group.members)];
  for (const { id, box } of clients) {
    const node = nodeOfClient.get(id) ?? id.slice(id.indexOf('/') + 1);
    places.set(node, box);
    // A processor's producer has connections of its own.
    places.set(`${node}/output`, box);
  }
  for (const { id, kind, lane, left, right } of layout.engines) {
    // Lines go to the file, which stands at the lane's left end.
    places.set(id.replace('/', '-'), kind === 'batch' ? { ...lane, width: 42, height: 60 } : lane);
    for (const one of [...left, ...right]) places.set(one.id.slice(one.id.indexOf('/') + 1), one.box);
  }
  return places;
}
