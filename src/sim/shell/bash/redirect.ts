// Redirections: what they open, and how a built-in's or loop's are undone.
import { openPath, setDescriptor, closeDescriptor, openFile } from '../machine/io.ts';
import { NO_ENTRY, nodeAt } from '../machine/files.ts';
import { resolvePath } from '../machine/path.ts';
import type { Redirect } from './ast.ts';
import { expandText, expandWord, type Needed } from './expand.ts';
import { complain } from './output.ts';
import type { Expansion, Shell } from './shell-state.ts';

/** The expanded target of a redirection, null where it is not one word (which has been said). */
export function redirectTarget(sh: Shell, redirect: Redirect, expansion: Expansion): string | Needed | null {
  if (redirect.operator === '<<') return expandText(sh, redirect.target, expansion);
  if (redirect.operator === '<<<') {
    const text = expandText(sh, redirect.target, expansion);
    return typeof text === 'string' ? `${text}\n` : text;
  }
  const before = expansion.fields;
  expansion.fields = [];
  const needed = expandWord(sh, redirect.target, expansion);
  const fields = expansion.fields;
  expansion.fields = before;
  if (needed !== null) return needed;
  const [only] = fields;
  if (fields.length === 1 && only !== undefined) return only;
  complain(sh, `${redirect.target.text}: ambiguous redirect`);
  return null;
}

/** Opens what a redirection names. False where that fails, which has been said. `saved` gets what the descriptor was. */
export function applyRedirect(sh: Shell, redirect: Redirect, target: string, saved: Record<string, number> | null): boolean {
  const { m, p } = sh;
  const input = redirect.operator.startsWith('<');
  const fd = redirect.descriptor === -1 ? (input ? 0 : 1) : redirect.descriptor;
  const both = redirect.operator === '&>' || redirect.operator === '&>>' || (redirect.operator === '>&' && !/^\d+-?$|^-$/.test(target));
  if ((redirect.operator === '>&' || redirect.operator === '<&') && !both) return duplicate(sh, fd, target, saved);
  let opened: number | string;
  if (redirect.operator === '<<' || redirect.operator === '<<<') {
    opened = hereText(sh, target);
  } else {
    const mode = redirect.operator === '<' ? '<' : redirect.operator === '<>' ? '<>' : redirect.operator.endsWith('>>') ? '>>' : '>';
    opened = mode === '>' && sh.s.options['C'] === true && redirect.operator !== '>|' && nodeAt(m, resolvePath(p.cwd, target)) !== null
      ? 'cannot overwrite existing file'
      : openPath(m, resolvePath(p.cwd, target), p, mode);
    if (target === '') opened = NO_ENTRY;
  }
  if (typeof opened === 'string') {
    complain(sh, `${target}: ${opened}`);
    return false;
  }
  save(sh, fd, saved);
  setDescriptor(m, p, fd, opened);
  if (both) {
    save(sh, 2, saved);
    setDescriptor(m, p, 2, opened);
  }
  return true;
}

/** A here-document is a file without a name. */
function hereText(sh: Shell, text: string): number {
  sh.m.used = null;
  const path = `/dev/here/${sh.m.state.nextId}`;
  sh.m.state.files[path] = { kind: 'file', text, modifiedMs: sh.m.context.wallClockMs, executable: false };
  return openFile(sh.m, 'file', path, 'r');
}

function duplicate(sh: Shell, fd: number, target: string, saved: Record<string, number> | null): boolean {
  if (target === '-') {
    save(sh, fd, saved);
    closeDescriptor(sh.m, sh.p, fd);
    return true;
  }
  const id = sh.p.fds[Number(target.replace('-', ''))];
  if (id === undefined) {
    complain(sh, `${target}: Bad file descriptor`);
    return false;
  }
  save(sh, fd, saved);
  setDescriptor(sh.m, sh.p, fd, id);
  return true;
}

/** Keeps what a descriptor was (-1: closed); a kept open file stays open. */
function save(sh: Shell, fd: number, saved: Record<string, number> | null): void {
  if (saved === null || Object.hasOwn(saved, fd)) return;
  const id = sh.p.fds[fd];
  saved[fd] = id ?? -1;
  const open = id === undefined ? undefined : sh.m.state.openFiles[id];
  if (open !== undefined) open.references += 1;
}

export function restoreDescriptors(sh: Shell, saved: Readonly<Record<string, number>>): void {
  for (const [fd, id] of Object.entries(saved)) {
    if (id === -1) {
      closeDescriptor(sh.m, sh.p, Number(fd));
      continue;
    }
    setDescriptor(sh.m, sh.p, Number(fd), id);
    const open = sh.m.state.openFiles[id];
    if (open !== undefined) open.references -= 1;
  }
}
