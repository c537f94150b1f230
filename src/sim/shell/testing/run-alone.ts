// Runs one program without a machine around it, for tests: text in, text and status out.
import type { Message } from '../../kernel/types.ts';
import type { Os, Program } from '../program.ts';

export interface Ran {
  readonly out: string;
  readonly err: string;
  readonly status: number | null;
}

/** Standard input comes line by line, a wake each, and then ends. `files` is the home folder. */
export function runAlone<State>(program: Program<State>, argv: readonly string[], stdin: string, files: Record<string, string> = {}): Ran {
  let out = '';
  let err = '';
  let status: number | null = null;
  const waiting = stdin.match(/[^\n]*\n|[^\n]+$/g) ?? [];
  let ready: string[] = [];
  let ended = false;
  const readLine = (): string | undefined | null => ready.shift() ?? (ended ? null : undefined);
  const timers: Message[] = [];
  const os = {
    pid: 1001, self: 'laptop/1001', now: 0, wallClockMs: Date.UTC(2026, 0, 5, 12), argv, env: { TZ: 'UTC', HOME: '/home/aluno', PWD: '/home/aluno', COLUMNS: '200' }, tty: 'main',
    isTty: () => false,
    readLine,
    read: readLine,
    write: (fd: 1 | 2, text: string) => {
      if (fd === 1) out += text;
      else err += text;
      return true;
    },
    exit: (code: number) => {
      status ??= code;
    },
    readFile: (path: string) => files[path] ?? null,
    writeFile: (path: string, text: string, append: boolean) => {
      files[path] = append ? (files[path] ?? '') + text : text;
      return null;
    },
    stat: (path: string) => (files[path] === undefined ? null : { kind: 'file' as const, bytes: files[path].length, modifiedMs: 0 }),
    list: () => Object.keys(files),
    remove: () => null, makeFolder: () => null, rename: () => null,
    random: () => 0.5,
    send: () => {}, cancel: () => {}, note: () => -1, silence: () => -1,
    schedule: (_delay: number, message: Message) => timers.push(message),
  } as Partial<Os> as Os;
  const state = program.start(os);
  for (let turn = 0; turn < 100_000 && status === null; turn++) {
    if (waiting.length > 0) ready = [waiting.shift() ?? ''];
    else ended = true;
    program.wake(state, { kind: 'readable' }, os);
    if (ended && ready.length === 0 && turn > waiting.length + 10_000) break;
  }
  return { out, err, status };
}
