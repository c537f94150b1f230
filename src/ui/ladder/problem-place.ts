// A problem of a program as the editor marks it: from its line and column to the end of the word there.
import type { ProgramProblem } from '../../bridge/program.ts';

/** Offsets into the text; a place beyond it is its end. */
export function placeOf(text: string, { line, column }: Pick<ProgramProblem, 'line' | 'column'>): { readonly from: number; readonly to: number } {
  const lines = text.split('\n');
  const at = Math.min(Math.max(1, line), lines.length) - 1;
  const before = lines.slice(0, at).reduce((sum, one) => sum + one.length + 1, 0);
  const shown = lines[at] ?? '';
  const start = Math.min(Math.max(0, column - 1), shown.length);
  const word = /^(?:\w+|\S)/.exec(shown.slice(start))?.[0] ?? '';
  if (word !== '') return { from: before + start, to: before + start + word.length };
  const first = shown.search(/\S/);
  return first < 0 ? { from: before, to: before + shown.length } : { from: before + first, to: before + shown.trimEnd().length };
}
