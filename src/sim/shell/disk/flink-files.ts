// Flink's folder on the student's machine, /opt/flink: its scripts, configuration and examples, and what its processes write to log/.
import { FLINK_DEFAULTS } from '../../flink/config.ts';
import type { JobManagerState } from '../../flink/jobmanager/state.ts';
import { type OutputFile, textOf } from '../../flink/output.ts';
import { JOB_MANAGER } from '../../flink/rpc.ts';
import type { TaskManagerState } from '../../flink/taskmanager/taskmanager-state.ts';
import type { Looking } from './cluster-disk.ts';
import { type DiskEntry, textFile } from './entry.ts';

export const FLINK_HOME = '/opt/flink';

/** Scripts in bin/. */
export const FLINK_TOOLS: readonly string[] = ['flink', 'jobmanager.sh', 'sql-client.sh', 'start-cluster.sh', 'stop-cluster.sh', 'taskmanager.sh'];
/** Programs in examples/streaming/. */
export const EXAMPLE_JARS: readonly string[] = ['SessionWindowing.jar', 'SocketWindowWordCount.jar', 'StateMachineExample.jar', 'TopSpeedWindowing.jar', 'WindowJoin.jar', 'WordCount.jar'];
const LIBRARIES = ['flink-cep-2.2.1.jar', 'flink-connector-files-2.2.1.jar', 'flink-csv-2.2.1.jar', 'flink-dist-2.2.1.jar', 'flink-json-2.2.1.jar', 'flink-scala_2.12-2.2.1.jar', 'flink-sql-connector-kafka-5.0.0-2.2.jar', 'flink-table-api-java-uber-2.2.1.jar', 'flink-table-planner-loader-2.2.1.jar', 'flink-table-runtime-2.2.1.jar'];

const isJobManager = (state: unknown): state is JobManagerState => typeof state === 'object' && state !== null && 'kind' in state && state.kind === 'jobmanager';
const isTaskManager = (state: unknown): state is TaskManagerState => typeof state === 'object' && state !== null && 'kind' in state && state.kind === 'taskmanager';

export function isFlinkPath(path: string): boolean {
  return path === FLINK_HOME || path.startsWith(`${FLINK_HOME}/`);
}

/** The file or folder at an absolute path below Flink's; null where there is none. */
export function flinkEntry(looking: Looking, path: string): DiskEntry | null {
  const [folder = '', name, ...below] = path.slice(FLINK_HOME.length + 1).split('/');
  const own = folder === '' ? null : filesOf(looking, folder);
  if (folder === '') return folderOf(looking, ['LICENSE', 'README.txt', 'bin', 'conf', 'examples', 'lib', 'log', 'opt', 'plugins']);
  if (folder === 'LICENSE' || folder === 'README.txt') return name === undefined ? textFile('Apache Flink\n\nFor the latest information about Flink, please visit our website at:\n\n   https://flink.apache.org\n', looking.bornMs) : null;
  if (folder === 'examples') return examples(looking, [...(name === undefined ? [] : [name]), ...below]);
  if (own === null || below.length > 0) return null;
  return name === undefined ? folderOf(looking, Object.keys(own)) : (own[name]?.() ?? null);
}

function examples(looking: Looking, [kind, jar, ...below]: readonly string[]): DiskEntry | null {
  if (kind === undefined) return folderOf(looking, ['streaming']);
  if (kind !== 'streaming' || below.length > 0) return null;
  if (jar === undefined) return folderOf(looking, EXAMPLE_JARS);
  return EXAMPLE_JARS.includes(jar) ? textFile(`PK\u0003\u0004 ${jar}\n`, looking.bornMs) : null;
}

type Files = Readonly<Record<string, () => DiskEntry>>;

function filesOf(looking: Looking, folder: string): Files | null {
  const empty = (names: readonly string[]): Files => Object.fromEntries(names.map((name) => [name, () => textFile('', looking.bornMs)]));
  switch (folder) {
    case 'bin': return Object.fromEntries(FLINK_TOOLS.map((name) => [name, () => textFile(`#!/usr/bin/env bash\nexec ${name} "$@"\n`, looking.bornMs)]));
    case 'conf': return {
      'config.yaml': () => textFile(configuration(looking), looking.bornMs),
      masters: () => textFile('localhost:8081\n', looking.bornMs),
      workers: () => textFile('localhost\n'.repeat(Math.max(1, Object.values(looking.disks).filter(({ state }) => isTaskManager(state)).length)), looking.bornMs),
    };
    case 'lib': return empty(LIBRARIES);
    case 'opt': case 'plugins': return {};
    case 'log': return logs(looking);
    default: return null;
  }
}

/** conf/config.yaml: what the distribution has, and what this cluster was given. */
function configuration(looking: Looking): string {
  const manager = looking.disks[JOB_MANAGER]?.state;
  const taskManager = Object.values(looking.disks).map(({ state }) => state).find(isTaskManager);
  const settings: Record<string, string> = {
    'jobmanager.rpc.address': 'localhost', 'jobmanager.rpc.port': '6123', 'jobmanager.memory.process.size': '1600m', 'taskmanager.memory.process.size': '1728m',
    'taskmanager.numberOfTaskSlots': String(taskManager?.slots ?? FLINK_DEFAULTS['taskmanager.numberOfTaskSlots']), 'parallelism.default': FLINK_DEFAULTS['parallelism.default'],
    'jobmanager.execution.failover-strategy': 'region', 'rest.address': 'localhost', 'rest.port': '8081', ...(isJobManager(manager) ? manager.configuration : {}),
  };
  return Object.entries(settings).map(([name, value]) => `${name}: ${value}\n`).join('');
}

/** Standard output and log of each process, by the names that Flink's scripts give them. */
function logs(looking: Looking): Files {
  const found: Record<string, () => DiskEntry> = {};
  const add = (daemon: string, out: OutputFile, log: OutputFile): void => {
    found[`flink-aluno-${daemon}-laptop.out`] = () => textFile(textOf(out), looking.bornMs);
    found[`flink-aluno-${daemon}-laptop.log`] = () => textFile(textOf(log), looking.bornMs);
  };
  let taskManagers = 0;
  for (const { state } of Object.values(looking.disks)) {
    if (isJobManager(state)) add('standalonesession-0', state.out, state.log);
    if (isTaskManager(state)) add(`taskexecutor-${taskManagers++}`, state.out, state.log);
  }
  return found;
}

function folderOf(looking: Looking, names: readonly string[]): DiskEntry {
  return { kind: 'folder', modifiedMs: looking.bornMs, names: [...names].sort((a, b) => (a < b ? -1 : 1)) };
}
