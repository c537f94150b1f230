// What a program in the simulated terminal is: a state machine that the student's machine wakes. One file per tool.
import type { FactKind, FactKinds } from '../../bridge/facts.ts';
import type { LogFile } from './disk/entry.ts';
import type { Context, FactId, Message, NodeId, Time, TimerId } from '../kernel/types.ts';

export type Signal = 'INT' | 'TERM' | 'KILL' | 'TSTP' | 'CONT' | 'HUP' | 'PIPE' | 'QUIT' | 'WINCH';

/** Why a program is woken. It then does what it can without waiting, and returns. */
export type Wake =
  /** Its standard input has something new, or ended. */
  | { readonly kind: 'readable' }
  /** An output that had said "full" takes text again. */
  | { readonly kind: 'writable' }
  | { readonly kind: 'timer'; readonly message: Message }
  /** A message from the network (or Disconnected) for this program */
  | { readonly kind: 'message'; readonly message: Message; readonly from: NodeId }
  /** A signal that the program said it handles; others do what the system does by default. */
  | { readonly kind: 'signal'; readonly signal: Signal };

/** The result of a read: text (never empty), undefined where nothing has come yet, null at the end. */
export type ReadResult = string | undefined | null;

/** A file or folder of the home, as `stat` sees it. */
export interface FileStat {
  readonly kind: 'file' | 'folder';
  readonly bytes: number;
  readonly modifiedMs: number;
  /** Whether it may be run, for a file. */
  readonly executable?: boolean;
}

/** What a running program may ask of the machine. Valid only during the call that it is given to. */
export interface Os {
  readonly pid: number;
  /** This process's network address, `laptop/<pid>`. */
  readonly self: NodeId;
  readonly now: Time;
  readonly wallClockMs: number;
  readonly argv: readonly string[];
  /** Exported variables; TZ, COLUMNS, HOME and PWD among them. */
  readonly env: Readonly<Record<string, string>>;
  /** The terminal it belongs to, by name. */
  readonly tty: string;
  /** Whether the descriptor (0, 1, 2) is the terminal. */
  isTty(fd: 0 | 1 | 2): boolean;
  /** All that stands in standard input up to and with the next newline (the rest before the end, where none follows). */
  readLine(): ReadResult;
  /** Whatever is there. */
  read(): ReadResult;
  /**
   * Asks the terminal for single keys (`true`), or for whole lines again (`false`, which also takes a full screen away). Keys come as `Input` names them,
   * one a `readKey`, each wake with `readable`. A terminal gives keys to one program, while that is in the foreground and until it ends.
   */
  readKeys(on: boolean): void;
  /** The next key, undefined where none was pressed. */
  readKey(): string | undefined;
  /** Shows a full screen instead of the terminal's lines: its rows, colours and attributes in them as SGR sequences. `cursor` is a row and a column, null where it is hidden. */
  showScreen(rows: readonly string[], cursor: readonly [number, number] | null): void;
  /** How many columns and rows the terminal has now; a program that handles WINCH learns of a change. */
  readonly size: { readonly columns: number; readonly rows: number };
  /** Writes all of it. False says "full": the program should stop until it is woken with `writable`. A write to a closed pipe ends the program with PIPE. */
  write(fd: 1 | 2, text: string): boolean;
  /** Ends the program with this status after this call. */
  exit(status: number): void;
  /** Paths are relative to PWD or absolute. Null where there is no such file; see `stat` for folders. */
  readFile(path: string): string | null;
  /** What is behind a file of a log on the cluster's disks; null for all other files. */
  logFile(path: string): LogFile | null;
  /** Null when written, else the error as the C library words it, for example `No such file or directory`. */
  writeFile(path: string, text: string, append: boolean): string | null;
  /** `/dev/stdin` is the file that standard input comes from, null for a pipe. */
  stat(path: string): FileStat | null;
  /** Says whether a file may be run. */
  setExecutable(path: string, executable: boolean): void;
  list(path: string): readonly string[] | null;
  remove(path: string): string | null;
  makeFolder(path: string): string | null;
  rename(from: string, to: string): string | null;
  random(): number;
  /** Sends over the network from this process's address. */
  send(to: NodeId, message: Message, bytes?: number): void;
  /** Later wakes this program with `timer`. Timers of a process that ended are dropped. */
  schedule(delay: Time, message: Message): TimerId;
  cancel(timer: TimerId): void;
  note<K extends FactKind>(kind: K, params: FactKinds[K], subjects: readonly string[], because?: FactId): FactId;
  silence(of: NodeId): FactId;
  /** The kernel's context of this process's address, for embedded Kafka clients. */
  readonly context: Context;
  /**
   * Runs another program as a child with the same input and outputs; its pid, null where there is no such program. Its end
   * wakes this program with the timer message `{kind: 'ChildEnded', pid, status, ended}`.
   */
  spawn(argv: readonly string[], env?: Readonly<Record<string, string>>): number | null;
  /** Whether there is a program of this name. */
  has(name: string): boolean;
  /** Sends a signal; false where no such process runs. */
  kill(pid: number, signal: Signal): boolean;
}

/** Tells a program that a child which it spawned ended (or, where `ended` is false, stopped or went on). */
export interface ChildEnded extends Message {
  readonly kind: 'ChildEnded';
  readonly pid: number;
  readonly status: number;
  readonly ended: boolean;
}

/** A program: no fields but these; all that it knows while it runs is in its state, which is JSON-like data. */
export interface Program<State = unknown> {
  /** The first word of the command, for example `kafka-topics.sh`. */
  readonly name: string;
  /** From the exec to its first line of code, in virtual microseconds: about 1 ms for small tools, a JVM's second for Kafka's. */
  readonly startup: Time;
  /** Signals that it handles itself. KILL can't be. */
  readonly handles: readonly Signal[];
  start(os: Os): State;
  wake(state: State, wake: Wake, os: Os): void;
  /** Long options and the kind of value that each takes, for completion in the terminal. */
  readonly options?: readonly { readonly name: string; readonly takes: 'nothing' | 'topic' | 'group' | 'bootstrap' | 'file' | 'text' }[];
}
