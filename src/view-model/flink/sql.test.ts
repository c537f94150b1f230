// SQL clients as the page sees them: statements with what came of them, a query's changelog and its table, and the same again after going back.
import { describe, expect, test } from 'vitest';
import type { Input, SavedRun } from '../../bridge/input.ts';
import type { WorldRecord } from '../../bridge/records.ts';
import { SECOND } from '../../sim/kernel/types.ts';
import { Timeline } from '../../sim/timeline.ts';
import { realWorld } from '../../sim/world.ts';
import { sqlDeskRun } from '../../ui/states/flink-scenarios.ts';
import { flinkRecords } from './project.ts';

type Kind = WorldRecord['kind'];
type Of<K extends Kind> = Extract<WorldRecord, { kind: K }>;

const CREATE = `CREATE TABLE pedidos (
  cliente STRING, valor BIGINT
) WITH ('connector' = 'kafka', 'topic' = 'pedidos', 'properties.bootstrap.servers' = 'localhost:9092',
  'properties.group.id' = 'x', 'scan.startup.mode' = 'earliest-offset', 'format' = 'json');`;

const line = (text: string): Input => ({ kind: 'line', tty: 'sql', text });

function timelineOf(statements: readonly string[], run: SavedRun = sqlDeskRun): Timeline {
  const timeline = Timeline.open(realWorld, run);
  timeline.advance(run.scenario.shownFromUs + SECOND);
  timeline.give({ kind: 'open-tty', tty: 'sql', columns: 100, rows: 24, echo: true });
  for (const text of ['sql-client.sh', ...statements]) timeline.give(line(text));
  timeline.advance(timeline.now + 20 * SECOND);
  return timeline;
}

function ofKind<K extends Kind>(timeline: Timeline, kind: K): Of<K>[] {
  return flinkRecords(timeline.kernel.state).filter((record): record is Of<K> => record.kind === kind);
}

describe('a client with a query over Kafka', () => {
  const timeline = timelineOf([CREATE, 'SELECT cliente,\n  COUNT(*) AS pedidos,\n  SUM(valor) AS total\nFROM pedidos GROUP BY cliente;']);
  const [create, query] = ofKind(timeline, 'sql-statement');

  test('was given whole statements, of several lines each', () => {
    expect(create).toMatchObject({ number: 1, text: CREATE, outcome: 'done', job: null });
    expect(query).toMatchObject({ number: 2, outcome: 'running', isQuery: true });
    expect(ofKind(timeline, 'sql-session')).toMatchObject([{ tty: 'sql', state: 'running', catalog: 'default_catalog', database: 'default_database', mode: 'streaming', tables: ['pedidos'] }]);
  });

  test('has a job on the stage, whose operators are the plan\'s nodes', () => {
    const job = ofKind(timeline, 'flink-job').find((one) => one.job === query?.job);
    expect(job?.status).toBe('RUNNING');
    const names = job?.vertices.flatMap(({ operators }) => operators.map(({ name }) => name)) ?? [];
    const nodes = query?.plan?.nodes ?? [];
    expect(nodes.map(({ kind, changes }) => `${kind} ${changes.join()}`)).toEqual(['TableSourceScan I', 'GroupAggregate I,UB,UA', 'Collect ']);
    for (const { number } of nodes) expect(names.some((name) => (number === 0 ? name.includes('Collect') : name.includes(`[${number}]`)))).toBe(true);
    expect(nodes[1]).toMatchObject({ inputs: [{ exchange: 'hash[cliente]' }], state: { kind: 'group', keys: ['cliente'], functions: ['COUNT(*)', 'SUM(valor)'] } });
  });

  test('gets a changelog, and the table is what it makes', () => {
    const [result] = ofKind(timeline, 'sql-result');
    const changes = ofKind(timeline, 'sql-changes').flatMap((part) => part.changes);
    const rows = ofKind(timeline, 'sql-rows').flatMap((part) => part.rows);
    expect(result?.columns.map(({ name, type }) => `${name} ${type}`)).toEqual(['cliente STRING', 'pedidos BIGINT NOT NULL', 'total BIGINT']);
    expect(result?.changes).toBe(changes.length);
    expect(changes.length).toBeGreaterThan(20);
    expect(changes.map(({ place }) => place)).toEqual(changes.map((_, at) => at));
    const table = new Set<string>();
    for (const { op, cells } of changes) {
      if (op === '+I' || op === '+U') table.add(cells.join());
      else table.delete(cells.join());
    }
    expect(rows.map(({ cells }) => cells.join()).sort()).toEqual([...table].sort());
    expect(result).toMatchObject({ size: rows.length, updatesBefore: changes.filter(({ op }) => op === '-U').length });
  });

  test('shows the same again after going back', () => {
    const end = timeline.now;
    const before = flinkRecords(timeline.kernel.state);
    timeline.seek(end - 8 * SECOND);
    const earlier = ofKind(timeline, 'sql-result')[0];
    expect(earlier?.changes).toBeLessThan(before.find((record): record is Of<'sql-result'> => record.kind === 'sql-result')?.changes ?? 0);
    timeline.seek(end);
    expect(flinkRecords(timeline.kernel.state)).toEqual(before);
  });

  test('is stopped by ^C, and takes the next statement', () => {
    timeline.give({ kind: 'control', tty: 'sql', key: 'C', text: '' });
    timeline.give(line('SHOW TABLES;'));
    timeline.advance(timeline.now + 3 * SECOND);
    expect(ofKind(timeline, 'sql-statement').map(({ outcome }) => outcome)).toEqual(['done', 'stopped', 'table']);
    expect(ofKind(timeline, 'sql-statement').at(-1)).toMatchObject({ columns: ['table name'], rows: [['pedidos']] });
    expect(ofKind(timeline, 'sql-session')[0]?.state).toBe('ready');
  });
});

describe('what a statement comes to', () => {
  const check = (statement: string, expected: object): void => {
    test(statement, () => expect(ofKind(timelineOf([CREATE, statement]), 'sql-statement').at(-1)).toMatchObject(expected));
  };
  check('SELECT nome FROM pedidos;', { outcome: 'refused', exception: 'org.apache.calcite.sql.validate.SqlValidatorException', at: { line: 1, column: 8 } });
  check('SELEC 1;', { outcome: 'refused' });
  check('STOP JOB \'x\';', { outcome: 'failed', message: 'java.lang.IllegalArgumentException: Argument bytes must by an array of 16 bytes' });
  check('EXPLAIN SELECT cliente FROM pedidos;', { outcome: 'table', columns: ['result'], cut: false });
  check('SELECT 1;', { outcome: 'finished', isQuery: true });
});
