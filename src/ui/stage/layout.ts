// Where everything on the stage stands, in pixels: rows are partitions, columns are brokers, producers left, groups right, controllers above.
import { type EnginePlace, type EnginePlan, enginePlaces, enginesHeight } from './engine-layout.ts';
import type { Slots } from './slots.ts';

export interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** What the geometry needs to know of the world. Lists are in the order in which they are drawn. */
export interface StagePlan {
  readonly controllers: readonly string[];
  readonly brokers: readonly { readonly id: string; readonly number: number }[];
  readonly topics: readonly { readonly name: string; readonly partitions: number; readonly folded: boolean }[];
  readonly producers: Slots;
  readonly groups: readonly { readonly group: string; readonly members: Slots }[];
  /** Consumers and admin tools that are in no group that the page knows. */
  readonly others: Slots;
  /** Models of other ways, beside Kafka. */
  readonly engines: readonly EnginePlan[];
  /** Clients that are not drawn one by one. */
  readonly counts?: readonly CountPlan[];
  /** Kafka alone: its clients are counts at its sides. */
  readonly alone?: boolean;
}

/** Clients that stand as one box with their number: `producers`, `others`, or the name of a group's list as `group/orders`. */
export interface CountPlan {
  readonly side: string;
  readonly ids: readonly string[];
  /** All are drawn, and the box folds them again. */
  readonly open: boolean;
}

export interface CountPlace extends CountPlan {
  readonly box: Box;
}

export interface CellPlace {
  /** `orders-0/1`: partition and broker. */
  readonly key: string;
  readonly topic: string;
  readonly partition: number;
  readonly broker: number;
  readonly box: Box;
  /** Where the first square stands. */
  readonly strip: Box;
}

export interface RowPlace {
  readonly topic: string;
  readonly partition: number;
  readonly box: Box;
  readonly cells: readonly CellPlace[];
}

export interface TopicPlace {
  readonly name: string;
  readonly folded: boolean;
  readonly heading: Box;
  readonly rows: readonly RowPlace[];
}

export interface NamedPlace {
  readonly id: string;
  readonly box: Box;
}

export interface GroupPlace {
  readonly group: string;
  readonly box: Box;
  readonly heading: Box;
  readonly members: readonly NamedPlace[];
}

export interface StageLayout {
  /** How much larger than its own pixels it is drawn. */
  readonly scale: number;
  readonly width: number;
  readonly height: number;
  readonly narrow: boolean;
  /** How many squares fit in a cell. */
  readonly squares: number;
  readonly controllers: readonly NamedPlace[];
  readonly metadataLog: Box;
  readonly brokers: readonly { readonly id: string; readonly number: number; readonly column: Box; readonly header: Box }[];
  readonly topics: readonly TopicPlace[];
  readonly producers: readonly NamedPlace[];
  readonly groups: readonly GroupPlace[];
  readonly others: readonly NamedPlace[];
  readonly engines: readonly EnginePlace[];
  readonly counts?: readonly CountPlace[];
  readonly alone?: boolean;
  /** Left edge and width of the rows' labels. */
  readonly labels: Box;
}

/** One square with its gap, and the square itself. */
export const PITCH = 18;
export const SQUARE = 16;
export const CELL_HEIGHT = 50;

const PAD = 16;
const GAP = 10;
const SIDE_GAP = 18;
/** Room for the lines that say who owns what. */
const GROUP_GAP = 30;
/** The leader's tag stands in it, with air above. */
const ROW_GAP = 16;
const NARROW_HEADER = 34;
const HEADING_HEIGHT = 40;
const FOLDED_HEIGHT = 30;
/** Where no topic is yet, it says so. */
const EMPTY_HEIGHT = 100;
const CONTROLLER_HEIGHT = 40;
const HEADER_HEIGHT = 48;
const CLIENT_HEIGHT = 46;
/** Its name, and below it how it stands. */
const GROUP_HEADING = 42;
const MEMBER_HEIGHT = 34;
const CELL_PAD = 8;
/** A box that counts clients: below those that are drawn, or in their place. */
const COUNT_HEIGHT = 28;
export const COUNT_WIDTH = 112;
const LEAST_CLIENT = 96;
/** A column shows its broker's name and a few records; where more brokers stand than fit, the stage scrolls sideways. */
const MIN_COLUMN = 92;
/** Narrower than this, producers go above the brokers and groups below. */
const NARROW = 700;
/** Room that is kept for what may come, so that nothing moves when it does. */
const KEPT_CLIENTS = 2;
const KEPT_MEMBERS = 2;

/** A wide stage with room to spare is drawn larger, as long as everything still fits. */
const SCALES = [1.4, 1.3, 1.2, 1.1];
const WIDE_ENOUGH = 1120;

/** The layout at the largest scale at which nothing has to be scrolled. */
export function fitStage(plan: StagePlan, width: number, height: number): StageLayout {
  const scale = SCALES.find((candidate) => width / candidate >= WIDE_ENOUGH && layoutStage(plan, width / candidate).height * candidate <= height) ?? 1;
  return { ...layoutStage(plan, width / scale, height / scale), scale };
}

export function layoutStage(plan: StagePlan, room: number, minHeight = 0): StageLayout {
  const narrow = room < NARROW;
  const alone = plan.alone === true && !narrow;
  const sides = sidesOf(room, narrow, alone);
  const spare = columnPlaces(plan, sides.columns, sides.right)[0]?.width ?? MIN_COLUMN;
  const width = room + Math.max(0, MIN_COLUMN - spare) * plan.brokers.length;
  const { left, labelWidth, right } = sidesOf(room, narrow, alone, width);
  // A small screen keeps no room for clients before the first one comes.
  const clientsAbove = narrow ? narrowRows(plan, width).rows * (CLIENT_HEIGHT + GAP) : 0;
  const top = narrow ? PAD / 2 : PAD;
  const controllers = controllerPlaces(plan, left, right, top, narrow);
  const columnsTop = top + CONTROLLER_HEIGHT + GAP * (narrow ? 1 : 1.5) + clientsAbove;
  const headerHeight = narrow ? NARROW_HEADER : HEADER_HEIGHT;
  const columns = columnPlaces(plan, left + labelWidth, right);
  const { topics, bottom } = topicPlaces(plan, columns, { x: left, width: right - left, headingWidth: narrow ? right - left : labelWidth - GAP, headingAbove: narrow }, columnsTop + headerHeight + (narrow ? 0 : ROW_GAP));
  const below = enginesHeight(plan.engines, narrow);
  const columnsBottom = Math.max(bottom + GAP, narrow ? 0 : minHeight - PAD - below);
  const clients = narrow
    ? narrowClients(plan, width, columnsTop - clientsAbove, columnsBottom + PAD)
    : alone ? { producers: [], groups: [], others: [], counts: [], leftBottom: 0, bottom: columnsTop + plan.groups.length * (CLIENT_HEIGHT + GAP) }
    : wideClients(plan, { left: PAD, leftWidth: left - PAD - SIDE_GAP, right: right + GROUP_GAP, rightWidth: width - PAD - right - GROUP_GAP }, columnsTop);
  const clientsBottom = Math.max(columnsBottom, clients.bottom);
  // Engines from which nobody takes leave the groups their side: the stage is lower so.
  const beside = !narrow && plan.engines.every(({ kind, right: takers }) => kind === 'zookeeper' || takers.length === 0);
  const enginesTop = beside ? Math.max(columnsBottom, clients.leftBottom) : clientsBottom;
  const enginesLeft = narrow ? PAD / 2 : PAD;
  const engines = enginePlaces(plan.engines, enginesTop, { x: enginesLeft, width: (beside ? right : width - enginesLeft) - enginesLeft, laneX: left, laneRight: right, narrow });
  const firstStrip = columns[0]?.width ?? 0;
  return {
    width, narrow, scale: 1,
    height: Math.max(minHeight, clientsBottom + PAD, enginesTop + below + PAD),
    squares: Math.max(1, Math.floor((firstStrip - GAP - CELL_PAD * 2) / PITCH)),
    controllers: controllers.places,
    metadataLog: controllers.log,
    brokers: plan.brokers.map((broker, at) => {
      const column = columns[at] ?? { x: 0, width: 0 };
      return { ...broker, column: { ...column, y: columnsTop, height: columnsBottom - columnsTop }, header: { ...column, y: columnsTop, height: headerHeight } };
    }),
    topics,
    producers: clients.producers, groups: clients.groups, others: clients.others, engines, ...(clients.counts.length === 0 ? {} : { counts: clients.counts }), ...(plan.alone === true ? { alone: true } : {}),
    labels: { x: left, y: columnsTop, width: labelWidth, height: columnsBottom - columnsTop },
  };
}

/** What stands beside the columns is as wide as the room asks for, whatever the columns need. */
function sidesOf(room: number, narrow: boolean, alone: boolean, width = room): { left: number; labelWidth: number; columns: number; right: number } {
  const left = alone ? PAD + COUNT_WIDTH + SIDE_GAP : narrow ? PAD / 2 : PAD + Math.min(176, Math.max(138, room * 0.12)) + SIDE_GAP;
  const labelWidth = narrow ? 24 : Math.min(160, Math.max(124, room * 0.11));
  const right = alone ? width - PAD - COUNT_WIDTH - SIDE_GAP : narrow ? width - PAD / 2 : width - PAD - Math.min(236, Math.max(172, room * 0.16)) - GROUP_GAP;
  return { left, labelWidth, columns: left + labelWidth, right };
}

function controllerPlaces(plan: StagePlan, left: number, right: number, y: number, narrow: boolean): { places: NamedPlace[]; log: Box } {
  const width = narrow ? (right - left - GAP * (plan.controllers.length - 1)) / Math.max(1, plan.controllers.length) : 118;
  const places = plan.controllers.map((id, at) => ({ id, box: { x: left + at * (width + GAP), y, width, height: CONTROLLER_HEIGHT } }));
  const after = left + plan.controllers.length * (width + GAP) + GAP;
  const log = narrow
    ? { x: left, y, width: 0, height: 0 }
    : { x: after, y, width: Math.max(0, right - after), height: CONTROLLER_HEIGHT };
  return { places, log };
}

function columnPlaces(plan: StagePlan, from: number, to: number): { x: number; width: number }[] {
  const count = Math.max(1, plan.brokers.length);
  const width = (to - from - GAP * (count - 1)) / count;
  return plan.brokers.map((_, at) => ({ x: round(from + at * (width + GAP)), width: round(width) }));
}

interface RowSpan {
  readonly x: number;
  readonly width: number;
  readonly headingWidth: number;
  readonly headingAbove: boolean;
}

function topicPlaces(plan: StagePlan, columns: readonly { x: number; width: number }[], span: RowSpan, top: number): { topics: TopicPlace[]; bottom: number } {
  let y = top;
  const topics = plan.topics.map((topic): TopicPlace => {
    const heading = { x: span.x, y, width: span.headingWidth, height: topic.folded ? FOLDED_HEIGHT : HEADING_HEIGHT };
    if (span.headingAbove && !topic.folded) y += HEADING_HEIGHT;
    const rows: RowPlace[] = [];
    for (let partition = 0; partition < (topic.folded ? 0 : topic.partitions); partition += 1) {
      const cells = plan.brokers.map((broker, at) => cellPlace(topic.name, partition, broker.number, columns[at] ?? { x: 0, width: 0 }, y));
      rows.push({ topic: topic.name, partition, box: { x: span.x, y, width: span.width, height: CELL_HEIGHT }, cells });
      y += CELL_HEIGHT + ROW_GAP;
    }
    y += topic.folded ? FOLDED_HEIGHT + 4 : GAP;
    return { name: topic.name, folded: topic.folded, heading, rows };
  });
  return { topics, bottom: topics.length === 0 ? top + EMPTY_HEIGHT : y };
}

function cellPlace(topic: string, partition: number, broker: number, column: { x: number; width: number }, y: number): CellPlace {
  const box = { x: column.x + GAP / 2, y, width: column.width - GAP, height: CELL_HEIGHT };
  return { key: `${topic}-${partition}/${broker}`, topic, partition, broker, box, strip: { x: box.x + CELL_PAD, y: y + 19, width: box.width - CELL_PAD * 2, height: SQUARE } };
}

interface Clients {
  readonly producers: NamedPlace[];
  readonly groups: GroupPlace[];
  readonly others: NamedPlace[];
  readonly counts: CountPlace[];
  /** Where those on the left end, and all of them. */
  readonly leftBottom: number;
  readonly bottom: number;
}

function wideClients(plan: StagePlan, sides: { left: number; leftWidth: number; right: number; rightWidth: number }, top: number): Clients {
  const start = top + HEADER_HEIGHT + GAP;
  const producers = stack(plan.producers, sides.left, sides.leftWidth, start, CLIENT_HEIGHT, GAP);
  const afterProducers = start + plan.producers.length * (CLIENT_HEIGHT + GAP);
  const counts = countOf(plan, 'producers', { x: sides.left, y: afterProducers, width: sides.leftWidth, height: COUNT_HEIGHT });
  const keptLeft = Math.max(start + KEPT_CLIENTS * (CLIENT_HEIGHT + GAP), afterProducers) + counts.length * (COUNT_HEIGHT + GAP);
  const others = stack(plan.others, sides.left, sides.leftWidth, keptLeft, CLIENT_HEIGHT, GAP);
  const afterOthers = keptLeft + plan.others.length * (CLIENT_HEIGHT + GAP);
  const moreOthers = countOf(plan, 'others', { x: sides.left, y: afterOthers, width: sides.leftWidth, height: COUNT_HEIGHT });
  let y = start;
  const groups = plan.groups.map((group): GroupPlace => {
    const { place, count } = countedGroup(plan, group, sides.right, sides.rightWidth, y);
    counts.push(...count);
    y += place.box.height + GAP;
    return place;
  });
  const leftBottom = afterOthers + moreOthers.length * (COUNT_HEIGHT + GAP);
  return { producers, groups, others, counts: [...counts, ...moreOthers], leftBottom, bottom: Math.max(y, leftBottom) };
}

const countOf = (plan: StagePlan, side: string, box: Box): CountPlace[] => (plan.counts ?? []).filter((one) => one.side === side).map((one) => ({ ...one, box }));

/** A group whose last members are a count: its frame is as much higher. */
function countedGroup(plan: StagePlan, group: StagePlan['groups'][number], x: number, width: number, y: number): { place: GroupPlace; count: CountPlace[] } {
  const place = groupPlace(group, x, width, y);
  const count = countOf(plan, `group/${group.group}`, { x: x + 6, y: y + GROUP_HEADING + group.members.length * (MEMBER_HEIGHT + 4), width: width - 12, height: COUNT_HEIGHT });
  return { place: count.length === 0 ? place : { ...place, box: { ...place.box, height: place.box.height + COUNT_HEIGHT + 4 } }, count };
}

/** A group's frame with its members, as high as the room that is kept for them. */
export function groupPlace(group: StagePlan['groups'][number], x: number, width: number, y: number): GroupPlace {
  const heading = { x, y, width, height: GROUP_HEADING };
  const members = stack(group.members, x + 6, width - 12, y + GROUP_HEADING, MEMBER_HEIGHT, 4);
  const kept = Math.max(KEPT_MEMBERS, group.members.length);
  return { group: group.group, heading, members, box: { x, y, width, height: GROUP_HEADING + kept * (MEMBER_HEIGHT + 4) + 4 } };
}

/** On a small screen clients stand in rows above the brokers, and no box is too narrow for a name. */
function narrowRows(plan: StagePlan, width: number): { above: (string | null)[]; more: CountPlan[]; perRow: number; rows: number } {
  const above = [...plan.producers, ...plan.others];
  const more = (plan.counts ?? []).filter(({ side }) => side === 'producers' || side === 'others');
  const all = above.length + more.length;
  const perRow = Math.max(1, Math.min(all, Math.floor((width - PAD + GAP) / (LEAST_CLIENT + GAP))));
  return { above, more, perRow, rows: Math.ceil(all / perRow) };
}

function narrowClients(plan: StagePlan, width: number, top: number, below: number): Clients {
  const inside = width - PAD;
  const { above, more, perRow } = narrowRows(plan, width);
  const each = (inside - GAP * (perRow - 1)) / perRow;
  const boxAt = (at: number): Box => ({ x: PAD / 2 + (at % perRow) * (each + GAP), y: top + Math.floor(at / perRow) * (CLIENT_HEIGHT + GAP), width: Math.min(each, 180), height: CLIENT_HEIGHT });
  const places = above.flatMap((id, at) => (id === null ? [] : [{ id, box: boxAt(at) }]));
  const isProducer = new Set(plan.producers);
  const counts = more.map((one, at): CountPlace => ({ ...one, box: boxAt(above.length + at) }));
  let y = below;
  const groups = plan.groups.map((group): GroupPlace => {
    const { place, count } = countedGroup(plan, group, PAD / 2, inside, y);
    counts.push(...count);
    y += place.box.height + GAP;
    return place;
  });
  return { producers: places.filter((place) => isProducer.has(place.id)), others: places.filter((place) => !isProducer.has(place.id)), groups, counts, leftBottom: y, bottom: y };
}

function stack(slots: Slots, x: number, width: number, top: number, height: number, gap: number): NamedPlace[] {
  return slots.flatMap((id, at) => (id === null ? [] : [{ id, box: { x, y: top + at * (height + gap), width, height } }]));
}

function round(value: number): number {
  return Math.round(value * 2) / 2;
}
