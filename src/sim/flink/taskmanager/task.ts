// A running subtask: one thread that takes what is in its mailbox first, then records, whole buffers at a time (StreamTask, MailboxProcessor).
//
//   DEPLOYING -> INITIALIZING -> RUNNING -> FINISHED          a failure of any kind: FAILED; asked to stop: CANCELING -> CANCELED
//
// Records are handled when their slice of work begins; the thread is busy until their cost has passed, and only then takes the next.
import { freeze } from '../../kernel/freeze.ts';
import type { Context, Message, NodeId, Time } from '../../kernel/types.ts';
import { duration } from '../config.ts';
import { UserCodeError } from '../user-code-error.ts';
import type { Operators } from '../operator/operator.ts';
import type { StreamElement } from '../record.ts';
import { type ChannelEnd, failure, type Failure, JOB_MANAGER, type NetworkBuffer, type TaskStatus } from '../rpc.ts';
import { inputStatus, inputWatermark, type ValveOutput } from '../time/valve.ts';
import { barrierArrived, cancelArrived, channelEnded, performCheckpoint, checkpointAborted, checkpointComplete } from './barriers.ts';
import { buildChain, finishChain, type Link } from './chain.ts';
import { RowsMade } from './rows-made.ts';
import { type InputChannel, type InputGate, isAlive, type TaskState } from './task-state.ts';
import { unalignedArrival } from './unaligned.ts';
import { readMeter } from './trail.ts';
import { type Carrier, Writer } from './writer.ts';

/** What a task may do with its TaskManager. */
export interface TaskHost {
  context(): Context;
  deliver(to: ChannelEnd, producer: string, sequence: number, buffer: NetworkBuffer, backlog: number): void;
  announceCredit(task: TaskState, gate: number, channel: number, credit: number): void;
  report(task: TaskState, status: TaskStatus, why: Failure | null): void;
  /** All records are through; what is left is the last checkpoint. */
  endOfData(task: TaskState): void;
  /** How many times as long everything takes on this machine. */
  slowness(): number;
  /** A line on the process's standard output. */
  print(line: string): void;
  /** Whether all states fit into the process's heap: a task fails where they don't. */
  weigh(): void;
  /** Told where a state waits to be frozen. */
  dirty(): void;
}

/** How much work is done at one go, in virtual microseconds: mail waits at most so long. */
const SLICE: Time = 1_000;
/** Records of a buffer that are read at one go, at most; fewer where each takes long. */
const MOST_AT_ONCE = 64;
/** After so many records it is asked whether all states still fit into the heap. */
const WEIGHED_EVERY = 100_000;
/** Records that a source reads before it looks at its mailbox. */
const SOURCE_BATCH = 1_000;

/** A channel, and where it stands among the gates. */
interface Place {
  readonly gate: InputGate;
  readonly gateIndex: number;
  readonly channelIndex: number;
}

export class Task {
  readonly state: TaskState;
  readonly links: readonly Link[];
  readonly writers: readonly Writer[];
  readonly host: TaskHost;
  private readonly made = new RowsMade();
  private readonly costs: number;
  /** Records of a buffer that are read before the time and the mailbox are looked at. */
  private readonly atOnce: number;

  constructor(state: TaskState, operators: Operators, host: TaskHost) {
    this.state = state;
    this.host = host;
    const carrier: Carrier = { deliver: (...buffer) => host.deliver(...buffer), opened: () => this.planFlush(), random: () => host.context().random(), now: () => host.context().now };
    this.writers = state.deployment.results.map((spec, i) => {
      const result = state.results[i];
      if (result === undefined) throw new Error('a result for each edge');
      return new Writer(state, spec, result, carrier);
    });
    this.links = buildChain(state, operators, this.writers, {
      context: () => host.context(),
      address: (place) => `${host.context().self.split('/')[0] ?? ''}/${state.deployment.attempt}/${place}`,
      toJobManager: (message) => host.context().send(JOB_MANAGER, message),
      print: (line) => host.print(line),
      made: this.made,
    });
    this.costs = this.links.reduce((sum, { costUs }) => sum + costUs, 0);
    this.atOnce = Math.max(1, Math.min(MOST_AT_ONCE, Math.floor(SLICE / Math.max(0.001, this.costs))));
  }

  /** Restores or makes the operators' state, and starts. */
  start(): void {
    const { state } = this;
    this.guarded(() => {
      for (const { running } of this.links) running.open?.();
    });
    if (!isAlive(state)) return;
    this.setStatus('RUNNING');
    this.wake();
  }

  /** The task runs as soon as its thread is free. */
  wake(): void {
    const { state } = this;
    const ctx = this.host.context();
    const at = Math.max(ctx.now, state.busyUntil);
    if (!isAlive(state) || (state.runAt !== null && state.runAt <= at)) return;
    state.runAt = at;
    ctx.schedule(at - ctx.now, freeze({ kind: 'Run', attempt: state.deployment.attempt, at }));
  }

  /** One go of the thread. */
  run(at: Time): void {
    const { state } = this;
    if (state.runAt !== at || !isAlive(state)) return;
    state.runAt = null;
    // Who woke the thread did not know how long it would be busy.
    if (state.busyUntil > at) return this.wake();
    readMeter(state, at);
    const before = this.recordsIn();
    this.guarded(() => {
      this.dueTimers();
      this.mail();
      if (isAlive(state)) this.work();
    });
    if (Math.floor(before / WEIGHED_EVERY) !== Math.floor(this.recordsIn() / WEIGHED_EVERY)) this.host.weigh();
    this.planWake();
    if (!state.dirty) {
      state.dirty = true;
      this.host.dirty();
    }
  }

  /** The output flusher comes by. */
  flushOutput(): void {
    this.state.flushAt = null;
    for (const writer of this.writers) writer.flush();
  }

  /** Something for an operator's own address. */
  message(operator: number, message: Message, from: NodeId, at: string): void {
    if (!isAlive(this.state)) return;
    this.guarded(() => this.links[operator]?.running.message?.(message, from, at));
    this.planWake();
    this.wake();
  }

  receiveBuffer(gateIndex: number, channelIndex: number, sequence: number, buffer: NetworkBuffer, backlog: number): void {
    const gate = this.state.gates[gateIndex];
    const channel = gate?.channels[channelIndex];
    if (gate === undefined || channel === undefined || channel.closed) return;
    if (sequence !== channel.next) {
      this.fail(failure('org.apache.flink.runtime.io.network.partition.consumer.RemoteInputChannel$BufferReorderingException', `Buffer re-ordering: expected buffer with sequence number ${channel.next}, but received ${sequence}.`));
      return;
    }
    channel.next += 1;
    channel.queue.push(buffer);
    this.guarded(() => unalignedArrival(this, gateIndex, channelIndex, buffer));
    if (!buffer.isEvent) channel.credit -= 1;
    // Floating buffers go to where a backlog is.
    while (channel.credit < backlog && gate.floating > 0) {
      gate.floating -= 1;
      channel.floating += 1;
      channel.credit += 1;
      channel.untold += 1;
    }
    this.tellCredit(gateIndex, channelIndex, channel);
    this.wake();
  }

  fail(why: Failure): void {
    if (!isAlive(this.state)) return;
    this.close();
    this.setStatus('FAILED', why);
  }

  cancel(): void {
    if (!isAlive(this.state)) return;
    this.close();
    this.setStatus('CANCELED');
  }

  /** All is done, the last checkpoint too: nothing more comes from here. */
  end(drained = true): void {
    if (!isAlive(this.state)) return;
    for (const writer of this.writers) writer.event({ kind: 'end', drained, closes: true });
    this.close();
    this.setStatus('FINISHED');
  }

  private close(): void {
    for (const { running } of this.links) running.close?.();
  }

  private setStatus(status: TaskStatus, why: Failure | null = null): void {
    this.state.status = status;
    this.state.failure = why;
    this.host.report(this.state, status, why);
  }

  /** What a user's function throws fails the task; everything else is a fault of the simulator and goes on up. */
  private guarded(work: () => void): void {
    try {
      work();
    } catch (error) {
      if (!(error instanceof UserCodeError)) throw error;
      this.fail(failure(error.exception, error.message));
    }
  }

  private planFlush(): void {
    const { state } = this;
    if (state.flushAt !== null) return;
    const timeout = duration(state.deployment.configuration, 'execution.buffer-timeout.interval') ?? 0;
    const { now } = this.host.context();
    // The flusher is a thread of its own that comes by at its interval, whoever waits.
    const since = now - state.startedAt;
    state.flushAt = timeout === 0 ? now : state.startedAt + (Math.floor(since / timeout) + 1) * timeout;
    this.host.context().schedule(state.flushAt - now, freeze({ kind: 'Flush', attempt: state.deployment.attempt }));
  }

  private dueTimers(): void {
    const nowMs = this.host.context().wallClockMs;
    for (const link of this.links) {
      const { state, running } = link;
      link.clock(nowMs);
      if (state.wakeMs !== null && state.wakeMs <= nowMs) {
        state.wakeMs = null;
        running.wake?.();
      }
    }
  }

  /** The next processing-time timer or wake of any operator. */
  private planWake(): void {
    const { state } = this;
    if (!isAlive(state)) return;
    let atMs = Infinity;
    for (const { state: own, processingTimers } of this.links) atMs = Math.min(atMs, processingTimers?.next() ?? Infinity, own.wakeMs ?? Infinity);
    if (atMs === Infinity) return;
    const ctx = this.host.context();
    // The wall clock of a node counts whole milliseconds.
    const at = Math.max(ctx.now, state.busyUntil, ctx.now + Math.max(0, atMs - ctx.wallClockMs) * 1_000);
    if (state.runAt !== null && state.runAt <= at) return;
    state.runAt = at;
    ctx.schedule(at - ctx.now, freeze({ kind: 'Run', attempt: state.deployment.attempt, at }));
  }

  private mail(): void {
    const { state } = this;
    const kept = [];
    for (const mail of state.mails.splice(0)) {
      if (!isAlive(state)) return;
      switch (mail.kind) {
        case 'checkpoint':
          if (this.links.every(({ running }) => running.mayCheckpoint?.() ?? true)) performCheckpoint(this, mail.options, mail.triggeredAt);
          else kept.push(mail);
          break;
        case 'complete':
          checkpointComplete(this, mail.checkpoint);
          break;
        case 'aborted':
          checkpointAborted(this, mail.checkpoint);
          break;
        case 'end-of-data':
          this.endOfData(mail.drain, mail.forSavepoint);
          break;
        case 'allow':
          for (const { running } of this.links) running.allow?.(mail.group, mail.max);
      }
    }
    state.mails.unshift(...kept);
  }

  private work(): void {
    const { state } = this;
    const ctx = this.host.context();
    const isSource = this.links[0]?.running.poll !== undefined;
    const isEnding = state.mails.some(({ kind }) => kind === 'end-of-data');
    if (isSource && (isEnding || state.finishing !== null || state.stopping !== null)) return;
    // A checkpoint that waits for a client to bring its records out comes before anything after its barrier.
    if (state.mails.some(({ kind }) => kind === 'checkpoint')) return;
    if (!this.canWork()) {
      state.blockedSince ??= ctx.now;
      return;
    }
    if (state.blockedSince !== null) {
      state.backpressuredUs += ctx.now - state.blockedSince;
      state.blockedSince = null;
    }
    const before = this.spent();
    const again = isSource ? this.pollSource(before) : this.readInputs(before);
    const spent = Math.max(again ? 1 : 0, Math.round((this.spent() - before) * this.host.slowness()));
    state.busyUs += spent;
    state.busyUntil = ctx.now + spent;
    if (again) this.wake();
  }

  private canWork(): boolean {
    for (const { running } of this.links) if (running.ready !== undefined && !running.ready()) return false;
    for (const writer of this.writers) if (!writer.isAvailable()) return false;
    return true;
  }

  private recordsIn(): number {
    return this.links.reduce((sum, { state }) => sum + state.recordsIn, 0);
  }

  /** Virtual time that the records so far have cost. */
  private spent(): number {
    let us = this.made.costUs;
    for (const { state, costUs, running } of this.links) us += (running.poll === undefined ? state.recordsIn : state.recordsOut) * costUs;
    return us;
  }

  private pollSource(before: number): boolean {
    const source = this.links[0]?.running;
    const batch = Math.max(1, Math.min(SOURCE_BATCH, Math.floor(SLICE / Math.max(0.001, this.costs))));
    let left = SOURCE_BATCH;
    while (this.spent() - before < SLICE && left > 0 && this.canWork()) {
      left -= 1;
      const outcome = source?.poll?.(batch);
      if (outcome === 'nothing') return false;
      if (outcome === 'end') {
        this.endOfData(true);
        return false;
      }
    }
    return true;
  }

  /** Takes buffers from the channels in turn. True where more waits that could be taken. */
  private readInputs(before: number): boolean {
    for (;;) {
      const next = this.nextChannel();
      if (next === null) return false;
      if (this.spent() - before >= SLICE || !this.canWork()) return true;
      if (!this.readBuffer(next.gate, next.gateIndex, next.channelIndex, before)) return true;
      if (!isAlive(this.state)) return false;
    }
  }

  /** Two inputs take turns as long as both have something. */
  private nextChannel(): Place | null {
    if (!this.hasTwoInputs()) return this.nextOf(null);
    for (const input of this.state.lastInput === 0 ? ([1, 0] as const) : ([0, 1] as const)) {
      const found = this.begunOf(input) ?? this.nextOf(input);
      if (found === null) continue;
      this.state.lastInput = input;
      return found;
    }
    return null;
  }

  private hasTwoInputs(): boolean {
    return this.state.gates.some(({ input }) => input === 1);
  }

  /** Whether an input has something that could be read now. */
  private waitsAt(input: 0 | 1): boolean {
    return this.state.gates.some((gate) => gate.input === input && gate.channels.some(({ queue, blocked }) => queue.length > 0 && !blocked));
  }

  /** The channel of an input whose buffer was begun. */
  private begunOf(input: 0 | 1): Place | null {
    for (const [gateIndex, gate] of this.state.gates.entries()) {
      if (gate.input !== input) continue;
      const channelIndex = gate.channels.findIndex(({ position, queue, blocked }) => position > 0 && queue.length > 0 && !blocked);
      if (channelIndex >= 0) return { gate, gateIndex, channelIndex };
    }
    return null;
  }

  /** The next channel in turn, of one input or of all. */
  private nextOf(input: 0 | 1 | null): Place | null {
    const { gates } = this.state;
    const total = gates.reduce((sum, { channels }) => sum + channels.length, 0);
    for (let step = 1; step <= total; step++) {
      let place = (this.state.lastChannel + step) % total;
      for (let gateIndex = 0; gateIndex < gates.length; gateIndex++) {
        const gate = gates[gateIndex];
        if (gate === undefined) break;
        if (place >= gate.channels.length) {
          place -= gate.channels.length;
          continue;
        }
        const channel = gate.channels[place];
        if (channel !== undefined && channel.queue.length > 0 && !channel.blocked && (input === null || gate.input === input)) {
          // A buffer that was begun is read to its end.
          if (channel.position === 0) this.state.lastChannel = (this.state.lastChannel + step) % total;
          return { gate, gateIndex, channelIndex: place };
        }
        break;
      }
    }
    return null;
  }

  /** Reads the first buffer of a channel. False where time was up before its end. */
  private readBuffer(gate: InputGate, gateIndex: number, channelIndex: number, before: number): boolean {
    const channel = gate.channels[channelIndex];
    const buffer = channel?.queue[0];
    const [head] = this.links;
    if (channel === undefined || buffer === undefined || head === undefined) return true;
    const { elements } = buffer;
    const { input } = gate;
    let untilLook = this.atOnce;
    const far = input === 0 ? 1 : 0;
    const takesTurns = this.hasTwoInputs();
    let turned = false;
    while (channel.position < elements.length) {
      const element = elements[channel.position++];
      if (element === undefined) break;
      this.made.begin('row' in element);
      if ('row' in element) head.element(element, input);
      else this.control(element, gate, channel);
      if ('row' in element && this.made.end()) untilLook = 1;
      turned = takesTurns && this.waitsAt(far);
      if (turned) break;
      if (--untilLook > 0) continue;
      untilLook = this.atOnce;
      if (!this.canWork() || (channel.position < elements.length && this.spent() - before >= SLICE)) break;
    }
    if (channel.position < elements.length) return turned;
    channel.queue.shift();
    channel.position = 0;
    if (!buffer.isEvent) this.recycle(gate, gateIndex, channelIndex, channel);
    return true;
  }

  /** A buffer is free again: a floating one goes back to the gate where nothing else waits for it, else the producer hears of it. */
  private recycle(gate: InputGate, gateIndex: number, channelIndex: number, channel: InputChannel): void {
    if (channel.floating > 0 && channel.queue.length === 0) {
      channel.floating -= 1;
      gate.floating += 1;
    } else {
      channel.credit += 1;
      channel.untold += 1;
      this.tellCredit(gateIndex, channelIndex, channel);
    }
  }

  private tellCredit(gate: number, index: number, channel: InputChannel): void {
    if (channel.untold === 0) return;
    const credit = channel.untold;
    channel.untold = 0;
    this.host.announceCredit(this.state, gate, index, credit);
  }

  private control(element: Exclude<StreamElement, { row: unknown }>, gate: InputGate, channel: InputChannel): void {
    const { state } = this;
    const valve = state.valves[gate.input];
    const channels = state.gates.filter(({ input }) => input === gate.input).flatMap((one) => one.channels);
    if (valve === undefined) return;
    switch (element.kind) {
      case 'watermark': return this.valveOutput(inputWatermark(valve, channels, channel, element.timestamp), gate.input);
      case 'status': return this.valveOutput(inputStatus(valve, channels, channel, element.idle), gate.input);
      case 'barrier': return barrierArrived(this, element, channel);
      case 'cancel-checkpoint': return cancelArrived(this, element.checkpoint);
      case 'end':
        if (element.closes) channel.closed = true;
        if (!channel.finished) {
          channel.finished = true;
          if (element.drained && state.gates.every((one) => one.channels.every(({ finished }) => finished))) this.endOfData(true);
        }
        if (element.closes) channelEnded(this);
    }
  }

  private valveOutput({ watermark, idle }: ValveOutput, input: 0 | 1): void {
    const [head] = this.links;
    if (idle === false) head?.status(false, input);
    if (watermark !== null) head?.watermark(watermark, input);
    if (idle === true) head?.status(true, input);
  }

  /** No more records come: the operators end what they hold; then, with checkpoints, the last one is waited for. */
  endOfData(drain: boolean, forSavepoint = false): void {
    const { state } = this;
    if (state.finishing !== null) return;
    if (this.links.some(({ running }) => running.drained?.() === false)) {
      state.mails.push({ kind: 'end-of-data', drain, forSavepoint });
      return;
    }
    finishChain(this.links, drain, this.made);
    for (const writer of this.writers) writer.event({ kind: 'end', drained: drain, closes: false });
    const waits = forSavepoint || (state.deployment.configuration['execution.checkpointing.interval'] ?? '') !== '';
    if (!waits) return this.end();
    state.finishing = { after: state.lastCheckpoint };
    if (drain && !forSavepoint) this.host.endOfData(state);
  }

}
