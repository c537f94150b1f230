// What a checkpoint holds of one operator, and how it is shared out among the subtasks of another parallelism (StateAssignmentOperation).
import { freeze } from '../../kernel/freeze.ts';
import { keyGroupRange } from '../key-groups.ts';
import type { Value } from '../record.ts';
import type { KeyedSnapshot } from './keyed-backend.ts';
import { groupBytes, snapshotBytes, type TableSnapshot } from './state-table.ts';

/** How a list of operator state is shared out (OperatorStateHandle.Mode). */
export type ListMode = 'SPLIT_DISTRIBUTE' | 'UNION' | 'BROADCAST';

/** The items of one subtask. */
export interface ListState {
  readonly mode: ListMode;
  readonly items: readonly Value[];
}

export type OperatorLists = Readonly<Record<string, ListState>>;

/** The state of one operator in one subtask. Frozen. Its watermark is none of it: that begins anew, as in Flink. */
export interface OperatorSnapshot {
  readonly keyed: KeyedSnapshot | null;
  readonly lists: OperatorLists;
}

export const NO_LISTS: OperatorLists = freeze({});

/** What is in it, in bytes. */
export function operatorBytes(snapshot: OperatorSnapshot): number {
  let bytes = snapshotBytes(snapshot.lists);
  for (const [name, table] of Object.entries(snapshot.keyed?.tables ?? {})) {
    bytes += name.length + 2;
    for (const [group, namespaces] of Object.entries(table)) bytes += group.length + 2 + groupBytes(namespaces);
  }
  return bytes;
}

/** Bytes that `previous` did not have: key groups that are the same object are the same state. */
export function newBytes(snapshot: OperatorSnapshot, previous: OperatorSnapshot | null): number {
  let bytes = snapshotBytes(snapshot.lists);
  for (const [name, table] of Object.entries(snapshot.keyed?.tables ?? {})) {
    const before = previous?.keyed?.tables[name];
    for (const [group, namespaces] of Object.entries(table)) if (before?.[Number(group)] !== namespaces) bytes += groupBytes(namespaces);
  }
  return bytes;
}

/** One operator's state of all subtasks as the subtasks of another parallelism get it. */
export function redistribute(snapshots: readonly OperatorSnapshot[], parallelism: number, maxParallelism: number): OperatorSnapshot[] {
  const names = [...new Set(snapshots.flatMap(({ lists }) => Object.keys(lists)))];
  return Array.from({ length: parallelism }, (_, subtask): OperatorSnapshot => {
    const lists: Record<string, ListState> = {};
    for (const name of names) lists[name] = listOf(snapshots, name, subtask, parallelism);
    const keyed = keyedOf(snapshots, keyGroupRange(subtask, maxParallelism, parallelism), maxParallelism);
    return freeze({ keyed, lists });
  });
}

function keyedOf(snapshots: readonly OperatorSnapshot[], [first, last]: readonly [number, number], maxParallelism: number): KeyedSnapshot | null {
  const tables: Record<string, Record<number, TableSnapshot[number]>> = {};
  let found = false;
  for (const { keyed } of snapshots) {
    if (keyed === null) continue;
    found = true;
    for (const [name, table] of Object.entries(keyed.tables)) {
      const own = (tables[name] ??= {});
      for (const [key, group] of Object.entries(table)) if (Number(key) >= first && Number(key) <= last) own[Number(key)] = group;
    }
  }
  return found ? { maxParallelism, tables } : null;
}

/** RoundRobinOperatorStateRepartitioner, for the three modes. */
function listOf(snapshots: readonly OperatorSnapshot[], name: string, subtask: number, parallelism: number): ListState {
  const own = snapshots.map(({ lists }) => lists[name]).filter((list) => list !== undefined);
  const mode = own[0]?.mode ?? 'SPLIT_DISTRIBUTE';
  const all = own.flatMap(({ items }) => items);
  if (mode === 'UNION') return { mode, items: all };
  if (mode === 'BROADCAST') return { mode, items: own[subtask % Math.max(1, own.length)]?.items ?? [] };
  // The same number of subtasks keeps what each had; else items go round.
  if (snapshots.length === parallelism) return { mode, items: snapshots[subtask]?.lists[name]?.items ?? [] };
  return { mode, items: all.filter((_, i) => i % parallelism === subtask) };
}
