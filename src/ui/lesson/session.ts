// A lesson in progress: opens or resumes its world, watches the shown step at each frame, and keeps what was reached.
import { useCallback, useEffect, useRef, useState } from 'react';
import { look, type Look } from '../../lesson/evaluate.ts';
import type { Lesson, PredictStep, Step } from '../../lesson/lesson.ts';
import { answered, type Confidence, hinted, moved, type Progress, startOfLesson, stepDone } from '../../lesson/progress.ts';
import { answerOf, noStepMemory, type StepMemory, watchStep } from '../../lesson/watch-step.ts';
import { forget, keep, readKept } from './keep.ts';
import type { LessonWorld } from './world.ts';

export interface LessonSession {
  readonly ready: boolean;
  readonly progress: Progress;
  readonly step: Step | undefined;
  /** The known mistake that the world shows now. */
  readonly wrong: string | null;
  readonly goTo: (at: number) => void;
  readonly answer: (step: PredictStep, answer: string, confidence: Confidence) => Promise<void>;
  readonly askHint: (of: number) => void;
  readonly solutionShown: () => void;
  readonly restart: () => void;
}

/** Looks at the world are this far apart at least, in real milliseconds: checks are cheap, frames are many. */
const LOOK_EVERY_MS = 150;
/** How often the world's run is kept, in real milliseconds. */
const KEEP_EVERY_MS = 3_000;
const HINTS = 3;

/** The world as the lesson's conditions see it. */
export function lookAt(world: LessonWorld): Look {
  return look(world.nowUs(), world.records());
}

export function useLessonSession(lesson: Lesson, world: LessonWorld): LessonSession {
  const [progress, setProgress] = useState<Progress>(() => readKept(lesson)?.progress ?? startOfLesson);
  const [wrong, setWrong] = useState<string | null>(null);
  const [life, setLife] = useState(0);
  const memory = useRef<StepMemory>(readMemory(lesson));
  const ready = useOpened(lesson, world, life);
  const step = lesson.steps[progress.at];

  useWatching(ready ? step : undefined, world, progress, {
    recall: () => memory.current,
    remember: (seen) => {
      memory.current = seen;
    },
    done: (id) => setProgress((before) => stepDone(before, id)),
    wrong: setWrong,
  });
  useKeeping(lesson, world, ready, progress, memory);

  const goTo = useCallback((at: number) => {
    memory.current = noStepMemory;
    setWrong(null);
    setProgress((before) => moved(before, lesson, at));
  }, [lesson]);
  const answer = async (asked: PredictStep, given: string, confidence: Confidence): Promise<void> => {
    const found = answerOf(asked, await world.foresee(asked.inputs, asked.forUs));
    const truth = found.kind === 'option' ? found.id : found.kind === 'number' ? String(found.value) : null;
    setProgress((before) => answered(before, asked.id, { answer: given, confidence, truth }));
  };
  const restart = (): void => {
    forget(lesson.path);
    memory.current = noStepMemory;
    setWrong(null);
    setProgress(startOfLesson);
    setLife(life + 1);
  };
  const id = step?.id ?? '';
  return {
    ready, progress, step, wrong, goTo, answer, restart,
    askHint: (of) => setProgress((before) => hinted(before, id, Math.min(of, HINTS))),
    solutionShown: () => setProgress((before) => (before.shown.includes(id) ? before : { ...before, shown: [...before.shown, id] })),
  };
}

function readMemory(lesson: Lesson): StepMemory {
  return readKept(lesson)?.memory ?? noStepMemory;
}

/** Opens the lesson's world, or loads the run that was kept. `life` counts new beginnings. */
function useOpened(lesson: Lesson, world: LessonWorld, life: number): boolean {
  const [opened, setOpened] = useState<string | null>(null);
  const wanted = `${lesson.path}#${life}`;
  const asked = useRef<string | null>(null);
  useEffect(() => {
    if (asked.current === wanted) return;
    asked.current = wanted;
    const open = async (): Promise<void> => {
      const run = readKept(lesson)?.run ?? null;
      await (run === null ? world.open(lesson.scenario, lesson.seed) : world.load(run));
      setOpened(wanted);
    };
    void open();
  }, [lesson, world, wanted]);
  return opened === wanted;
}

interface Told {
  readonly recall: () => StepMemory;
  readonly remember: (memory: StepMemory) => void;
  readonly done: (id: string) => void;
  readonly wrong: (id: string | null) => void;
}

/** Evaluates the shown step's conditions as the world moves, at most every `LOOK_EVERY_MS`. */
function useWatching(step: Step | undefined, world: LessonWorld, progress: Progress, told: Told): void {
  const tell = useRef(told);
  useEffect(() => {
    tell.current = told;
  });
  const over = step === undefined || step.kind !== 'act' || progress.done.includes(step.id);
  useEffect(() => {
    if (over || step.kind !== 'act') return;
    let waiting: ReturnType<typeof setTimeout> | null = null;
    const see = (): void => {
      waiting = null;
      const seen = watchStep(step, lookAt(world), tell.current.recall());
      tell.current.remember(seen.memory);
      tell.current.wrong(seen.wrong);
      if (seen.done) tell.current.done(step.id);
    };
    see();
    const leave = world.subscribe(() => {
      waiting ??= setTimeout(see, LOOK_EVERY_MS);
    });
    return () => {
      leave();
      if (waiting !== null) clearTimeout(waiting);
    };
  }, [step, over, world]);
}

/** Keeps progress at once, and the world's run every few seconds and when the page is left. */
function useKeeping(lesson: Lesson, world: LessonWorld, ready: boolean, progress: Progress, memory: React.RefObject<StepMemory>): void {
  useEffect(() => {
    if (!ready) return;
    let stopped = false;
    const store = async (): Promise<void> => {
      const run = await world.save();
      if (!stopped) keep(lesson.path, { progress, memory: memory.current, run });
    };
    void store();
    const timer = setInterval(() => void store(), KEEP_EVERY_MS);
    const hidden = (): void => void store();
    document.addEventListener('visibilitychange', hidden);
    return () => {
      stopped = true;
      clearInterval(timer);
      document.removeEventListener('visibilitychange', hidden);
    };
  }, [lesson, world, ready, progress, memory]);
}
