// A shift's windows as a reader sees them: each in one state, the worst of what it has; and what each incident cost.
import type { ShiftRecord, ShiftWindow } from '../../bridge/engine-records.ts';

export type WindowState = 'open' | 'fine' | 'late' | 'twice' | 'lost';

export const WINDOW_STATES: readonly WindowState[] = ['fine', 'late', 'twice', 'lost', 'open'];

export function windowState({ open, missing, duplicated, delayed }: ShiftWindow): WindowState {
  if (duplicated > 0) return 'twice';
  if (missing > 0) return open ? 'open' : 'lost';
  return delayed > 0 ? 'late' : 'fine';
}

/** What went wrong from one incident to the next; `id` is null before the first. Counts are of readings, the cost is in points. */
export interface IncidentCost {
  readonly id: string | null;
  readonly atMs: number;
  readonly lost: number;
  readonly duplicated: number;
  readonly delayed: number;
  readonly cost: number;
}

export function incidentCosts({ spec, windows, incidents }: ShiftRecord): readonly IncidentCost[] {
  const starts = [{ id: null, atMs: 0 }, ...incidents];
  return starts.map(({ id, atMs }, at) => {
    const untilMs = starts[at + 1]?.atMs ?? Infinity;
    const its = windows.filter((window) => window.endMs > atMs && window.endMs <= untilMs);
    const sum = (of: (window: ShiftWindow) => number): number => its.reduce((all, window) => all + of(window), 0);
    const [lost, duplicated, delayed] = [sum((window) => (window.open ? 0 : window.missing)), sum((window) => window.duplicated), sum((window) => window.delayed)];
    return { id, atMs, lost, duplicated, delayed, cost: lost * spec.lost + duplicated * spec.duplicated + delayed * spec.delayed };
  });
}

/** A time in a shift: `07:05`. */
export function shiftClock(atMs: number): string {
  const seconds = Math.max(0, Math.floor(atMs / 1_000));
  return `${String(Math.floor(seconds / 60)).padStart(2, '0')}:${String(seconds % 60).padStart(2, '0')}`;
}
