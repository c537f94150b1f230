// echo, printf, true, false, pwd as programs: for xargs and timeout; the shell has its own.
import type { Program } from '../../program.ts';
import { formatPrintf } from '../../bash/escapes.ts';
import { once, say } from './once.ts';

export const echo: Program<object> = once('echo', (os, args) => (os.write(1, args[0] === '-n' ? args.slice(1).join(' ') : `${args.join(' ')}\n`), 0));
export const printf: Program<object> = once('printf', (os, args) => {
  const [format, ...values] = args;
  if (format === undefined) return say(os, "printf: missing operand\nTry 'printf --help' for more information.");
  os.write(1, formatPrintf(format, values).text);
  return 0;
});
export const trueProgram: Program<object> = once('true', () => 0);
export const falseProgram: Program<object> = once('false', () => 1);
export const pwd: Program<object> = once('pwd', (os) => (os.write(1, `${os.env['PWD'] ?? '/'}\n`), 0));
