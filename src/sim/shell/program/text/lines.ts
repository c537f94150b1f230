// Tools that read lines from files or standard input, one after the other, and stop while their output is full.
import type { Os, Program, Wake } from '../../program.ts';

/** Where such a tool stands in its inputs: plain data. */
export interface LineInput {
  readonly files: readonly string[];
  /** The file being read, an index into `files`; past the end when all is read. */
  at: number;
  /** What is left of a file that was opened, null where none is open. */
  rest: string | null;
  /** The name of the file of the last line, `-` for standard input. */
  name: string;
}

/** A line without its newline; `ended` says whether a newline stood there. */
export interface Line {
  readonly text: string;
  readonly ended: boolean;
}

export function lineInput(files: readonly string[]): LineInput {
  return { files: files.length === 0 ? ['-'] : files, at: 0, rest: null, name: '-' };
}

/** The next line, undefined where none has come yet, null at the end of all inputs. A file that can't be read is told to `onMissing`, with the C library's words. */
export function nextLine(input: LineInput, os: Os, onMissing: (file: string, why: string) => void): Line | undefined | null {
  for (;;) {
    const file = input.files[input.at];
    if (file === undefined) return null;
    input.name = file;
    if (file === '-') {
      const read = os.readLine();
      if (read === undefined) return undefined;
      if (read !== null) return cut(read);
      input.at++;
      continue;
    }
    if (input.rest === null) {
      const text = os.stat(file)?.kind === 'folder' ? null : os.readFile(file);
      if (text === null) {
        onMissing(file, os.stat(file) === null ? 'No such file or directory' : 'Is a directory');
        input.at++;
        continue;
      }
      input.rest = text;
    }
    if (input.rest === '') {
      input.rest = null;
      input.at++;
      continue;
    }
    const end = input.rest.indexOf('\n');
    const line = end < 0 ? input.rest : input.rest.slice(0, end + 1);
    input.rest = input.rest.slice(line.length);
    return cut(line);
  }
}

function cut(read: string): Line {
  return read.endsWith('\n') ? { text: read.slice(0, -1), ended: true } : { text: read, ended: false };
}

/** What a tool of lines says about itself; `State` is plain data with its input inside. */
export interface LineTool<State extends { readonly input: LineInput }> {
  readonly name: string;
  readonly options?: Program['options'];
  /** Reads the arguments; null where it has already said what is wrong, and exited. */
  begin(os: Os): State | null;
  /** One line; it returns false when it wants no more of them. `last` says whether it is known to be the last one of all inputs. */
  line(state: State, line: Line, os: Os): boolean;
  /** After the last line; it exits. */
  end(state: State, os: Os): void;
  /** A file that can't be read. */
  missing(state: State, file: string, why: string, os: Os): void;
}

/** State of a running tool of lines; `tool` is null after it has failed to begin. */
export interface Running<State> {
  tool: State | null;
  full: boolean;
}

/** A program from a tool of lines: it reads while its output takes text, and waits while it does not. */
export function lineProgram<State extends { readonly input: LineInput }>(tool: LineTool<State>): Program<Running<State>> {
  const pump = (running: Running<State>, os: Os): void => {
    const state = running.tool;
    if (state === null) return;
    const watched: Os = { ...os, write: (fd, text) => noticeFull(running, os.write(fd, text)) };
    while (!running.full) {
      const line = nextLine(state.input, os, (file, why) => tool.missing(state, file, why, watched));
      if (line === undefined) return;
      if (line === null || !tool.line(state, line, watched)) {
        running.tool = null;
        tool.end(state, watched);
        return;
      }
    }
  };
  return {
    name: tool.name,
    startup: 1_000,
    handles: [],
    ...(tool.options === undefined ? {} : { options: tool.options }),
    start: (os) => {
      const running: Running<State> = { tool: tool.begin(os), full: false };
      pump(running, os);
      return running;
    },
    wake: (running: Running<State>, wake: Wake, os: Os) => {
      if (wake.kind === 'writable') running.full = false;
      pump(running, os);
    },
  };
}

function noticeFull<State>(running: Running<State>, more: boolean): boolean {
  if (!more) running.full = true;
  return more;
}

/** Exits with a message of the tool on standard error. */
export function fail(os: Os, status: number, message: string): null {
  os.write(2, `${message}\n`);
  os.exit(status);
  return null;
}
