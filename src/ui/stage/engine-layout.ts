// Where the engines beside Kafka stand: a lane each below the brokers, what writes on the left, what takes on the right, as on the rest of the stage.
import type { Box, NamedPlace } from './layout.ts';

export interface EnginePlan {
  /** The engine's record: `queue/orders`. */
  readonly id: string;
  readonly kind: 'queue' | 'batch' | 'zookeeper' | 'micro-batch' | 'dataflow' | 'database' | 'dashboard' | 'shift';
  /** Who writes to it, and who takes from it; a ZooKeeper's brokers take. */
  readonly left: readonly string[];
  readonly right: readonly string[];
}

export interface EnginePlace {
  readonly id: string;
  readonly kind: EnginePlan['kind'];
  readonly box: Box;
  readonly heading: Box;
  /** Where the engine itself stands: messages go there and come from there. */
  readonly lane: Box;
  readonly left: readonly NamedPlace[];
  readonly right: readonly NamedPlace[];
}

/** What the rest of the stage gives: its sides, and where the brokers' columns stand. */
export interface EngineRoom {
  readonly x: number;
  readonly width: number;
  readonly laneX: number;
  readonly laneRight: number;
  readonly narrow: boolean;
}

const HEADING = 34;
const WORKER_HEIGHT = 42;
const GAP = 8;
const PAD = 10;
const LANE_HEIGHT = 84;
const CHART_HEIGHT = 150;
/** Between engines, and above the first. */
export const ENGINE_GAP = 14;

/** How high all of them are together, with the gaps above each. */
export function enginesHeight(engines: readonly EnginePlan[], narrow: boolean): number {
  return engines.reduce((sum, engine) => sum + ENGINE_GAP + heightOf(engine, narrow), 0);
}

function bodyHeight({ kind, left, right }: EnginePlan, narrow: boolean): number {
  const rows = (count: number): number => (count === 0 ? 0 : count * (WORKER_HEIGHT + GAP) - GAP);
  if (kind === 'zookeeper') return LANE_HEIGHT + WORKER_HEIGHT + GAP;
  if (kind === 'dashboard') return CHART_HEIGHT;
  if (!narrow) return Math.max(LANE_HEIGHT, rows(left.length), rows(right.length));
  const lines = Math.ceil(left.length / 2) + Math.ceil(right.length / 2);
  return LANE_HEIGHT + lines * (WORKER_HEIGHT + GAP);
}

function heightOf(engine: EnginePlan, narrow: boolean): number {
  return HEADING + bodyHeight(engine, narrow) + PAD;
}

export function enginePlaces(engines: readonly EnginePlan[], top: number, room: EngineRoom): EnginePlace[] {
  let y = top;
  return engines.map((engine) => {
    y += ENGINE_GAP;
    const box = { x: room.x, y, width: room.width, height: heightOf(engine, room.narrow) };
    y += box.height;
    const heading = { x: box.x, y: box.y, width: box.width, height: HEADING };
    return { id: engine.id, kind: engine.kind, box, heading, ...partsOf(engine, box, room) };
  });
}

function partsOf(engine: EnginePlan, box: Box, room: EngineRoom): Pick<EnginePlace, 'lane' | 'left' | 'right'> {
  const top = box.y + HEADING;
  const inside = { x: box.x + PAD, width: box.width - 2 * PAD };
  if (engine.kind === 'zookeeper') {
    return { lane: { ...inside, y: top, height: LANE_HEIGHT - GAP }, left: [], right: inRows(engine.right, { ...inside, y: top + LANE_HEIGHT }, Math.max(1, engine.right.length)) };
  }
  if (engine.kind === 'dashboard') return { lane: { ...inside, y: top, height: CHART_HEIGHT - GAP }, left: [], right: [] };
  if (room.narrow) {
    const left = inRows(engine.left, { ...inside, y: top }, 2);
    const laneY = top + Math.ceil(engine.left.length / 2) * (WORKER_HEIGHT + GAP);
    return { left, lane: { ...inside, y: laneY, height: LANE_HEIGHT - GAP }, right: inRows(engine.right, { ...inside, y: laneY + LANE_HEIGHT }, 2) };
  }
  const body = box.height - HEADING - PAD;
  const column = (ids: readonly string[], x: number, width: number): NamedPlace[] => ids.map((id, at) => ({ id, box: { x, y: top + at * (WORKER_HEIGHT + GAP), width, height: WORKER_HEIGHT } }));
  // Where nobody takes anything, the lane has that room too.
  const [laneX, laneRight] = [engine.left.length > 0 ? room.laneX : inside.x, engine.right.length > 0 ? room.laneRight : inside.x + inside.width];
  return {
    left: column(engine.left, inside.x, room.laneX - inside.x - 2 * PAD), lane: { x: laneX, y: top, width: laneRight - laneX, height: body },
    right: column(engine.right, room.laneRight + 2 * PAD, inside.x + inside.width - room.laneRight - 2 * PAD),
  };
}

function inRows(ids: readonly string[], { x, y, width }: Omit<Box, 'height'>, columns: number): NamedPlace[] {
  const each = (width - GAP * (columns - 1)) / columns;
  return ids.map((id, at) => ({ id, box: { x: x + (at % columns) * (each + GAP), y: y + Math.floor(at / columns) * (WORKER_HEIGHT + GAP), width: each, height: WORKER_HEIGHT } }));
}
