// Descriptors: opening, copying, closing, reading and writing of files, pipes and terminals, with back-pressure.
import type { ReadResult } from '../program.ts';
import { NO_ENTRY, nodeAt, writePath } from './files.ts';
import { isDrawnOut, writeTty } from './tty.ts';
import { type Machine, type OpenFile, type Pipe, PIPE_LIMIT, type Process } from './state.ts';
import { signalProcess, wakeProcess } from './process.ts';

/** Small writes are gathered into chunks of about this length. */
const CHUNK = 4_096;

export function openFile(m: Machine, kind: OpenFile['kind'], target: string, mode: 'r' | 'w' | 'rw', append = false): number {
  const id = m.state.nextId;
  m.state.nextId += 1;
  m.state.openFiles[id] = { id, kind, target, readable: mode !== 'w', writable: mode !== 'r', append, references: 0, offset: 0 };
  return id;
}

export function openOf(m: Machine, p: Process, fd: number): OpenFile | null {
  const id = p.fds[fd];
  return id === undefined ? null : (m.state.openFiles[id] ?? null);
}

/** Makes descriptor `fd` stand for an open file; what it stood for before is closed. */
export function setDescriptor(m: Machine, p: Process, fd: number, id: number): void {
  const open = m.state.openFiles[id];
  if (open === undefined) return;
  open.references += 1;
  closeDescriptor(m, p, fd);
  p.fds[fd] = id;
}

export function closeDescriptor(m: Machine, p: Process, fd: number): void {
  const id = p.fds[fd];
  if (id === undefined) return;
  delete p.fds[fd];
  const open = m.state.openFiles[id];
  if (open === undefined) return;
  open.references -= 1;
  if (open.references > 0) return;
  delete m.state.openFiles[id];
  if (open.kind === 'file' && open.target.startsWith('/dev/here/')) {
    delete m.state.files[open.target];
    m.used = null;
  }
  const pipe = m.state.pipes[open.target];
  if (open.kind === 'pipe-in' && pipe !== undefined) pipe.readers -= 1;
  if (open.kind === 'pipe-out' && pipe !== undefined) pipe.writers -= 1;
  if (pipe !== undefined && (open.kind === 'pipe-in' || open.kind === 'pipe-out')) pipeChanged(m, pipe);
}

function pipeChanged(m: Machine, pipe: Pipe): void {
  if (pipe.readers === 0 && pipe.writers === 0) {
    delete m.state.pipes[pipe.id];
    return;
  }
  if (pipe.writers === 0) wakeUsers(m, 'pipe-in', String(pipe.id));
  if (pipe.readers === 0) wakeUsers(m, 'pipe-out', String(pipe.id));
}

/** Wakes all processes that have a descriptor of this kind open. */
export function wakeUsers(m: Machine, kind: OpenFile['kind'], target: string): void {
  for (const p of Object.values(m.state.processes)) {
    if (p.status === 'ended') continue;
    for (const fd of Object.keys(p.fds)) {
      const open = openOf(m, p, Number(fd));
      if (open === null || open.kind !== kind || open.target !== target) continue;
      if (p.shell !== null) wakeProcess(m, p, { kind: 'readable' });
      else if (kind === 'pipe-in' || (kind === 'tty' && fd === '0')) {
        if (fd === '0') wakeProcess(m, p, { kind: 'readable' });
      } else if (p.full !== -1) {
        p.full = -1;
        wakeProcess(m, p, { kind: 'writable' });
      }
    }
  }
}

/** A new pipe: the ids of its reading and its writing end. */
export function makePipe(m: Machine): [number, number] {
  const id = m.state.nextId;
  m.state.nextId += 1;
  m.state.pipes[id] = { id, chunks: [], size: 0, readers: 1, writers: 1 };
  return [openFile(m, 'pipe-in', String(id), 'r'), openFile(m, 'pipe-out', String(id), 'w')];
}

/** Copies all descriptors, as fork does. */
export function copyDescriptors(m: Machine, from: Process, to: Process): void {
  for (const [fd, id] of Object.entries(from.fds)) setDescriptor(m, to, Number(fd), id);
}

/** Opens a file by name; the id of the open file, or what is wrong. */
export function openPath(m: Machine, path: string, p: Process, mode: '<' | '>' | '>>' | '<>'): number | string {
  if (path === '/dev/null') return openFile(m, 'null', '', 'rw');
  if (path === '/dev/tty') return openFile(m, 'tty', p.tty, 'rw');
  const standard = /^\/dev\/(?:fd\/(\d+)|stdin|stdout|stderr)$/.exec(path);
  const node = nodeAt(m, path);
  if (standard !== null && node === null) {
    const fd = standard[1] ?? (path.endsWith('in') ? '0' : path.endsWith('out') ? '1' : '2');
    return p.fds[fd] ?? NO_ENTRY;
  }
  if (mode === '<') {
    if (node === null) return NO_ENTRY;
    return openFile(m, 'file', path, 'r');
  }
  if (mode === '>' || node === null) {
    const problem = writePath(m, path, '', false);
    if (problem !== null) return problem;
  } else if (node.kind === 'folder') return 'Is a directory';
  return openFile(m, 'file', path, mode === '<>' ? 'rw' : 'w', mode === '>>');
}

/** `ok`, `full`, `broken`, `bad` (no such descriptor), or the system's words for another error. */
export type WriteResult = string;

/** Writes all of it. `full` asks the writer to stop for now; `broken` says that its reader is gone and it gets PIPE. */
export function writeDescriptor(m: Machine, p: Process, fd: number, text: string): WriteResult {
  const open = openOf(m, p, fd);
  if (open === null || !open.writable) return 'bad';
  m.moved += text.length;
  switch (open.kind) {
    case 'null':
      return 'ok';
    case 'tty': {
      const tty = m.state.ttys[open.target];
      if (tty === undefined) return 'bad';
      writeTty(m, tty, text);
      return isDrawnOut(tty) ? 'full' : 'ok';
    }
    case 'file':
      return writeFileAt(m, open, text);
    case 'pipe-out':
      return writePipe(m, p, open, text);
    case 'pipe-in':
      return 'bad';
  }
}

function writeFileAt(m: Machine, open: OpenFile, text: string): WriteResult {
  const node = nodeAt(m, open.target);
  if (node?.kind !== 'file') return 'ok';
  const at = open.append ? node.text.length : Math.min(open.offset, node.text.length);
  if (at === node.text.length) {
    const problem = writePath(m, open.target, text, true);
    if (problem !== null) return problem;
  } else {
    node.text = node.text.slice(0, at) + text + node.text.slice(at + text.length);
    m.used = null;
  }
  open.offset = at + text.length;
  return 'ok';
}

function writePipe(m: Machine, p: Process, open: OpenFile, text: string): WriteResult {
  const pipe = m.state.pipes[open.target];
  if (pipe === undefined || pipe.readers === 0) {
    signalProcess(m, p, 'PIPE');
    return 'broken';
  }
  if (text === '') return 'ok';
  const last = pipe.chunks.length - 1;
  const chunk = pipe.chunks[last];
  if (chunk !== undefined && chunk.length < CHUNK) pipe.chunks[last] = chunk + text;
  else pipe.chunks.push(text);
  const wasEmpty = pipe.size === 0;
  pipe.size += text.length;
  if (wasEmpty || text.includes('\n')) wakeUsers(m, 'pipe-in', open.target);
  return pipe.size >= PIPE_LIMIT ? 'full' : 'ok';
}

/** Whether a write would say "full". */
export function isFull(m: Machine, p: Process, fd: number): boolean {
  const open = openOf(m, p, fd);
  if (open?.kind === 'tty') {
    const tty = m.state.ttys[open.target];
    return tty !== undefined && isDrawnOut(tty);
  }
  const pipe = open?.kind === 'pipe-out' ? m.state.pipes[open.target] : undefined;
  return pipe !== undefined && pipe.readers > 0 && pipe.size >= PIPE_LIMIT;
}

/** Reads a line with its newline, or whatever is there. Null at the end, undefined where nothing has come yet. */
export function readDescriptor(m: Machine, p: Process, fd: number, mode: 'line' | 'any'): ReadResult {
  const open = openOf(m, p, fd);
  if (open === null || !open.readable) return null;
  switch (open.kind) {
    case 'null':
      return null;
    case 'file':
      return readFileAt(m, open, mode);
    case 'tty':
      return readTty(m, p, open);
    case 'pipe-in':
      return readPipe(m, open, mode);
    case 'pipe-out':
      return null;
  }
}

function readFileAt(m: Machine, open: OpenFile, mode: 'line' | 'any'): ReadResult {
  const node = nodeAt(m, open.target);
  if (node?.kind !== 'file' || open.offset >= node.text.length) return null;
  const newline = node.text.indexOf('\n', open.offset);
  const end = mode === 'any' ? Math.min(node.text.length, open.offset + PIPE_LIMIT) : newline === -1 ? node.text.length : newline + 1;
  const text = node.text.slice(open.offset, end);
  open.offset = end;
  return text;
}

function readTty(m: Machine, p: Process, open: OpenFile): ReadResult {
  const tty = m.state.ttys[open.target];
  if (tty === undefined) return null;
  if (tty.foreground !== p.pgid) {
    // A job in the background that reads from the terminal is stopped (SIGTTIN).
    if (p.shell === null || p.pid !== tty.leader) signalProcess(m, p, 'TSTP');
    return undefined;
  }
  const next = tty.input[0];
  if (next === undefined) {
    tty.waiting = p.pid === tty.leader ? 'shell' : 'program';
    return undefined;
  }
  tty.input.shift();
  tty.waiting = 'none';
  return next.text === '' ? null : next.text;
}

/** A partial line stays in the pipe until its newline comes, its writers go, or the pipe is full. */
function readPipe(m: Machine, open: OpenFile, mode: 'line' | 'any'): ReadResult {
  const pipe = m.state.pipes[open.target];
  if (pipe === undefined) return null;
  if (pipe.size === 0) return pipe.writers === 0 ? null : undefined;
  let text: string;
  if (mode === 'any') {
    text = pipe.chunks.join('');
    pipe.chunks = [];
  } else {
    const found = pipe.chunks.findIndex((chunk) => chunk.includes('\n'));
    if (found === -1 && pipe.writers > 0 && pipe.size < PIPE_LIMIT) return undefined;
    const upTo = found === -1 ? pipe.chunks.length - 1 : found;
    const whole = pipe.chunks.slice(0, upTo + 1).join('');
    const cut = found === -1 ? whole.length : whole.indexOf('\n') + 1;
    text = whole.slice(0, cut);
    const rest = whole.slice(cut);
    pipe.chunks.splice(0, upTo + 1, ...(rest === '' ? [] : [rest]));
  }
  const wasFull = pipe.size >= PIPE_LIMIT;
  pipe.size -= text.length;
  if (wasFull && pipe.size < PIPE_LIMIT) wakeUsers(m, 'pipe-out', open.target);
  return text;
}

/** Puts back what was read and not used, for whoever reads next. */
export function unreadDescriptor(m: Machine, p: Process, fd: number, text: string): void {
  const open = openOf(m, p, fd);
  if (open === null || text === '') return;
  if (open.kind === 'file') open.offset -= text.length;
  if (open.kind === 'tty') m.state.ttys[open.target]?.input.unshift({ text, fact: -1 });
  const pipe = open.kind === 'pipe-in' ? m.state.pipes[open.target] : undefined;
  if (pipe === undefined) return;
  pipe.chunks.unshift(text);
  pipe.size += text.length;
}

/** Whether a read would give something, or the end. */
export function isReadable(m: Machine, p: Process, fd: number): boolean {
  const open = openOf(m, p, fd);
  if (open === null) return true;
  if (open.kind === 'tty') {
    const tty = m.state.ttys[open.target];
    return tty === undefined || (tty.foreground === p.pgid && tty.input.length > 0);
  }
  if (open.kind !== 'pipe-in') return true;
  const pipe = m.state.pipes[open.target];
  return pipe === undefined || pipe.size > 0 || pipe.writers === 0;
}
