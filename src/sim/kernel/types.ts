// The words that every actor shares with the kernel: time, nodes, messages, causes, contexts, behaviours.
import type { FactKind, FactKinds } from '../../bridge/facts.ts';
import type { Input, NodeId } from '../../bridge/input.ts';
import type { DiskFailure } from './disk.ts';

export type { NodeId };

/** Virtual time, or a duration, in integer microseconds. */
export type Time = number;
export const MILLISECOND: Time = 1_000;
export const SECOND: Time = 1_000_000;

/** Names a scheduled timer. Opaque: its event's sequence number and place in the queue, in one number. */
export type TimerId = number;

/** Names a fact; they count from 0 in the order in which they were noted. */
export type FactId = number;
export const NO_FACT: FactId = -1;

export type FactParams = Readonly<Record<string, string | number>>;

/** Something that happened and that matters to a reader: the skeleton of every "why?". Frozen. */
export interface Fact {
  readonly id: FactId;
  readonly at: Time;
  readonly actor: NodeId;
  readonly kind: FactKind;
  readonly params: FactParams;
  /** Record ids (see bridge/records.ts) that this is about, for example `partition/orders-0`. */
  readonly subjects: readonly string[];
  readonly cause: FactId;
}

/**
 * Anything that is sent or scheduled: plain data with a `kind`. Deep-frozen by the kernel in tests, so that no two
 * actors can share mutable data.
 */
export interface Message {
  readonly kind: string;
}

/**
 * Told to a node that had a conversation (any message either way) with `peer`, when the peer's process ends or its
 * address is closed: what a TCP reset tells. Also the answer to a send to a node that is down (connection refused).
 * A cut link tells nothing: then only time-outs help.
 */
export interface Disconnected extends Message {
  readonly kind: 'Disconnected';
  readonly peer: NodeId;
  /** True where the peer was already down when the message arrived: connection refused. */
  readonly refused: boolean;
}

export interface SendOptions {
  /** Size on the wire in bytes, for the bandwidth; 100 where absent. */
  readonly bytes?: number;
}

/**
 * What a behaviour may do while it handles one event. It is valid only during that call.
 *
 * An actor may own several addresses: a machine with processes is one actor (`laptop`) and its processes have addresses
 * under it (`laptop/12`). A message to `laptop/12` is received by the behaviour of `laptop`, with `self` = `laptop/12`.
 * `at(address)` gives a context for another address of the same actor.
 */
export interface Context<M extends Message = Message> {
  readonly self: NodeId;
  readonly now: Time;
  /** The node's own wall clock in ms since 1970, for record timestamps. */
  readonly wallClockMs: number;
  /** The next number of the world's one seeded generator, in [0, 1). */
  random(): number;
  /** Sends over the simulated network: latency, bandwidth, loss and cuts of the link decide when and whether it arrives. In order per link. */
  send(to: NodeId, message: Message, options?: SendOptions): void;
  /** A timer is a message to myself; `receive` gets it with `from` = self. It dies with the process. */
  schedule(delay: Time, message: M): TimerId;
  cancel(timer: TimerId): void;
  /** Like `schedule`, after a disk operation of so many bytes: queued behind the node's earlier ones, slower on a slow disk. */
  diskWrite(bytes: number, message: M): TimerId;
  /**
   * Notes a fact, caused by the fact behind the event being handled (or by `because`). From here on this fact is what
   * is behind everything that the rest of this call sends, schedules or notes.
   */
  note<K extends FactKind>(kind: K, params: FactKinds[K], subjects: readonly string[], because?: FactId): FactId;
  /** Why a node went silent: the latest fact that crashed, stopped, cut or slowed it (as seen from `self`), NO_FACT if none. For explanations only. */
  silence(of: NodeId): FactId;
  /** What other actors have on their disks: for programs on a machine that sees the files of all. Read it, never change it. */
  disks(): Readonly<Record<NodeId, DiskOwner>>;
  /** The node's own disk is full from here on; `because` is the fact that says so. */
  fillDisk(because: FactId): void;
  /** What keeps the node's disk from taking writes. */
  readonly diskFailure: DiskFailure;
  /** Whoever talked with this address is told Disconnected, as when a process exits. */
  close(): void;
  /**
   * The process of this actor ends in order, after this call: peers of all its addresses are told Disconnected, its
   * timers are dropped, and it is down until `start`, with the state that `crash(state, 'process')` leaves.
   */
  exit(): void;
  /**
   * Starts the process of another actor, after this call: one that is down goes on with what its disk holds, one that is
   * not there yet begins with this state. Nothing happens where it is up. For a machine on which other actors' processes are started.
   */
  launch(id: NodeId, behavior: string, initial: unknown): void;
  /** Gives the world an input, after this call, as a hand from outside would: for a part that makes things happen. What the world refuses changes nothing. */
  act(input: Input): void;
  /** A context for another address of the same actor. */
  at(address: NodeId): Context<M>;
}

/** How a process ends without order: its process is killed, or its machine loses power (then only what was flushed survives). */
export type CrashKind = 'process' | 'power';

/**
 * An actor's behaviour: it has no fields; all that it knows is in `state`, which the kernel owns. No closures, class
 * instances, promises, Maps or Sets in state: JSON-like data only. Data that never changes again must be deep-frozen
 * (`freeze` in kernel/freeze.ts): snapshots share what is frozen and copy the rest.
 */
export interface Behavior<State, M extends Message = Message> {
  /** The process starts (again): after `crash`, with what the disk held. */
  start(state: State, ctx: Context<M>): void;
  /** `from` is `ctx.self` for timers, `input` for an input of the world that is meant for this node. */
  receive(state: State, message: M, from: NodeId, ctx: Context<M>): void;
  /** What is left of the state when the process dies: what the disk still holds. */
  crash(state: State, kind: CrashKind): State;
}

/** An actor as whoever looks at its disk sees it. */
export interface DiskOwner {
  readonly state: unknown;
  readonly up: boolean;
  /** When its process started, null while it is down. */
  readonly upSince: Time | null;
}

/** The sender of inputs. */
export const INPUT: NodeId = 'input';
