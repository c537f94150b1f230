// Small questions of playback: whether a frame says anything new beside its records, and how far a foresight may look.
import type { Clock, StepVerdict } from '../bridge/frame.ts';

export const isSameVerdict = (a: StepVerdict | null, b: StepVerdict | null): boolean => a === b || (a !== null && b !== null && a.step === b.step && a.done === b.done && a.wrong === b.wrong);

export const isSameClock = (a: Clock, b: Clock): boolean =>
  a.nowUs === b.nowUs && a.endUs === b.endUs && a.startUs === b.startUs && a.playing === b.playing && a.speed === b.speed && a.branch === b.branch;

/** What a single foresight may look ahead: two virtual minutes. */
const LONGEST_FORESIGHT_US = 120_000_000;

export const aheadUs = (forUs: number): number => Math.min(Math.max(0, Math.round(forUs) || 0), LONGEST_FORESIGHT_US);
