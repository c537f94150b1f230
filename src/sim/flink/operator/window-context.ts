// What a trigger sees and may do of one key and window (Trigger.TriggerContext).
import type { KeyedBackend } from '../state/keyed-backend.ts';
import type { StateTable } from '../state/state-table.ts';
import type { TimerService } from '../state/timers.ts';
import { maxTimestamp, type TimeWindow } from '../window/assigners.ts';
import type { TriggerContext } from '../window/triggers.ts';
import type { OperatorEnv } from './operator.ts';

/** What a window operator's contexts share; the key is the backend's. */
export interface Surroundings {
  readonly env: OperatorEnv;
  readonly keyed: KeyedBackend;
  readonly triggers: StateTable;
  readonly events: TimerService;
  readonly clock: TimerService;
  /** What a delta trigger looks at, of the record in hand. */
  readonly measure: () => number;
}

/** Goes from window to window, for one is asked at a time: a context for each would be made for every record. */
export class WindowContext implements TriggerContext {
  maxTimestamp = 0;
  private text = '';
  private readonly around: Surroundings;

  constructor(around: Surroundings) {
    this.around = around;
  }

  /** Now it is this window's, whose timers and state have this name. */
  of(span: TimeWindow, text: string): this {
    this.maxTimestamp = maxTimestamp(span);
    this.text = text;
    return this;
  }

  measure(): number {
    return this.around.measure();
  }

  watermark(): number {
    return this.around.env.watermark();
  }

  nowMs(): number {
    return this.around.env.nowMs();
  }

  registerEvent(time: number): void {
    this.around.events.register(time, this.text);
  }

  registerProcessing(time: number): void {
    this.around.clock.register(time, this.text);
  }

  deleteEvent(time: number): void {
    this.around.events.delete(time, this.text);
  }

  deleteProcessing(time: number): void {
    this.around.clock.delete(time, this.text);
  }

  get(): number | null {
    const { triggers, keyed } = this.around;
    const value = triggers.get(keyed.group, this.text, keyed.text);
    return typeof value === 'number' ? value : null;
  }

  set(value: number | null): void {
    const { triggers, keyed } = this.around;
    if (value === null) triggers.remove(keyed.group, this.text, keyed.text);
    else triggers.put(keyed.group, this.text, keyed.text, value);
  }
}
