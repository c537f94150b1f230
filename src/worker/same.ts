// Small questions of playback: whether a frame says anything new beside its records, whether two steps look for the same, how far a foresight or a seek may go, the clock of no world, and which state is the machine's.
import type { StepKind } from '../bridge/command.ts';
import type { Clock, StepVerdict } from '../bridge/frame.ts';
import type { LaptopState } from '../sim/shell/machine/state.ts';

export const isSameVerdict = (a: StepVerdict | null, b: StepVerdict | null): boolean => a === b || (a !== null && b !== null && a.step === b.step && a.done === b.done && a.wrong === b.wrong);

export const isSameClock = (a: Clock, b: Clock): boolean =>
  a.nowUs === b.nowUs && a.endUs === b.endUs && a.startUs === b.startUs && a.playing === b.playing && a.speed === b.speed && a.branch === b.branch && a.goalUs === b.goalUs && a.searched === b.searched;

export const isSameStep = (a: StepKind, b: StepKind): boolean => (a.kind === 'fact' ? b.kind === 'fact' && a.fact === b.fact : a.kind === 'actor' ? b.kind === 'actor' && a.node === b.node : b.kind === 'event');

/** What a single foresight may look ahead: two virtual minutes. */
const LONGEST_FORESIGHT_US = 120_000_000;

export const aheadUs = (forUs: number): number => Math.min(Math.max(0, Math.round(forUs) || 0), LONGEST_FORESIGHT_US);

/** A seek goes so far beyond the end of what was lived: an hour. */
export const LONGEST_AHEAD_US = 3_600_000_000;

/** The clock of a page that has no world. */
export const emptyClock = (speed: number): Clock => ({ nowUs: 0, endUs: 0, startUs: 0, playing: false, speed, branch: 0 });

export const isLaptop = (state: unknown): state is LaptopState => typeof state === 'object' && state !== null && 'ttys' in state;
