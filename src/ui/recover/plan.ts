// How a world that broke is made anew: what is played again, up to where, and what is left out. Each try asks for less than the one before it, so that none loops.
import type { KeptLine, KeptLines, SavedRun, TimedInput } from '../../bridge/input.ts';

/** What is known of a world from before it broke. Times are virtual microseconds. */
export interface Known {
  readonly run: SavedRun;
  /** All lines of the timeline as they were with `run`; null where they are not known. */
  readonly kept: KeptLines | null;
  /** Acts that were given since `run` was written down, in their order. */
  readonly since: readonly TimedInput[];
  /** The last instant that was shown. */
  readonly shownUs: number;
  /** The instant at which it broke; null where it fell silent, or none is known. */
  readonly brokeUs: number | null;
  readonly playing: boolean;
}

export type Try = 'whole' | 'before' | 'without' | 'start';

export interface Remade {
  readonly kind: Try;
  readonly run: SavedRun;
  /** All lines, `run` as the shown one of them. */
  readonly kept: KeptLines | null;
  readonly atUs: number;
  readonly playing: boolean;
  /** What was done and is left out, the earliest first. */
  readonly left: readonly TimedInput[];
}

const TRIES: readonly Try[] = ['whole', 'before', 'without', 'start'];

/** The try after the one that broke again, or the first (`after` null) of those that differ from it; null where there is none left. */
export function remake(known: Known, after: Try | null): Remade | null {
  const kind = TRIES[after === null ? 0 : TRIES.indexOf(after) + 1];
  if (kind === undefined) return null;
  const inputs = allInputs(known);
  switch (kind) {
    case 'whole':
      return { kind, run: { ...known.run, inputs }, kept: keptWith(known, inputs, Math.max(known.shownUs, inputs.at(-1)?.atUs ?? 0)), atUs: known.shownUs, playing: known.playing, left: [] };
    case 'before':
      // Only an event has an instant to stop before. What fell silent did so on an act, or without a cause.
      return known.brokeUs === null ? remake(known, kind) : stopped(known, kind, inputs, Math.min(known.shownUs, known.brokeUs - 1));
    case 'without': {
      const act = firstOfLastAct(inputs);
      const last = inputs[act];
      return last === undefined ? remake(known, kind) : stopped(known, kind, inputs.slice(0, act), Math.max(0, last.atUs - 1), inputs.slice(act));
    }
    case 'start':
      return stopped(known, kind, [], 0, inputs);
  }
}

/** All that was given: an act in the past has begun a branch of its own, on which nothing later was done. */
export function allInputs({ run, since }: Pick<Known, 'run' | 'since'>): TimedInput[] {
  return since.reduce<TimedInput[]>((before, act) => [...before.filter(({ atUs }) => atUs <= act.atUs), act], [...run.inputs]);
}

/** All lines, with what was given since: an act in the past has left its line, which is kept as it was. The shown line has these inputs, and ends there. */
function keptWith({ kept, since }: Known, inputs: readonly TimedInput[], endUs: number): KeptLines | null {
  if (kept === null) return null;
  const lines: KeptLine[] = [...kept.lines];
  let { shown } = kept;
  for (const act of since) {
    const line = lines[shown];
    if (line === undefined) return null;
    if (act.atUs >= line.endUs) {
      lines[shown] = { ...line, endUs: act.atUs, inputs: [...line.inputs, act] };
      continue;
    }
    lines.push({ parent: shown, forkedAtUs: act.atUs, endUs: act.atUs, inputs: [...line.inputs.filter(({ atUs }) => atUs <= act.atUs), act] });
    shown = lines.length - 1;
  }
  return { ...kept, shown, lines: lines.map((line, id) => (id === shown ? { ...line, inputs, endUs } : line)) };
}

/** Time stands there; what was done later than that is left out too. */
function stopped(known: Known, kind: Try, inputs: readonly TimedInput[], atUs: number, left: readonly TimedInput[] = []): Remade {
  const before = inputs.filter((input) => input.atUs <= atUs);
  return { kind, run: { ...known.run, inputs: before }, kept: keptWith(known, before, atUs), atUs, playing: false, left: [...inputs.slice(before.length), ...left] };
}

/** Where the last act begins: what was given joined to it goes with it. */
function firstOfLastAct(inputs: readonly TimedInput[]): number {
  let first = inputs.length - 1;
  while (first > 0 && inputs[first]?.joined === true) first -= 1;
  return first;
}
