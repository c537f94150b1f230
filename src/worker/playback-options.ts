// What playback is made with.
import type { Watch } from '../bridge/command.ts';
import type { SavedRun } from '../bridge/input.ts';
import type { WorldRecord } from '../bridge/records.ts';
import type { WorldSource } from '../sim/cluster-world.ts';
import type { KernelState } from '../sim/kernel/state.ts';
import type { ReadRun } from '../sim/saved-run.ts';
import type { Complete } from './completing.ts';

/** Gives a map of its own each time. */
export type Project = (state: KernelState, watch: Watch) => Map<string, WorldRecord>;

export interface PlaybackOptions {
  readonly source: WorldSource;
  /** A run is data of unknown origin. */
  readonly read: (run: SavedRun) => ReadRun;
  readonly project: Project;
  /** The wall clock in ms; only differences matter. */
  readonly clock: () => number;
  readonly complete: Complete;
}
