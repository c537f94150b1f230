// Flink's processes as this machine's scripts see them: the JobManager and TaskManagers, which run on it, with the numbers of their processes.
import { createJobManager } from '../../../flink/jobmanager/state.ts';
import { JOB_MANAGER } from '../../../flink/rpc.ts';
import { createTaskManager } from '../../../flink/taskmanager/taskmanager-state.ts';
import type { NodeId } from '../../../kernel/types.ts';
import type { Os } from '../../program.ts';

export interface Daemon {
  readonly node: NodeId;
  readonly kind: 'standalonesession' | 'taskexecutor';
  readonly up: boolean;
  readonly pid: number;
}

/** The number of the first process; each start has another one. */
const FIRST_PID = 4_000;
/** taskmanager.numberOfTaskSlots, Flink default 1. */
const DEFAULT_SLOTS = 1;
export const MOST_TASK_MANAGERS = 16;

const kindOf = (state: unknown): string => (typeof state === 'object' && state !== null && 'kind' in state && typeof state.kind === 'string' ? state.kind : '');
const isRecord = (state: unknown): state is Readonly<Record<string, unknown>> => typeof state === 'object' && state !== null;

export function daemonsOf(os: Os): readonly Daemon[] {
  return Object.entries(os.context.disks()).flatMap(([node, { state, up, upSince }], place): Daemon[] => {
    const kind = kindOf(state);
    if (kind !== 'jobmanager' && kind !== 'taskmanager') return [];
    return [{ node, kind: kind === 'jobmanager' ? 'standalonesession' : 'taskexecutor', up, pid: FIRST_PID + place * 100 + (Math.floor((upSince ?? 0) / 1_000_000) % 100) }];
  });
}

/** The cluster's configuration: what its JobManager was given, none for a new one. */
export function configurationOf(os: Os): Readonly<Record<string, string>> {
  const state = os.context.disks()[JOB_MANAGER]?.state;
  return isRecord(state) && isRecord(state['configuration']) ? (state['configuration'] as Readonly<Record<string, string>>) : {};
}

/** A process of Flink's begins; what ran before goes on with what its disk holds. */
export function startDaemon(os: Os, node: NodeId): void {
  os.note('node-started', { node }, [`node/${node}`]);
  const configuration = configurationOf(os);
  if (node === JOB_MANAGER) os.context.launch(node, 'jobmanager', createJobManager(configuration));
  else os.context.launch(node, 'taskmanager', createTaskManager(node, Number(configuration['taskmanager.numberOfTaskSlots'] ?? DEFAULT_SLOTS), configuration));
}
