// Tools that need all of their input before they can say anything: sort, wc, diff, comm, paste, column.
import { held } from '../../exhausted.ts';
import type { Os, Program, Wake } from '../../program.ts';

/** What such a tool has read from its arguments: plain data with its files in order, `-` for standard input. */
export interface Gathered {
  readonly files: readonly string[];
}

interface Gathering<T> {
  readonly options: T | null;
  text: string;
}

/** The text of a file, or the C library's words for why there is none. */
export type Content = { readonly text: string } | { readonly problem: string };

/** A program from `parse`, which says what is wrong and returns the status, and `run`, which returns the status. */
export function gathered<T extends Gathered>(name: string, parse: (os: Os, args: readonly string[]) => T | number, run: (os: Os, options: T, contentOf: (file: string) => Content) => number): Program<Gathering<T>> {
  const finish = (state: Gathering<T>, os: Os): void => {
    if (state.options === null) return;
    os.exit(run(os, state.options, (file) => (file === '-' ? { text: state.text } : contentOf(os, file))));
  };
  const read = (state: Gathering<T>, os: Os): void => {
    if (state.options === null) return;
    for (let text = os.read(); text !== undefined; text = os.read()) {
      if (text === null) return finish(state, os);
      held(state.text.length + text.length);
      state.text += text;
    }
  };
  return {
    name,
    startup: 1_000,
    handles: [],
    start: (os) => {
      const options = parse(os, os.argv.slice(1));
      if (typeof options === 'number') {
        os.exit(options);
        return { options: null, text: '' };
      }
      const state: Gathering<T> = { options, text: '' };
      if (options.files.includes('-')) read(state, os);
      else finish(state, os);
      return state;
    },
    wake: (state: Gathering<T>, wake: Wake, os: Os) => {
      if (wake.kind === 'readable' && state.options?.files.includes('-') === true) read(state, os);
    },
  };
}

export function contentOf(os: Os, file: string): Content {
  if (os.stat(file)?.kind === 'folder') return { problem: 'Is a directory' };
  const text = os.readFile(file);
  return text === null ? { problem: 'No such file or directory' } : { text };
}

/** Lines without their newlines; an unfinished last line counts. */
export function linesOf(text: string): string[] {
  if (text === '') return [];
  const lines = text.split('\n');
  if (lines.at(-1) === '') lines.pop();
  return lines;
}
