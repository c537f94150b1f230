// The scheduler: after each event all processes that can run do so, until nothing more can happen at this instant.
import { assert } from '../../kernel/assert.ts';
import { RunawayRegex } from '../../kernel/regex/bounded.ts';
import { MILLISECOND } from '../../kernel/types.ts';
import { runShell } from '../bash/interpreter.ts';
import { Exhausted } from '../exhausted.ts';
import type { Wake } from '../program.ts';
import { programNamed } from '../program/list.ts';
import { isFull, writeDescriptor } from './io.ts';
import { hasInput, makeOs } from './os.ts';
import { endProcess, enqueue, processOf, wakeProcess } from './process.ts';
import { type Machine, MAX_MOVED, type Process } from './state.ts';

/** How many turns processes get for one event. A process that wants more goes on a little later: it is busy. */
const MAX_TURNS = 200;
const BUSY_PAUSE = 10 * MILLISECOND;

export function runAll(m: Machine): void {
  for (let turn = 0; turn < MAX_TURNS && m.moved < MAX_MOVED; turn += 1) {
    const pid = m.state.runQueue.shift();
    if (pid === undefined) return;
    const p = processOf(m, pid);
    if (p === null) continue;
    p.queued = false;
    if (p.status !== 'running') continue;
    within(m, p, () => (p.shell === null ? runProgram(m, p) : runShell(m, p)));
  }
  if (m.state.runQueue.length === 0 || m.state.busy) return;
  m.state.busy = true;
  m.context.at('laptop').schedule(BUSY_PAUSE, { kind: 'Continue' });
}

/** Its start-up time is over: the first line of its code runs. */
export function startProgram(m: Machine, pid: number): void {
  const p = processOf(m, pid);
  if (p === null || p.shell !== null || p.program !== null || (p.status !== 'starting' && p.status !== 'running')) return;
  const program = programNamed(p.name);
  assert(program !== null, `${p.name} is a program`);
  p.status = 'running';
  within(m, p, () => {
    const state = program.start(makeOs(m, p));
    p.program = state === undefined ? {} : state;
    afterTurn(m, p, true);
  });
}

/** A turn of a process. One that wants too much memory, or an expression that searches for ever, ends it with words of its own; a shell goes on with its next line. */
function within(m: Machine, p: Process, turn: () => void): void {
  try {
    turn();
  } catch (problem) {
    if (!(problem instanceof Exhausted || problem instanceof RunawayRegex)) throw problem;
    writeDescriptor(m, p, 2, `${p.name}: ${problem.message}\n`);
    if (p.shell === null) endProcess(m, p, 2, '');
    else {
      p.shell.failed = true;
      enqueue(m, p);
    }
  }
}

function runProgram(m: Machine, p: Process): void {
  const wake = p.wakes.shift();
  if (wake === undefined || p.program === null) return;
  const program = programNamed(p.name);
  assert(program !== null, `${p.name} is a program`);
  const before = p.consumed;
  if (useful(p, wake)) program.wake(p.program, wake, makeOs(m, p));
  afterTurn(m, p, p.consumed !== before);
}

/** Signals to a program that ended in this very turn go nowhere. */
function useful(p: Process, wake: Wake): boolean {
  return p.ending === -1 || wake.kind === 'signal';
}

function afterTurn(m: Machine, p: Process, read: boolean): void {
  if (p.status === 'ended') return;
  if (p.ending !== -1) return endProcess(m, p, p.ending, '');
  if (p.full !== -1 && !isFull(m, p, p.full)) {
    p.full = -1;
    wakeProcess(m, p, { kind: 'writable' });
  }
  if (read && p.full === -1 && hasInput(m, p)) wakeProcess(m, p, { kind: 'readable' });
  if (p.wakes.length > 0) enqueue(m, p);
}

