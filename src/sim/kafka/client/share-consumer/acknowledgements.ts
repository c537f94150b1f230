// What a share consumer says of records: by range, in as few batches as there are rows of the same word.
import { freeze } from '../../../kernel/freeze.ts';
import type { AcknowledgementBatch, AcknowledgeType } from '../../protocol-share.ts';
import { type Acknowledged, type Delivered, isSameTp, type RenewedRecord, type ShareConsumer, type SharedRecord } from './state.ts';

/** What a process can say of a record. */
export type Word = Exclude<AcknowledgeType, 0>;
export const ACCEPT = 1;
export const RELEASE = 2;
export const REJECT = 3;
/** KIP-1222: the lock begins anew, the record stays with this consumer. */
export const RENEW = 4;

/** Says something of a record that poll() returned. False where it was not delivered, or is done with. */
export function acknowledge(consumer: ShareConsumer, record: Pick<SharedRecord, 'topic' | 'partition' | 'offset'>, type: Word): boolean {
  const found = consumer.delivered.find((one) => isSameTp(one, record) && record.offset >= one.first && record.offset < one.first + one.types.length);
  const before = found?.types[record.offset - found.first];
  if (found === undefined || before === undefined || before === 0) return false;
  found.types[record.offset - found.first] = type;
  return true;
}

/** Whether something is still to be said of a record: with explicit acknowledgement poll() throws then. */
export function hasUnacknowledged(consumer: ShareConsumer): boolean {
  return consumer.delivered.some((one) => one.types.includes(-1));
}

/** Implicit acknowledgement: whatever the last poll returned is accepted. */
export function acceptAll(consumer: ShareConsumer): void {
  for (const one of consumer.delivered) one.types = one.types.map((type) => (type === -1 ? ACCEPT : type));
}

/** What was said becomes ready to be sent; records of which nothing was said stay, and those whose lock is renewed come back later. */
export function collectAcknowledged(consumer: ShareConsumer): void {
  if (consumer.delivered.length === 0) return;
  const ready: Acknowledged[] = [];
  const renewing: RenewedRecord[] = [];
  for (const one of consumer.delivered) {
    const batches = batchesOf(one);
    if (batches.length > 0) ready.push({ topic: one.topic, partition: one.partition, node: one.node, batches });
    for (const record of one.records) if (one.types[record.offset - one.first] === RENEW) renewing.push({ ...record, node: one.node });
  }
  consumer.delivered = consumer.delivered.flatMap(unsaid);
  if (ready.length > 0) consumer.acks = freeze([...consumer.acks, ...ready]);
  if (renewing.length > 0) consumer.renewing = freeze([...consumer.renewing, ...renewing]);
}

/** A leader has answered: records whose locks it renewed are this consumer's again, others are not. */
export function renewalsEnded(consumer: ShareConsumer, ack: Acknowledged, isOk: boolean): void {
  if (consumer.renewing.length === 0) return;
  const isMeant = (record: RenewedRecord): boolean => isSameTp(record, ack) && ack.batches.some((batch) => batch.acknowledgeTypes.includes(RENEW) && record.offset >= batch.firstOffset && record.offset <= batch.lastOffset);
  const ended = consumer.renewing.filter(isMeant);
  if (ended.length === 0) return;
  consumer.renewing = freeze(consumer.renewing.filter((record) => !isMeant(record)));
  if (isOk) consumer.renewed = freeze([...consumer.renewed, ...ended]);
}

function batchesOf({ first, types }: Delivered): AcknowledgementBatch[] {
  const out: { firstOffset: number; lastOffset: number; acknowledgeTypes: AcknowledgeType[] }[] = [];
  types.forEach((type, i) => {
    if (type === -1) return;
    const last = out[out.length - 1];
    if (last !== undefined && last.lastOffset === first + i - 1 && last.acknowledgeTypes[0] === type) last.lastOffset = first + i;
    else out.push({ firstOffset: first + i, lastOffset: first + i, acknowledgeTypes: [type] });
  });
  return out;
}

/** The rows of a delivery of which nothing was said. */
function unsaid(of: Delivered): Delivered[] {
  const out: Delivered[] = [];
  of.types.forEach((type, i) => {
    if (type !== -1) return;
    const last = out[out.length - 1];
    if (last !== undefined && last.first + last.types.length === of.first + i) last.types.push(-1);
    else out.push({ topic: of.topic, partition: of.partition, node: of.node, first: of.first + i, types: [-1], records: of.records });
  });
  return out;
}
