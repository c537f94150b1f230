// sleep, seq, yes and the small tools that say one thing.
import type { Os, Program, Wake } from '../../program.ts';
import { lettersOf, once, say } from './once.ts';

export const sleep: Program<object> = {
  name: 'sleep',
  startup: 1_000,
  handles: [],
  start: (os) => {
    const amount = /^(\d+(?:\.\d+)?|\.\d+)([smhd]?)$/.exec(os.argv[1] ?? '');
    if (amount === null) os.exit(say(os, os.argv[1] === undefined ? "sleep: missing operand\nTry 'sleep --help' for more information." : `sleep: invalid time interval ‘${os.argv[1]}’\nTry 'sleep --help' for more information.`));
    else os.schedule(Math.round(Number(amount[1]) * ({ m: 60, h: 3600, d: 86_400 }[amount[2] ?? ''] ?? 1) * 1_000_000), { kind: 'Slept' });
    return {};
  },
  wake: (_state, wake, os) => {
    if (wake.kind === 'timer') os.exit(0);
  },
};

interface Counting {
  at: number;
  readonly last: number;
  readonly step: number;
  readonly width: number;
  readonly decimals: number;
  readonly separator: string;
}

/** Writes numbers until the output is full. */
function count(state: Counting, os: Os): void {
  while (state.step > 0 ? state.at <= state.last + 1e-9 : state.at >= state.last - 1e-9) {
    const text = state.at.toFixed(state.decimals).padStart(state.width, '0');
    state.at += state.step;
    const more = state.step > 0 ? state.at <= state.last + 1e-9 : state.at >= state.last - 1e-9;
    if (!os.write(1, text + (more ? state.separator : '\n'))) return;
  }
  os.exit(0);
}

export const seq: Program<Counting> = {
  name: 'seq',
  startup: 1_000,
  handles: [],
  start: (os) => {
    const args = os.argv.slice(1);
    let separator = '\n';
    let padded = false;
    for (; /^-[sw]/.test(args[0] ?? ''); args.shift()) {
      if (args[0] === '-w') padded = true;
      else separator = args[0]?.slice(2) || (args.splice(0, 1), args[0] ?? '\n');
    }
    const numbers = args.map(Number);
    const bad = args.find((_, index) => Number.isNaN(numbers[index]));
    if (bad !== undefined || args.length === 0) os.exit(say(os, bad === undefined ? "seq: missing operand\nTry 'seq --help' for more information." : `seq: invalid floating point argument: ‘${bad}’\nTry 'seq --help' for more information.`));
    const first = args.length > 1 ? (numbers[0] ?? 1) : 1;
    const last = numbers.at(-1) ?? 0;
    const decimals = Math.max(0, ...args.slice(0, -1).map((each) => (each.split('.')[1] ?? '').length));
    const state: Counting = { at: first, last, step: args.length > 2 ? (numbers[1] ?? 1) : 1, width: padded ? Math.max(String(args[0]).length, String(last).length) : 0, decimals, separator };
    if (bad === undefined && args.length > 0) count(state, os);
    return state;
  },
  wake: (state, wake, os) => {
    if (wake.kind === 'writable') count(state, os);
  },
};

export const yes: Program<object> = {
  name: 'yes',
  startup: 1_000,
  handles: [],
  start: (os) => (repeat(os), {}),
  wake: (_state: object, wake: Wake, os: Os) => {
    if (wake.kind === 'writable') repeat(os);
  },
};

function repeat(os: Os): void {
  const line = `${os.argv.slice(1).join(' ') || 'y'}\n`.repeat(512);
  while (os.write(1, line));
}

const answer = (name: string, text: (os: Os, args: readonly string[]) => string): Program<object> => once(name, (os, args) => {
  os.write(1, text(os, args));
  return 0;
});

export const whoami = answer('whoami', (os) => `${os.env['USER'] ?? 'aluno'}\n`);
export const hostname = answer('hostname', () => 'laptop\n');
export const uname = answer('uname', (_os, args) => (args.includes('-a') ? 'Linux laptop 6.1.0 x86_64 GNU/Linux\n' : 'Linux\n'));
export const clear = answer('clear', () => '\u001b[H\u001b[2J\u001b[3J');
export const basename: Program<object> = once('basename', (os, args) => {
  const given = lettersOf(args, 's');
  const [first, second] = given.operands;
  if (first === undefined) return say(os, "basename: missing operand\nTry 'basename --help' for more information.");
  const many = given.flags.includes('a') || given.values['s'] !== undefined;
  const suffix = given.values['s'] ?? (many ? '' : (second ?? ''));
  for (const path of many ? given.operands : [first]) {
    const base = path.replace(/(.)\/+$/, '$1').replace(/^.*\/(?=.)/, '');
    os.write(1, `${suffix !== '' && base.endsWith(suffix) && base !== suffix ? base.slice(0, -suffix.length) : base}\n`);
  }
  return 0;
});
export const dirname = answer('dirname', (_os, args) => {
  const path = (args[0] ?? '').replace(/\/+$/, '');
  return `${path.includes('/') ? path.replace(/\/+[^/]*$/, '') || '/' : '.'}\n`;
});

/** There is no editor here: says what to do instead. */
function noEditor(name: string): Program<object> {
  return once(name, (os) => say(os, `${name}: no editor on this machine; write a file with: cat > file <<'EOF'`));
}
export const nano = noEditor('nano');
export const vi = noEditor('vi');
export const vim = noEditor('vim');

export const watch: Program<object> = once('watch', (os) => say(os, 'watch: not on this machine; repeat a command with: while true; do COMMAND; sleep 2; done'));
