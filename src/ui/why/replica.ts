// Why a replica is out of the ISR, and why a partition is under-replicated: its broker, its network, its disk, and how far it is behind.
import type { PartitionRecord, ReplicaRecord } from '../../bridge/records.ts';
import { m } from '../paraglide/messages.js';
import type { Tables } from '../store/world-store.ts';
import { factText } from '../words/facts.ts';
import type { WhyLine } from '../words/flink-why.ts';
import { number } from '../words/numbers.ts';
import { about, type Answer, newestFact, type Question, type Remedy, type Seen, SERVER, since } from './answer.ts';
import { brokerOf, whyCut, whyNotServing } from './nodes.ts';

const UNDER_REPLICATED: Remedy['command'] = `kafka-topics.sh ${SERVER} --describe --under-replicated-partitions`;
const remedy = (): Remedy => ({ text: m.why_isr_remedy(), command: UNDER_REPLICATED });

export function replicaQuestions(replica: ReplicaRecord, seen: Seen): Question[] {
  const partition = seen.tables.partition.get(`partition/${replica.topic}-${replica.partition}`);
  if (replica.inSync || partition === undefined) return [];
  const text = m.why_q_isr({ partition: `${replica.topic}-${replica.partition}`, broker: number(replica.broker) });
  return [{ id: `isr/${replica.id}`, text, about: replica.id, holds: true, answer: () => ({ lines: whyOut(partition, replica.broker, seen.tables), remedies: [remedy()] }) }];
}

export function partitionQuestions(partition: PartitionRecord, seen: Seen): Question[] {
  if (partition.isr.length >= partition.replicas.length) return [];
  return [{ id: `under/${partition.id}`, text: m.why_q_under({ partition: `${partition.topic}-${partition.partition}` }), about: partition.id, holds: true, answer: () => whyUnder(partition, seen) }];
}

function whyUnder(partition: PartitionRecord, { tables }: Seen): Answer {
  const out = partition.replicas.filter((broker) => !partition.isr.includes(broker));
  return { lines: out.flatMap((broker) => [about(m.why_q_isr({ partition: `${partition.topic}-${partition.partition}`, broker: number(broker) }), `replica/${partition.topic}-${partition.partition}/${broker}`), ...whyOut(partition, broker, tables)]), remedies: [remedy()] };
}

/** What keeps this broker's replica out: what is wrong with the broker, with its way to the leader, and what it still lacks. */
export function whyOut(partition: PartitionRecord, broker: number, tables: Tables): WhyLine[] {
  const name = `${partition.topic}-${partition.partition}`;
  const node = brokerOf(tables, broker);
  const serving = node === undefined ? [] : whyNotServing(node, tables);
  const cut = partition.leader < 0 || partition.leader === broker ? [] : whyCut(`broker-${broker}`, [partition.leader], tables);
  const replica = tables.replica.get(`replica/${name}/${broker}`);
  const leader = tables.replica.get(`replica/${name}/${partition.leader}`);
  return [...serving, ...cut, ...whyLeft(name, broker, tables), ...(replica === undefined || leader === undefined ? [] : behind(replica, leader, node?.state !== 'down'))];
}

/** What was noted when it left the ISR. */
function whyLeft(name: string, broker: number, tables: Pick<Tables, 'fact'>): WhyLine[] {
  const isFor = (params: Readonly<Record<string, string | number>>): boolean => params['partition'] === name && (params['broker'] === broker || String(params['removed'] ?? '').split(',').map((one) => one.trim()).includes(String(broker)));
  const left = newestFact(tables, ['isr-shrunk'], ({ params }) => isFor(params));
  const lagged = newestFact(tables, ['replica-lagged'], ({ params, atUs }) => isFor(params) && (left === undefined || atUs <= left.atUs));
  return [lagged, left].flatMap((fact) => (fact === undefined ? [] : [since(`${capital(factText(fact.fact, fact.params))}.`, fact.subjects[0] ?? null, fact)]));
}

const capital = (text: string): string => text.slice(0, 1).toUpperCase() + text.slice(1);

function behind(replica: ReplicaRecord, leader: ReplicaRecord, alive: boolean): WhyLine[] {
  const count = leader.logEndOffset - replica.logEndOffset;
  if (count > 0) return [about(m.why_behind({ count: number(count), end: number(replica.logEndOffset), leader: number(leader.logEndOffset) }), replica.id)];
  return alive ? [about(m.why_same_end(), replica.id)] : [];
}
