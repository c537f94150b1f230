// Where Flink stands on the stage, in pixels: columns are the steps of a job, rows are slots, lanes are TaskManagers; event time lies below.
import type { Box, NamedPlace } from '../layout.ts';
import type { FlinkPlan, PlannedLane, PlannedTask } from './plan.ts';

export interface TaskPlace {
  readonly id: string;
  readonly vertex: number;
  readonly box: Box;
  /** More subtasks of the same step on the same TaskManager, where lanes are folded. */
  readonly more: readonly string[];
}

export interface SlotPlace {
  readonly slot: number;
  /** How many free slots stand in this row. */
  readonly count: number;
  readonly box: Box;
  readonly free: boolean;
  readonly other: boolean;
}

export interface LanePlace {
  readonly id: string;
  readonly box: Box;
  readonly head: Box;
  readonly slots: readonly SlotPlace[];
}

export interface VertexPlace {
  readonly index: number;
  readonly box: Box;
}

/** How much of a subtask is told on the stage. */
export type Detail = 'open' | 'compact' | 'folded';

export interface FlinkLayout {
  readonly box: Box;
  readonly detail: Detail;
  readonly narrow: boolean;
  readonly jobManager: NamedPlace;
  readonly jobs: readonly NamedPlace[];
  readonly checkpoints: Box;
  readonly vertices: readonly VertexPlace[];
  readonly edges: readonly { readonly id: string; readonly from: Box; readonly to: Box; readonly channels: boolean }[];
  readonly lanes: readonly LanePlace[];
  readonly waiting: Box | null;
  readonly tasks: readonly TaskPlace[];
  readonly times: readonly (NamedPlace & { readonly keys: number })[];
}

/** What the rest of the stage leaves. Event time may be wider than the lanes: topics stand beside these. */
export interface FlinkRoom {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly narrow: boolean;
  readonly timeX: number;
  readonly timeWidth: number;
  /** Event time lies below this. */
  readonly timeTop: number;
  /** Free slots are drawn small, so that more of what lies below can be seen. */
  readonly tight: boolean;
}

const GAP = 10;
const HEAD = 44;
const LANE_LABEL = 100;
const LANE_LABEL_HEIGHT = 22;
const LANE_PAD = 6;
/** A lane's name and its slots take two lines. */
const LEAST_LANE = 50;
const VERTEX = 42;
const TASK: Readonly<Record<Detail, number>> = { open: 50, compact: 26, folded: 26 };
const FREE_SLOT = 24;
const TASK_GAP = 4;
/** A step narrower than this says nothing; then the stage scrolls sideways. */
const LEAST_COLUMN = 112;
/** Between steps, for the channels. */
const COLUMN_GAP = 44;
/** From so many slots on they are drawn smaller, and from so many a TaskManager is one row. */
const COMPACT_FROM = 9;
const FOLDED_FROM = 25;
/** More channels than this between two steps are a web that says nothing. */
const MOST_CHANNELS = 48;
/** Of event time: the head, the brackets of windows, a row for each key, the axis. */
export const TIME_HEAD = 30;
export const TIME_BRACKETS = 46;
export const TIME_ROW = 19;
export const TIME_AXIS = 24;
const MOST_TIMES = 3;
/** The tab of a job that is not shown. */
const MOST_TAB = 240;
const LEAST_TAB = 168;
const TAB_GAP = 6;
const TAB_PITCH = 32;

interface Columns {
  readonly x: number;
  readonly width: number;
  readonly pitch: number;
  readonly stacks: number;
}

export function layoutFlink(plan: FlinkPlan, room: FlinkRoom): FlinkLayout {
  const slots = plan.lanes.reduce((sum, lane) => sum + lane.slots.length, 0);
  const detail: Detail = slots >= FOLDED_FROM ? 'folded' : slots >= COMPACT_FROM ? 'compact' : 'open';
  const depths = 1 + Math.max(0, ...plan.vertices.map(({ depth }) => depth));
  const stacks = 1 + Math.max(0, ...plan.vertices.map(({ stack }) => stack));
  const label = room.narrow ? 0 : LANE_LABEL;
  const gap = room.narrow ? 26 : COLUMN_GAP;
  const inside = room.width - label - 2 * LANE_PAD;
  const columnWidth = Math.max(LEAST_COLUMN, (inside - gap * (depths - 1)) / depths);
  const columns: Columns = { x: room.x + label + LANE_PAD, width: columnWidth, pitch: columnWidth + gap, stacks };
  const width = Math.max(room.width, label + 2 * LANE_PAD + depths * columns.pitch - gap);
  const heads = headPlaces(plan, { ...room, width });
  const vertices = plan.vertices.map(({ index, depth, stack }): VertexPlace => ({ index, box: { x: columns.x + depth * columns.pitch, y: heads.bottom + GAP + stack * (VERTEX + TASK_GAP), width: columns.width, height: VERTEX } }));
  const lanesTop = heads.bottom + GAP + (plan.vertices.length === 0 ? 0 : stacks * (VERTEX + TASK_GAP) + GAP);
  const { lanes, tasks, bottom } = lanePlaces(plan, columns, { x: room.x, width, top: lanesTop, narrow: room.narrow, tight: room.tight, detail });
  const waits = waitingPlaces(plan, columns, { x: room.x, width, top: bottom, detail, narrow: room.narrow, tight: room.tight });
  const all = [...tasks, ...waits.tasks];
  const times = timePlaces(plan, room, Math.max(waits.bottom + GAP, room.timeTop));
  return {
    box: { x: room.x, y: room.y, width, height: times.bottom - room.y }, detail, narrow: room.narrow, jobManager: heads.jobManager, jobs: heads.jobs, checkpoints: heads.checkpoints, vertices,
    edges: edgePlaces(plan, vertices), lanes, waiting: waits.box, tasks: all, times: times.places,
  };
}

function headPlaces(plan: FlinkPlan, room: FlinkRoom): { jobManager: NamedPlace; jobs: NamedPlace[]; checkpoints: Box; bottom: number } {
  const { x, y, width, narrow } = room;
  const managerWidth = narrow ? width * 0.42 : Math.min(168, width * 0.3);
  const jobWidth = narrow ? width - managerWidth - GAP : Math.min(250, (width - managerWidth - GAP) * 0.5);
  const shown = plan.job === null ? [] : [plan.job, ...plan.jobs.filter((id) => id !== plan.job)];
  const jobManager = { id: plan.jobManager, box: { x, y, width: managerWidth, height: HEAD } };
  // Other jobs stand as small tabs below the one that is shown, in as many rows as they need.
  const perRow = Math.max(1, Math.min(shown.length - 1, Math.floor((width + TAB_GAP) / (LEAST_TAB + TAB_GAP))));
  const tab = Math.min(MOST_TAB, (width + TAB_GAP) / perRow - TAB_GAP);
  const jobs = shown.map((id, at): NamedPlace => (at === 0 ? { id, box: { x: x + managerWidth + GAP, y, width: jobWidth, height: HEAD } } : {
    id, box: { x: x + ((at - 1) % perRow) * (tab + TAB_GAP), y: y + HEAD + 6 + Math.floor((at - 1) / perRow) * TAB_PITCH, width: tab, height: TAB_PITCH - TAB_GAP },
  }));
  const below = Math.max(0, Math.ceil((shown.length - 1) / perRow)) * TAB_PITCH;
  if (narrow) return { jobManager, jobs, checkpoints: { x, y: y + HEAD + below + 6, width, height: HEAD }, bottom: y + 2 * HEAD + below + 6 };
  const left = x + managerWidth + jobWidth + 2 * GAP;
  return { jobManager, jobs, checkpoints: { x: left, y, width: Math.max(0, x + width - left), height: HEAD }, bottom: y + HEAD + below };
}

interface LaneRoom {
  readonly x: number;
  readonly width: number;
  readonly top: number;
  readonly narrow: boolean;
  readonly tight: boolean;
  readonly detail: Detail;
}

function lanePlaces(plan: FlinkPlan, columns: Columns, room: LaneRoom): { lanes: LanePlace[]; tasks: TaskPlace[]; bottom: number } {
  let y = room.top;
  const tasks: TaskPlace[] = [];
  const lanes = plan.lanes.map((lane): LanePlace => {
    const label = room.narrow ? LANE_LABEL_HEIGHT : 0;
    const rows = rowsOf(lane, room);
    const top = y;
    y += LANE_PAD + label;
    const slots = rows.map((row): SlotPlace => {
      const height = row.own.length === 0 && (room.tight || room.detail !== 'open') ? FREE_SLOT : columns.stacks * (TASK[room.detail] + TASK_GAP) - TASK_GAP;
      const box = { x: columns.x - 3, y, width: room.x + room.width - columns.x, height };
      tasks.push(...rowTasks(plan, row.own, columns, y, room.detail));
      y += height + LANE_PAD;
      return { slot: row.slot, count: row.count, box, free: row.own.length === 0, other: row.other };
    });
    if (!room.narrow) y = Math.max(y, top + LEAST_LANE);
    const box = { x: room.x, y: top, width: room.width, height: y - top };
    y += GAP * 0.6;
    return { id: lane.id, box, head: room.narrow ? { x: room.x, y: top, width: room.width, height: LANE_LABEL_HEIGHT + LANE_PAD } : { x: room.x, y: top, width: LANE_LABEL, height: Math.min(box.height, 64) }, slots };
  });
  return { lanes, tasks, bottom: y };
}

interface SlotRow {
  readonly slot: number;
  readonly count: number;
  readonly own: readonly PlannedTask[];
  readonly other: boolean;
}

/** A row for each slot; where lanes are folded one for all, and where there is little room one for all free slots that follow each other. */
function rowsOf(lane: PlannedLane, { detail, tight }: LaneRoom): SlotRow[] {
  if (detail === 'folded') return [{ slot: 0, count: lane.slots.length, own: lane.slots.flatMap(({ tasks }) => tasks), other: lane.slots.every(({ other }) => other) }];
  const rows: SlotRow[] = [];
  for (const { slot, tasks: own, other } of lane.slots) {
    const last = rows.at(-1);
    if (tight && own.length === 0 && last !== undefined && last.own.length === 0 && last.other === other) rows[rows.length - 1] = { ...last, count: last.count + 1 };
    else rows.push({ slot, count: 1, own, other });
  }
  return rows;
}

/** One place for each step that has a subtask in the row. */
function rowTasks(plan: FlinkPlan, own: readonly PlannedTask[], columns: Columns, y: number, detail: Detail): TaskPlace[] {
  return plan.vertices.flatMap(({ index, depth, stack }): TaskPlace[] => {
    const [first, ...more] = own.filter(({ vertex }) => vertex === index);
    if (first === undefined) return [];
    const height = TASK[detail];
    return [{ id: first.id, vertex: index, more: more.map(({ id }) => id), box: { x: columns.x + depth * columns.pitch, y: y + stack * (height + TASK_GAP), width: columns.width, height } }];
  });
}

/** Subtasks without a slot stand in a lane of their own, several to a row of their step. */
function waitingPlaces(plan: FlinkPlan, columns: Columns, room: LaneRoom): { box: Box | null; tasks: TaskPlace[]; bottom: number } {
  if (plan.waiting.length === 0) return { box: null, tasks: [], bottom: room.top };
  const most = Math.max(...plan.vertices.map(({ index }) => plan.waiting.filter(({ vertex }) => vertex === index).length));
  const rows = room.detail === 'open' ? Math.min(most, 4) : 1;
  const height = TASK.compact;
  const tasks = plan.vertices.flatMap(({ index, depth, stack }) => {
    const own = plan.waiting.filter(({ vertex }) => vertex === index);
    return own.slice(0, rows).map(({ id }, at): TaskPlace => ({
      id, vertex: index, more: at === rows - 1 ? own.slice(rows).map((one) => one.id) : [],
      box: { x: columns.x + depth * columns.pitch, y: room.top + LANE_PAD + (room.narrow ? LANE_LABEL_HEIGHT : 0) + (at * columns.stacks + stack) * (height + TASK_GAP), width: columns.width, height },
    }));
  });
  const box = { x: room.x, y: room.top, width: room.width, height: 2 * LANE_PAD + (room.narrow ? LANE_LABEL_HEIGHT : 0) + rows * columns.stacks * (height + TASK_GAP) };
  return { box, tasks, bottom: room.top + box.height };
}

function edgePlaces(plan: FlinkPlan, vertices: readonly VertexPlace[]): FlinkLayout['edges'] {
  return plan.edges.flatMap(({ id, from, to, channels }) => {
    const [a, b] = [vertices.find(({ index }) => index === from)?.box, vertices.find(({ index }) => index === to)?.box];
    return a === undefined || b === undefined ? [] : [{ id, from: a, to: b, channels: channels <= MOST_CHANNELS }];
  });
}

function timePlaces(plan: FlinkPlan, room: FlinkRoom, top: number): { places: FlinkLayout['times']; bottom: number } {
  let y = top;
  const places = plan.times.slice(0, MOST_TIMES).map(({ id, keys }) => {
    const height = TIME_HEAD + TIME_BRACKETS + keys * TIME_ROW + TIME_AXIS + 6;
    const place = { id, keys, box: { x: room.timeX, y, width: room.timeWidth, height } };
    y += height + GAP;
    return place;
  });
  return { places, bottom: y };
}
