// How a shell writes: to its descriptors with back-pressure, and its complaints in bash's words.
import { openOf, writeDescriptor } from '../machine/io.ts';
import { show } from '../machine/tty.ts';
import type { Shell } from './shell-state.ts';

/** Writes to one of the shell's descriptors. Where that is full, the shell pauses before its next step. False where it is closed. */
export function write(sh: Shell, fd: number, text: string): boolean {
  if (text === '') return true;
  const result = writeDescriptor(sh.m, sh.p, fd, text);
  if (result === 'full') sh.s.full = fd;
  return result === 'ok' || result === 'full';
}

/** `bash: message`, or `name: line 3: message` in a script. */
export function complain(sh: Shell, message: string): void {
  write(sh, 2, `${sh.s.name}: ${sh.s.script ? `line ${sh.s.line}: ` : ''}${message}\n`);
}

/** A notice about jobs goes to the terminal itself, whatever the redirections. */
export function notice(sh: Shell, text: string): void {
  const open = openOf(sh.m, sh.p, 2);
  const tty = sh.m.state.ttys[sh.p.tty];
  if (open?.kind === 'tty' || tty === undefined) write(sh, 2, text);
  else show(tty, text);
}
