// Jobs: pipelines as process groups, who has the terminal, and what the user is told about them.
import { isReadable, makePipe, openFile, setDescriptor } from '../machine/io.ts';
import { endProcess, enqueue, forkProcess, processOf } from '../machine/process.ts';
import type { Process } from '../machine/state.ts';
import type { Pipeline } from './ast.ts';
import { complain, notice } from './output.ts';
import { type Frame, forkShell, type Job, type Shell } from './shell-state.ts';

/** A subshell that will run these frames; null where there are too many processes. */
export function forkSubshell(sh: Shell, frames: Frame[], pgid: number): Process | null {
  const child = forkProcess(sh.m, sh.p, sh.s.interactive ? pgid : sh.p.pgid);
  if (child === null) {
    complain(sh, 'fork: retry: Resource temporarily unavailable');
    return null;
  }
  child.shell = forkShell(sh.s);
  child.shell.frames = frames;
  enqueue(sh.m, child);
  return child;
}

/** Starts every command of a pipeline in a process of its own, joined by pipes. */
export function startPipeline(sh: Shell, node: Pipeline, foreground: boolean): Job | null {
  const members: Process[] = [];
  let input: number | null = null;
  for (const [index, command] of node.commands.entries()) {
    const child = forkSubshell(sh, [{ kind: 'command', node: command }], members[0]?.pgid ?? 0);
    if (child === null) return null;
    if (input !== null) setDescriptor(sh.m, child, 0, input);
    else if (!foreground && !sh.s.interactive) setDescriptor(sh.m, child, 0, openFile(sh.m, 'null', '', 'rw'));
    if (index < node.commands.length - 1) {
      const [reading, writing] = makePipe(sh.m);
      setDescriptor(sh.m, child, 1, writing);
      if (node.errorsToo[index] === true) setDescriptor(sh.m, child, 2, writing);
      input = reading;
    }
    members.push(child);
  }
  return addJob(sh, members, node.text, foreground);
}

export function addJob(sh: Shell, members: readonly Process[], text: string, foreground: boolean): Job {
  const id = sh.s.jobs.reduce((max, each) => Math.max(max, each.id), 0) + 1;
  const pgid = members[0]?.pgid ?? 0;
  const job: Job = { id, pgid, members: members.map((each) => ({ pid: each.pid, status: 0, endedBy: '', state: 'running' })), text, foreground, told: 'Running' };
  sh.s.jobs.push(job);
  if (foreground) giveTerminal(sh, pgid);
  else {
    sh.s.lastBackground = members.at(-1)?.pid ?? 0;
    if (sh.s.interactive) notice(sh, `[${id}] ${sh.s.lastBackground}\n`);
  }
  return job;
}

/** The terminal's ^C, ^Z and input go to this process group; only an interactive shell decides that. */
export function giveTerminal(sh: Shell, pgid: number): void {
  const tty = sh.m.state.ttys[sh.p.tty];
  if (!sh.s.interactive || tty === undefined) return;
  tty.foreground = pgid;
  tty.waiting = 'none';
  if (!isReadable(sh.m, sh.p, 0)) return;
  for (const p of Object.values(sh.m.state.processes)) if (p.pgid === pgid && p.pid !== sh.p.pid) enqueue(sh.m, p);
}

/** Takes over what the machine told about children. */
export function syncJobs(sh: Shell): void {
  for (const job of sh.s.jobs) {
    for (const member of job.members) {
      const told = sh.s.children[member.pid];
      if (told === undefined) continue;
      Object.assign(member, told);
      if (told.state === 'ended') delete sh.s.children[member.pid];
    }
  }
}

export function jobState(job: Job): 'Running' | 'Stopped' | 'Done' {
  if (job.members.every((each) => each.state === 'ended')) return 'Done';
  return job.members.some((each) => each.state === 'running') ? 'Running' : 'Stopped';
}

/** The status of a job that has ended: its last command's, or with pipefail the last that failed. */
export function jobStatus(sh: Shell, job: Job): number {
  if (sh.s.options['pipefail'] === true) return job.members.reduce((status, each) => (each.status === 0 ? status : each.status), 0);
  return job.members.at(-1)?.status ?? 0;
}

export function removeJob(sh: Shell, job: Job): void {
  sh.s.jobs = sh.s.jobs.filter((each) => each !== job);
}

/** `[1]+  Done                    sleep 1`, as `jobs` and the prompt print it. */
export function jobLine(sh: Shell, job: Job, long = false): string {
  // How many stand before it; more than one do not matter.
  const isBefore = (other: Job): boolean => !other.foreground && other !== job && (rank(other) - rank(job) || other.id - job.id) > 0;
  const first = sh.s.jobs.findIndex(isBefore);
  const mark = first === -1 ? '+' : sh.s.jobs.findLastIndex(isBefore) === first ? '-' : ' ';
  const state = jobState(job);
  const word = state === 'Done' ? endWord(job) : state;
  return `[${job.id}]${mark}  ${long ? `${job.members[0]?.pid ?? 0} ` : ''}${word.padEnd(24)}${job.text}${state === 'Running' ? ' &' : ''}\n`;
}

function rank(job: Job): number {
  return jobState(job) === 'Stopped' ? 1 : 0;
}

function endWord(job: Job): string {
  const last = job.members.at(-1);
  if (last === undefined || last.status === 0) return 'Done';
  return signalWord(last.endedBy) ?? `Exit ${last.status}`;
}

/** What bash calls a death by a signal. */
export function signalWord(signal: string): string | null {
  switch (signal) {
    case 'KILL':
      return 'Killed';
    case 'TERM':
      return 'Terminated';
    case 'HUP':
      return 'Hangup';
    case 'INT':
      return 'Interrupt';
    case 'QUIT':
      return 'Quit';
    case 'PIPE':
      return 'Broken pipe';
  }
  return null;
}

/** Before a prompt: tells of background jobs that have ended. */
export function tellJobs(sh: Shell): void {
  syncJobs(sh);
  for (const job of sh.s.jobs.slice()) {
    const state = jobState(job);
    if (state === 'Done') {
      if (sh.s.interactive) notice(sh, jobLine(sh, job));
      removeJob(sh, job);
    } else if (state === 'Stopped' && job.told !== 'Stopped') {
      job.told = 'Stopped';
      notice(sh, `\n${jobLine(sh, job)}`);
    }
  }
}

/** The job that `%1`, `%+`, `%name` or a pid means; null where there is none. */
export function findJob(sh: Shell, spec: string): Job | null {
  const jobs = sh.s.jobs.filter((each) => !each.foreground);
  const order = [...jobs].sort((a, b) => rank(b) - rank(a) || b.id - a.id);
  if (spec === '' || spec === '%' || spec === '%%' || spec === '%+') return order[0] ?? null;
  if (spec === '%-') return order[1] ?? null;
  if (/^%\d+$/.test(spec)) return jobs.find((each) => each.id === Number(spec.slice(1))) ?? null;
  if (spec.startsWith('%')) return jobs.find((each) => each.text.startsWith(spec.slice(1))) ?? null;
  return jobs.find((each) => each.members.some((member) => String(member.pid) === spec)) ?? null;
}

/** Ends this shell's process. */
export function endShell(sh: Shell, status: number): void {
  const tty = sh.m.state.ttys[sh.p.tty];
  if (tty !== undefined && tty.leader === sh.p.pid) {
    for (const job of sh.s.jobs) for (const member of job.members) {
      const p = processOf(sh.m, member.pid);
      if (p !== null && p.status === 'stopped') endProcess(sh.m, p, 129, 'HUP');
    }
  }
  endProcess(sh.m, sh.p, status & 255, '');
}
