// Gives the reader the report as a file.
import type { SavedRun } from '../../bridge/input.ts';
import { fileName, saveFile } from '../teach/save-file.ts';
import { reportOf } from './report.ts';

/** Saves it as `correnteza-1m36s250.report.json`. */
export function saveReport(part: string, problem: unknown, known: { readonly run: SavedRun; readonly shownUs: number } | null): void {
  saveFile(fileName(known?.shownUs ?? 0, 'report.json'), new Blob([JSON.stringify(reportOf(part, problem, known), null, 1)], { type: 'application/json' }));
}
