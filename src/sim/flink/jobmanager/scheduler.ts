// Slots and deployment: which slot runs which subtask, and what each is told (SlotSharingExecutionSlotAllocator, DefaultScheduler).
import { freeze } from '../../kernel/freeze.ts';
import type { Context } from '../../kernel/types.ts';
import { SECOND } from '../../kernel/types.ts';
import { duration } from '../config.ts';
import type { JobEdge } from '../graph/job-graph.ts';
import { type ChannelEnd, failure, type GateSpec, type ResultSpec, type TaskDeployment } from '../rpc.ts';
import { type OperatorSnapshot, redistribute } from '../state/snapshot.ts';
import type { CompletedCheckpoint, Execution, Job, JobManagerState, SharedSlot } from './state.ts';
import { isTerminal } from './state.ts';

/** Edges that join each subtask with its own counterparts only; all others join all with all. */
const isPointwise = (edge: JobEdge): boolean => edge.partitioner.kind === 'FORWARD' || edge.partitioner.kind === 'RESCALE';

/** Which subtasks below a subtask's output reaches. */
export function consumersOf(job: Job, edge: JobEdge, subtask: number): number[] {
  const [up, down] = [job.graph.vertices[edge.from]?.parallelism ?? 1, job.graph.vertices[edge.to]?.parallelism ?? 1];
  if (!isPointwise(edge)) return Array.from({ length: down }, (_, i) => i);
  // As VertexInputInfoComputationUtils shares them out.
  if (up < down) {
    const found: number[] = [];
    for (let i = 0; i < down; i++) if (Math.floor((i * up) / down) === subtask) found.push(i);
    return found;
  }
  return [Math.floor((subtask * down) / up)];
}

/** Subtasks that must restart with each other: what pipelined edges join (RestartPipelinedRegionFailoverStrategy). */
export function regionOf(job: Job, place: number): number[] {
  const found = new Set([place]);
  const queue = [place];
  for (let at = queue.pop(); at !== undefined; at = queue.pop()) {
    for (const next of neighbours(job, at)) {
      if (found.has(next)) continue;
      found.add(next);
      queue.push(next);
    }
  }
  return [...found].sort((a, b) => a - b);
}

function neighbours(job: Job, place: number): number[] {
  const execution = job.executions[place];
  if (execution === undefined) return [];
  const at = (vertex: number, subtask: number): number => job.executions.findIndex((one) => one.vertex === vertex && one.subtask === subtask);
  return job.graph.edges.flatMap((edge) => {
    if (edge.from === execution.vertex) return consumersOf(job, edge, execution.subtask).map((subtask) => at(edge.to, subtask));
    if (edge.to !== execution.vertex) return [];
    const up = job.graph.vertices[edge.from]?.parallelism ?? 1;
    return Array.from({ length: up }, (_, i) => i).filter((i) => consumersOf(job, edge, i).includes(execution.subtask)).map((i) => at(edge.from, i));
  });
}

/** Slots that the job needs and has not: for each slot sharing group as many as its widest vertex. */
function missingSlots(job: Job): { readonly group: string; readonly index: number }[] {
  const widest: Record<string, number> = {};
  for (const { slotSharingGroup, parallelism } of job.graph.vertices) widest[slotSharingGroup] = Math.max(widest[slotSharingGroup] ?? 0, parallelism);
  return Object.entries(widest).flatMap(([group, count]) =>
    Array.from({ length: count }, (_, index) => ({ group, index })).filter(({ index }) => !job.slots.some((slot) => slot.group === group && slot.index === index)));
}

/** Free slots, those of the TaskManager that registered first before the others' (taskmanager.load-balance.mode NONE). */
export function freeSlots(state: JobManagerState): { readonly node: string; readonly slot: number }[] {
  const used = new Set(Object.values(state.jobs).flatMap(({ slots }) => slots.map(({ node, slot }) => `${node}/${slot}`)));
  return Object.values(state.taskManagers).flatMap(({ node, slots }) => Array.from({ length: slots }, (_, slot) => ({ node, slot })).filter(({ slot }) => !used.has(`${node}/${slot}`)));
}

/** Starts executions that are CREATED or SCHEDULED, as soon as there are slots for all. */
export function schedule(state: JobManagerState, job: Job, ctx: Context): void {
  const waiting = job.executions.filter(({ status }) => status === 'CREATED' || status === 'SCHEDULED');
  if (waiting.length === 0 || isTerminal(job.status) || job.restarting !== null) return;
  for (const execution of waiting) execution.status = 'SCHEDULED';
  job.status = 'RUNNING';
  const missing = missingSlots(job);
  const free = freeSlots(state);
  if (free.length < missing.length) {
    if (job.waitingSince === null) {
      job.waitingSince = ctx.now;
      ctx.schedule(duration(job.configuration, 'slot.request.timeout') ?? 300 * SECOND, freeze({ kind: 'SlotsTimedOut', job: job.id, since: ctx.now }));
      ctx.note('flink-slots-missing', { job: job.graph.name, wanted: missing.length, free: free.length }, [`flink-job/${job.id}`]);
    }
    return;
  }
  job.waitingSince = null;
  missing.forEach(({ group, index }, i) => {
    const slot = free[i];
    if (slot !== undefined) job.slots.push(freeze({ ...slot, group, index }));
  });
  deploy(job, waiting, ctx);
}

function slotOf(job: Job, execution: Execution): SharedSlot | undefined {
  const group = job.graph.vertices[execution.vertex]?.slotSharingGroup;
  return job.slots.find((slot) => slot.group === group && slot.index === execution.subtask);
}

function deploy(job: Job, executions: readonly Execution[], ctx: Context): void {
  for (const execution of executions) {
    const slot = slotOf(job, execution);
    execution.node = slot?.node ?? null;
    execution.slot = slot?.slot ?? -1;
    execution.attempt = `${job.id.slice(0, 8)}_${execution.vertex}_${execution.subtask}_${execution.number}`;
    execution.status = 'DEPLOYING';
    execution.since = ctx.now;
  }
  const restore = job.coordinator.completed.at(-1) ?? null;
  if (restore !== null) job.coordinator.restoredCount += 1;
  const states: Record<string, readonly OperatorSnapshot[]> = {};
  for (const execution of executions) {
    if (execution.node === null) continue;
    ctx.send(execution.node, freeze({ kind: 'SubmitTask', deployment: deployment(job, execution, restore, states) }), { bytes: 2_000 });
  }
}

function deployment(job: Job, execution: Execution, restore: CompletedCheckpoint | null, states: Record<string, readonly OperatorSnapshot[]>): TaskDeployment {
  const { vertex: vertexIndex, subtask, attempt, number, slot } = execution;
  const vertex = job.graph.vertices[vertexIndex];
  if (vertex === undefined) throw new Error('an execution belongs to a vertex');
  const operators: Record<string, OperatorSnapshot> = {};
  for (const { operatorId } of vertex.operators) {
    const known = restore?.operators[operatorId];
    if (known === undefined) continue;
    const shared = (states[operatorId] ??= redistribute(known.subtasks.filter((part) => part !== null), vertex.parallelism, vertex.maxParallelism));
    const own = shared[subtask];
    if (own !== undefined) operators[operatorId] = own;
  }
  return {
    job: job.id, attempt, slot, vertexIndex, vertex, subtask, attemptNumber: number, configuration: job.configuration,
    gates: gatesOf(job, execution), results: resultsOf(job, execution),
    restore: restore === null ? null : { checkpoint: restore.checkpoint, operators, inFlight: restore.inFlight[`${vertexIndex}/${subtask}`] ?? null },
  };
}

const executionOf = (job: Job, vertex: number, subtask: number): Execution | undefined => job.executions.find((one) => one.vertex === vertex && one.subtask === subtask);

function gatesOf(job: Job, { vertex, subtask }: Execution): GateSpec[] {
  return job.graph.edges.flatMap((edge, place): GateSpec[] => {
    if (edge.to !== vertex) return [];
    const side = job.graph.edges.filter(({ from }) => from === edge.from).indexOf(edge);
    const up = job.graph.vertices[edge.from]?.parallelism ?? 1;
    const producers = Array.from({ length: up }, (_, i) => i).flatMap((i): ChannelEnd[] => {
      const index = consumersOf(job, edge, i).indexOf(subtask);
      const producer = executionOf(job, edge.from, i);
      return index < 0 || producer === undefined ? [] : [{ node: producer.node ?? '', attempt: producer.attempt, side, index }];
    });
    return [{ edge: place, input: edge.input, producers }];
  });
}

function resultsOf(job: Job, { vertex, subtask }: Execution): ResultSpec[] {
  return job.graph.edges.flatMap((edge, place): ResultSpec[] => {
    if (edge.from !== vertex) return [];
    const side = job.graph.edges.filter(({ to }) => to === edge.to).indexOf(edge);
    const consumers = consumersOf(job, edge, subtask).flatMap((i): ChannelEnd[] => {
      const consumer = executionOf(job, edge.to, i);
      const up = job.graph.vertices[edge.from]?.parallelism ?? 1;
      const index = Array.from({ length: up }, (_, j) => j).filter((j) => consumersOf(job, edge, j).includes(i)).indexOf(subtask);
      return consumer === undefined ? [] : [{ node: consumer.node ?? '', attempt: consumer.attempt, side, index }];
    });
    return [{ edge: place, fromOperator: edge.fromOperator, outputTag: edge.outputTag, partitioner: edge.partitioner, maxParallelism: job.graph.vertices[edge.to]?.maxParallelism ?? 128, consumers }];
  });
}

/** What a job fails with when its slots did not come in time. */
export const NO_RESOURCES = freeze(failure('org.apache.flink.runtime.jobmanager.scheduler.NoResourceAvailableException', 'Could not acquire the minimum required resources.'));
