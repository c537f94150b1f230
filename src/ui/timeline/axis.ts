// The timeline's geometry: how much time it shows, where an instant stands, and which marks are drawn as one.
import type { FactRecord } from '../../bridge/records.ts';
import { type MarkKind, markKind } from '../words/marks.ts';

const SECOND = 1_000_000;
/** Lengths that the axis takes, in seconds: it grows by steps, so that marks keep their place for a while. */
const LENGTHS = [30, 60, 120, 300, 600, 1200, 2400, 3600, 7200, 14_400, 43_200, 86_400];
const TICKS = [5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 14_400];

export interface Axis {
  readonly fromUs: number;
  readonly toUs: number;
}

export function axisFor(startUs: number, endUs: number): Axis {
  const seconds = Math.max(0, endUs - startUs) / SECOND;
  const length = LENGTHS.find((candidate) => candidate >= seconds * 1.02) ?? seconds * 1.02;
  return { fromUs: startUs, toUs: startUs + length * SECOND };
}

/** From 0 to 1. */
export function placeOf(axis: Axis, atUs: number): number {
  return Math.max(0, Math.min(1, (atUs - axis.fromUs) / (axis.toUs - axis.fromUs)));
}

export function timeAt(axis: Axis, place: number): number {
  return Math.round(axis.fromUs + Math.max(0, Math.min(1, place)) * (axis.toUs - axis.fromUs));
}

/** Instants with a label, at least `apart` pixels from each other. */
export function ticksOf(axis: Axis, width: number, apart = 72): readonly number[] {
  const seconds = (axis.toUs - axis.fromUs) / SECOND;
  const step = (TICKS.find((candidate) => (candidate / seconds) * width >= apart) ?? 86_400) * SECOND;
  const ticks: number[] = [];
  for (let at = Math.ceil(axis.fromUs / step) * step; at <= axis.toUs; at += step) ticks.push(at);
  return ticks;
}

export interface Mark {
  readonly kind: MarkKind;
  readonly x: number;
  readonly facts: readonly FactRecord[];
}

/** Marks closer than this are one. */
const MARK_WIDTH = 11;
const WEIGHT: Readonly<Record<MarkKind, number>> = { fault: 4, leader: 3, group: 2, topic: 1, command: 0 };

/** What matters, in order of time; neighbours that would cover each other share a mark in the kind that weighs most. */
export function marksOf(facts: Iterable<FactRecord>, axis: Axis, width: number): readonly Mark[] {
  const marks: { kind: MarkKind; x: number; facts: FactRecord[] }[] = [];
  const sorted = [...facts].filter((fact) => fact.atUs >= axis.fromUs).sort((a, b) => a.atUs - b.atUs || a.factId - b.factId);
  for (const fact of sorted) {
    const kind = markKind(fact.fact);
    if (kind === null) continue;
    const x = placeOf(axis, fact.atUs) * width;
    const last = marks[marks.length - 1];
    if (last !== undefined && x - last.x < MARK_WIDTH) {
      last.facts.push(fact);
      if (WEIGHT[kind] > WEIGHT[last.kind]) last.kind = kind;
    } else marks.push({ kind, x, facts: [fact] });
  }
  return marks;
}
