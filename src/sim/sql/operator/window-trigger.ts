// When a window gives its result: at its end, and before and after it where that is asked for (EventTimeTriggers, ProcessingTimeTriggers, ElementTriggers).
import type { OperatorEnv } from '../../flink/operator/operator.ts';
import type { KeyedBackend } from '../../flink/state/keyed-backend.ts';
import type { StateTable } from '../../flink/state/state-table.ts';

export interface TriggerSettings {
  /** Windows end by the clock. */
  readonly processing: boolean;
  /** Before the end: 0 at each row, else each so many ms after the first; null never. */
  readonly earlyMs: number | null;
  /** After it, for late rows that still count. */
  readonly lateMs: number | null;
}

export class WindowTrigger {
  private readonly env: OperatorEnv;
  private readonly keyed: KeyedBackend;
  private readonly settings: TriggerSettings;
  private readonly fired: StateTable;
  private readonly next: StateTable;

  constructor(env: OperatorEnv, keyed: KeyedBackend, settings: TriggerSettings) {
    this.env = env;
    this.keyed = keyed;
    this.settings = settings;
    this.fired = keyed.table('trigger-fired');
    this.next = keyed.table('trigger-next');
  }

  /** A row came into the window `text`, which ends with `last`. True: it gives its result. */
  onElement(text: string, last: number): boolean {
    const { env, settings } = this;
    if (settings.processing) {
      env.processingTimers?.register(last, text);
      return settings.earlyMs !== null && this.periodic(text, settings.earlyMs);
    }
    if (this.hasFired(text) || last <= env.watermark()) return settings.lateMs === null || this.periodic(text, settings.lateMs);
    env.eventTimers?.register(last, text);
    return settings.earlyMs !== null && this.periodic(text, settings.earlyMs);
  }

  onEventTime(text: string, time: number, last: number): boolean {
    if (time !== last || this.hasFired(text)) return false;
    if (this.settings.lateMs !== null) {
      this.fired.put(this.keyed.group, text, this.keyed.text, true);
      // What was planned before the end is planned no more: late rows plan anew.
      this.next.remove(this.keyed.group, text, this.keyed.text);
    }
    return true;
  }

  onProcessingTime(text: string, time: number, last: number): boolean {
    const { settings, keyed } = this;
    if (settings.processing && time === last) return true;
    if (this.next.get(keyed.group, text, keyed.text) !== time) return false;
    const ms = this.hasFired(text) ? settings.lateMs : settings.earlyMs;
    if (ms === null || ms === 0) return false;
    this.plan(text, time + ms);
    return true;
  }

  /** Windows became one: what waits for its end, and the earliest that was planned of theirs. */
  onMerge(text: string, old: readonly string[], last: number): void {
    const { env, keyed, settings } = this;
    (settings.processing ? env.processingTimers : env.eventTimers)?.register(last, text);
    const planned = old.map((one) => this.next.get(keyed.group, one, keyed.text)).filter((time) => typeof time === 'number');
    if (planned.length > 0) this.plan(text, Math.min(...planned));
  }

  clear(text: string, last: number): void {
    const { env, keyed, settings } = this;
    (settings.processing ? env.processingTimers : env.eventTimers)?.delete(last, text);
    const planned = this.next.get(keyed.group, text, keyed.text);
    if (typeof planned === 'number') env.processingTimers?.delete(planned, text);
    this.next.remove(keyed.group, text, keyed.text);
    this.fired.remove(keyed.group, text, keyed.text);
  }

  private hasFired(text: string): boolean {
    return this.fired.get(this.keyed.group, text, this.keyed.text) === true;
  }

  /** At each row, or each so many ms from the first row on. */
  private periodic(text: string, ms: number): boolean {
    if (ms === 0) return true;
    if (this.next.get(this.keyed.group, text, this.keyed.text) === undefined) this.plan(text, this.env.nowMs() + ms);
    return false;
  }

  private plan(text: string, at: number): void {
    this.next.put(this.keyed.group, text, this.keyed.text, at);
    this.env.processingTimers?.register(at, text);
  }
}
