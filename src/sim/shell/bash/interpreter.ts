// The shell at work: one step after another over frames that are plain data, until it has to wait.
import { isFull } from '../machine/io.ts';
import { enqueue } from '../machine/process.ts';
import type { Machine, Process } from '../machine/state.ts';
import type { Statement } from './ast.ts';
import { stepCompound } from './compound.ts';
import { addJob, endShell, forkSubshell, giveTerminal, jobLine, jobState, jobStatus, removeJob, signalWord, startPipeline, syncJobs } from './jobs.ts';
import { complain, notice, write } from './output.ts';
import { parseScript } from './parse.ts';
import { stepMapfile, stepRead } from './read.ts';
import { restoreDescriptors } from './redirect.ts';
import { stepRepl } from './repl.ts';
import { stepRedirect, stepSimple } from './simple.ts';
import { type Frame, MAX_FRAMES, type Shell } from './shell-state.ts';
import { stepSubstitute } from './substitute.ts';

/** Steps in one turn: then other processes have theirs. */
const STEPS = 200;
/** What a step counts for in what the machine does at once, in letters written. */
const STEP_COST = 8;

export type Step = 'more' | 'blocked';

export function runShell(m: Machine, p: Process): void {
  if (p.shell === null) return;
  const sh: Shell = { m, p, s: p.shell };
  p.wakes = [];
  handleSignals(sh);
  for (let count = 0; count < STEPS; count += 1) {
    if (p.status !== 'running' || p.shell !== sh.s) return;
    if (sh.s.full !== -1) {
      if (isFull(m, p, sh.s.full)) return;
      sh.s.full = -1;
    }
    m.moved += STEP_COST;
    if (step(sh) === 'blocked') return;
  }
  enqueue(m, p);
}

function step(sh: Shell): Step {
  const frames = sh.s.frames;
  if (sh.s.failed) {
    giveUp(sh);
    return 'more';
  }
  if (frames.length > MAX_FRAMES) {
    complain(sh, 'maximum function nesting level exceeded');
    abort(sh, 1);
    return 'more';
  }
  const frame = frames.at(-1);
  if (frame === undefined) {
    leave(sh, sh.s.status);
    return 'more';
  }
  return stepFrame(sh, frame);
}

function stepFrame(sh: Shell, frame: Frame): Step {
  const frames = sh.s.frames;
  switch (frame.kind) {
    case 'repl':
      return stepRepl(sh, frame);
    case 'list': {
      const next = frame.items[frame.at];
      frame.at += 1;
      if (next === undefined) frames.pop();
      else beginStatement(sh, next);
      return 'more';
    }
    case 'statement':
      return stepStatement(sh, frame);
    case 'pipeline':
      return stepPipeline(sh, frame);
    case 'simple':
      return stepSimple(sh, frame);
    case 'redirect':
      return stepRedirect(sh, frame);
    case 'restore':
      frames.pop();
      restoreDescriptors(sh, frame.saved);
      return 'more';
    case 'call':
    case 'variables':
    case 'source':
      popFrame(sh);
      return 'more';
    case 'wait-foreground':
      return stepForeground(sh, frame.job);
    case 'wait-child':
    case 'wait':
      return stepWait(sh, frame);
    case 'substitute':
      return stepSubstitute(sh, frame);
    case 'read':
      return stepRead(sh, frame);
    case 'mapfile':
      return stepMapfile(sh, frame);
    case 'script':
      return stepScript(sh, frame);
    case 'trap':
      frames.pop();
      sh.s.status = frame.status;
      return 'more';
    case 'exit':
      endShell(sh, frame.status);
      return 'blocked';
    default:
      return stepCompound(sh, frame);
  }
}

function beginStatement(sh: Shell, node: Statement): void {
  if (!node.background) {
    sh.s.frames.push({ kind: 'statement', node, at: 0 });
    return;
  }
  const only = node.pipelines[0];
  if (node.pipelines.length === 1 && only !== undefined && !only.negated) {
    startPipeline(sh, { ...only, text: node.text }, false);
  } else {
    const child = forkSubshell(sh, [{ kind: 'statement', node, at: 0 }], 0);
    if (child !== null) addJob(sh, [child], node.text, false);
  }
  sh.s.status = 0;
}

function stepStatement(sh: Shell, frame: Extract<Frame, { kind: 'statement' }>): Step {
  const { node } = frame;
  while (frame.at > 0 && frame.at < node.pipelines.length && (node.operators[frame.at - 1] === '&&') !== (sh.s.status === 0)) frame.at += 1;
  const next = node.pipelines[frame.at];
  frame.at += 1;
  if (next === undefined) sh.s.frames.pop();
  else sh.s.frames.push({ kind: 'pipeline', node: next, tested: frame.at < node.pipelines.length, begun: false, since: sh.m.context.now });
  return 'more';
}

function stepPipeline(sh: Shell, frame: Extract<Frame, { kind: 'pipeline' }>): Step {
  const { node } = frame;
  const s = sh.s;
  if (!frame.begun) {
    frame.begun = true;
    const only = node.commands[0];
    if (node.commands.length === 1 && only !== undefined) s.frames.push({ kind: 'command', node: only });
    else if (node.commands.length > 1) {
      const job = startPipeline(sh, node, true);
      if (job !== null) s.frames.push({ kind: 'wait-foreground', job: job.id });
    }
    return 'more';
  }
  s.frames.pop();
  if (node.timed) write(sh, 2, timing(sh.m.context.now - frame.since));
  if (node.negated) s.status = s.status === 0 ? 1 : 0;
  else if (s.status !== 0 && !frame.tested && !isTested(sh)) {
    const { status } = s;
    const trap = s.frames.some((each) => each.kind === 'call' || each.kind === 'trap') ? undefined : s.traps['ERR'];
    if (s.options['e'] === true) leave(sh, status);
    if (trap !== undefined) s.frames.push({ kind: 'trap', status }, { kind: 'script', text: trap, line: s.line, message: '' });
  }
  return 'more';
}

function timing(us: number): string {
  const show = (each: number): string => `${Math.floor(each / 60_000_000)}m${Math.floor((each % 60_000_000) / 1_000_000)}.${String(Math.floor((each % 1_000_000) / 1000)).padStart(3, '0')}s`;
  return `\nreal\t${show(us)}\nuser\t${show(0)}\nsys\t${show(0)}\n`;
}

/** Whether what runs is a condition (or an earlier part of && and ||): there, set -e does not count. */
function isTested(sh: Shell): boolean {
  return sh.s.frames.some((each) => (each.kind === 'list' && each.tested) || (each.kind === 'pipeline' && (each.tested || each.node.negated)));
}

function stepForeground(sh: Shell, id: number): Step {
  const s = sh.s;
  syncJobs(sh);
  const job = s.jobs.find((each) => each.id === id);
  if (job === undefined) {
    s.frames.pop();
    return 'more';
  }
  const state = jobState(job);
  if (state === 'Running') return 'blocked';
  s.frames.pop();
  giveTerminal(sh, sh.p.pgid);
  if (state === 'Stopped') {
    job.foreground = false;
    job.told = 'Stopped';
    s.status = 148;
    if (s.interactive) notice(sh, `\n${jobLine(sh, job)}`);
    return 'more';
  }
  removeJob(sh, job);
  s.status = jobStatus(sh, job);
  s.pipeStatus = job.members.map((each) => each.status);
  const by = job.members.at(-1)?.endedBy ?? '';
  if (by === 'INT') {
    if (s.interactive) {
      notice(sh, '\n');
      abort(sh, 130);
    } else if (!Object.hasOwn(s.traps, 'INT')) endShell(sh, 130);
  } else if (by !== '' && by !== 'PIPE' && (s.interactive || s.script)) {
    const word = signalWord(by) ?? by;
    notice(sh, s.interactive ? `${word.padEnd(24)}${job.text}\n` : `${s.name}: line ${s.line}: ${job.members.at(-1)?.pid ?? 0} ${word.padEnd(24)}${job.text}\n`);
  }
  return 'more';
}

function stepWait(sh: Shell, frame: Extract<Frame, { kind: 'wait' | 'wait-child' }>): Step {
  const s = sh.s;
  syncJobs(sh);
  const pids = frame.kind === 'wait' ? frame.pids : [frame.pid];
  for (const pid of pids) {
    const member = s.jobs.flatMap((each) => each.members).find((each) => each.pid === pid);
    if (member === undefined) continue;
    if (member.state === 'running') return 'blocked';
    s.status = member.status;
  }
  if (!s.interactive) s.jobs = s.jobs.filter((each) => jobState(each) !== 'Done');
  else if (frame.kind === 'wait') tellWaited(sh, frame.pids);
  s.frames.pop();
  return 'more';
}

/** An interactive `wait` tells of the jobs that it waited for, on its standard error, before the line goes on. */
function tellWaited(sh: Shell, pids: readonly number[]): void {
  for (const job of sh.s.jobs.slice()) {
    if (jobState(job) !== 'Done' || !job.members.some((member) => pids.includes(member.pid))) continue;
    write(sh, 2, jobLine(sh, job));
    removeJob(sh, job);
  }
}

function stepScript(sh: Shell, frame: Extract<Frame, { kind: 'script' }>): Step {
  sh.s.frames.pop();
  if (frame.message !== '') {
    write(sh, 2, `${sh.s.name}: ${sh.s.script ? `line ${frame.line}: ` : ''}${frame.message}\n`);
    sh.s.status = 2;
    return 'more';
  }
  const parsed = parseScript(frame.text, frame.line, sh.s.options['extglob'] === true);
  if (parsed.kind !== 'script') {
    const shown = frame.text.split('\n')[parsed.line - frame.line] ?? '';
    const second = parsed.kind === 'error' && sh.s.script ? `\n${sh.s.name}: line ${parsed.line}: \`${shown}'` : '';
    sh.s.frames.push({ kind: 'script', text: '', line: parsed.line, message: parsed.message + second });
  }
  if (parsed.statements.length === 0 && parsed.kind === 'script') sh.s.status = 0;
  sh.s.frames.push({ kind: 'list', items: parsed.statements, at: 0, tested: false });
  return 'more';
}

/** Takes the top frame off and undoes what it had changed. */
export function popFrame(sh: Shell): void {
  const frame = sh.s.frames.pop();
  if (frame === undefined) return;
  if (frame.kind === 'restore') restoreDescriptors(sh, frame.saved);
  if (frame.kind === 'source' && frame.positional !== null) sh.s.positional = frame.positional;
  if (frame.kind === 'call') sh.s.positional = frame.positional;
  const saved = frame.kind === 'call' ? frame.locals : frame.kind === 'variables' ? frame.saved : {};
  for (const [name, variable] of Object.entries(saved)) {
    if (variable === null) delete sh.s.variables[name];
    else sh.s.variables[name] = variable;
  }
}

/** Gives up everything that is being executed: back to the prompt, or out of a subshell. */
export function abort(sh: Shell, status: number): void {
  sh.s.failed = false;
  sh.s.status = status;
  while (sh.s.frames.length > 0 && sh.s.frames.at(-1)?.kind !== 'repl') popFrame(sh);
  giveTerminal(sh, sh.p.pgid);
}

/** An expansion failed: the interactive shell gives up the line, a script ends. */
function giveUp(sh: Shell): void {
  if (sh.s.interactive) return abort(sh, 1);
  sh.s.failed = false;
  sh.s.frames = [{ kind: 'exit', status: sh.s.status === 127 ? 127 : 1 }];
}

/** Ends the shell, after its EXIT trap. */
export function leave(sh: Shell, status: number): void {
  const trap = sh.s.traps['EXIT'];
  delete sh.s.traps['EXIT'];
  while (sh.s.frames.length > 0) popFrame(sh);
  sh.s.frames.push({ kind: 'exit', status });
  sh.s.status = status;
  if (trap !== undefined && trap !== '') sh.s.frames.push({ kind: 'script', text: trap, line: 1, message: '' });
}

function handleSignals(sh: Shell): void {
  const s = sh.s;
  for (const signal of s.signals.splice(0)) {
    const trap = s.traps[signal];
    if (trap !== undefined) {
      if (trap !== '') s.frames.push({ kind: 'trap', status: s.status }, { kind: 'script', text: trap, line: s.line, message: '' });
      continue;
    }
    if (signal !== 'INT') continue;
    const top = s.frames.at(-1);
    if (top?.kind === 'wait-foreground') continue;
    notice(sh, '\n');
    const repl = s.frames[0];
    if (repl?.kind === 'repl') {
      repl.pending = '';
      repl.prompted = false;
    }
    abort(sh, 130);
  }
}

