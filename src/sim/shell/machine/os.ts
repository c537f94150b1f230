// The machine as one program sees it, valid while that program handles one wake.
import { createShell } from '../bash/shell-state.ts';
import type { FileStat, Os, ReadResult } from '../program.ts';
import { listFolder, logFileAt, makeFolder, NO_SPACE, nodeAt, removePath, renamePath, statPath, writePath } from './files.ts';
import { resolvePath } from './path.ts';
import { giveBackKeys, hasKeys, readKey, showScreen, sizeOf, takeKeys } from './keys.ts';
import { isReadable, openOf, readDescriptor, writeDescriptor } from './io.ts';
import { addressOf, createProcess, enqueue, execProgram, processOf, signalProcess } from './process.ts';
import { type Machine, MAX_MOVED, type Process } from './state.ts';
import { programNamed } from '../program/list.ts';
import { copyDescriptors } from './io.ts';

/** /dev/zero has an end here: after so many bytes. */
const ZERO_BYTES = 4 * 1_048_576;
/** How much a program may write to files and /dev/null in one turn before it has to let others run. */
const TURN_LIMIT = 65_536;
/** What work on a line counts for in what the machine does at once, in letters written. */
const LINE_COST = 32;

export function makeOs(m: Machine, p: Process): Os {
  const context = m.context.at(addressOf(p.pid));
  const at = (path: string): string => resolvePath(p.cwd, path);
  let written = 0;
  return {
    pid: p.pid,
    self: addressOf(p.pid),
    now: m.context.now,
    wallClockMs: m.context.wallClockMs,
    argv: p.argv,
    env: p.env,
    tty: p.tty,
    isTty: (fd) => openOf(m, p, fd)?.kind === 'tty',
    readLine: () => counted(p, readLineOf(m, p)),
    read: () => counted(p, readAnyOf(m, p)),
    readKeys: (on) => (on ? takeKeys(m, p) : giveBackKeys(m, p)),
    readKey: () => readKey(m, p),
    showScreen: (rows, cursor) => showScreen(m, p, { rows, cursor }),
    size: sizeOf(m, p),
    write: (fd, text) => {
      if (p.status === 'ended') return false;
      const result = writeDescriptor(m, p, fd, text);
      if (result === NO_SPACE) {
        // As the C library's tools end: with the error that their output met.
        if (fd === 1) writeDescriptor(m, p, 2, p.name === 'yes' ? `yes: standard output: ${result}\n` : `${p.name}: write error: ${result}\n`);
        if (p.ending === -1) p.ending = 1;
        return false;
      }
      written += text.length;
      if (result !== 'full' && written < TURN_LIMIT) return result !== 'broken';
      p.full = fd;
      return false;
    },
    exit: (status) => {
      if (p.ending === -1) p.ending = status & 255;
    },
    readFile: (path) => {
      if (at(path) === '/dev/null') return '';
      if (at(path) === '/dev/zero') return '\0'.repeat(ZERO_BYTES);
      const node = nodeAt(m, at(path));
      return node?.kind === 'file' ? node.text : null;
    },
    logFile: (path) => logFileAt(m, at(path)),
    writeFile: (path, text, append) => writePath(m, at(path), text, append),
    stat: (path) => (path === '/dev/stdin' ? statInput(m, p) : statPath(m, at(path))),
    setExecutable: (path, executable) => {
      const node = nodeAt(m, at(path));
      if (node?.kind === 'file') node.executable = executable;
    },
    has: (name) => programNamed(name) !== null || isShell(name),
    list: (path) => listFolder(m, at(path)),
    remove: (path) => removePath(m, at(path)),
    makeFolder: (path) => makeFolder(m, at(path)),
    rename: (from, to) => renamePath(m, at(from), at(to)),
    random: () => m.context.random(),
    send: (to, message, bytes) => context.send(to, message, bytes === undefined ? {} : { bytes }),
    schedule: (delay, message) => context.schedule(delay, message),
    cancel: (timer) => context.cancel(timer),
    note: (kind, params, subjects, because) => context.note(kind, params, subjects, because),
    silence: (of) => context.silence(of),
    context,
    spawn: (argv, env) => spawnChild(m, p, argv, env ?? p.env),
    kill: (pid, signal) => {
      const target = processOf(m, pid);
      if (target !== null) signalProcess(m, target, signal);
      return target !== null;
    },
  };
}

function counted(p: Process, read: ReadResult): ReadResult {
  if (typeof read === 'string') p.consumed += 1;
  return read;
}

/** What has worked on enough lines for one event reads on in the next. */
function readLineOf(m: Machine, p: Process): ReadResult {
  if (m.moved >= MAX_MOVED) return undefined;
  m.moved += LINE_COST;
  return readDescriptor(m, p, 0, 'line');
}

function readAnyOf(m: Machine, p: Process): ReadResult {
  return readDescriptor(m, p, 0, 'any');
}

function isShell(name: string): boolean {
  return name === 'bash' || name === 'sh';
}

function statInput(m: Machine, p: Process): FileStat | null {
  const open = openOf(m, p, 0);
  return open?.kind === 'file' ? statPath(m, open.target) : null;
}

/** A child program of a program (xargs, timeout, env), in the same process group; null where there is no such program. Shells and scripts are run by a shell. */
function spawnChild(m: Machine, p: Process, argv: readonly string[], env: Readonly<Record<string, string>>): number | null {
  const [first = ''] = argv;
  const base = /^\/(?:usr\/)?bin\//.test(first) ? first.slice(first.lastIndexOf('/') + 1) : first;
  const node = first.includes('/') ? nodeAt(m, resolvePath(p.cwd, first)) : null;
  const script = node?.kind === 'file' && node.executable;
  const program = programNamed(base);
  if (program === null && !isShell(base) && !script) return null;
  const child = createProcess(m, { ppid: p.pid, pgid: p.pgid, tty: p.tty, name: base, argv, env, cwd: p.cwd });
  copyDescriptors(m, p, child);
  if (program !== null) execProgram(m, child, base, argv, env);
  else {
    child.shell = createShell(false, 'bash', child.pid, env);
    child.shell.frames = [{ kind: 'script', text: `exec ${argv.map((each) => `'${each.replace(/'/g, `'\\''`)}'`).join(' ')}`, line: 1, message: '' }];
    enqueue(m, child);
  }
  return child.pid;
}

/** Whether its standard input has something for it. */
export function hasInput(m: Machine, p: Process): boolean {
  return isReadable(m, p, 0) || hasKeys(m, p);
}
