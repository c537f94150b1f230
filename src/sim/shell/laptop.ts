// The student's machine: one actor with terminals, processes, pipes and a home folder. Its processes have addresses below it.
import type { Input } from '../../bridge/input.ts';
import { freeze } from '../kernel/freeze.ts';
import type { Behavior, Context, FactId, Message } from '../kernel/types.ts';
import { createShell } from './bash/shell-state.ts';
import { createLaptop, HOME } from './laptop-state.ts';
import { makeFolder, writePath } from './machine/files.ts';
import { parentOf, resolvePath } from './machine/path.ts';
import { openFile, setDescriptor, wakeUsers } from './machine/io.ts';
import { createProcess, enqueue, processOf, signalGroup, endProcess, wakeProcess } from './machine/process.ts';
import { keysOfLine, pressKeys, readsKeys } from './machine/keys.ts';
import { runAll, startProgram } from './machine/run.ts';
import type { LaptopState, Machine, Tty } from './machine/state.ts';
import { isDiskRequest, serveDisk } from './machine/disk-service.ts';
import { createTty, show, typeLine } from './machine/tty.ts';

/** What the machine is told: an input of the world, or a timer of its own. Everything else is a message to a process. */
export type LaptopMessage =
  | { readonly kind: 'Input'; readonly input: Input }
  | { readonly kind: 'TtyDrawn'; readonly tty: string }
  | { readonly kind: 'ProcessStart' }
  | { readonly kind: 'Continue' }
  | Message;

const MAX_TTYS = 16;

export const laptop: Behavior<LaptopState> = {
  start() {},
  receive(state, message, from, context) {
    const m: Machine = { state, context: context.at('laptop'), moved: 0, used: null };
    const pid = pidOf(context.self);
    if (pid !== null) toProcess(m, pid, message, from, context);
    else if (isDiskRequest(message)) serveDisk(m, message, from);
    else toMachine(m, message);
    runAll(m);
    reviveShells(m);
    runAll(m);
  },
  /** A restart of the machine keeps its disk alone. */
  crash(state) {
    return { ...createLaptop({}), files: state.files, nextPid: state.nextPid };
  },
};

function pidOf(address: string): number | null {
  const found = /^laptop\/(\d+)$/.exec(address);
  return found === null ? null : Number(found[1]);
}

function toProcess(m: Machine, pid: number, message: Message, from: string, context: Context): void {
  const p = processOf(m, pid);
  // What comes for a process that has ended is answered with a reset, as any system does.
  if (p === null) return context.close();
  if (from === context.self && message.kind === 'ProcessStart') return startProgram(m, pid);
  wakeProcess(m, p, from === context.self ? { kind: 'timer', message } : { kind: 'message', message, from });
}

function toMachine(m: Machine, message: LaptopMessage): void {
  if (message.kind === 'Continue') m.state.busy = false;
  if (message.kind === 'TtyDrawn' && 'tty' in message) {
    const tty = m.state.ttys[message.tty];
    if (tty === undefined) return;
    tty.undrawn = 0;
    tty.drawing = false;
    wakeUsers(m, 'tty', tty.name);
  }
  if (message.kind === 'Input' && 'input' in message) handleInput(m, message.input);
}

function handleInput(m: Machine, input: Input): void {
  switch (input.kind) {
    case 'open-tty':
      if (m.state.ttys[input.tty] !== undefined || Object.keys(m.state.ttys).length >= MAX_TTYS) return;
      m.state.ttys[input.tty] = createTty(input.tty, input.columns, input.rows, input.echo);
      return startShell(m, input.tty);
    case 'resize-tty': {
      const tty = m.state.ttys[input.tty];
      if (tty === undefined) return;
      Object.assign(tty, { columns: input.columns, rows: input.rows });
      signalGroup(m, tty.foreground, 'WINCH');
      return;
    }
    case 'close-tty': {
      const tty = m.state.ttys[input.tty];
      if (tty === undefined) return;
      for (const p of Object.values(m.state.processes)) if (p.tty === input.tty) endProcess(m, p, 129, 'HUP');
      delete m.state.ttys[input.tty];
      return;
    }
    case 'line': {
      const tty = m.state.ttys[input.tty];
      if (tty === undefined) return;
      if (readsKeys(m, tty)) return pressKeys(m, tty, keysOfLine(input.text));
      const reader = tty.foreground === groupOf(m, tty.leader) ? null : input.text;
      const fact = reader === null ? -2 : m.context.note('line-entered', { tty: input.tty, text: reader }, [`tty/${input.tty}`]);
      typeLine(tty, input.text, fact);
      return wakeReaders(m, tty);
    }
    case 'control': {
      const tty = m.state.ttys[input.tty];
      if (tty !== undefined) control(m, tty, input.key, input.text, m.context.note('control-entered', { tty: input.tty, key: input.key }, [`tty/${input.tty}`]));
      return;
    }
    case 'key': {
      const tty = m.state.ttys[input.tty];
      if (tty === undefined) return;
      m.context.note('key-pressed', { tty: input.tty, key: input.key }, [`tty/${input.tty}`]);
      // Where nobody reads keys any more there is no line that it could go to: lines are edited on the page.
      if (readsKeys(m, tty)) pressKeys(m, tty, [input.key]);
      return;
    }
    case 'write-file': {
      const path = resolvePath(m.state.home, input.path);
      const folder = parentOf(path);
      // An editor makes the folder that it saves into.
      if (folder !== m.state.home) makeFolder(m, folder);
      const failure = writePath(m, path, input.text, false);
      m.context.note('file-saved', { path: input.path, failure: failure ?? '' }, []);
      return;
    }
    default:
      // The other inputs are for other nodes: the world does not send them here.
      return;
  }
}

function groupOf(m: Machine, pid: number): number {
  return processOf(m, pid)?.pgid ?? 0;
}

/** ^C, ^Z and ^\ signal the foreground; ^D hands over what was typed, or says that there is no more. */
function control(m: Machine, tty: Tty, key: 'C' | 'D' | 'Z' | '\\', text: string, fact: FactId): void {
  // Programs that read keys take ^C and ^D as keys; ^Z and ^\ stay signals.
  if ((key === 'C' || key === 'D') && readsKeys(m, tty)) return pressKeys(m, tty, [`^${key}`]);
  if (key === 'D') {
    if (tty.echo && text !== '') show(tty, text);
    tty.input.push({ text, fact });
    return wakeReaders(m, tty);
  }
  const shown = `${tty.prompt}${text}^${key}`;
  if (tty.echo) show(tty, shown);
  tty.prompt = '';
  tty.input = [];
  signalGroup(m, tty.foreground, key === 'C' ? 'INT' : key === 'Z' ? 'TSTP' : 'QUIT');
}

function wakeReaders(m: Machine, tty: Tty): void {
  wakeUsers(m, 'tty', tty.name);
}

/** An interactive shell on a terminal. When it exits, another one takes its place: a terminal is never without. */
function startShell(m: Machine, name: string): void {
  const tty = m.state.ttys[name];
  if (tty === undefined) return;
  const env = {
    HOME, USER: m.state.user, LOGNAME: m.state.user, SHELL: '/bin/bash', PATH: '/usr/local/bin:/usr/bin:/bin', PWD: HOME, TERM: tty.echo ? 'xterm-256color' : 'dumb', TZ: 'UTC', LANG: 'C.UTF-8', LC_ALL: 'C.UTF-8',
    COLUMNS: String(tty.columns), LINES: String(tty.rows), SHLVL: '1',
  };
  const p = createProcess(m, { ppid: 1, pgid: 0, tty: name, name: 'bash', argv: ['bash'], env, cwd: HOME });
  const screen = openFile(m, 'tty', name, 'rw');
  for (const fd of [0, 1, 2]) setDescriptor(m, p, fd, screen);
  p.shell = createShell(true, 'bash', p.pid, freeze(env));
  p.shell.frames = [{ kind: 'repl', pending: '', prompted: false }];
  tty.leader = p.pid;
  tty.foreground = p.pgid;
  enqueue(m, p);
}

/** After an event: terminals whose shell has ended get a new one. */
function reviveShells(m: Machine): void {
  for (const tty of Object.values(m.state.ttys)) if (processOf(m, tty.leader) === null) startShell(m, tty.name);
}
