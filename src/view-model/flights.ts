// Messages in the air: what the queue holds for the network.
import type { FlightRecord } from '../bridge/records.ts';
import type { AnyRequest, AnyResponse } from '../sim/kafka/protocol.ts';
import { nextOffset, type RecordBatch } from '../sim/kafka/record.ts';
import { actorOf, type KernelEvent, type KernelState } from '../sim/kernel/state.ts';
import type { Message } from '../sim/kernel/types.ts';

/** More than this at once are not told one by one. */
const MOST_FLIGHTS = 3_000;
const KEYS = 12;

/** Events never change, so their records are made once. */
const made = new WeakMap<KernelEvent, FlightRecord>();

export function flightRecords(world: KernelState): FlightRecord[] {
  const flights: FlightRecord[] = [];
  world.queue.forEach((event) => {
    if (event.type === 'message' && flights.length < MOST_FLIGHTS && actorOf(event.from) !== actorOf(event.to)) flights.push(flightRecord(event));
  });
  return flights;
}

/** A message on its way as the page sees it. */
export function flightRecord(event: KernelEvent): FlightRecord {
  const known = made.get(event);
  if (known !== undefined) return known;
  const { message } = event;
  const record: FlightRecord = {
    kind: 'flight', id: `flight/${event.sequence}`, from: boxOf(event.from), to: boxOf(event.to), sentAtUs: event.sentAt, arrivesAtUs: event.at, api: apiOf(message), direction: message.kind === 'Response' ? 'response' : 'request',
    lost: event.lost, cargo: cargoOf(message),
  };
  made.set(event, record);
  return record;
}

/** A process that reads and writes on has an address for each of its clients, and one box on the stage. */
export function boxOf(address: string): string {
  if (address.endsWith('/output')) return address.slice(0, -'/output'.length);
  // A subtask of Flink has a client for each operator, and more below: its box is the attempt.
  const [actor, process, ...below] = address.split('/');
  return below.length === 0 ? address : `${actor}/${process}`;
}

function apiOf(message: Message): string {
  return 'api' in message && typeof message.api === 'string' ? message.api : message.kind;
}

type Cargo = FlightRecord['cargo'];

function cargoOf(message: Message): Cargo {
  if (message.kind === 'Request') {
    const request = message as AnyRequest;
    if (request.api !== 'Produce') return [];
    return request.body.topicData.flatMap((topic) => topic.partitionData.map(({ index, records }) => load(topic.name, index, [records], false)));
  }
  const carried = carriedKey(message);
  if (carried !== null) return [{ topic: '', partition: 0, count: 1, keys: [carried] }];
  if (message.kind !== 'Response') return [];
  const response = message as AnyResponse;
  if (response.api !== 'Fetch' && response.api !== 'ShareFetch') return [];
  return response.body.responses.flatMap((topic) => topic.partitions.filter((partition) => partition.records.length > 0).map((partition) => load(topic.topic, partition.partitionIndex, partition.records, true)));
}

/** The key of the one message or line that goes to or from an engine beside Kafka; empty for none, null for what carries nothing. */
function carriedKey(message: Message): string | null {
  switch (message.kind) {
    case 'Publish': case 'Line': return 'key' in message && typeof message.key === 'string' ? message.key : '';
    case 'Deliver': return 'message' in message && isKeyed(message.message) ? (message.message.key ?? '') : '';
    default: return null;
  }
}

function isKeyed(value: unknown): value is { readonly key: string | null } {
  return typeof value === 'object' && value !== null && 'key' in value;
}

/** `placed`: they come out of a log, and have their offsets. */
function load(topic: string, partition: number, batches: readonly RecordBatch[], placed: boolean): Cargo[number] {
  const keys: (string | null)[] = [];
  let count = 0;
  for (const batch of batches) {
    count += batch.records.length;
    for (const record of batch.records) if (keys.length < KEYS) keys.push(record.key);
  }
  const [first, last] = [batches[0], batches.at(-1)];
  return {
    topic, partition, count, keys, ...(placed && first !== undefined && last !== undefined ? { offsets: [first.baseOffset, nextOffset(last) - 1] as const } : {}),
    ...(!placed && first !== undefined && first.baseSequence >= 0 ? { sent: { producerId: first.producerId, sequence: first.baseSequence } } : {}),
  };
}
