// jobs, fg, bg, wait, kill, disown: what an interactive shell does with its jobs.
import { processOf, signalGroup, signalProcess } from '../machine/process.ts';
import { signalNamed, SIGNAL_NUMBERS } from '../machine/signals.ts';
import type { Signal } from '../program.ts';
import type { Builtin } from './builtins.ts';
import { findJob, giveTerminal, jobLine, jobState, removeJob, syncJobs } from './jobs.ts';
import { complain, write } from './output.ts';
import type { Shell } from './shell-state.ts';

function jobs(sh: Shell, fields: readonly string[]): number {
  syncJobs(sh);
  for (const job of [...sh.s.jobs].filter((each) => !each.foreground)) {
    if (fields[1] === '-p') write(sh, 1, `${job.members[0]?.pid ?? 0}\n`);
    else write(sh, 1, jobLine(sh, job, fields[1] === '-l'));
    if (jobState(job) === 'Done') removeJob(sh, job);
  }
  return 0;
}

function foreground(sh: Shell, fields: readonly string[]): number | null {
  syncJobs(sh);
  const job = findJob(sh, fields[1] ?? '');
  if (job === null) return noJob(sh, fields);
  write(sh, 1, `${job.text}\n`);
  job.foreground = true;
  job.told = 'Running';
  giveTerminal(sh, job.pgid);
  for (const each of job.members) if (each.state === 'stopped') each.state = 'running';
  signalGroup(sh.m, job.pgid, 'CONT');
  sh.s.frames.push({ kind: 'wait-foreground', job: job.id });
  return null;
}

function background(sh: Shell, fields: readonly string[]): number {
  syncJobs(sh);
  const job = findJob(sh, fields[1] ?? '');
  if (job === null) return noJob(sh, fields);
  for (const each of job.members) if (each.state === 'stopped') each.state = 'running';
  job.told = 'Running';
  write(sh, 1, `[${job.id}]+ ${job.text} &\n`);
  signalGroup(sh.m, job.pgid, 'CONT');
  return 0;
}

function noJob(sh: Shell, fields: readonly string[]): number {
  complain(sh, `${fields[0] ?? ''}: ${fields[1] ?? 'current'}: no such job`);
  return 1;
}

function wait(sh: Shell, fields: readonly string[]): number | null {
  syncJobs(sh);
  const pids: number[] = [];
  for (const spec of fields.slice(1).filter((each) => each !== '-n')) {
    const job = findJob(sh, spec);
    if (job === null) {
      complain(sh, spec.startsWith('%') ? `wait: ${spec}: no such job` : `wait: pid ${spec} is not a child of this shell`);
      return 127;
    }
    pids.push(spec.startsWith('%') ? (job.members.at(-1)?.pid ?? 0) : Number(spec));
  }
  sh.s.status = 0;
  if (fields.length > 1) sh.s.frames.push({ kind: 'wait', pids, at: 0 });
  else sh.s.frames.push({ kind: 'trap', status: 0 }, { kind: 'wait', pids: sh.s.jobs.filter((each) => jobState(each) === 'Running').flatMap((each) => each.members.map((one) => one.pid)), at: 0 });
  return null;
}

function kill(sh: Shell, fields: readonly string[]): number {
  const args = fields.slice(1);
  let signal: Signal | 'STOP' = 'TERM';
  if (args[0] === '-l' && args[1] !== undefined) return listed(sh, args.slice(1));
  if (args[0] === '-l') return write(sh, 1, `${Object.entries(SIGNAL_NUMBERS).map(([name, number]) => `${String(number).padStart(2)}) SIG${name}`).join('\t')}\n`) ? 0 : 1;
  if (args[0]?.startsWith('-') === true) {
    const given = args[0] === '-s' || args[0] === '-n' ? args.splice(0, 2)[1] : args.shift()?.slice(1);
    const named = signalNamed(given ?? '');
    if (named === null) {
      complain(sh, `kill: ${given ?? ''}: invalid signal specification`);
      return 1;
    }
    signal = named;
  }
  if (args.length === 0) {
    write(sh, 2, 'kill: usage: kill [-s sigspec | -n signum | -sigspec] pid | jobspec ... or kill -l [sigspec]\n');
    return 2;
  }
  syncJobs(sh);
  let status = 0;
  for (const each of args) if (!killOne(sh, each, signal === 'STOP' ? 'TSTP' : signal)) status = 1;
  return status;
}

/** `kill -l 9` is KILL, and `kill -l KILL` is 9. A status above 128 is that of who was ended by a signal. */
function listed(sh: Shell, specs: readonly string[]): number {
  let status = 0;
  for (const spec of specs) {
    const number = Number(spec) > 128 ? Number(spec) - 128 : Number(spec);
    const found = Object.entries(SIGNAL_NUMBERS).find(([name, each]) => each === number || name === spec.toUpperCase().replace(/^SIG/, ''));
    if (found !== undefined) write(sh, 1, `${/^\d+$/.test(spec) ? found[0] : found[1]}\n`);
    else {
      complain(sh, `kill: ${spec}: invalid signal specification`);
      status = 1;
    }
  }
  return status;
}

function killOne(sh: Shell, spec: string, signal: Signal): boolean {
  if (spec.startsWith('%')) {
    const job = findJob(sh, spec);
    if (job === null) {
      complain(sh, `kill: ${spec}: no such job`);
      return false;
    }
    const stopped = jobState(job) === 'Stopped';
    signalGroup(sh.m, job.pgid, signal);
    if (stopped && signal !== 'TSTP') signalGroup(sh.m, job.pgid, 'CONT');
    return true;
  }
  if (!/^-?\d+$/.test(spec)) {
    complain(sh, `kill: ${spec}: arguments must be process or job IDs`);
    return false;
  }
  const target = processOf(sh.m, Math.abs(Number(spec)));
  if (target === null) {
    complain(sh, `kill: (${spec}) - No such process`);
    return false;
  }
  if (spec.startsWith('-')) signalGroup(sh.m, Math.abs(Number(spec)), signal);
  else signalProcess(sh.m, target, signal);
  return true;
}

export const jobBuiltins: Readonly<Record<string, Builtin>> = {
  jobs, fg: foreground, bg: background, wait, kill,
  disown: (sh, fields) => {
    const job = findJob(sh, fields[1] ?? '');
    if (job !== null) removeJob(sh, job);
    return job === null ? noJob(sh, fields) : 0;
  },
};
