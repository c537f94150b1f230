// Whether what a frame says beside its records has changed.
import type { Clock, StepVerdict } from '../bridge/frame.ts';

export const isSameVerdict = (a: StepVerdict | null, b: StepVerdict | null): boolean => a === b || (a !== null && b !== null && a.step === b.step && a.done === b.done && a.wrong === b.wrong);

export const isSameClock = (a: Clock, b: Clock): boolean =>
  a.nowUs === b.nowUs && a.endUs === b.endUs && a.startUs === b.startUs && a.playing === b.playing && a.speed === b.speed && a.branch === b.branch;
