// The machine as one program sees it, valid while that program handles one wake.
import { type Os, type ReadResult } from '../program.ts';
import { listFolder, makeFolder, nodeAt, removePath, renamePath, resolvePath, statPath, writePath } from './files.ts';
import { isReadable, openOf, readDescriptor, writeDescriptor } from './io.ts';
import { addressOf, createProcess, execProgram, processOf, signalProcess } from './process.ts';
import type { Machine, Process } from './state.ts';
import { programNamed } from '../program/list.ts';
import { copyDescriptors } from './io.ts';

/** How much a program may write to files and /dev/null in one turn before it has to let others run. */
const TURN_LIMIT = 65_536;

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
    write: (fd, text) => {
      if (p.status === 'ended') return false;
      const result = writeDescriptor(m, p, fd, text);
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
      const node = nodeAt(m, at(path));
      return node?.kind === 'file' ? node.text : null;
    },
    writeFile: (path, text, append) => writePath(m, at(path), text, append),
    stat: (path) => statPath(m, at(path)),
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
    spawn: (argv) => spawnChild(m, p, argv),
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

function readLineOf(m: Machine, p: Process): ReadResult {
  return readDescriptor(m, p, 0, 'line');
}

function readAnyOf(m: Machine, p: Process): ReadResult {
  return readDescriptor(m, p, 0, 'any');
}

/** A child program of a program (xargs, timeout), in the same process group; null where there is no such program. */
function spawnChild(m: Machine, p: Process, argv: readonly string[]): number | null {
  const name = argv[0] ?? '';
  if (programNamed(name) === null) return null;
  const child = createProcess(m, { ppid: p.pid, pgid: p.pgid, tty: p.tty, name, argv, env: p.env, cwd: p.cwd });
  copyDescriptors(m, p, child);
  execProgram(m, child, name, argv, p.env);
  return child.pid;
}

/** Whether its standard input has something for it. */
export function hasInput(m: Machine, p: Process): boolean {
  return isReadable(m, p, 0);
}
