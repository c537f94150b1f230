// env, printenv, which: what a program gets from its shell, and where programs are.
import type { ChildEnded, Os, Program } from '../../program.ts';
import { once, say } from './once.ts';

function show(os: Os, variables: Readonly<Record<string, string>>): void {
  os.write(1, Object.entries(variables).map(([name, value]) => `${name}=${value}\n`).join(''));
}

export const env: Program<object> = {
  name: 'env',
  startup: 1_000,
  handles: [],
  start: (os) => {
    const args = os.argv.slice(1);
    let variables: Record<string, string> = { ...os.env };
    while ((args[0] ?? '').startsWith('-')) {
      const option = args.shift() ?? '';
      if (option === '-' || option === '-i' || option === '--ignore-environment') variables = {};
      else if (/^(-u|--unset=)/.test(option)) delete variables[option === '-u' ? (args.shift() ?? '') : option.replace(/^(-u|--unset=)/, '')];
      else {
        os.exit(say(os, `env: ${option.startsWith('--') ? `unrecognized option '${option}'` : `invalid option -- '${option[1] ?? ''}'`}\nTry 'env --help' for more information.`) + 124);
        return {};
      }
    }
    for (let found = /^([^=]+)=([\s\S]*)$/.exec(args[0] ?? ''); found !== null; found = /^([^=]+)=([\s\S]*)$/.exec(args[0] ?? '')) {
      variables[found[1] ?? ''] = found[2] ?? '';
      args.shift();
    }
    if (args.length === 0) {
      show(os, variables);
      os.exit(0);
    } else if (os.spawn(args, variables) === null) os.exit(say(os, `env: ‘${args[0] ?? ''}’: No such file or directory`) + 126);
    return {};
  },
  wake: (_state, wake, os) => {
    if (wake.kind !== 'timer') return;
    const child = wake.message as ChildEnded;
    if (child.kind === 'ChildEnded' && child.ended) os.exit(child.status);
  },
};

export const printenv: Program<object> = once('printenv', (os, args) => {
  if (args.length === 0) show(os, os.env);
  let status = 0;
  for (const name of args) {
    const value = os.env[name];
    if (value === undefined) status = 1;
    else os.write(1, `${value}\n`);
  }
  return status;
});

export const which: Program<object> = once('which', (os, args) => {
  const names = args.filter((each) => !each.startsWith('-'));
  let status = names.length === 0 ? 1 : 0;
  for (const name of names) {
    if (os.has(name)) os.write(1, `/usr/bin/${name}\n${args.includes('-a') ? `/bin/${name}\n` : ''}`);
    else status = 1;
  }
  return status;
});
