// One program of the terminal over the loopback cluster: typed lines in, text and status out.
import type { NodeId } from '../kernel/types.ts';
import type { Os, Program, ReadResult, Signal, Wake } from '../shell/program.ts';
import type { Loopback } from './loopback.ts';
import type { LoopbackProcess } from './loopback-process.ts';
import { loopbackProcess } from './loopback-process.ts';

interface Console {
  out: string;
  err: string;
  status: number | null;
  lines: string[];
  ended: boolean;
  readonly isTty: boolean;
}

export interface Running {
  readonly console: Readonly<Console>;
  /** The state of the program, for what a view reads. */
  readonly state: unknown;
  type(line: string): void;
  endInput(): void;
  signal(signal: Signal): void;
}

export interface ProgramOptions {
  /** The whole standard input; absent, it is a terminal. */
  readonly stdin?: string;
  readonly files?: Readonly<Record<string, string>>;
}

/** Starts a program at the cluster's present time. */
export function startProgram<State>(cluster: Loopback, pid: number, program: Program<State>, command: string, options: ProgramOptions = {}): Running {
  const self: NodeId = `laptop/${pid}`;
  const process = loopbackProcess(cluster, self);
  const stdin = options.stdin ?? '';
  const console: Console = { out: '', err: '', status: null, lines: stdin.match(/[^\n]*\n|[^\n]+$/g) ?? [], ended: options.stdin !== undefined, isTty: options.stdin === undefined };
  const os = osOf(process, pid, command.split(' '), console, options.files ?? {});
  const state = program.start(os);
  const wake = (reason: Wake): void => {
    if (console.status === null) program.wake(state, reason, os);
  };
  cluster.attach(self, {
    message: (message, from) => wake({ kind: 'message', message, from }),
    poll: () => {
      for (const message of process.due()) wake({ kind: 'timer', message });
    },
    wakeup: () => (console.status === null ? process.nextTimer() : Number.MAX_SAFE_INTEGER),
  });
  return {
    console,
    state,
    type: (line) => {
      console.lines.push(`${line}\n`);
      wake({ kind: 'readable' });
    },
    endInput: () => {
      console.ended = true;
      wake({ kind: 'readable' });
    },
    signal: (signal) => wake({ kind: 'signal', signal }),
  };
}

function osOf(process: LoopbackProcess, pid: number, argv: readonly string[], console: Console, files: Readonly<Record<string, string>>): Os {
  const { context } = process;
  const readLine = (): ReadResult => console.lines.shift() ?? (console.ended ? null : undefined);
  return {
    pid, self: context.self, argv, env: { TZ: 'UTC' }, tty: 'main', context, readLine, read: readLine,
    get now() {
      return context.now;
    },
    get wallClockMs() {
      return context.wallClockMs;
    },
    isTty: () => console.isTty,
    write: (fd, text) => {
      if (fd === 1) console.out += text;
      else console.err += text;
      return true;
    },
    exit: (code) => {
      console.status ??= code;
    },
    readFile: (path) => files[path] ?? null,
    logFile: () => null,
    writeFile: () => 'Read-only file system',
    stat: () => null,
    list: () => null,
    remove: () => 'Read-only file system',
    makeFolder: () => 'Read-only file system',
    rename: () => 'Read-only file system',
    random: () => context.random(),
    send: (to, message) => context.send(to, message),
    schedule: (delay, message) => context.schedule(delay, message),
    cancel: (timer) => context.cancel(timer),
    note: (kind, params, subjects, because) => context.note(kind, params, subjects, because),
    silence: (of) => context.silence(of),
    spawn: () => null,
    kill: () => false,
    setExecutable: () => undefined,
    readKeys: () => undefined, readKey: () => undefined, showScreen: () => undefined, size: { columns: 80, rows: 24 }, has: () => false,
  };
}
