// Where replicas of new partitions go: stripes over racks and brokers, as StripedReplicaPlacer of Apache Kafka 4.3.
import { hashOrder, stringHash } from '../../jvm/hash-map.ts';

/** A broker that replicas may be placed on. */
export interface UsableBroker {
  readonly id: number;
  readonly rack: string | null;
  readonly fenced: boolean;
}

/** Draws whole numbers from 0 to below the bound, like java.util.Random.nextInt. */
export type NextInt = (bound: number) => number;

interface BrokerRing {
  readonly brokers: number[];
  index: number;
  offset: number;
  epoch: number;
}

interface Rack {
  readonly name: string | null;
  readonly fenced: BrokerRing;
  readonly unfenced: BrokerRing;
}

export type Placed = { readonly kind: 'placed'; readonly assignments: readonly (readonly number[])[] } | { readonly kind: 'error'; readonly message: string };

/**
 * Chooses brokers for `partitions` new partitions, leaders first. `existing` are the assignments that the topic has, so
 * that added partitions go on where the last ones stopped. The message of an error has Kafka's words (without
 * "Unable to replicate the partition ...").
 */
export function place(brokers: readonly UsableBroker[], partitions: number, replicationFactor: number, existing: readonly (readonly number[])[], nextInt: NextInt): Placed {
  const unfenced = brokers.filter((broker) => !broker.fenced).length;
  if (replicationFactor <= 0) return { kind: 'error', message: `Invalid replication factor ${replicationFactor}: the replication factor must be positive.` };
  if (unfenced === 0) return { kind: 'error', message: 'All brokers are currently fenced, or have all their log directories cordoned.' };
  if (replicationFactor > brokers.length) {
    return { kind: 'error', message: `The target replication factor of ${replicationFactor} cannot be reached because only ${brokers.length} broker(s) are registered or some brokers have all their log directories cordoned.` };
  }
  const racks = rackList(brokers, existing, nextInt);
  const assignments: number[][] = [];
  let epoch = 0;
  for (let partition = 0; partition < partitions; partition++) {
    // After as many assignments as there are brokers, everything is shuffled, so that they don't repeat.
    if (epoch === unfenced && unfenced > 1) {
      shuffle(racks.racks, nextInt);
      for (const rack of racks.byHash) {
        shuffle(rack.fenced.brokers, nextInt);
        shuffle(rack.unfenced.brokers, nextInt);
      }
      epoch = 0;
    }
    if (racks.offset === racks.racks.length) racks.offset = 0;
    assignments.push(placeOne(racks.racks, racks.offset, replicationFactor, epoch));
    epoch++;
    racks.offset++;
  }
  return { kind: 'placed', assignments };
}

function placeOne(racks: readonly Rack[], offset: number, replicationFactor: number, epoch: number): number[] {
  const out: number[] = [];
  let first = offset;
  for (;;) {
    const rack = racks[first];
    const broker = rack === undefined ? -1 : next(rack.unfenced, epoch);
    if (broker >= 0) {
      out.push(broker);
      break;
    }
    first = (first + 1) % racks.length;
  }
  let at = offset;
  while (out.length < replicationFactor) {
    let broker = -1;
    if (at === first) first = -1;
    else {
      const rack = racks[at];
      if (rack !== undefined) broker = next(rack.unfenced, epoch);
      if (rack !== undefined && broker < 0) broker = next(rack.fenced, epoch);
    }
    at = (at + 1) % racks.length;
    if (broker >= 0) out.push(broker);
  }
  return out;
}

/** The next broker of a ring in this round, -1 when all were given. */
function next(ring: BrokerRing, epoch: number): number {
  const size = ring.brokers.length;
  if (size === 0) return -1;
  if (ring.epoch !== epoch) {
    ring.epoch = epoch;
    ring.index = 0;
    ring.offset = (ring.offset + 1) % size;
  }
  if (ring.index >= size) return -1;
  return ring.brokers[(ring.index++ + ring.offset) % size] ?? -1;
}

interface RackList {
  /** Sorted by name, then shuffled from time to time. */
  racks: Rack[];
  /** In the order in which Java's map gives them. */
  readonly byHash: readonly Rack[];
  offset: number;
}

function rackList(brokers: readonly UsableBroker[], existing: readonly (readonly number[])[], nextInt: NextInt): RackList {
  const ring = (): BrokerRing => ({ brokers: [], index: 0, offset: 0, epoch: 0 });
  const racks: Rack[] = [];
  for (const broker of brokers) {
    let rack = racks.find((each) => each.name === broker.rack);
    if (rack === undefined) racks.push((rack = { name: broker.rack, fenced: ring(), unfenced: ring() }));
    (broker.fenced ? rack.fenced : rack.unfenced).brokers.push(broker.id);
  }
  const rackOf = (id: number): string | null | undefined => brokers.find((broker) => broker.id === id)?.rack;
  const byHash = javaOrder(racks);
  for (const rack of byHash) {
    start(rack.fenced, null, nextInt);
    start(rack.unfenced, lastUsed(rack, existing, rackOf), nextInt);
  }
  const sorted = [...racks].sort((a, b) => ((a.name ?? '') < (b.name ?? '') ? -1 : 1));
  const lastLeader = existing.at(-1)?.[0];
  const lastRack = lastLeader === undefined ? -1 : sorted.findIndex((rack) => rack.name === rackOf(lastLeader));
  const offset = lastRack >= 0 ? (lastRack + 1) % sorted.length : nextInt(sorted.length);
  return { racks: sorted, byHash, offset };
}

function start(ring: BrokerRing, after: number | null, nextInt: NextInt): void {
  if (ring.brokers.length === 0) return;
  ring.brokers.sort((a, b) => a - b);
  ring.offset = after === null ? nextInt(ring.brokers.length) : (after + 1) % ring.brokers.length;
}

/** The place in its rack of the broker that the topic's last partition in this rack went to. */
function lastUsed(rack: Rack, existing: readonly (readonly number[])[], rackOf: (id: number) => string | null | undefined): number | null {
  for (const assignment of [...existing].reverse()) {
    const used = assignment.find((id) => rackOf(id) === rack.name);
    if (used === undefined) continue;
    const index = rack.unfenced.brokers.indexOf(used);
    return index < 0 ? null : index;
  }
  return null;
}

/** The order of java.util.HashMap over optional rack names: by the spread hash of the name in a table of 16 or more. */
function javaOrder(racks: readonly Rack[]): Rack[] {
  return hashOrder(racks, ({ name }) => stringHash(name ?? ''));
}

/** java.util.Collections.shuffle. */
function shuffle<T>(list: T[], nextInt: NextInt): void {
  for (let size = list.length; size > 1; size--) {
    const other = nextInt(size);
    const last = list[size - 1] as T;
    list[size - 1] = list[other] as T;
    list[other] = last;
  }
}
