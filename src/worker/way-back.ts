// Tries a step's solution in copies of the learner's world, and makes a world in order by playing all that comes before a step.
import type { Input, SavedRun } from '../bridge/input.ts';
import { cutHistory, isHistory } from '../lesson/history.ts';
import { ALL_KINDS } from '../lesson/fields.ts';
import type { ActStep } from '../lesson/lesson.ts';
import { playIn, type PlayWorld } from '../lesson/play-in.ts';
import { PATIENCE_US, reachOf, type Reach } from '../lesson/way-back.ts';
import { isStepConditions } from '../lesson/watch-step.ts';
import type { WorldSource } from '../sim/cluster-world.ts';
import { frozenCopy } from '../sim/kernel/copy.ts';
import type { Kernel } from '../sim/kernel/kernel.ts';
import { Onlooker } from '../sim/onlooker.ts';
import { Timeline } from '../sim/timeline.ts';
import { seeing } from '../view-model/again.ts';
import { CHECKED_RECORDS } from '../view-model/project.ts';
import { projectWhole } from '../view-model/whole.ts';

/** From where the goal of a step is reached in this world; its `history` is what was seen of the step. The world goes on meanwhile. */
export function reaching(source: WorldSource, step: ActStep, timeline: Timeline, history: unknown): Generator<void, Reach> {
  const base = timeline.kernel.fork();
  const seen = isHistory(history) ? cutHistory(history, base.state.now) : null;
  const begin = timeline.copyAt(seen?.sinceUs ?? base.state.now);
  return reachOf(step, { here: () => copyToPlayIn(source, base.fork()), start: () => copyToPlayIn(source, begin.fork()), history: seen });
}

/** A run after these steps, one after the other: each as a person would do it, until its check holds. */
export function* following(source: WorldSource, run: SavedRun, steps: readonly ActStep[]): Generator<void, SavedRun> {
  const timeline = Timeline.open(source, run);
  while (timeline.now < timeline.end) {
    timeline.advance(Math.min(timeline.end, timeline.now + BREATH_US));
    yield;
  }
  for (const step of steps) yield* playIn(step, step.solution, timelineToPlayIn(timeline), { patienceUs: PATIENCE_US });
  // A run ends with its last input: this one changes nothing, and lets the time pass that comes after the last move.
  timeline.give({ kind: 'resize-tty', tty: 'main', columns: 100, rows: 24 });
  return timeline.save();
}

/** Whether what the page sent is a step with a solution. */
export function isActStep(value: unknown): value is ActStep {
  return isStepConditions(value) && 'solution' in value && Array.isArray(value.solution);
}

const BREATH_US = 1_000_000;

function copyToPlayIn(source: WorldSource, kernel: Kernel): PlayWorld {
  const onlooker = new Onlooker(kernel);
  return {
    ...seenIn(() => kernel),
    input: (input) => {
      const refusal = source.apply(kernel, frozenCopy(input));
      if (refusal === null) onlooker.tookInput();
      return refusal;
    },
    advance: (us) => onlooker.runUntil(kernel.state.now + us),
    watch: (kinds, see) => {
      onlooker.see = see === null ? null : seeing(kernel, kinds ?? ALL_KINDS, see);
      onlooker.jumped();
    },
  };
}

function timelineToPlayIn(timeline: Timeline): PlayWorld {
  const kernel = (): Kernel => timeline.kernel;
  return {
    ...seenIn(kernel),
    input: (input: Input) => timeline.give(input),
    advance: (us) => timeline.advance(timeline.now + us),
    watch: (kinds, see) => timeline.watch(see === null ? null : seeing(timeline.kernel, kinds ?? ALL_KINDS, see)),
  };
}

function seenIn(kernel: () => Kernel): Pick<PlayWorld, 'nowUs' | 'records'> {
  return { nowUs: () => kernel().state.now, records: (kinds = null) => [...projectWhole(kernel().state, kinds, CHECKED_RECORDS).values()] };
}
