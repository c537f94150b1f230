// One partition large: rows are its replicas, columns are its records, so that each can be read; who writes stands left, who reads right, as in the whole.
import type { OwnerRecord, PartitionRecord } from '../../../bridge/records.ts';
import type { Tables } from '../../store/world-store.ts';
import type { Lens, WholeLayout } from '../flink/compose.ts';
import { type Box, type GroupPlace, groupPlace, type NamedPlace, type StageLayout, type StagePlan } from '../layout.ts';
import type { Place } from './levels.ts';

export interface NearPlan {
  readonly topic: string;
  readonly partition: number;
  /** The brokers of its replicas, in the order of the assignment: rows keep their places when the leader changes. */
  readonly brokers: readonly number[];
  readonly producers: readonly string[];
  /** Groups with members that stand beside it. */
  readonly groups: StagePlan['groups'];
  /** Groups that have a place in it, also without members. */
  readonly lanes: readonly string[];
}

export interface NearRow {
  readonly broker: number;
  readonly head: Box;
  /** Where the cards stand. */
  readonly strip: Box;
}

/** What stands where, in the stage's pixels. */
export interface NearLayout {
  readonly topic: string;
  readonly partition: number;
  /** Set where one record is looked at: then there is no drawing, but its life. */
  readonly offset: number | null;
  readonly narrow: boolean;
  readonly heading: Box;
  /** The whole log, drawn to scale. */
  readonly overview: Box;
  /** Offsets and times, above the cards. */
  readonly ruler: Box;
  readonly rows: readonly NearRow[];
  readonly lanes: readonly { readonly group: string; readonly box: Box; readonly strip: Box }[];
  readonly columns: number;
  /** From one card to the next. */
  readonly pitch: number;
  readonly cardHeight: number;
}

const PAD = 16;
const GAP = 12;
const SIDE = 150;
const HEAD = 132;
const GROUPS = 200;
const GROUP_GAP = 34;
const NARROW = 700;
const CLIENT_HEIGHT = 46;
const LEAST_CLIENT = 104;
/** A card has room for its key and one line of its value, or for two where the stage is high enough. */
const CARD_LOW = 46;
const CARD_HIGH = 62;
const ROW_GAP = 12;
const LANE = 26;
/** A card narrower than this can't be read. */
const CARD = 128;
const CARD_NARROW = 98;
const LABEL_LINE = 20;
/** Producers that are drawn; more are in the whole. */
const MOST_PRODUCERS = 8;
const SCALES = [1.4, 1.3, 1.2, 1.1];
const WIDE_ENOUGH = 1_060;

type PlanTables = Pick<Tables, 'partition' | 'owner' | 'client' | 'member' | 'group'>;

/** null where the world has no such partition. `stands` are the groups as they stand in the whole. */
export function planNear(tables: PlanTables, topic: string, partition: number, stands: StagePlan['groups']): NearPlan | null {
  const record = tables.partition.get(`partition/${topic}-${partition}`);
  if (record === undefined) return null;
  const owners = [...tables.owner.values()].filter((owner) => owner.topic === topic && owner.partition === partition);
  const producers = [...tables.client.values()].filter((client) => client.role === 'producer' && client.topics.includes(topic)).map(({ id }) => id).sort();
  return { topic, partition, brokers: record.replicas, producers: producers.slice(0, MOST_PRODUCERS), groups: groupsOf(record, owners, tables, stands), lanes: owners.map(({ group }) => group).sort() };
}

/** Of each group who reads this partition: its owner, or in a share group all to whom it is assigned. */
function groupsOf({ topic, partition }: PartitionRecord, owners: readonly OwnerRecord[], tables: PlanTables, stands: StagePlan['groups']): StagePlan['groups'] {
  return stands.flatMap(({ group, members }) => {
    const owner = owners.find((one) => one.group === group);
    if (owner === undefined) return [];
    const nodes = owner.share === undefined ? [owner.node] : [...tables.member.values()].filter((member) => member.group === group && member.assignment.includes(`${topic}-${partition}`)).map(({ node }) => node);
    const readers = members.filter((id) => id !== null && nodes.includes(tables.client.get(id)?.node ?? tables.member.get(id)?.node ?? ''));
    return [{ group, members: readers }];
  });
}

/** At the largest scale at which nothing has to be scrolled. */
export function layoutNear(plan: NearPlan, place: Place, lens: Lens, width: number, height: number): WholeLayout {
  const card = near(plan, place, lens, width, CARD_HIGH).height <= height ? CARD_HIGH : CARD_LOW;
  const scale = SCALES.find((candidate) => width / candidate >= WIDE_ENOUGH && near(plan, place, lens, width / candidate, card).height * candidate <= height) ?? 1;
  const layout = near(plan, place, lens, width / scale, card);
  return { ...layout, height: Math.max(layout.height, height / scale), scale };
}

function near(plan: NearPlan, place: Place, lens: Lens, width: number, cardHeight: number): WholeLayout {
  const narrow = width < NARROW;
  const pad = narrow ? PAD / 2 : PAD;
  const left = narrow || plan.producers.length === 0 ? pad : pad + SIDE + 26;
  const right = narrow || plan.groups.length === 0 ? width - pad : width - pad - GROUPS - GROUP_GAP;
  const heading = { x: left, y: 10, width: right - left, height: 26 };
  const overview = { x: left, y: heading.y + heading.height + 8, width: right - left, height: 46 };
  const stripX = narrow ? left : left + HEAD + 10;
  const stripWidth = right - stripX;
  const columns = Math.max(1, Math.floor(stripWidth / (narrow ? CARD_NARROW : CARD)));
  const above = narrow ? Math.ceil(plan.producers.length / narrowRow(width)) * (CLIENT_HEIGHT + GAP) : 0;
  const ruler = { x: stripX, y: overview.y + overview.height + GAP + above, width: stripWidth, height: 36 };
  const rows = rowPlaces(plan, { x: left, stripX, stripWidth, top: ruler.y + ruler.height + 4, narrow }, cardHeight);
  const lanes = lanePlaces(plan, { x: left, stripX, stripWidth, top: rows.bottom, narrow });
  const clients = clientPlaces(plan, { pad, width, narrow, top: narrow ? overview.y + overview.height + GAP : ruler.y + ruler.height + 4, below: lanes.bottom + GAP });
  const bottom = Math.max(lanes.bottom, clients.bottom) + PAD;
  return {
    ...still(plan, rows.places, width, bottom, lens), narrow, squares: columns, producers: clients.producers, groups: clients.groups,
    near: {
      topic: plan.topic, partition: plan.partition, offset: place.level === 'record' ? place.offset : null, narrow, heading, overview, ruler, rows: rows.places, lanes: lanes.places, columns, pitch: stripWidth / columns, cardHeight,
    },
  };
}

interface Room {
  readonly x: number;
  readonly stripX: number;
  readonly stripWidth: number;
  readonly top: number;
  readonly narrow: boolean;
}

/** Where it is narrow, the replica's name stands above its cards and not beside them. */
function rowPlaces(plan: NearPlan, { x, stripX, stripWidth, top, narrow }: Room, cardHeight: number): { places: NearRow[]; bottom: number } {
  const above = narrow ? LABEL_LINE : 0;
  const places = plan.brokers.map((broker, at): NearRow => {
    const y = top + at * (cardHeight + above + ROW_GAP);
    return { broker, head: { x, y, width: narrow ? stripWidth : HEAD, height: narrow ? LABEL_LINE : cardHeight }, strip: { x: stripX, y: y + above, width: stripWidth, height: cardHeight } };
  });
  return { places, bottom: top + plan.brokers.length * (cardHeight + above + ROW_GAP) };
}

function lanePlaces(plan: NearPlan, { x, stripX, stripWidth, top, narrow }: Room): { places: NearLayout['lanes']; bottom: number } {
  const each = LANE + (narrow ? LABEL_LINE : 0);
  const places = plan.lanes.map((group, at) => {
    const y = top + 2 + at * each;
    return { group, box: { x, y, width: narrow ? stripWidth : HEAD, height: narrow ? LABEL_LINE : LANE }, strip: { x: stripX, y: y + (narrow ? LABEL_LINE : 0), width: stripWidth, height: LANE } };
  });
  return { places, bottom: top + plan.lanes.length * each + 4 };
}

/** How many producers stand in a row above the cards where the stage is narrow. */
const narrowRow = (width: number): number => Math.max(1, Math.floor((width - PAD + GAP) / (LEAST_CLIENT + GAP)));

function clientPlaces(plan: NearPlan, room: { pad: number; width: number; narrow: boolean; top: number; below: number }): { producers: NamedPlace[]; groups: GroupPlace[]; bottom: number } {
  const { pad, width, narrow, top, below } = room;
  const perRow = Math.min(narrowRow(width), Math.max(1, plan.producers.length));
  const each = narrow ? Math.min(170, (width - 2 * pad - GAP * (perRow - 1)) / perRow) : SIDE;
  const producers = plan.producers.map((id, at): NamedPlace => ({ id, box: narrow ? { x: pad + (at % perRow) * (each + GAP), y: top + Math.floor(at / perRow) * (CLIENT_HEIGHT + GAP), width: each, height: CLIENT_HEIGHT } : { x: pad, y: top + at * (CLIENT_HEIGHT + 10), width: each, height: CLIENT_HEIGHT } }));
  let y = narrow ? below : top;
  const groups = plan.groups.map((group): GroupPlace => {
    const one = groupPlace(group, narrow ? pad : width - pad - GROUPS, narrow ? width - 2 * pad : GROUPS, y);
    y += one.box.height + 10;
    return one;
  });
  return { producers, groups, bottom: Math.max(y, narrow ? 0 : top + plan.producers.length * (CLIENT_HEIGHT + 10)) };
}

const NOWHERE: Box = { x: 0, y: 0, width: 0, height: 0 };

/** What the rest of the stage knows of it: each replica is a cell, so that messages fly where they fly in the whole. */
function still(plan: NearPlan, rows: readonly NearRow[], width: number, height: number, lens: Lens): StageLayout & Pick<WholeLayout, 'flink' | 'lens'> {
  const { topic, partition } = plan;
  const cells = rows.map(({ broker, strip }) => ({ key: `${topic}-${partition}/${broker}`, topic, partition, broker, box: strip, strip: { ...strip, y: strip.y + 6 } }));
  return {
    width, height, narrow: false, scale: 1, squares: 1, controllers: [], metadataLog: NOWHERE, others: [], engines: [], producers: [], groups: [], labels: NOWHERE, flink: null, lens,
    brokers: rows.map(({ broker, head }) => ({ id: `node/broker-${broker}`, number: broker, column: head, header: head })),
    topics: [{ name: topic, folded: false, heading: NOWHERE, rows: [{ topic, partition, box: rows[0]?.strip ?? NOWHERE, cells }] }],
  };
}
