// The kernel: owns the state of all actors, handles one event after the other in virtual time, and keeps causes and the hash.
import type { FactKind, FactKinds } from '../../bridge/facts.ts';
import type { Input } from '../../bridge/input.ts';
import type { LinkSpec } from '../../bridge/scenario.ts';
import { assert } from './assert.ts';
import { ActorContext } from './context.ts';
import { assertPlain, type CopyMeter, copyState } from './copy.ts';
import { type DiskFailure, newDisk, queueDiskOperation } from './disk.ts';
import { addFact, newFactStore } from './fact-store.ts';
import { freeze } from './freeze.ts';
import { codeOf, hashText, mixEvent } from './hash.ts';
import { EventQueue } from './heap.ts';
import { LivelockError } from './livelock.ts';
import * as network from './network.ts';
import { nextRandom, seedRandom } from './random.ts';
import { type ActorRecord, actorOf, type EventType, type KernelEvent, type KernelState, type Link } from './state.ts';
import { type Behavior, type CrashKind, type Disconnected, type FactId, INPUT, type Message, NO_FACT, type NodeId, type Time, type TimerId } from './types.ts';

/** Events that may be handled at one instant of virtual time. Beyond, the actors are chasing each other for ever. */
const INSTANT_LIMIT = 100_000;
/** In check mode all states are checked each time that so many events were handled. */
const CHECK_EVERY = 2_000;
/** A timer's name holds its slot in the queue in the last 20 bits, its sequence number above. */
const SLOTS = 1_048_576;
/** How long a repaired fault still explains a silence. */
const FAULT_MEMORY: Time = 60_000_000;

export interface KernelOptions {
  readonly behaviors: Readonly<Record<string, Behavior<unknown>>>;
  readonly seed: number;
  readonly link: LinkSpec;
  /** The wall clock in ms since 1970 UTC at virtual time 0. */
  readonly startedAtMs: number;
  /** Deep freeze of messages and assertions on states: for tests. */
  readonly check?: boolean;
  /** Gives an input to a world at its present time, for actors that play a part in it. What the world refuses changes nothing. */
  readonly apply?: (kernel: Kernel, input: Input) => void;
}

/** What the kernel keeps beside the state for speed; a function of the state. */
interface Runtime {
  readonly record: ActorRecord;
  readonly behavior: Behavior<unknown>;
  readonly context: ActorContext;
  readonly code: number;
  /** Its links by receiving actor, so far as they were looked up. */
  readonly links: Map<NodeId, Link>;
}

export class Kernel {
  state: KernelState;
  /** Observers: for tests and traces, no part of the state. Called after each event was handled. */
  onEvent: ((event: KernelEvent) => void) | null = null;
  /** The event being handled: its number and the nearest fact behind it. */
  private cause = -1;
  private fact: FactId = NO_FACT;
  private handling: NodeId | null = null;
  private current: Runtime | null = null;
  private exiting = false;
  /** Processes that the event in hand asked for: they start when it has been handled. */
  private launching: { readonly id: NodeId; readonly behavior: string; readonly initial: unknown }[] = [];
  /** Inputs that the event in hand asked for: they are given when it has been handled. */
  private acting: Input[] = [];
  private readonly options: KernelOptions;
  /** Whether any link is cut; null where that must be looked up in the state. */
  private anyCut: boolean | null = null;
  private readonly runtimes = new Map<NodeId, Runtime>();

  constructor(options: KernelOptions) {
    this.options = options;
    this.state = {
      now: 0, sequence: 0, handled: 0, atThisInstant: 0,
      startedAtMs: options.startedAtMs, defaultLink: freeze({ ...options.link }),
      random: seedRandom(options.seed), queue: new EventQueue(),
      actors: {}, links: {}, conversations: {}, disks: {}, clockSkews: {}, faults: {},
      facts: newFactStore(), hash: { high: options.seed | 0, low: 0 },
    };
  }

  // --- actors ---------------------------------------------------------------------------------------------------------

  /** A new actor, whose process starts at once. */
  spawn(id: NodeId, behavior: string, initial: unknown, because: FactId = NO_FACT): void {
    assert(this.state.actors[id] === undefined, `${id} is spawned once`);
    assert(this.options.behaviors[behavior] !== undefined, `there is a behaviour ${behavior}`);
    this.state.actors[id] = { id, behavior, state: initial, up: false, upSince: null, startedSequence: 0, handled: 0 };
    this.start(id, because);
  }

  /** Starts the process of an actor that is down. */
  start(id: NodeId, because: FactId = NO_FACT): void {
    const runtime = this.runtime(id);
    assert(runtime !== null && !runtime.record.up, `${id} must be down to be started`);
    const { record } = runtime;
    record.up = true;
    record.upSince = this.state.now;
    record.startedSequence = ++this.state.sequence;
    const fault = this.state.faults[id];
    if (fault !== undefined) fault.endedAt ??= this.state.now;
    this.handle(runtime, record.startedSequence, because, () => runtime.behavior.start(record.state, runtime.context));
  }

  /** The process dies without order. With `power`, what was not flushed to the disk is gone too. */
  crash(id: NodeId, kind: CrashKind = 'process', because: FactId = NO_FACT): void {
    assert(this.isUp(id), `${id} must be up to crash`);
    this.endProcess(id, kind, because);
  }

  /** Takes an actor away for good. */
  remove(id: NodeId, because: FactId = NO_FACT): void {
    if (this.isUp(id)) this.endProcess(id, 'process', because);
    delete this.state.actors[id];
    this.runtimes.delete(id);
  }

  /** The state of an actor; undefined where there is no such actor. */
  actorState(id: NodeId): unknown {
    return this.state.actors[id]?.state;
  }

  isUp(id: NodeId): boolean {
    return this.state.actors[id]?.up === true;
  }

  // --- inputs ---------------------------------------------------------------------------------------------------------

  /** An input for a node: handled at once, at `now`. */
  tell(to: NodeId, message: Message, fact: FactId): void {
    const event = this.event('input', this.state.now, ++this.state.sequence, INPUT, to, message, 0, false, 0, fact);
    this.dispatch(event);
  }

  /** Notes what an input did: a fact without a cause. */
  note<K extends FactKind>(actor: NodeId, kind: K, params: FactKinds[K], subjects: readonly string[], cause: FactId = NO_FACT): FactId {
    return addFact(this.state.facts, { at: this.state.now, actor, kind, params, subjects, cause });
  }

  setLink(from: NodeId, to: NodeId, change: Partial<LinkSpec> & { readonly cut?: boolean }, because: FactId = NO_FACT): void {
    const link = network.linkBetween(this.state, from, to);
    Object.assign(link, change);
    this.anyCut = null;
    const isFaulty = link.cut || link.lossRate > this.state.defaultLink.lossRate || link.latencyUs > this.state.defaultLink.latencyUs;
    this.setFault(`${from}>${to}`, isFaulty, because);
  }

  slowDisk(id: NodeId, factor: number, because: FactId = NO_FACT): void {
    this.disk(id).factor = factor;
    this.setFault(id, factor > 1, because);
  }

  failDisk(id: NodeId, failure: DiskFailure, because: FactId = NO_FACT): void {
    this.disk(id).failure = failure;
    this.setFault(id, failure !== 'none', because);
  }

  diskFailure(id: NodeId): DiskFailure {
    return this.state.disks[actorOf(id)]?.failure ?? 'none';
  }

  /** Sets a node's wall clock `ms` ahead of the world's. */
  skewClock(id: NodeId, ms: number): void {
    if (ms === 0) delete this.state.clockSkews[id];
    else this.state.clockSkews[id] = ms;
  }

  // --- running --------------------------------------------------------------------------------------------------------

  /** Handles the next event, whenever it is due. False where none waits. */
  step(): boolean {
    const event = this.state.queue.pop();
    if (event === null) return false;
    if (event.at > this.state.now) {
      this.state.now = event.at;
      this.state.atThisInstant = 0;
    }
    this.dispatch(event);
    return true;
  }

  /** Handles every event due at or before `time`, and then it is `time`. */
  runUntil(time: Time): void {
    const { queue } = this.state;
    while (queue.nextTime() <= time) this.step();
    this.advanceClock(time);
  }

  /** Handles events while `predicate` holds. False where it still held after `limit` events, or when nothing was left. */
  runWhile(predicate: () => boolean, limit = 1_000_000): boolean {
    for (let i = 0; i < limit; i++) {
      if (!predicate()) return true;
      if (!this.step()) return false;
    }
    return !predicate();
  }

  /** Moves the clock on where no event is due until then. */
  advanceClock(time: Time): void {
    if (time <= this.state.now) return;
    assert(this.state.queue.nextTime() > time || this.state.queue.size === 0, 'the clock must not pass an event');
    this.state.now = time;
    this.state.atThisInstant = 0;
  }

  // --- snapshots ------------------------------------------------------------------------------------------------------

  /** A copy of the state that nobody may change. It shares with `previous`, an earlier one, what is still the same. */
  snapshot(meter: CopyMeter = { slots: 0, walked: 0 }, previous: KernelState | null = null): KernelState {
    if (this.options.check === true) this.checkStates();
    return copyState(this.state, meter, previous);
  }

  /** Goes on from a snapshot, which stays as it is. */
  restore(snapshot: KernelState): void {
    this.state = copyState(snapshot, { slots: 0, walked: 0 });
    this.runtimes.clear();
    this.anyCut = null;
    // Nothing is being handled, even where the last event ended with an error.
    Object.assign(this, { handling: null, current: null, exiting: false, launching: [], acting: [], cause: -1, fact: NO_FACT });
  }

  /** Another kernel at the same point: what happens there does not happen here. */
  fork(): Kernel {
    const fork = new Kernel(this.options);
    fork.restore(this.state);
    return fork;
  }

  /** The running hash of handled events, as 16 hexadecimal digits. */
  hash(): string {
    return hashText(this.state.hash);
  }

  /** Asserts that everything in the state is fit for snapshots; see `assertPlain`. */
  checkStates(): void {
    const { queue, ...plain } = this.state;
    const seen = new Set<object>();
    assertPlain(plain, 'state', seen);
    queue.forEach((event) => assertPlain(event.message, `message ${event.message.kind} to ${event.to}`, seen));
  }

  // --- what contexts do on behalf of a behaviour ----------------------------------------------------------------------

  /** Asserts that a context is used only during the call that it was made for. */
  assertHandling(address: NodeId): void {
    if (this.options.check !== true) return;
    assert(this.handling === actorOf(address), `a context of ${address} is used only while it handles an event`);
  }

  random(): number {
    return nextRandom(this.state.random);
  }

  send(from: NodeId, to: NodeId, message: Message, bytes: number): void {
    const { state } = this;
    const link = this.linkTo(from, to);
    const sequence = ++state.sequence;
    const conversation = state.conversations[from]?.[to] ?? network.converse(state, from, to, this.isUp(actorOf(to)), sequence);
    const at = network.arrival(link, state.random, state.now, bytes);
    const lost = link.cut || network.strikes(link.lossRate, state.random);
    this.enqueue(this.event('message', at, sequence, from, to, message, conversation, lost, bytes, this.fact));
    if (!network.strikes(link.duplicateRate, state.random)) return;
    const again = network.duplicateArrival(link, state.random);
    this.enqueue(this.event('message', again, ++state.sequence, from, to, message, conversation, lost, bytes, this.fact));
  }

  schedule(address: NodeId, delay: Time, message: Message): TimerId {
    assert(delay >= 0 && Number.isSafeInteger(Math.round(delay)), `the delay of ${message.kind} must be a time, but is ${delay}`);
    return this.timerAt(address, this.state.now + Math.round(delay), message);
  }

  diskWrite(address: NodeId, bytes: number, message: Message): TimerId {
    return this.timerAt(address, queueDiskOperation(this.disk(actorOf(address)), this.state.now, bytes), message);
  }

  cancel(timer: TimerId): void {
    const slot = timer % SLOTS;
    const event = this.state.queue.at(slot);
    if (event !== null && event.type === 'timer' && event.sequence === (timer - slot) / SLOTS) this.state.queue.remove(slot);
  }

  noteFor<K extends FactKind>(actor: NodeId, kind: K, params: FactKinds[K], subjects: readonly string[], because: FactId | undefined): FactId {
    const cause = because ?? this.fact;
    this.fact = addFact(this.state.facts, { at: this.state.now, actor, kind, params, subjects, cause });
    return this.fact;
  }

  silence(self: NodeId, of: NodeId): FactId {
    const { faults, now } = this.state;
    let latest = NO_FACT;
    for (const key of [actorOf(of), `${actorOf(of)}>${actorOf(self)}`]) {
      const fault = faults[key];
      if (fault === undefined || (fault.endedAt !== null && now - fault.endedAt > FAULT_MEMORY)) continue;
      if (fault.fact > latest) latest = fault.fact;
    }
    return latest;
  }

  /** Tells everybody who talks with this address that it is closed. Over a cut link nothing is told, and they go on believing. */
  close(address: NodeId): void {
    const peers = this.state.conversations[address];
    if (peers === undefined) return;
    delete this.state.conversations[address];
    for (const peer of Object.keys(peers)) {
      if (network.isCut(this.state, actorOf(address), actorOf(peer))) continue;
      const conversation = this.state.conversations[peer]?.[address];
      if (conversation === undefined) continue;
      network.forget(this.state, peer, address);
      this.reset(peer, address, conversation, false, this.fact);
    }
  }

  exit(): void {
    this.exiting = true;
  }

  launch(id: NodeId, behavior: string, initial: unknown): void {
    this.launching.push({ id, behavior, initial });
  }

  act(input: Input): void {
    this.acting.push(input);
  }

  // --- inside ---------------------------------------------------------------------------------------------------------

  private linkTo(from: NodeId, to: NodeId): Link {
    const { current } = this;
    // Processes below an actor come and go: only links between actors themselves are remembered.
    if (current === null || current.record.id !== from) return network.linkBetween(this.state, actorOf(from), actorOf(to));
    const known = current.links.get(to);
    if (known !== undefined) return known;
    const toActor = actorOf(to);
    const link = network.linkBetween(this.state, from, toActor);
    if (toActor === to) current.links.set(to, link);
    return link;
  }

  private dispatch(event: KernelEvent): void {
    const { state } = this;
    state.handled += 1;
    if (++state.atThisInstant > INSTANT_LIMIT) throw new LivelockError(state, event);
    const runtime = this.runtimes.get(event.to) ?? this.runtime(actorOf(event.to));
    const actor = runtime?.record.id ?? actorOf(event.to);
    mixEvent(state.hash, event.at, event.sequence, runtime?.code ?? 0, codeOf(event.message.kind), state.random.counter);
    if (this.arrives(event, runtime) && runtime !== null) {
      runtime.record.handled += 1;
      const context = event.to === actor ? runtime.context : new ActorContext(this, event.to);
      this.handling = actor;
      this.current = runtime;
      this.cause = event.sequence;
      this.fact = event.fact;
      runtime.behavior.receive(runtime.record.state, event.message, event.from, context);
      this.finish(actor);
    }
    if (this.options.check === true && state.handled % CHECK_EVERY === 0) this.checkStates();
    this.onEvent?.(event);
  }

  /** Whether the event reaches a process; a message that finds none is answered as TCP does. */
  private arrives(event: KernelEvent, runtime: Runtime | null): boolean {
    const isUp = runtime !== null && runtime.record.up;
    if (event.type === 'timer' || event.type === 'input') return isUp;
    const { state } = this;
    if (event.lost || this.runsIntoCut(event)) return false;
    const isKnown = isUp && event.conversation >= runtime.record.startedSequence;
    if (event.type === 'reset') {
      // The conversation that ends is forgotten here too, unless a new one with the same peer has begun since.
      if (state.conversations[event.to]?.[event.from] === event.conversation) network.forget(state, event.to, event.from);
      return isKnown;
    }
    if (isKnown) {
      const peers = (state.conversations[event.to] ??= {});
      peers[event.from] ??= event.conversation;
      return true;
    }
    // Nobody is there, or a process that has never heard of this conversation. Who was told already is not told twice.
    if (state.conversations[event.from]?.[event.to] === event.conversation) {
      network.forget(state, event.from, event.to);
      if (!network.isCut(state, actorOf(event.to), actorOf(event.from))) this.reset(event.from, event.to, event.conversation, !isUp, event.fact);
    }
    return false;
  }

  private runsIntoCut(event: KernelEvent): boolean {
    // Nearly always nothing is cut anywhere.
    this.anyCut ??= Object.values(this.state.links).some((outgoing) => Object.values(outgoing).some((link) => link.cut));
    return this.anyCut && network.isCut(this.state, actorOf(event.from), actorOf(event.to));
  }

  /** Sends Disconnected to an address, on behalf of its peer. */
  private reset(to: NodeId, peer: NodeId, conversation: number, refused: boolean, fact: FactId): void {
    const { state } = this;
    const link = network.linkBetween(state, actorOf(peer), actorOf(to));
    const at = network.arrival(link, state.random, state.now, 0);
    const message: Disconnected = Object.freeze({ kind: 'Disconnected', peer, refused });
    this.enqueue(this.event('reset', at, ++state.sequence, peer, to, message, conversation, false, 0, fact));
  }

  private endProcess(id: NodeId, kind: CrashKind, because: FactId): void {
    const runtime = this.runtime(id);
    assert(runtime !== null, `there is an actor ${id}`);
    this.fact = because;
    const { record, behavior } = runtime;
    record.handled += 1;
    record.up = false;
    record.upSince = null;
    record.state = behavior.crash(record.state, kind);
    this.state.queue.keep((event) => event.type !== 'timer' || actorOf(event.to) !== id);
    this.disk(id).busyUntil = 0;
    for (const address of network.addressesOf(this.state, id)) this.close(address);
    this.setFault(id, true, because);
    mixEvent(this.state.hash, this.state.now, ++this.state.sequence, runtime.code, codeOf(kind), this.state.random.counter);
    this.fact = NO_FACT;
  }

  private handle(runtime: Runtime, sequence: number, fact: FactId, work: () => void): void {
    const { state } = this;
    runtime.record.handled += 1;
    mixEvent(state.hash, state.now, sequence, runtime.code, codeOf('start'), state.random.counter);
    this.handling = runtime.record.id;
    this.current = runtime;
    this.cause = sequence;
    this.fact = fact;
    work();
    this.finish(runtime.record.id);
  }

  /** After a behaviour has returned: an exit that it asked for happens now. */
  private finish(actor: NodeId): void {
    const { fact } = this;
    this.handling = null;
    this.current = null;
    this.cause = -1;
    this.fact = NO_FACT;
    if (this.launching.length > 0) this.startLaunched(fact);
    if (this.acting.length > 0) this.giveInputs();
    if (!this.exiting) return;
    this.exiting = false;
    this.endProcess(actor, 'process', fact);
  }

  private giveInputs(): void {
    const wanted = this.acting;
    this.acting = [];
    for (const input of wanted) this.options.apply?.(this, input);
  }

  private startLaunched(fact: FactId): void {
    const wanted = this.launching;
    this.launching = [];
    for (const { id, behavior, initial } of wanted) {
      if (this.state.actors[id] === undefined) this.spawn(id, behavior, initial, fact);
      else if (!this.isUp(id)) this.start(id, fact);
    }
  }

  private timerAt(address: NodeId, at: Time, message: Message): TimerId {
    const sequence = ++this.state.sequence;
    const slot = this.enqueue(this.event('timer', at, sequence, address, address, message, 0, false, 0, this.fact));
    return sequence * SLOTS + slot;
  }

  private event(
    type: EventType, at: Time, sequence: number, from: NodeId, to: NodeId, message: Message,
    conversation: number, lost: boolean, bytes: number, fact: FactId,
  ): KernelEvent {
    return { type, at, sequence, from, to, message, cause: this.cause, fact, sentAt: this.state.now, conversation, lost, bytes };
  }

  private enqueue(event: KernelEvent): number {
    if (this.options.check === true) {
      assertPlain(event.message, `message ${event.message.kind} from ${event.from}`, new Set());
      freeze(event.message);
    }
    return this.state.queue.push(event.at, event.sequence, event);
  }

  private setFault(key: string, isFaulty: boolean, fact: FactId): void {
    const { faults, now } = this.state;
    if (isFaulty) faults[key] = { fact, endedAt: null };
    else if (faults[key] !== undefined) faults[key].endedAt ??= now;
  }

  private disk(id: NodeId): KernelState['disks'][string] {
    return (this.state.disks[id] ??= newDisk());
  }

  private runtime(id: NodeId): Runtime | null {
    const known = this.runtimes.get(id);
    if (known !== undefined) return known;
    const record = this.state.actors[id];
    if (record === undefined) return null;
    const behavior = this.options.behaviors[record.behavior];
    assert(behavior !== undefined, `there is a behaviour ${record.behavior}`);
    const runtime: Runtime = { record, behavior, context: new ActorContext(this, id), code: codeOf(id), links: new Map() };
    this.runtimes.set(id, runtime);
    return runtime;
  }
}
