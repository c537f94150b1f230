// Why what a producer writes is refused: its partitions as they are now, and the last error that came back.
import type { ClientRecord, FactRecord, PartitionRecord } from '../../bridge/records.ts';
import { m } from '../paraglide/messages.js';
import type { Tables } from '../store/world-store.ts';
import type { WhyLine } from '../words/flink-why.ts';
import { number } from '../words/numbers.ts';
import { about, type Answer, newestAbout, newestFact, plain, type Question, type Remedy, type Seen, SERVER, since } from './answer.ts';
import { createTopic } from './consumer.ts';
import { whyClientRests, whyCut } from './nodes.ts';
import { whyOut } from './replica.ts';

const partitionsOf = (client: ClientRecord, tables: Pick<Tables, 'partition'>): PartitionRecord[] => [...tables.partition.values()].filter(({ topic }) => client.topics.includes(topic));

const takesTooFew = ({ isr, minIsr, leader }: PartitionRecord): boolean => leader >= 0 && isr.length < (minIsr ?? 1);

export function refusedQuestions(client: ClientRecord, seen: Seen): Question[] {
  const stuck = partitionsOf(client, seen.tables).some((one) => one.leader < 0 || (takesTooFew(one) && client.writing?.acks !== 0 && client.writing?.acks !== 1));
  return [{ id: `refused/${client.id}`, text: m.why_q_refused({ client: client.name }), about: client.id, holds: client.recordsFailed > 0 || (stuck && client.state === 'running'), answer: () => whyRefused(client, seen) }];
}

/** A producer whose last error is older than so many of its records has been writing since. */
const RECORDS_SINCE = 3;
/** For one that writes fast: an answer may be on its way. */
const SURE_US = 2_000_000;

/** Nothing has come back for so long that something must have been written. Who writes by hand may simply have stopped. */
function isTakenAgain({ recordsPerSecond }: ClientRecord, error: FactRecord | undefined, nowUs: number): boolean {
  if (error === undefined) return true;
  return recordsPerSecond !== undefined && recordsPerSecond > 0 && nowUs - error.atUs > Math.max(SURE_US, (RECORDS_SINCE * 1_000_000) / recordsPerSecond);
}

export function whyRefused(client: ClientRecord, { tables, nowUs }: Seen): Answer {
  const rests = whyClientRests(client, tables);
  if (rests.length > 0) return { lines: rests, remedies: [] };
  const missing = client.topics.filter((topic) => !tables.topic.has(`topic/${topic}`));
  if (missing.length > 0) return { lines: missing.map((topic) => plain(m.why_topic_missing({ topic }))), remedies: missing.slice(0, 1).map(createTopic) };
  const partitions = partitionsOf(client, tables);
  const all = client.writing === undefined || client.writing.acks === -1;
  const few = all ? partitions.filter(takesTooFew) : [];
  const now = [...whyCut(client.node, [...new Set(partitions.map(({ leader }) => leader).filter((one) => one >= 0))], tables), ...partitions.filter(({ leader }) => leader < 0).flatMap((one) => whyLeaderless(one, tables)), ...few.flatMap((one) => whyTooFew(one, tables))];
  const error = lastError(client, partitions, tables);
  const count = client.recordsFailed > 0 ? [about(m.why_refused_count({ client: client.name, sent: number(client.recordsSent), acked: number(client.recordsAcknowledged), failed: number(client.recordsFailed) }), client.id)] : [];
  if (now.length === 0 && error === undefined && count.length === 0) return { lines: [plain(m.why_never_refused())], remedies: [] };
  return { lines: [...count, ...now, ...(error === undefined ? [] : errorLines(error)), ...(now.length === 0 && isTakenAgain(client, error, nowUs) ? [plain(m.why_now_taken())] : [])], remedies: [...few.slice(0, 1).map(lowerMinIsr), ...remedyOf(error)] };
}

function whyLeaderless(partition: PartitionRecord, tables: Tables): WhyLine[] {
  const name = `${partition.topic}-${partition.partition}`;
  const out = partition.replicas.flatMap((broker) => whyOut(partition, broker, tables).slice(0, 1));
  return [since(m.why_no_leader({ partition: name }), partition.id, newestAbout(tables, ['leader-changed'], partition.id)), ...out];
}

/** Too few replicas in sync for acks=all, and for each that is out the first reason. */
function whyTooFew(partition: PartitionRecord, tables: Tables): WhyLine[] {
  const name = `${partition.topic}-${partition.partition}`;
  const text = m.why_not_enough({ partition: name, isr: number(partition.isr.length), replicas: number(partition.replicas.length), min: number(partition.minIsr ?? 1) });
  return [about(text, partition.id), ...partition.replicas.filter((broker) => !partition.isr.includes(broker)).flatMap((broker) => whyOut(partition, broker, tables).slice(0, 1))];
}

/** The last error that its application was told, or that a leader answered to somebody who writes there. */
function lastError(client: ClientRecord, partitions: readonly PartitionRecord[], tables: Tables): FactRecord | undefined {
  const ids = new Set(partitions.map(({ id }) => id));
  return newestFact(tables, ['send-failed', 'records-refused'], ({ fact, actor, subjects }) => (fact === 'send-failed' ? actor === client.node || (actor === 'laptop' && client.node.startsWith('laptop/')) : subjects.some((id) => ids.has(id))));
}

function errorLines(fact: FactRecord): WhyLine[] {
  const error = String(fact.params['error'] ?? '');
  const partition = fact.fact === 'send-failed' ? `${fact.params['topic']}-${fact.params['partition']}` : String(fact.params['partition']);
  const first = fact.fact === 'send-failed' ? m.why_last_failure({ partition, error }) : m.why_last_refusal({ partition, error });
  const meaning = meaningOf(error);
  return [since(first, fact.subjects[0] ?? null, fact), ...(meaning === null ? [] : [plain(meaning)])];
}

/** What an error of Kafka's protocol or of its Java client means to who wrote. */
function meaningOf(error: string): string | null {
  if (/TOO_LARGE|TooLarge/.test(error)) return m.why_error_too_large();
  if (/NOT_ENOUGH_REPLICAS/.test(error)) return m.why_error_not_enough();
  if (/FENCED|INVALID_PRODUCER_EPOCH/.test(error)) return m.why_error_fenced();
  if (/UNKNOWN_TOPIC/.test(error)) return m.why_error_unknown_topic();
  if (/TIMED_OUT|imeout|expir/i.test(error)) return m.why_error_timeout();
  if (/STORAGE/.test(error)) return m.why_error_storage();
  if (/SEQUENCE/.test(error)) return m.why_error_sequence();
  return /AUTHORIZATION/.test(error) ? m.why_error_auth() : null;
}

const lowerMinIsr = ({ topic, isr }: PartitionRecord): Remedy => ({
  text: m.why_min_isr_remedy(), command: `kafka-configs.sh ${SERVER} --alter --entity-type topics --entity-name ${topic} --add-config min.insync.replicas=${Math.max(1, isr.length)}`,
});

function remedyOf(fact: FactRecord | undefined): Remedy[] {
  const topic = String(fact?.params['topic'] ?? String(fact?.params['partition'] ?? '').replace(/-\d+$/, ''));
  return /TOO_LARGE|TooLarge/.test(String(fact?.params['error'] ?? '')) ? [{ text: m.why_too_large_remedy(), command: `kafka-configs.sh ${SERVER} --alter --entity-type topics --entity-name ${topic} --add-config max.message.bytes=5242880` }] : [];
}
