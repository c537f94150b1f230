// A record's life, and the questions that one has at it: who sees it, why a read_committed consumer does not, and why it is there twice.
import type { ClientRecord, LogRecord, PartitionRecord, ReplicaRecord } from '../../bridge/records.ts';
import { m } from '../paraglide/messages.js';
import type { Tables } from '../store/world-store.ts';
import type { WhyLine } from '../words/flink-why.ts';
import { number } from '../words/numbers.ts';
import { transactionOf } from '../words/transactions.ts';
import { about, type Answer, plain, type Question, type Remedy, type Seen, SERVER } from './answer.ts';

/** Copies that are named. */
const MOST_COPIES = 6;

/** One record of a log, with the log that it was found in. */
export interface FoundRecord {
  readonly record: LogRecord;
  readonly replica: ReplicaRecord;
  readonly partition: PartitionRecord;
}

/** The id under which a record is chosen: `record/orders-0/12`. */
export const recordId = (topic: string, partition: number, offset: number): string => `record/${topic}-${partition}/${offset}`;

export interface RecordPlace {
  readonly topic: string;
  readonly partition: number;
  readonly offset: number;
}

export function recordPlace(id: string): RecordPlace | null {
  const [, topic, partition, offset] = /^record\/(.+)-(\d+)\/(\d+)$/.exec(id) ?? [];
  return topic === undefined ? null : { topic, partition: Number(partition), offset: Number(offset) };
}

const replicasOf = ({ topic, partition }: Pick<RecordPlace, 'topic' | 'partition'>, tables: Pick<Tables, 'replica'>): ReplicaRecord[] => [...tables.replica.values()].filter((one) => one.topic === topic && one.partition === partition);

/** The record at a place, on the leader if it has it; null where no log that is shown holds it. */
export function findRecord(place: RecordPlace, tables: Pick<Tables, 'replica' | 'partition'>): FoundRecord | null {
  const partition = tables.partition.get(`partition/${place.topic}-${place.partition}`);
  if (partition === undefined) return null;
  for (const replica of replicasOf(place, tables).sort((a, b) => Number(b.role === 'leader') - Number(a.role === 'leader'))) {
    const record = replica.tail.find(({ offset }) => offset === place.offset);
    if (record !== undefined) return { record, replica, partition };
  }
  return null;
}

export function recordQuestions(found: FoundRecord, seen: Seen): Question[] {
  const { record, replica } = found;
  const id = recordId(replica.topic, replica.partition, record.offset);
  const hidden = record.offset >= replica.lastStableOffset || transactionOf(record, replica) === 'aborted';
  return [
    { id: `invisible/${id}`, text: m.why_q_invisible(), about: id, holds: hidden, answer: () => whyInvisible(found, seen) },
    { id: `twice/${id}`, text: m.why_q_twice(), about: id, holds: copiesOf(found, seen.tables).length > 0, answer: () => whyTwice(found, seen) },
    { id: `read/${id}`, text: m.why_q_unread(), about: id, holds: true, answer: () => whoRead(found, seen) },
  ];
}

export function whyInvisible({ record, replica, partition }: FoundRecord, { tables }: Seen): Answer {
  const { offset, producerId } = record;
  const marks = { hw: number(replica.highWatermark), lso: number(replica.lastStableOffset) };
  const fate = transactionOf(record, replica);
  if (fate === 'aborted') return { lines: [about(m.why_aborted({ producer: String(producerId) }), replica.id)], remedies: [] };
  if (offset >= replica.highWatermark) {
    const few = partition.isr.length < (partition.minIsr ?? 1) ? [about(m.why_hw_held({ min: number(partition.minIsr ?? 1), isr: number(partition.isr.length) }), partition.id)] : [];
    return { lines: [about(m.why_above_hw({ offset: number(offset), hw: marks.hw }), replica.id), ...few], remedies: [] };
  }
  if (offset < replica.lastStableOffset) return { lines: [about(m.why_visible(marks), replica.id)], remedies: [] };
  const span = replica.openTransactions.find((one) => one.producerId === producerId && one.firstOffset <= offset) ?? replica.openTransactions[0];
  if (span === undefined) return { lines: [about(m.why_visible(marks), replica.id)], remedies: [] };
  const own = span.producerId === producerId;
  const holder = clientOf(span.producerId, tables);
  const first = own ? m.why_open({ producer: String(producerId), first: number(span.firstOffset) }) : m.why_behind_open({ producer: String(span.producerId), lso: marks.lso });
  const text = recordId(replica.topic, replica.partition, span.firstOffset);
  return { lines: [about(first, own ? replica.id : text), ...(holder === undefined ? [] : [about(m.why_open_by({ client: holder.name }), holder.id)])], remedies: [hangingRemedy(replica)] };
}

const clientOf = (producerId: number, tables: Pick<Tables, 'client'>): ClientRecord | undefined => (producerId < 0 ? undefined : [...tables.client.values()].find(({ writing }) => writing?.producerId === producerId));

const hangingRemedy = ({ broker }: ReplicaRecord): Remedy => ({ text: m.why_hanging_remedy(), command: `kafka-transactions.sh ${SERVER} find-hanging --broker-id ${broker}` });

/** The other records of its topic, as far as they are shown, that say the same; each partition is looked at on its leader. */
function copiesOf({ record, replica }: FoundRecord, tables: Pick<Tables, 'replica'>): FoundCopy[] {
  if (record.value === null) return [];
  const leaders = [...tables.replica.values()].filter((one) => one.topic === replica.topic && one.role === 'leader');
  return leaders.flatMap((one) => one.tail.filter((other) => other.value === record.value && other.key === record.key && !(one.partition === replica.partition && other.offset === record.offset)).map((other) => ({ record: other, replica: one })));
}

type FoundCopy = Pick<FoundRecord, 'record' | 'replica'>;

export function whyTwice(found: FoundRecord, { tables }: Seen): Answer {
  const copies = copiesOf(found, tables);
  const { topic } = found.replica;
  const [copy] = copies;
  if (copy === undefined) return { lines: [about(m.why_single({ topic }), `topic/${topic}`)], remedies: [] };
  const places = copies.slice(0, MOST_COPIES).map((one) => `${topic}-${one.replica.partition}@${one.record.offset}`).join(', ');
  const first = about(m.why_also_at({ places }), recordId(topic, copy.replica.partition, copy.record.offset));
  const aborted = [found, ...copies].some((one) => transactionOf(one.record, one.replica) === 'aborted') ? [plain(m.why_twice_aborted())] : [];
  const cause = causeOfCopies([found, ...copies], topic, tables);
  return { lines: [first, ...aborted, ...(aborted.length > 0 ? [] : cause.lines)], remedies: aborted.length > 0 ? [] : cause.remedies };
}

function causeOfCopies(all: readonly FoundCopy[], topic: string, tables: Tables): Answer {
  const processor = [...tables.client.values()].find(({ app }) => app?.kind === 'processor' && app.output === topic);
  if (processor?.app?.kind === 'processor' && processor.app.commit === 'after') return { lines: [about(m.why_twice_processor({ client: processor.name }), processor.id)], remedies: [{ text: m.why_transaction_remedy(), command: 'isolation.level=read_committed' }] };
  const job = [...tables['flink-job'].values()].find(({ vertices, restarts }) => restarts > 0 && vertices.some(({ writes }) => writes.includes(topic)));
  if (job !== undefined) return { lines: [about(m.why_twice_flink({ job: job.name, guarantee: 'at-least-once', count: number(job.restarts) }), job.id)], remedies: [{ text: m.why_transaction_remedy(), command: "'sink.delivery-guarantee' = 'exactly-once'" }] };
  const producers = [...new Set(all.map(({ record }) => record.producerId))];
  if (producers.some((id) => id < 0)) return { lines: [plain(m.why_twice_retry())], remedies: [{ text: m.why_idempotence_remedy(), command: 'enable.idempotence=true' }] };
  const [only] = producers;
  if (producers.length === 1 && only !== undefined) {
    const sender = clientOf(only, tables);
    return { lines: [about(m.why_twice_sent({ producer: String(only), sequences: all.map(({ record }) => record.sequence).sort((a, b) => a - b).join(', ') }), sender?.id ?? null)], remedies: [] };
  }
  return { lines: [plain(m.why_twice_producers({ producers: producers.join(', ') }))], remedies: [] };
}

/** Which groups have come past it. */
export function whoRead({ record, replica }: FoundRecord, { tables }: Seen): Answer {
  const owners = [...tables.owner.values()].filter((one) => one.topic === replica.topic && one.partition === replica.partition && one.share === undefined);
  const lines = owners.map(({ id, group, committed, position }): WhyLine => {
    if (committed !== null && committed > record.offset) return about(m.why_read_and_committed({ group, committed: number(committed) }), id);
    if (position !== null && position > record.offset) return about(m.why_read_by({ group, position: number(position) }), id);
    const at = position ?? committed;
    return about(m.why_not_read_by({ group, position: at === null ? '–' : number(at) }), id);
  });
  const name = `${replica.topic}-${replica.partition}`;
  return { lines: [...(lines.length === 0 ? [about(m.why_nobody_reads({ partition: name }), `partition/${name}`)] : lines), plain(m.why_reading_keeps())], remedies: [] };
}

/** Where a record came from and where it is now, in the order in which it happened. */
export function lifeOf({ record, replica }: FoundRecord, tables: Tables): WhyLine[] {
  const time = new Date(record.timestampMs).toISOString().slice(11, 23);
  const writer = clientOf(record.producerId, tables);
  const written = writer !== undefined ? about(m.why_life_written({ client: writer.name, time }), writer.id)
    : plain(record.producerId < 0 ? m.why_life_written_plain({ time }) : m.why_life_written_by_id({ time, producer: String(record.producerId), sequence: String(record.sequence) }));
  const all = replicasOf(replica, tables);
  const has = all.filter((one) => one.logEndOffset > record.offset).map(({ broker }) => broker);
  const lacks = all.filter((one) => one.logEndOffset <= record.offset).map(({ broker }) => broker);
  const brokers = has.join(', ');
  const id = `partition/${replica.topic}-${replica.partition}`;
  const jobs = [...tables['flink-task'].values()].filter(({ splits }) => splits.some((one) => one.topic === replica.topic && one.partition === replica.partition && one.next > record.offset));
  return [
    written, about(lacks.length === 0 ? m.why_life_replicas({ brokers }) : m.why_life_replicas_missing({ brokers, missing: lacks.join(', ') }), id),
    ...jobs.map(({ id: task, job }) => about(m.why_life_flink({ job: tables['flink-job'].get(`flink-job/${job}`)?.name ?? job }), task)),
  ];
}
