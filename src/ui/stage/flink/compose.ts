// Kafka and Flink on one stage: side by side where there is room, one below the other where there is not, or Flink between the topics that it reads and writes.
import { type EnginePlan, type EnginePlace, enginePlaces, enginesHeight } from '../engine-layout.ts';
import { type CellPlace, type GroupPlace, groupPlace, layoutStage, PITCH, type StageLayout, type StagePlan, type TopicPlace } from '../layout.ts';
import { type FlinkLayout, layoutFlink } from './layout.ts';
import type { FlinkPlan, PlannedTopic } from './plan.ts';
import type { NearLayout } from '../zoom/near-layout.ts';

/** What the reader looks at: Kafka alone, Flink between its topics, or both whole. */
export type Lens = 'kafka' | 'flink' | 'all';

export type WholeLayout = StageLayout & { readonly flink: FlinkLayout | null; readonly lens: Lens; readonly near?: NearLayout };

/** Both whole, side by side, need this much. */
const SIDE_BY_SIDE = 1_420;
/** Narrower than this, topics stand above Flink; and than that, names above lanes. */
const NARROW = 860;
const PHONE = 520;
const PAD = 16;
const GAP = 24;
/** A topic's strip beside Flink. */
const STRIP = 178;
const LABEL = 26;
const CELL_HEIGHT = 50;
const CELL_PITCH = 66;
const HEADING = 30;
/** Beside an engine stand who writes to it and who takes from it; narrower than this, above and below it. */
const ENGINE_SIDE = 150;
const ENGINES_NARROW = 700;
const CLIENT_HEIGHT = 46;
const CLIENT_GAP = 8;
/** What a column of producers and topics may take, so that it can be seen whole. */
const COLUMN = 380;
/** A letter of a producer's name, and what stands beside it. */
const LETTER = 7.6;
const CLIENT_ICON = 38;

const SCALES = [1.4, 1.3, 1.2, 1.1];
/** Drawn larger only where so much is left. */
const WIDE_ENOUGH = 1_060;

/** The lens that a reader starts with. */
export function firstLens(width: number): Lens {
  return width >= SIDE_BY_SIDE ? 'all' : 'flink';
}

export function composeStage(plan: StagePlan, flink: FlinkPlan, lens: Lens, width: number, height: number): WholeLayout {
  const least = lens === 'all' ? SIDE_BY_SIDE : WIDE_ENOUGH;
  const scale = SCALES.find((candidate) => width / candidate >= least && compose(plan, flink, lens, width / candidate).height * candidate <= height) ?? 1;
  const loose = compose(plan, flink, lens, width / scale);
  const layout = loose.height * scale > height ? compose(plan, flink, lens, width / scale, true) : loose;
  return { ...layout, height: Math.max(layout.height, height / scale), scale };
}

function compose(plan: StagePlan, flink: FlinkPlan, lens: Lens, width: number, tight = false): WholeLayout {
  switch (lens) {
    case 'kafka': return { ...layoutStage(plan, width), flink: null, lens };
    case 'flink': return flinkLens(plan, flink, width, tight);
    case 'all': return width >= SIDE_BY_SIDE && layoutStage(plan, besideWidth(width)).width <= besideWidth(width) ? sideBySide(plan, flink, width, tight) : stacked(plan, flink, width, tight);
  }
}

/** Kafka's part where both stand side by side; more brokers than fit there stand above Flink. */
const besideWidth = (width: number): number => Math.round(width * 0.54);

function sideBySide(plan: StagePlan, flink: FlinkPlan, width: number, tight: boolean): WholeLayout {
  const kafka = layoutStage(plan, besideWidth(width));
  const x = kafka.width + GAP / 2;
  const room = { x, y: PAD, width: width - x - PAD, narrow: false, timeX: x, timeWidth: width - x - PAD, timeTop: 0, tight };
  const placed = layoutFlink(flink, room);
  return { ...kafka, width: Math.max(width, placed.box.x + placed.box.width + PAD), height: Math.max(kafka.height, placed.box.y + placed.box.height), flink: placed, lens: 'all' };
}

function stacked(plan: StagePlan, flink: FlinkPlan, width: number, tight: boolean): WholeLayout {
  const kafka = layoutStage(plan, width);
  const pad = kafka.narrow ? PAD / 2 : PAD;
  const placed = layoutFlink(flink, { x: pad, y: kafka.height + GAP / 2, width: width - 2 * pad, narrow: kafka.narrow, timeX: pad, timeWidth: width - 2 * pad, timeTop: 0, tight });
  return { ...kafka, width: Math.max(kafka.width, placed.box.x + placed.box.width + pad), height: placed.box.y + placed.box.height, flink: placed, lens: 'all' };
}

/** Topics as strips, one a partition, as their leaders have them: those that are read on the left, those that are written on the right, or above where it is narrow. */
function flinkLens(plan: StagePlan, flink: FlinkPlan, width: number, tight: boolean): WholeLayout {
  if (width < PHONE) return phoneLens(plan, flink, width, tight);
  const narrow = width < NARROW;
  const pad = narrow ? PAD / 2 : PAD;
  const [hasLeft, hasRight] = [flink.inputs.length > 0 || flink.producers.length > 0, flink.outputs.length > 0];
  const strip = !narrow ? STRIP : hasLeft && hasRight ? (width - 2 * pad - GAP) / 2 : width - 2 * pad;
  const producers = producersOf(flink, pad, strip, narrow ? pad : PAD);
  const inputs = strips(flink.inputs, { x: pad, width: strip, top: producers.bottom });
  const flinkX = narrow || !hasLeft ? pad : pad + strip + GAP;
  const right = narrow || !hasRight ? width - pad : width - pad - strip - GAP;
  const outputX = narrow ? (hasLeft ? pad + strip + GAP : pad) : right + GAP;
  const above = strips(flink.outputs, { x: outputX, width: strip, top: narrow ? pad : PAD });
  const topicsBottom = Math.max(inputs.bottom, above.bottom);
  const placed = layoutFlink(flink, {
    x: flinkX, y: narrow ? topicsBottom : PAD, width: right - flinkX, narrow: false, timeX: pad, timeWidth: width - 2 * pad, timeTop: narrow ? 0 : topicsBottom, tight,
  });
  const grown = Math.max(0, placed.box.width - (right - flinkX));
  const outputs = narrow || grown === 0 ? above : strips(flink.outputs, { x: outputX + grown, width: strip, top: PAD });
  const readers = readersOf(plan, flink, { x: outputX + grown, width: strip, top: narrow ? placed.box.y + placed.box.height : outputs.bottom });
  const bottom = Math.max(placed.box.y + placed.box.height, topicsBottom, readers.bottom);
  const beside = enginesBelow(plan.engines, { x: pad, width: width - 2 * pad, top: bottom });
  return { ...BARE, width: width + grown, height: beside.bottom, squares: squaresIn(strip), topics: [...inputs.topics, ...outputs.topics], producers: producers.places, groups: readers.places, engines: beside.places, flink: placed };
}

/** On a phone Flink comes first: there is no room beside it, and what it reads and writes is a swipe away. */
function phoneLens(plan: StagePlan, flink: FlinkPlan, width: number, tight: boolean): WholeLayout {
  const pad = PAD / 2;
  const placed = layoutFlink(flink, { x: pad, y: pad, width: width - 2 * pad, narrow: true, timeX: pad, timeWidth: width - 2 * pad, timeTop: 0, tight });
  const strip = (width - 2 * pad - GAP) / 2;
  const top = placed.box.y + placed.box.height;
  const producers = producersOf(flink, pad, strip, top);
  const inputs = strips(flink.inputs, { x: pad, width: strip, top: producers.bottom });
  const outputs = strips(flink.outputs, { x: pad + strip + GAP, width: strip, top });
  const readers = readersOf(plan, flink, { x: pad, width: width - 2 * pad, top: Math.max(inputs.bottom, outputs.bottom) });
  const beside = enginesBelow(plan.engines, { x: pad, width: width - 2 * pad, top: readers.bottom });
  return {
    ...BARE, width: Math.max(width, placed.box.x + placed.box.width + pad), height: beside.bottom, squares: squaresIn(strip), topics: [...inputs.topics, ...outputs.topics],
    producers: producers.places, groups: readers.places, engines: beside.places, flink: placed,
  };
}

interface Strip {
  readonly x: number;
  readonly width: number;
  readonly top: number;
}

/** Who reads what the job writes, below it: so the way from Kafka over Flink to whom it serves is one picture. */
function readersOf(plan: StagePlan, flink: FlinkPlan, { x, width, top }: Strip): { places: GroupPlace[]; bottom: number } {
  let y = top;
  const places = plan.groups.filter(({ group }) => flink.readers.includes(group)).map((group) => {
    const place = groupPlace(group, x, width, y);
    y += place.box.height + CLIENT_GAP;
    return place;
  });
  return { places, bottom: y };
}

/** Other engines, and the databases and charts that a job may serve, below all. */
function enginesBelow(engines: readonly EnginePlan[], { x, width, top }: Strip): { places: EnginePlace[]; bottom: number } {
  if (engines.length === 0) return { places: [], bottom: top };
  const narrow = width < ENGINES_NARROW;
  const places = enginePlaces(engines, top, { x, width, laneX: x + ENGINE_SIDE, laneRight: x + width - ENGINE_SIDE, narrow });
  return { places, bottom: top + enginesHeight(engines, narrow) + PAD };
}

const squaresIn = (strip: number): number => Math.max(1, Math.floor((strip - LABEL - 16) / PITCH));

/** Between its topics Flink stands without brokers and groups. */
const BARE = {
  narrow: true, scale: 1, controllers: [], metadataLog: { x: 0, y: 0, width: 0, height: 0 }, brokers: [], groups: [], others: [], engines: [], labels: { x: 0, y: 0, width: 0, height: 0 }, lens: 'flink',
} as const;

/** Two in a row; where their names need the width one below the other, while the topics below leave room for it. */
function producersOf({ producers, inputs }: FlinkPlan, x: number, width: number, top: number): { places: StageLayout['producers']; bottom: number } {
  const shown = producers.slice(0, 6);
  const below = inputs.reduce((sum, { leaders }) => sum + HEADING + 10 + leaders.length * CELL_PITCH, 0);
  const longest = Math.max(0, ...shown.map((id) => id.slice(id.indexOf('-') + 1).length));
  const isTight = (width - CLIENT_GAP) / 2 < longest * LETTER + CLIENT_ICON;
  const perRow = isTight && shown.length * (CLIENT_HEIGHT + CLIENT_GAP) + below <= COLUMN ? 1 : 2;
  const each = (width - (perRow - 1) * CLIENT_GAP) / perRow;
  const places = shown.map((id, at) => ({ id, box: { x: x + (at % perRow) * (each + CLIENT_GAP), y: top + Math.floor(at / perRow) * (CLIENT_HEIGHT + CLIENT_GAP), width: shown.length === 1 ? width : each, height: CLIENT_HEIGHT } }));
  return { places, bottom: top + Math.ceil(places.length / perRow) * (CLIENT_HEIGHT + CLIENT_GAP) + (places.length === 0 ? 0 : 4) };
}

function strips(topics: readonly PlannedTopic[], { x, width, top }: Strip): { topics: TopicPlace[]; bottom: number } {
  let y = top;
  const places = topics.map((topic): TopicPlace => {
    const heading = { x: x + 4, y, width: width - 4, height: HEADING - 4 };
    y += HEADING + 10;
    const rows = topic.leaders.map((leader, partition) => {
      const box = { x: x + LABEL, y, width: width - LABEL, height: CELL_HEIGHT };
      const cell: CellPlace = { key: `${topic.name}-${partition}/${leader}`, topic: topic.name, partition, broker: leader, box, strip: { x: box.x + 8, y: y + 19, width: box.width - 16, height: 16 } };
      const row = { topic: topic.name, partition, box: { x, y, width, height: CELL_HEIGHT }, cells: [cell] };
      y += CELL_PITCH;
      return row;
    });
    return { name: topic.name, folded: false, heading, rows };
  });
  return { topics: places, bottom: y };
}
