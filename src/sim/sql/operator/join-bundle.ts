// A join over mini-batches: what comes and goes within a batch is folded before it joins (MiniBatchStreamingJoinOperator and its bundles).
import type { OperatorEnv, Running } from '../../flink/operator/operator.ts';
import type { StreamRecord } from '../../flink/record.ts';
import { hashOrder } from '../../jvm/hash-map.ts';
import { type Gathered, keyedBundle } from './bundle.ts';
import type { JoinState } from './join-state.ts';
import { isRetraction } from './row-kinds.ts';

type Join = 'INNER' | 'LEFT' | 'RIGHT' | 'FULL';

interface Joining {
  readonly states: readonly [JoinState, JoinState];
  /** Joins a row. `suppressed`: it is half of an update, so that the other side's rows never stand alone in between. */
  readonly work: (record: StreamRecord, input: 0 | 1, suppressed: boolean) => void;
  /** Whether both rows join the same of the other side. Flink doesn't ask, and errs where a condition has more than equalities (FLINK-40841). */
  readonly alike: (a: StreamRecord, b: StreamRecord, input: 0 | 1) => boolean;
}

export function joinBundle(env: OperatorEnv, size: number, join: Join, { states, work, alike }: Joining): Running {
  // The side whose rows would else be told alone comes last.
  const order: readonly (0 | 1)[] = join === 'RIGHT' ? [0, 1] : [1, 0];
  return keyedBundle(env, size, (gathered, hold) => {
    for (const input of order) {
      for (const { key, records } of gathered[input]) {
        hold(key, input);
        for (const rows of foldedRows(records, states[input])) {
          const [before, after] = rows;
          const suppressed = states[input].shape !== 'bag' && before !== undefined && after !== undefined && alike(before, after, input);
          for (const row of rows) work(row, input, suppressed);
        }
      }
    }
  });
}

/** The rows of a join key by what tells them apart, folded, in the order of Flink's HashMaps. */
export function foldedRows(records: Gathered['records'], state: Pick<JoinState, 'shape' | 'nameOf' | 'hashOf'>): readonly (readonly StreamRecord[])[] {
  const alike = new Map<string, StreamRecord[]>();
  const fold = state.shape === 'bag' ? foldEqual : foldUpdates;
  for (const record of records) {
    const name = state.nameOf(record.row);
    const rows = alike.get(name) ?? [];
    alike.set(name, rows);
    fold(rows, record);
    if (rows.length === 0) alike.delete(name);
  }
  const all = [...alike.values()];
  return state.shape === 'one' ? all : hashOrder(all, ([first]) => (first === undefined ? 0 : state.hashOf(first.row)));
}

/** Equal rows: one that comes and one that goes are none (InputSideHasNoUniqueKeyBundle). */
function foldEqual(rows: StreamRecord[], record: StreamRecord): void {
  const at = rows.findLastIndex(({ kind }) => isRetraction(kind) !== isRetraction(record.kind));
  if (at >= 0) rows.splice(at, 1);
  else rows.push(record);
}

/** Rows of one unique key: the first that goes and the last that comes are left (InputSideHasUniqueKeyBundle, JoinKeyContainsUniqueKeyBundle). */
function foldUpdates(rows: StreamRecord[], record: StreamRecord): void {
  const last = rows.at(-1);
  const goes = isRetraction(record.kind);
  if (last !== undefined && (goes || !isRetraction(last.kind))) rows.pop();
  if (last === undefined || !goes || isRetraction(last.kind)) rows.push(record);
}
