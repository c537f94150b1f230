// start-cluster.sh, stop-cluster.sh, jobmanager.sh and taskmanager.sh: Flink's processes begin and end (flink-daemon.sh).
import { JOB_MANAGER } from '../../../flink/rpc.ts';
import { MILLISECOND } from '../../../kernel/types.ts';
import type { Program } from '../../program.ts';
import { type Daemon, MOST_TASK_MANAGERS } from './daemons.ts';
import { daemons, flinkProgram, type Part, print, readText, type Script, type ScriptState, sleep } from './script.ts';

/** From the exec of a shell script to its first line. */
const BASH_STARTUP = 20 * MILLISECOND;
/** What `config-parser-utils` and its like take before a daemon is started. */
const DAEMON_START = 700 * MILLISECOND;
const HOST = 'laptop';

type Kind = Daemon['kind'];

/** Where flink-daemon.sh keeps the numbers of its processes (env.pid.dir, Flink default /tmp), one a line, the newest last. */
const pidFile = (kind: Kind): string => `/tmp/flink-aluno-${kind}.pid`;

interface Listed {
  readonly pid: number;
  /** Null where its process has ended. */
  readonly node: string | null;
}

/** The processes that the file names. Those that run and were not started by a script stand in it, too: somebody began them with the world. */
function* listed(kind: Kind): Part<readonly Listed[]> {
  const all = (yield* daemons()).filter((one) => one.kind === kind);
  const text = yield* readText(pidFile(kind));
  const known = text === null ? all.map(({ pid }) => pid) : text.split('\n').filter((line) => /^\d+$/.test(line)).map(Number);
  const others = all.filter(({ pid, up }) => up && !known.includes(pid)).map(({ pid }) => pid);
  return [...known, ...others].map((pid) => ({ pid, node: all.find((one) => one.pid === pid && one.up)?.node ?? null }));
}

/** An empty file stays: it says that a script stopped what ran from the beginning. */
function* writeList(kind: Kind, pids: readonly number[]): Part<void> {
  yield { kind: 'write-file', path: pidFile(kind), text: pids.map((pid) => `${pid}\n`).join('') };
}

function* start(kind: Kind): Script {
  yield* sleep(DAEMON_START);
  const all = yield* listed(kind);
  const up = all.filter(({ node }) => node !== null);
  if (up.length > 0) yield* print(`[INFO] ${up.length} instance(s) of ${kind} are already running on ${HOST}.`);
  yield* print(`Starting ${kind} daemon on host ${HOST}.`);
  // A second JobManager finds its port in use, and ends.
  const node = kind === 'standalonesession' ? (up.length === 0 ? JOB_MANAGER : null) : freeTaskManager(yield* daemons());
  if (node === null) return 0;
  yield { kind: 'start-daemon', node };
  // Its number is known once it is there.
  yield* sleep(MILLISECOND);
  const begun = (yield* daemons()).find((one) => one.node === node && one.up);
  yield* writeList(kind, [...all.map(({ pid }) => pid), ...(begun === undefined ? [] : [begun.pid])]);
  return 0;
}

/** The first TaskManager that does not run. */
function freeTaskManager(all: readonly Daemon[]): string | null {
  for (let i = 1; i <= MOST_TASK_MANAGERS; i++) if (!all.some(({ node, up }) => node === `tm-${i}` && up)) return `tm-${i}`;
  return null;
}

/** The newest is stopped: one that has ended by itself is only struck off. */
function* stop(kind: Kind): Script {
  const all = yield* listed(kind);
  const last = all.at(-1);
  if (last === undefined) {
    yield* print(`No ${kind} daemon to stop on host ${HOST}.`);
    return 0;
  }
  yield* writeList(kind, all.slice(0, -1).map(({ pid }) => pid));
  if (last.node === null) {
    yield* print(`No ${kind} daemon (pid: ${last.pid}) is running anymore on ${HOST}.`);
    return 0;
  }
  yield* print(`Stopping ${kind} daemon (pid: ${last.pid}) on host ${HOST}.`);
  yield { kind: 'stop-daemon', node: last.node };
  // What is told to end has ended before the next one is looked for.
  yield* sleep(50 * MILLISECOND);
  return 0;
}

function* stopAll(kind: Kind): Script {
  for (const { node, pid } of yield* listed(kind)) {
    if (node === null) yield* print(`Skipping ${kind} daemon (pid: ${pid}), because it is not running anymore on ${HOST}.`);
    else {
      yield* print(`Stopping ${kind} daemon (pid: ${pid}) on host ${HOST}.`);
      yield { kind: 'stop-daemon', node };
    }
  }
  yield* writeList(kind, []);
  return 0;
}

/** How many TaskManagers conf/workers names. */
function* workers(): Part<number> {
  return ((yield* readText('/opt/flink/conf/workers')) ?? '').split('\n').filter((line) => line.trim() !== '').length;
}

function* startCluster(): Script {
  yield* print('Starting cluster.');
  // Counted first: a process that starts is one more.
  const count = yield* workers();
  yield* start('standalonesession');
  for (let i = 0; i < count; i++) yield* start('taskexecutor');
  return 0;
}

function* stopCluster(): Script {
  const count = yield* workers();
  for (let i = 0; i < count; i++) yield* stop('taskexecutor');
  return yield* stop('standalonesession');
}

function* daemon(kind: Kind, usage: string, action: string | undefined): Script {
  switch (action) {
    case 'start': return yield* start(kind);
    case 'stop': return yield* stop(kind);
    case 'stop-all': return yield* stopAll(kind);
    case 'start-foreground': return yield* foreground(kind);
    default:
      yield* print(usage);
      return 1;
  }
}

/** As a program of the terminal: it says nothing more until it is interrupted, and its process ends with it. */
function* foreground(kind: Kind): Script {
  yield* print(`Starting ${kind} as a console application on host ${HOST}.`);
  const node = kind === 'standalonesession' ? JOB_MANAGER : freeTaskManager(yield* daemons());
  if (node === null) return 1;
  yield { kind: 'start-daemon', node };
  yield { kind: 'foreground', node };
  return 130;
}

export const startClusterScript: Program<ScriptState> = flinkProgram('start-cluster.sh', startCluster, BASH_STARTUP);
export const stopClusterScript: Program<ScriptState> = flinkProgram('stop-cluster.sh', stopCluster, BASH_STARTUP);
export const jobManagerScript: Program<ScriptState> = flinkProgram('jobmanager.sh', (os) => daemon('standalonesession', 'Usage: jobmanager.sh ((start|start-foreground) [args])|stop|stop-all', os.argv[1]), BASH_STARTUP);
export const taskManagerScript: Program<ScriptState> = flinkProgram('taskmanager.sh', (os) => daemon('taskexecutor', 'Usage: taskmanager.sh (start|start-foreground|stop|stop-all)', os.argv[1]), BASH_STARTUP);
