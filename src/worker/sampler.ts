// The series of charts: one sample a virtual second, taken from the timeline's own snapshots, each measured once.
import type { Sample } from '../bridge/history.ts';
import type { KernelState } from '../sim/kernel/state.ts';
import { SECOND, type Time } from '../sim/kernel/types.ts';
import type { Timeline } from '../sim/timeline.ts';
import { sampleOf } from '../view-model/samples.ts';

type FlinkRecords = Parameters<typeof sampleOf>[1];

/** Samples of a whole run: of a longer one each second, third, ... is taken. */
const MOST = 1_800;

/** Snapshots never change, so each is measured once; those that are thinned out take their sample with them. */
const measured = new WeakMap<KernelState, { readonly flink: boolean; readonly sample: Sample }>();

/** The samples of a branch after an instant, oldest first; yields after each that had to be measured. */
export function* samplesAfter(timeline: Timeline, branch: number, afterUs: Time, flink: FlinkRecords): Generator<void, Sample[]> {
  const found: Sample[] = [];
  for (const state of chosen(timeline.instants(branch), timeline.scenario.shownFromUs, afterUs)) {
    const known = measured.get(state);
    if (known?.flink === (flink !== null)) {
      found.push(known.sample);
      continue;
    }
    const sample = sampleOf(state, flink);
    measured.set(state, { flink: flink !== null, sample });
    found.push(sample);
    yield;
  }
  return found;
}

/** Of the snapshots in each second the first: a second that goes on gets no other. */
function chosen(states: readonly KernelState[], fromUs: Time, afterUs: Time): KernelState[] {
  const last = states.at(-1)?.now ?? 0;
  const step = Math.max(1, Math.ceil((last - fromUs) / SECOND / MOST)) * SECOND;
  const picked: KernelState[] = [];
  let slot = -1;
  for (const state of states) {
    if (state.now < fromUs || state.now <= afterUs) continue;
    const own = Math.floor(state.now / step);
    if (own === slot) continue;
    slot = own;
    picked.push(state);
  }
  return picked;
}
