// What a behaviour may do while it handles an event: the kernel's services, for one address.
import type { FactKind, FactKinds } from '../../bridge/facts.ts';
import type { Input } from '../../bridge/input.ts';
import type { Kernel } from './kernel.ts';
import { actorOf } from './state.ts';
import { assert } from './assert.ts';
import type { DiskFailure } from './disk.ts';
import type { Context, DiskOwner, FactId, Message, NodeId, SendOptions, Time, TimerId } from './types.ts';

/** What a message counts on the wire where its sender does not say. */
const DEFAULT_BYTES = 100;

export class ActorContext implements Context {
  readonly self: NodeId;
  private readonly kernel: Kernel;

  constructor(kernel: Kernel, self: NodeId) {
    this.kernel = kernel;
    this.self = self;
  }

  get now(): Time {
    return this.kernel.state.now;
  }

  get wallClockMs(): number {
    const { startedAtMs, now, clockSkews } = this.kernel.state;
    return startedAtMs + Math.floor(now / 1000) + (clockSkews[actorOf(this.self)] ?? 0);
  }

  random(): number {
    this.kernel.assertHandling(this.self);
    return this.kernel.random();
  }

  send(to: NodeId, message: Message, options?: SendOptions): void {
    this.kernel.assertHandling(this.self);
    this.kernel.send(this.self, to, message, options?.bytes ?? DEFAULT_BYTES);
  }

  schedule(delay: Time, message: Message): TimerId {
    this.kernel.assertHandling(this.self);
    return this.kernel.schedule(this.self, delay, message);
  }

  cancel(timer: TimerId): void {
    this.kernel.assertHandling(this.self);
    this.kernel.cancel(timer);
  }

  diskWrite(bytes: number, message: Message): TimerId {
    this.kernel.assertHandling(this.self);
    return this.kernel.diskWrite(this.self, bytes, message);
  }

  note<K extends FactKind>(kind: K, params: FactKinds[K], subjects: readonly string[], because?: FactId): FactId {
    this.kernel.assertHandling(this.self);
    return this.kernel.noteFor(this.self, kind, params, subjects, because);
  }

  silence(of: NodeId): FactId {
    return this.kernel.silence(this.self, of);
  }

  disks(): Readonly<Record<NodeId, DiskOwner>> {
    return this.kernel.state.actors;
  }

  fillDisk(because: FactId): void {
    this.kernel.failDisk(this.self, 'full', because);
  }

  get diskFailure(): DiskFailure {
    return this.kernel.diskFailure(this.self);
  }

  close(): void {
    this.kernel.assertHandling(this.self);
    this.kernel.close(this.self);
  }

  exit(): void {
    this.kernel.assertHandling(this.self);
    this.kernel.exit();
  }

  launch(id: NodeId, behavior: string, initial: unknown): void {
    this.kernel.assertHandling(this.self);
    this.kernel.launch(id, behavior, initial);
  }

  act(input: Input): void {
    this.kernel.assertHandling(this.self);
    this.kernel.act(input);
  }

  at(address: NodeId): Context {
    assert(actorOf(address) === actorOf(this.self), `${address} is no address of ${actorOf(this.self)}`);
    return address === this.self ? this : new ActorContext(this.kernel, address);
  }
}
