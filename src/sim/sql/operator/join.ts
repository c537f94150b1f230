// Join of two changelogs without bounds in time (StreamingJoinOperator, StreamingSemiAntiJoinOperator), row by row or over mini-batches.
import type { OperatorEnv, OperatorKind, Running } from '../../flink/operator/operator.ts';
import { type Lineage, mergeLineage, type RowKind, type StreamRecord } from '../../flink/record.ts';
import type { Row } from '../value.ts';
import { newBundle } from './bundle.ts';
import type { JoinConfig } from './config.ts';
import { keyedOf, sqlEnv } from './env.ts';
import { joinBundle } from './join-bundle.ts';
import { JoinState, type Kept } from './join-state.ts';
import { nullKey, pairing } from './pair.ts';

export const join: OperatorKind = {
  create: (config) => ((config as JoinConfig).miniBatch === undefined ? {} : newBundle()),
  run(env) {
    const config = env.spec.config as JoinConfig;
    const sides = sidesOf(env, config);
    if (config.join === 'SEMI' || config.join === 'ANTI') return semiAnti(env, config, sides);
    const work = regular(env, config, sides);
    if (config.miniBatch !== undefined) return joinBundle(env, config.miniBatch.size, config.join, { states: sides.states, work, alike: (a, b, input) => namesOf(sides.matches(a.row, input)) === namesOf(sides.matches(b.row, input)) });
    return { element: (record, input) => work(record, input, false) };
  },
};

/** A row of the other side that the row in hand joins: its name, what is kept of it, and the row of both. */
type Match = readonly [string, Kept, Row];

const namesOf = (matches: readonly Match[]): string => JSON.stringify(matches.map(([name]) => name));

interface Sides {
  readonly states: readonly [JoinState, JoinState];
  /** The rows of the other side that join, each as often as it is there. */
  matches(row: Row, input: 0 | 1): readonly Match[];
  /** The row alone, the other side filled up with NULL. */
  alone(row: Row, input: 0 | 1): Row;
}

function sidesOf(env: OperatorEnv, config: JoinConfig): Sides {
  const keyed = keyedOf(env);
  const nowMs = (): number => env.nowMs();
  const states = [
    new JoinState(keyed, 'left-records', { fields: config.left, joinKey: config.leftKey, uniqueKey: config.uniqueKeys[0], ttlMs: config.ttlMs[0] ?? 0 }, nowMs),
    new JoinState(keyed, 'right-records', { fields: config.right, joinKey: config.rightKey, uniqueKey: config.uniqueKeys[1], ttlMs: config.ttlMs[1] ?? 0 }, nowMs),
  ] as const;
  const isNull = [nullKey(config.leftKey, config.filterNulls), nullKey(config.rightKey, config.filterNulls)] as const;
  const pair = pairing(config.condition, config.left.length, config.right.length, sqlEnv(env, config));
  return {
    states,
    matches(row, input) {
      if (isNull[input](row)) return [];
      const found: Match[] = [];
      for (const [name, kept] of states[input === 0 ? 1 : 0].all()) {
        const both = input === 0 ? pair.both(row, kept[0]) : pair.both(kept[0], row);
        if (both !== null) for (let i = 0; i < kept[2]; i++) found.push([name, kept, both]);
      }
      return found;
    },
    alone: (row, input) => (input === 0 ? pair.leftAlone(row) : pair.rightAlone(row)),
  };
}

const isAdded = (kind: RowKind): boolean => kind === '+I' || kind === '+U';

/** Where a side is outer, rows are inserted and deleted; else they keep the kind of the row that made them. */
function regular(env: OperatorEnv, config: JoinConfig, sides: Sides): (record: StreamRecord, input: 0 | 1, suppressed: boolean) => void {
  const outer = [config.join === 'LEFT' || config.join === 'FULL', config.join === 'RIGHT' || config.join === 'FULL'] as const;
  const emit = (kind: RowKind, row: Row, { timestamp, lineage }: StreamRecord, other: Lineage): void => env.emit({ kind, row, timestamp, lineage: mergeLineage(other, lineage) });
  const add = (record: StreamRecord, input: 0 | 1, suppressed: boolean): void => {
    const { row, lineage } = record;
    const far = input === 0 ? 1 : 0;
    const [own, other] = [sides.states[input], sides.states[far]];
    const matches = sides.matches(row, input);
    if (outer[input] && matches.length === 0) emit('+I', sides.alone(row, input), record, 0);
    for (const [name, kept, both] of matches) {
      if (outer[far]) {
        if (kept[3] === 0 && !suppressed) emit('-D', sides.alone(kept[0], far), record, kept[1]);
        other.associate(name, kept, kept[3] + 1);
      }
      emit(outer[input] || outer[far] ? '+I' : record.kind, both, record, kept[1]);
    }
    own.add(row, lineage, outer[input] ? matches.length : 0);
  };
  const retract = (record: StreamRecord, input: 0 | 1, suppressed: boolean): void => {
    const { row } = record;
    const far = input === 0 ? 1 : 0;
    if (!suppressed) sides.states[input].retract(row);
    const matches = sides.matches(row, input);
    if (outer[input] && matches.length === 0) emit('-D', sides.alone(row, input), record, 0);
    for (const [name, kept, both] of matches) {
      emit(outer[input] ? '-D' : record.kind, both, record, kept[1]);
      if (!outer[far]) continue;
      if (kept[3] === 1 && !suppressed) emit('+I', sides.alone(kept[0], far), record, kept[1]);
      sides.states[far].associate(name, kept, kept[3] - 1);
    }
  };
  return (record, input, suppressed) => {
    if (isAdded(record.kind)) add(record, input, suppressed);
    else retract(record, input, suppressed);
  };
}

/** Left rows that have a match, or that have none. Each remembers how many it has. */
function semiAnti(env: OperatorEnv, { join: type }: JoinConfig, sides: Sides): Running {
  const anti = type === 'ANTI';
  const [lefts, rights] = sides.states;
  const left = (record: StreamRecord): void => {
    const matches = sides.matches(record.row, 0);
    if ((matches.length === 0) === anti) env.emit(record);
    if (isAdded(record.kind)) lefts.add(record.row, record.lineage, matches.length);
    else lefts.retract(record.row);
  };
  const right = (record: StreamRecord): void => {
    const added = isAdded(record.kind);
    if (added) rights.add(record.row, record.lineage, 0);
    else rights.retract(record.row);
    for (const [name, kept] of sides.matches(record.row, 1)) {
      if (kept[3] === (added ? 0 : 1)) {
        const kind = anti ? (added ? '-D' : '+I') : record.kind;
        env.emit({ kind, row: kept[0], timestamp: record.timestamp, lineage: mergeLineage(kept[1], record.lineage) });
      }
      lefts.associate(name, kept, kept[3] + (added ? 1 : -1));
    }
  };
  return {
    element(record, input) {
      if (input === 0) left(record);
      else right(record);
    },
  };
}
