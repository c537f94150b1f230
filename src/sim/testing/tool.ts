// An actor that runs one program of the terminal in a kernel, with its standard input given beforehand and no machine around it.
import type { Behavior, Context } from '../kernel/types.ts';
import type { Os, Program, Wake } from '../shell/program.ts';

export interface Tool {
  readonly kind: 'tool';
  readonly program: string;
  readonly argv: readonly string[];
  input: string[];
  out: string;
  status: number | null;
  state: unknown;
}

export function createTool(command: string, stdin = ''): Tool {
  const argv = command.split(' ');
  return { kind: 'tool', program: argv[0] ?? '', argv, input: stdin.match(/[^\n]*\n|[^\n]+$/g) ?? [], out: '', status: null, state: null };
}

export function isTool(state: unknown): state is Tool {
  return typeof state === 'object' && state !== null && 'kind' in state && state.kind === 'tool';
}

/** The behaviour, for these programs. Standard output and error stand in `out` as they came; the message `Signal` is ^C. */
export function toolBehavior(programs: readonly Program[]): Behavior<Tool> {
  const find = (tool: Tool): Program => {
    const program = programs.find((p) => p.name === tool.program);
    if (program === undefined) throw new Error(`no program ${tool.program}`);
    return program;
  };
  return {
    start(tool, ctx) {
      ctx.schedule(find(tool).startup, { kind: 'Exec' });
    },
    receive(tool, message, from, ctx) {
      if (tool.status !== null) return;
      const os = osOf(tool, ctx);
      if (message.kind === 'Exec') {
        tool.state = find(tool).start(os);
        return;
      }
      const wake: Wake = message.kind === 'Signal' ? { kind: 'signal', signal: 'INT' } : from === ctx.self ? { kind: 'timer', message } : { kind: 'message', message, from };
      find(tool).wake(tool.state, wake, os);
    },
    crash: (tool) => tool,
  };
}

function osOf(tool: Tool, ctx: Context): Os {
  const readOnly = (): string => 'Read-only file system';
  const readLine = (): string | null => tool.input.shift() ?? null;
  return {
    pid: 1, self: ctx.self, now: ctx.now, wallClockMs: ctx.wallClockMs, argv: tool.argv, env: { TZ: 'UTC' }, tty: 'main', context: ctx,
    isTty: () => false,
    readLine,
    read: readLine,
    write: (_fd, text) => {
      tool.out += text;
      return true;
    },
    exit: (status) => {
      tool.status ??= status;
      ctx.close();
    },
    readFile: () => null, stat: () => null, list: () => null,
    logFile: () => null,
    writeFile: readOnly, remove: readOnly, makeFolder: readOnly, rename: readOnly,
    random: () => ctx.random(),
    send: (to, message) => ctx.send(to, message),
    schedule: (delay, message) => ctx.schedule(delay, message),
    cancel: (timer) => ctx.cancel(timer),
    note: (kind, params, subjects, because) => ctx.note(kind, params, subjects, because),
    silence: (of) => ctx.silence(of),
    spawn: () => null,
    kill: () => false,
    setExecutable: () => undefined,
    readKeys: () => undefined, readKey: () => undefined, showScreen: () => undefined, size: { columns: 80, rows: 24 }, has: () => false,
  };
}
