// The present state as a list in words, for those who hear the page: what stands there and how it is, in the order in which the stage shows it.
import type { WorldRecord } from '../../bridge/records.ts';
import { m } from '../paraglide/messages.js';
import type { Tables } from '../store/world-store.ts';
import { describe } from './describe.ts';
import { nodeName } from './names.ts';
import { number } from './numbers.ts';

/** So many things of a kind are told one by one. */
const MOST = 12;

type Told = 'topic' | 'client' | 'group' | 'flink-node' | 'flink-job' | 'queue' | 'batch' | 'micro-batch' | 'dataflow' | 'database' | 'shift' | 'zookeeper';
const AFTER_NODES: readonly Told[] = ['topic', 'client', 'group', 'flink-node', 'flink-job', 'queue', 'batch', 'micro-batch', 'dataflow', 'database', 'shift', 'zookeeper'];

/** One sentence a thing; more of a kind than can be listened to are counted. */
export function stateInWords(tables: Tables): readonly string[] {
  const nodes = [...tables.node.values()].sort((a, b) => a.number - b.number);
  const kinds = [nodes.filter(({ role }) => role === 'controller'), nodes.filter(({ role }) => role === 'broker'), ...AFTER_NODES.map((kind): WorldRecord[] => [...tables[kind].values()])];
  const ofTopics = partitionsByTopic(tables);
  return kinds.flatMap((things) => {
    const shown = things.filter((thing) => thing.kind !== 'topic' || !thing.internal);
    const told = shown.slice(0, MOST).map((thing) => sentence(thing, tables, ofTopics));
    return shown.length > MOST ? [...told, m.and_more({ count: number(shown.length - MOST) })] : told;
  });
}

interface Partitions {
  count: number;
  leaderless: number;
  under: number;
}

/** All partitions are looked at once, however many topics are told. */
function partitionsByTopic(tables: Tables): ReadonlyMap<string, Partitions> {
  const found = new Map<string, Partitions>();
  for (const { topic, leader, isr, replicas } of tables.partition.values()) {
    const known = found.get(topic) ?? { count: 0, leaderless: 0, under: 0 };
    known.count += 1;
    if (leader < 0) known.leaderless += 1;
    if (isr.length < replicas.length) known.under += 1;
    found.set(topic, known);
  }
  return found;
}

function sentence(thing: WorldRecord, tables: Tables, ofTopics: ReadonlyMap<string, Partitions>): string {
  const { title: name, state } = describe(thing);
  // A name alone does not say what has it.
  const title = thing.kind === 'client' ? nodeName(thing.node) : thing.kind === 'flink-job' ? `job ${name}` : name;
  const more = thing.kind === 'topic' ? topicTroubles(ofTopics.get(thing.name)) : thing.kind === 'group' ? [m.lag_short({ lag: number(lagOf(thing.group, tables)) })] : [];
  return [title, ...(state === '' ? [] : [state]), ...more].join(', ');
}

/** How many partitions, and what is wrong with some of them. */
function topicTroubles({ count, leaderless, under }: Partitions = { count: 0, leaderless: 0, under: 0 }): readonly string[] {
  return [
    m.state_partitions({ count: number(count) }),
    ...(leaderless === 0 ? [] : [m.state_leaderless({ count: number(leaderless) })]),
    ...(under === 0 ? [] : [m.state_under({ count: number(under) })]),
  ];
}

function lagOf(group: string, tables: Tables): number {
  return [...tables.owner.values()].reduce((sum, owner) => sum + (owner.group === group ? (owner.lag ?? 0) : 0), 0);
}
