// Everything that the student's machine knows: files, terminals, processes, pipes. Plain data, owned by the kernel.
import type { Context, FactId } from '../../kernel/types.ts';
import type { Signal, Wake } from '../program.ts';
import type { ShellState } from '../bash/shell-state.ts';

export type FileNode =
  /** `bytes` where the text is not all that there is: a file on the cluster's disks. */
  | { readonly kind: 'file'; text: string; modifiedMs: number; executable: boolean; readonly bytes?: number }
  | { readonly kind: 'folder'; modifiedMs: number };

/** What a descriptor stands for; shared by all descriptors that were copied from one another. */
export interface OpenFile {
  readonly id: number;
  readonly kind: 'tty' | 'pipe-in' | 'pipe-out' | 'file' | 'null';
  /** The terminal's name, the pipe's id or the file's path. */
  readonly target: string;
  readonly readable: boolean;
  readonly writable: boolean;
  readonly append: boolean;
  /** How many descriptors share it. */
  references: number;
  /** Where the next read or write of a file happens, in UTF-16 units. */
  offset: number;
}

/** A pipe: text in chunks, bounded by PIPE_LIMIT. */
export interface Pipe {
  readonly id: number;
  chunks: string[];
  size: number;
  readers: number;
  writers: number;
}

/** An input line that nobody has read yet. An `end` is ^D: what was typed before it comes without a newline. */
export interface TtyInput {
  readonly text: string;
  readonly fact: FactId;
}

export interface Tty {
  readonly name: string;
  columns: number;
  rows: number;
  echo: boolean;
  /** Full chunks of lines are frozen, so that snapshots share them. */
  chunks: (readonly string[])[];
  /** The lines since the last full chunk. */
  lines: string[];
  firstLine: number;
  /** The unfinished line, without the prompt. */
  partial: string;
  /** What the reader of a line has put before it: the shell's prompt. It is no output. */
  prompt: string;
  /** All UTF-16 units ever written, for whoever wants to know what is new. */
  written: number;
  /** Lines and ends of input not yet read; the text of a line ends with its newline, an end of input is an empty text. */
  input: TtyInput[];
  /** The process group that gets ^C and may read. */
  foreground: number;
  /** The shell that owns the terminal. */
  leader: number;
  /** What has been written since it last had time to draw: beyond a limit, writers wait. */
  undrawn: number;
  drawing: boolean;
  waiting: 'shell' | 'program' | 'none';
  /** The process that reads single keys; 0 while lines are read. */
  keyReader: number;
  /** Keys that it has not read yet. */
  keys: readonly string[];
  /** What it shows instead of the lines, frozen; null while it shows nothing. */
  screen: FullScreen | null;
}

/** Rows with colours as SGR sequences, and where the cursor stands (row, column); null where it is hidden. */
export interface FullScreen {
  readonly rows: readonly string[];
  readonly cursor: readonly [number, number] | null;
}

export type ProcessStatus = 'starting' | 'running' | 'stopped' | 'ended';

export interface Process {
  readonly pid: number;
  ppid: number;
  pgid: number;
  readonly tty: string;
  name: string;
  argv: readonly string[];
  env: Readonly<Record<string, string>>;
  cwd: string;
  /** Open files by descriptor number. */
  fds: Record<string, number>;
  status: ProcessStatus;
  exitStatus: number;
  /** The signal that ended it, empty where none did. */
  endedBy: Signal | '';
  /** The state of a program, null before its start. */
  program: unknown;
  /** The state of a shell, null for other programs. */
  shell: ShellState | null;
  /** What woke it and waits for its turn. */
  wakes: Wake[];
  queued: boolean;
  /** Text read from standard input that had no newline yet. */
  pendingInput: string;
  /** A write said "full": it waits for `writable`. */
  full: number;
  /** How much it has read: to see whether a wake used its input. */
  consumed: number;
  /** Set while a program runs: it has asked to end. */
  ending: number;
  note: boolean;
}

export interface LaptopState {
  readonly home: string;
  readonly user: string;
  files: Record<string, FileNode>;
  ttys: Record<string, Tty>;
  processes: Record<string, Process>;
  pipes: Record<string, Pipe>;
  openFiles: Record<string, OpenFile>;
  nextPid: number;
  nextId: number;
  /** Processes that have something to do, in the order in which they got it. */
  runQueue: number[];
  /** Set while a `continue` timer is on its way. */
  busy: boolean;
}

/** The machine during one event. */
export interface Machine {
  readonly state: LaptopState;
  readonly context: Context;
  /** Letters that were written while this event is handled; no part of the state. */
  moved: number;
  /** How much of the disk is used, counted when first asked for in this event; null where that has to be counted again. */
  used: { units: number; files: number } | null;
}

/** Linux: a pipe takes 65,536 bytes before its writer waits. */
export const PIPE_LIMIT = 65_536;
export const MAX_PROCESSES = 512;
/** How many letters processes may write for one event, so that it is over soon: what flows without end flows on in the next. 64 Ki letters each 10 ms are 6.5 MB a virtual second. */
export const MAX_MOVED = 65_536;
