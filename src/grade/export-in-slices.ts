// A world of the page as a zip for the real systems, made a little at a time, so that a worker hears what it is told meanwhile.
import type { SavedRun } from '../bridge/input.ts';
import { exportWorld } from '../lesson/export/export-world.ts';
import { zipOf } from '../lesson/export/zip.ts';
import type { WorldSource } from '../sim/cluster-world.ts';
import { appRecords } from './app-records.ts';

/** How often the page is told how far it is: so many pauses. */
const TOLD_EVERY = 8;

/** `folder` is the name of the zip's one folder, `texts` are files that are added as they are. `told` hears how much was lived again, from 0 to 1. Throws where the world breaks. */
export async function exportInSlices(source: WorldSource, { run, endUs, texts, folder }: { readonly run: SavedRun; readonly endUs: number; readonly texts: Readonly<Record<string, string>>; readonly folder: string }, told: (part: number) => unknown): Promise<Uint8Array> {
  const work = appRecords(source, run, Math.max(endUs, run.inputs.at(-1)?.atUs ?? 0));
  for (let pauses = 0; ; pauses += 1) {
    const next = work.next();
    if (next.done === true) return zipOf(folder, exportWorld({ run, texts, records: next.value }));
    if (pauses % TOLD_EVERY === 0) await told(next.value);
  }
}
