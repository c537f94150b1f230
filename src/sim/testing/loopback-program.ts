// One program of the terminal over the loopback cluster: typed lines in, text and status out.
import type { Message, NodeId, Time } from '../kernel/types.ts';
import type { Os, Program, ReadResult, Signal, Wake } from '../shell/program.ts';
import type { Loopback } from './loopback.ts';

export interface Running {
  readonly out: string;
  readonly err: string;
  readonly status: number | null;
  /** The state of the program, for what a view reads. */
  readonly state: unknown;
  type(line: string): void;
  endInput(): void;
  signal(signal: Signal): void;
}

export interface ProgramOptions {
  readonly stdin?: string | 'tty';
  readonly files?: Readonly<Record<string, string>>;
}

/** Starts a program at the cluster's present time. Its input is the text and then the end, or a terminal. */
export function startProgram<State>(cluster: Loopback, pid: number, program: Program<State>, command: string | readonly string[], options: ProgramOptions = {}): Running {
  const self: NodeId = `laptop/${pid}`;
  const argv = typeof command === 'string' ? command.split(' ') : command;
  const isTty = options.stdin === 'tty';
  const lines: string[] = isTty ? [] : ((options.stdin ?? '').match(/[^\n]*\n|[^\n]+$/g) ?? []);
  let ended = !isTty;
  let out = '';
  let err = '';
  let status: number | null = null;
  let timers: { readonly id: number; readonly at: Time; readonly message: Message }[] = [];
  let nextTimer = 1;
  const io = cluster.io(self);
  const readLine = (): ReadResult => lines.shift() ?? (ended ? null : undefined);
  const partial: Partial<Os> = {
    pid, self, argv, env: { TZ: 'UTC' }, tty: 'main', readLine, read: readLine,
    isTty: () => isTty,
    write: (fd, text) => {
      if (fd === 1) out += text;
      else err += text;
      return true;
    },
    exit: (code) => {
      status ??= code;
    },
    readFile: (path) => options.files?.[path] ?? null,
    random: () => io.random(),
    send: (to, message) => io.send(to, message),
    schedule: (delay, message) => {
      timers.push({ id: nextTimer, at: io.now + delay, message });
      return nextTimer++;
    },
    cancel: (id) => {
      timers = timers.filter((timer) => timer.id !== id);
    },
    note: () => -1,
    silence: () => -1,
  };
  const os = Object.defineProperties(partial, {
    now: { get: () => io.now },
    wallClockMs: { get: () => io.wallClockMs },
    context: { get: () => io },
  }) as Os;
  const state = program.start(os);
  const wake = (reason: Wake): void => {
    if (status === null) program.wake(state, reason, os);
  };
  cluster.attach(self, {
    message: (message, from) => wake({ kind: 'message', message, from }),
    poll: () => {
      const due = timers.filter((timer) => timer.at <= io.now);
      timers = timers.filter((timer) => timer.at > io.now);
      for (const timer of due) wake({ kind: 'timer', message: timer.message });
    },
    wakeup: () => (status === null ? timers.reduce((at, timer) => Math.min(at, timer.at), Number.MAX_SAFE_INTEGER) : Number.MAX_SAFE_INTEGER),
  });
  return {
    get out() {
      return out;
    },
    get err() {
      return err;
    },
    get status() {
      return status;
    },
    state,
    type: (line) => {
      lines.push(`${line}\n`);
      wake({ kind: 'readable' });
    },
    endInput: () => {
      ended = true;
      wake({ kind: 'readable' });
    },
    signal: (signal) => wake({ kind: 'signal', signal }),
  };
}
