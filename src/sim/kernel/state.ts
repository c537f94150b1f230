// The whole state of a running world as the kernel keeps it: what a snapshot copies and a replay must reproduce.
import type { LinkSpec } from '../../bridge/scenario.ts';
import type { Disk } from './disk.ts';
import type { FactStore } from './fact-store.ts';
import type { RunningHash } from './hash.ts';
import type { EventQueue } from './heap.ts';
import type { RandomState } from './random.ts';
import type { FactId, Message, NodeId, Time } from './types.ts';

/** `reset` is a Disconnected on its way; it travels in order with the messages, and can't be lost. */
export type EventType = 'message' | 'timer' | 'reset' | 'input';

/** Something that will happen. Never changes once it is queued, so snapshots share it. */
export interface KernelEvent {
  readonly type: EventType;
  readonly at: Time;
  readonly sequence: number;
  readonly from: NodeId;
  readonly to: NodeId;
  readonly message: Message;
  /** The sequence number of the event that was being handled when this one was made; -1 for none. */
  readonly cause: number;
  readonly fact: FactId;
  readonly sentAt: Time;
  /** Messages: the birth of the conversation that this belongs to, as a sequence number. Timers: 0. */
  readonly conversation: number;
  /** It will be lost on its way: dropped when it would have arrived. */
  readonly lost: boolean;
  readonly bytes: number;
}

/** One direction between two actors. */
export interface Link {
  latencyUs: number;
  jitterUs: number;
  bytesPerSecond: number;
  lossRate: number;
  duplicateRate: number;
  cut: boolean;
  /** The sender's side is busy putting bytes on the wire until then. */
  busyUntil: Time;
  /** Nothing overtakes: the next message arrives no earlier than this. */
  lastArrival: Time;
}

export interface ActorRecord {
  readonly id: NodeId;
  /** The name of its behaviour. */
  readonly behavior: string;
  state: unknown;
  up: boolean;
  upSince: Time | null;
  /** The sequence number at which its process started: conversations born earlier died with the process before. */
  startedSequence: number;
  /** Grows with each event that it handles, and with each start and end of its process: as long as it is the same, so is this actor's state. */
  handled: number;
}

/** What made a node or a link faulty, for explanations of silence. */
export interface Fault {
  fact: FactId;
  /** When it was repaired, null while it lasts. */
  endedAt: Time | null;
}

export interface KernelState {
  now: Time;
  /** The last sequence number given. */
  sequence: number;
  /** Events handled so far. */
  handled: number;
  /** Events handled at `now`, against livelocks. */
  atThisInstant: number;
  readonly startedAtMs: number;
  readonly defaultLink: LinkSpec;
  readonly random: RandomState;
  readonly queue: EventQueue<KernelEvent>;
  readonly actors: Record<NodeId, ActorRecord>;
  /** By sending and receiving actor; only pairs that have sent or were shaped. */
  readonly links: Record<NodeId, Record<NodeId, Link>>;
  /** By address and peer address: the sequence number at which the conversation began. */
  readonly conversations: Record<NodeId, Record<NodeId, number>>;
  readonly disks: Record<NodeId, Disk>;
  /** How far the wall clocks of nodes are ahead, in ms; only those that are not right. */
  readonly clockSkews: Record<NodeId, number>;
  /** By node, or by `from>to` for a link. */
  readonly faults: Record<string, Fault>;
  readonly facts: FactStore;
  readonly hash: RunningHash;
}

/** The actor that owns an address: `laptop` for `laptop/12`. */
export function actorOf(address: NodeId): NodeId {
  const slash = address.indexOf('/');
  return slash < 0 ? address : address.slice(0, slash);
}
