// What the stage fetches when it is looked at more closely: the geometry of a partition, of a record, and of Kafka alone.
import type { Tables } from '../../store/world-store.ts';
import type { WholeLayout } from '../flink/compose.ts';
import { type Box, COUNT_WIDTH, type CountPlace, fitStage, type StageLayout, type StagePlan } from '../layout.ts';
import { placeOfId } from './levels.ts';
import { layoutNear, type NearPlan, planNear } from './near-layout.ts';

const NOTHING = 'null';

/** The plan as text, because records change with every frame and the plan with few of them; `null` where the world has no such thing. */
export function shapeOf(tables: Tables, zoom: string, groups: StagePlan['groups']): string {
  if (zoom === 'kafka') return tables['flink-node'].size > 0 ? NOTHING : '"kafka"';
  const place = placeOfId(zoom);
  return place?.level === 'partition' || place?.level === 'record' ? JSON.stringify(planNear(tables, place.topic, place.partition, groups)) : NOTHING;
}

/** The layout for this plan; the base where there is none. */
export function layoutFor(shape: string, zoom: string, base: WholeLayout, whole: StagePlan, width: number, height: number): WholeLayout {
  // Written by shapeOf.
  const plan = JSON.parse(shape) as NearPlan | 'kafka' | null;
  const place = placeOfId(zoom);
  if (plan === null) return base;
  if (plan === 'kafka') return { ...counted(fitStage({ ...whole, alone: true, engines: [] }, width, height), whole), flink: null, lens: base.lens };
  return place === null ? base : layoutNear(plan, place, base.lens, width, height);
}

const CLIENT_HEIGHT = 46;
const GAP = 10;
const PAD = 16;

/** Where Kafka is looked at alone, a box for all producers and one for each group stand at its sides. */
function counted(layout: StageLayout, plan: StagePlan): StageLayout {
  const header = layout.brokers[0]?.header;
  if (layout.narrow || header === undefined) return layout;
  const rest = (side: string): readonly string[] => (plan.counts ?? []).filter((one) => one.side === side).flatMap(({ ids }) => ids);
  const all = (side: string, slots: StagePlan['producers']): string[] => [...new Set([...slots.flatMap((id) => (id === null ? [] : [id])), ...rest(side)])];
  const writers = [...all('producers', plan.producers), ...all('others', plan.others)];
  const box = (at: number, x: number): Box => ({ x, y: header.y + header.height + GAP + at * (CLIENT_HEIGHT + GAP), width: COUNT_WIDTH, height: CLIENT_HEIGHT });
  const counts: CountPlace[] = [
    ...(writers.length === 0 ? [] : [{ side: 'producers', ids: writers, open: false, box: box(0, PAD) }]),
    ...plan.groups.map(({ group, members }, at): CountPlace => ({ side: `group/${group}`, ids: all(`group/${group}`, members), open: false, box: box(at, layout.width - PAD - COUNT_WIDTH) })),
  ];
  return { ...layout, counts };
}
