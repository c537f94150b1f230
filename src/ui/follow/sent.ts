// A record that is still on its way to its log has no offset: an idempotent producer's id and sequence number name it until it is written.
import type { FlightRecord } from '../../bridge/records.ts';
import type { Tables } from '../store/world-store.ts';
import { recordId } from '../why/record.ts';

export interface SentPlace {
  readonly topic: string;
  readonly partition: number;
  readonly producerId: number;
  readonly sequence: number;
}

/** The id under which it is followed: `sent/orders-0/1001:17`. */
export const sentId = ({ topic, partition, producerId, sequence }: SentPlace): string => `sent/${topic}-${partition}/${producerId}:${sequence}`;

/** As the picture marks it: `orders-0#1001:17`. */
export const sentName = ({ topic, partition, producerId, sequence }: SentPlace): string => `${topic}-${partition}#${producerId}:${sequence}`;

export function sentPlace(id: string): SentPlace | null {
  const [, topic, partition, producerId, sequence] = /^sent\/(.+)-(\d+)\/(\d+):(\d+)$/.exec(id) ?? [];
  return topic === undefined ? null : { topic, partition: Number(partition), producerId: Number(producerId), sequence: Number(sequence) };
}

/** The record that it became, in any replica's log; null as long as none that is shown has it. */
export function writtenAs({ topic, partition, producerId, sequence }: SentPlace, tables: Pick<Tables, 'replica'>): string | null {
  for (const replica of tables.replica.values()) {
    if (replica.topic !== topic || replica.partition !== partition) continue;
    const found = replica.tail.findLast((record) => record.producerId === producerId && record.sequence === sequence);
    if (found !== undefined) return recordId(topic, partition, found.offset);
  }
  return null;
}

/** The message that has it aboard, the newest; null where none is in the air. */
export function flightOf(place: SentPlace, tables: Pick<Tables, 'flight'>): FlightRecord | null {
  return [...tables.flight.values()].findLast(({ cargo }) => cargo.some((part) => isAboard(part, place))) ?? null;
}

function isAboard({ topic, partition, count, sent }: FlightRecord['cargo'][number], place: SentPlace): boolean {
  return topic === place.topic && partition === place.partition && sent?.producerId === place.producerId && place.sequence >= sent.sequence && place.sequence < sent.sequence + count;
}
