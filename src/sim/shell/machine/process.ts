// Processes: how they begin, are woken, get signals and end, and how a shell hears of its children.
import { freeze } from '../../kernel/freeze.ts';
import { assert } from '../../kernel/assert.ts';
import type { Signal, Wake } from '../program.ts';
import { programNamed } from '../program/list.ts';
import { closeDescriptor, copyDescriptors } from './io.ts';
import { giveBackKeys } from './keys.ts';
import { SIGNAL_NUMBERS } from './signals.ts';
import { type Machine, MAX_PROCESSES, type Process } from './state.ts';

const MAX_WAKES = 10_000;
/** What a fork counts for in what the machine does at once, in letters written. */
const FORK_COST = 1_024;

export interface NewProcess {
  readonly ppid: number;
  readonly pgid: number;
  readonly tty: string;
  readonly name: string;
  readonly argv: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  readonly cwd: string;
}

/** A process without descriptors that does not run yet. `pgid` 0 makes it the leader of a new group. */
export function createProcess(m: Machine, made: NewProcess): Process {
  const pid = m.state.nextPid;
  m.state.nextPid += 1;
  const p: Process = {
    pid, ppid: made.ppid, pgid: made.pgid === 0 ? pid : made.pgid, tty: made.tty, name: made.name, argv: freeze([...made.argv]), env: freeze({ ...made.env }), cwd: made.cwd,
    fds: {}, status: 'running', exitStatus: 0, endedBy: '', program: null, shell: null, wakes: [], queued: false, pendingInput: '', full: -1, consumed: 0, ending: -1, note: false,
  };
  m.state.processes[pid] = p;
  return p;
}

/** A child with copies of its parent's descriptors; null where the machine has too many processes. */
export function forkProcess(m: Machine, parent: Process, pgid: number): Process | null {
  if (Object.keys(m.state.processes).length >= MAX_PROCESSES) return null;
  m.moved += FORK_COST;
  const child = createProcess(m, { ppid: parent.pid, pgid, tty: parent.tty, name: parent.name, argv: parent.argv, env: parent.env, cwd: parent.cwd });
  copyDescriptors(m, parent, child);
  return child;
}

/** Turns a process into a program of the list: it starts after the program's start-up time. */
export function execProgram(m: Machine, p: Process, name: string, argv: readonly string[], env: Readonly<Record<string, string>>): void {
  const program = programNamed(name);
  assert(program !== null, `${name} is a program`);
  p.name = program.name;
  p.argv = freeze([...argv]);
  p.env = freeze({ ...env });
  p.shell = null;
  p.status = 'starting';
  for (const fd of Object.keys(p.fds)) if (Number(fd) > 2) closeDescriptor(m, p, Number(fd));
  const context = m.context.at(addressOf(p.pid));
  if (isKafkaTool(program.name)) {
    p.note = true;
    context.note('program-started', { program: program.name, pid: p.pid }, [`client/${addressOf(p.pid)}`]);
  }
  context.schedule(program.startup, { kind: 'ProcessStart' });
}

export function addressOf(pid: number): string {
  return `laptop/${pid}`;
}

/** The tools that talk to a cluster are shown as clients, and their begin and end are facts. */
function isKafkaTool(name: string): boolean {
  return name.startsWith('kafka-') || name === 'flink' || name === 'sql-client.sh';
}

export function processOf(m: Machine, pid: number): Process | null {
  return m.state.processes[pid] ?? null;
}

export function wakeProcess(m: Machine, p: Process, wake: Wake): void {
  if (p.status === 'ended') return;
  const repeated = (wake.kind === 'readable' || wake.kind === 'writable') && p.wakes.some((each) => each.kind === wake.kind);
  if (!repeated && p.wakes.length < MAX_WAKES) p.wakes.push(wake);
  enqueue(m, p);
}

export function enqueue(m: Machine, p: Process): void {
  if (p.queued || p.status === 'stopped' || p.status === 'ended' || p.status === 'starting') return;
  p.queued = true;
  m.state.runQueue.push(p.pid);
}

/** Delivers a signal: what the process handles wakes it, the rest does what the system does by default. */
export function signalProcess(m: Machine, p: Process, signal: Signal): void {
  if (p.status === 'ended') return;
  if (signal === 'CONT') {
    if (p.status !== 'stopped') return;
    p.status = 'running';
    if (p.shell === null && p.program === null) m.context.at(addressOf(p.pid)).schedule(1_000, { kind: 'ProcessStart' });
    p.wakes.push({ kind: 'readable' });
    enqueue(m, p);
    tellParent(m, p);
    return;
  }
  if (signal === 'KILL') return endProcess(m, p, 137, 'KILL');
  const program = p.shell === null ? programNamed(p.name) : null;
  if (p.shell !== null ? shellHandles(p, signal) : p.status !== 'starting' && (program?.handles.includes(signal) ?? false)) {
    if (p.shell !== null) p.shell.signals.push(signal);
    return wakeProcess(m, p, { kind: 'signal', signal });
  }
  if (signal === 'WINCH') return;
  if (signal === 'TSTP') {
    if (p.status === 'stopped') return;
    p.status = 'stopped';
    return tellParent(m, p);
  }
  endProcess(m, p, 128 + SIGNAL_NUMBERS[signal], signal);
}

function shellHandles(p: Process, signal: Signal): boolean {
  const shell = p.shell;
  if (shell === null) return false;
  if (Object.hasOwn(shell.traps, signal)) return true;
  return shell.interactive && signal !== 'HUP' && signal !== 'PIPE';
}

export function signalGroup(m: Machine, pgid: number, signal: Signal): boolean {
  let any = false;
  for (const p of Object.values(m.state.processes)) {
    if (p.pgid !== pgid || p.status === 'ended') continue;
    any = true;
    signalProcess(m, p, signal);
  }
  return any;
}

/** The process is gone: descriptors closed, peers told, its parent told. */
export function endProcess(m: Machine, p: Process, status: number, by: Signal | ''): void {
  if (p.status === 'ended') return;
  p.status = 'ended';
  p.exitStatus = status;
  p.endedBy = by;
  p.wakes = [];
  giveBackKeys(m, p);
  for (const fd of Object.keys(p.fds)) closeDescriptor(m, p, Number(fd));
  const context = m.context.at(addressOf(p.pid));
  if (p.note) context.note('program-ended', { program: p.name, pid: p.pid, status }, [`client/${addressOf(p.pid)}`]);
  context.close();
  delete m.state.processes[p.pid];
  tellParent(m, p);
}

/** What wait() would tell the parent; a parent that is no shell does not care. */
function tellParent(m: Machine, p: Process): void {
  const parent = processOf(m, p.ppid);
  if (parent === null) return;
  if (parent.shell === null) return wakeProcess(m, parent, { kind: 'timer', message: freeze({ kind: 'ChildEnded', pid: p.pid, status: p.exitStatus, ended: p.status === 'ended' }) });
  parent.shell.children[p.pid] = { status: p.exitStatus, endedBy: p.endedBy, state: p.status === 'ended' ? 'ended' : p.status === 'stopped' ? 'stopped' : 'running' };
  wakeProcess(m, parent, { kind: 'readable' });
}
