// xargs: words from the input become the arguments of a command, one run after the other.
import type { ChildEnded, Os, Program, Wake } from '../../program.ts';
import { say } from './once.ts';

interface Xargs {
  words: string[];
  readonly size: number;
  readonly replace: string;
  readonly command: readonly string[];
  running: boolean;
  ended: boolean;
  ran: boolean;
  status: number;
}

function next(state: Xargs, os: Os): void {
  if (state.running || !state.ended) return;
  if (state.words.length === 0 && (state.ran || state.replace !== '')) return os.exit(state.status);
  const taken = state.words.splice(0, state.replace === '' ? state.size : 1);
  const argv = state.replace === '' ? [...state.command, ...taken] : state.command.map((each) => each.split(state.replace).join(taken[0] ?? ''));
  state.ran = true;
  if (os.spawn(argv) === null) return os.exit(say(os, `xargs: ${argv[0] ?? ''}: No such file or directory`) + 126);
  state.running = true;
}

export const xargs: Program<Xargs> = {
  name: 'xargs',
  startup: 1_000,
  handles: [],
  start: (os) => {
    const args = os.argv.slice(1);
    let size = 5_000;
    let replace = '';
    while ((args[0] ?? '').startsWith('-')) {
      const option = args.shift() ?? '';
      const value = /^-[nI].+/.test(option) ? option.slice(2) : /^-[nI]$/.test(option) ? (args.shift() ?? '') : '';
      if (option.startsWith('-n')) size = Math.max(1, Number(value));
      if (option.startsWith('-I')) replace = value;
    }
    return { words: [], size, replace, command: args.length === 0 ? ['echo'] : args, running: false, ended: false, ran: false, status: 0 };
  },
  wake: (state, wake: Wake, os) => {
    if (wake.kind === 'timer' && wake.message.kind === 'ChildEnded') {
      const child = wake.message as ChildEnded;
      if (!child.ended) return;
      state.running = false;
      if (child.status !== 0) state.status = 123;
    }
    for (let line = state.ended ? undefined : os.readLine(); line !== undefined; line = os.readLine()) {
      if (line === null) {
        state.ended = true;
        break;
      }
      if (state.replace === '') state.words.push(...(line.match(/"[^"]*"|'[^']*'|\S+/g) ?? []).map((each) => each.replace(/^(["'])(.*)\1$/, '$2')));
      else if (line.trim() !== '') state.words.push(line.trim());
    }
    next(state, os);
  },
};
