// The small database and its live chart: idempotent upserts, what SELECT answers and refuses, a chart that asks again and again, and Flink SQL that writes.
import { describe, expect, it } from 'vitest';
import type { DashboardSpec, DatabaseSpec } from '../../../bridge/engines.ts';
import { defaultScenario } from '../../../bridge/scenario.ts';
import type { Kernel } from '../../kernel/kernel.ts';
import { SECOND } from '../../kernel/types.ts';
import { createWorld, giveInput } from '../../world.ts';
import type { DashboardState } from './dashboard.ts';
import type { DatabaseState } from './database.ts';
import { select } from './select.ts';
import { emptyTables, type StoredTable, write, type WriteRow } from './tables.ts';

const spec: DatabaseSpec = { kind: 'database', name: 'loja', tables: [{ name: 'paginas', columns: ['pagina', 'visitas', 'origem'], primaryKey: ['pagina'] }, { name: 'diario', columns: ['texto'], primaryKey: [] }] };
const upsert = (pagina: string, visitas: number | null, origem = 'web'): WriteRow => ({ do: 'upsert', values: { pagina, visitas, origem } });

function filled(): readonly StoredTable[] {
  const [table] = emptyTables(spec);
  if (table === undefined) throw new Error('there is a table');
  const written = write(table, [upsert('/a', 3), upsert('/b', 5, 'app'), upsert('/c', null), upsert('/d', 5)]);
  if ('problem' in written) throw new Error(written.problem);
  return [written.table];
}

describe('tables', () => {
  it('an upsert that comes twice changes nothing the second time', () => {
    const [table] = filled();
    const again = table === undefined ? { problem: '' } : write(table, [upsert('/b', 5, 'app')]);
    expect(again).toMatchObject({ table: { rows: table?.rows }, counts: { inserts: 0, updates: 1 } });
  });

  it.each([
    [{ do: 'insert', values: { pagina: '/a', visitas: 1 } }, 'ERROR: duplicate key value violates unique constraint "paginas_pkey"'],
    [{ do: 'upsert', values: { pagina: null } }, 'ERROR: null value in column "pagina" of relation "paginas" violates not-null constraint'],
    [{ do: 'upsert', values: { pagina: '/a', hora: 1 } }, 'ERROR: column "hora" of relation "paginas" does not exist'],
  ] satisfies [WriteRow, string][])('%o is refused', (row, problem) => {
    const [table] = filled();
    expect(table === undefined ? null : write(table, [upsert('/z', 1), row])).toEqual({ problem });
  });
});

describe('SELECT', () => {
  it.each([
    ['SELECT * FROM paginas', [['/a', 3, 'web'], ['/b', 5, 'app'], ['/c', null, 'web'], ['/d', 5, 'web']]],
    ['select pagina, visitas from paginas where visitas > 2 order by visitas desc, pagina limit 2;', [['/b', 5], ['/d', 5]]],
    ['SELECT origem, count(*) AS n, sum(visitas) total, avg(visitas) FROM paginas GROUP BY origem ORDER BY n DESC', [['web', 3, 8, 4], ['app', 1, 5, 5]]],
    ['SELECT count(visitas), max(visitas) FROM paginas WHERE pagina = \'/c\'', [[0, null]]],
    ['SELECT pagina FROM paginas WHERE pagina <> \' FROM \' AND NOT origem = \'web\'', [['/b']]],
    ['SELECT pagina FROM paginas WHERE origem <> \'d\'\'água\\\' LIMIT 1', [['/a']]],
    ['SELECT pagina FROM paginas ORDER BY visitas', [['/a'], ['/b'], ['/d'], ['/c']]],
  ])('%s', (sql, rows) => {
    expect(select(sql, filled())).toMatchObject({ rows });
  });

  it.each([
    ['SELECT x FROM paginas', 'ERROR:  column "x" does not exist'],
    ['SELECT * FROM nada', 'ERROR:  relation "nada" does not exist'],
    ['DROP TABLE paginas', 'ERROR:  syntax error at or near "DROP"'],
    ['SELECT pagina, count(*) FROM paginas GROUP BY origem', 'ERROR:  column "paginas.pagina" must appear in the GROUP BY clause or be used in an aggregate function'],
    ['SELECT *', 'ERROR:  syntax error at end of input'],
  ])('%s is refused', (sql, problem) => {
    expect(select(sql, filled())).toEqual({ problem });
  });
});

const chart: DashboardSpec = { kind: 'dashboard', name: 'visitas', database: 'loja', query: 'SELECT quem, n FROM cliques ORDER BY n DESC', everyMs: 2_000, chart: 'bar', label: 'quem', value: 'n' };
const STATEMENTS = `CREATE TABLE cliques (quem STRING, n BIGINT) WITH ('connector' = 'kafka', 'topic' = 'cliques', 'properties.bootstrap.servers' = 'localhost:9092', 'scan.startup.mode' = 'earliest-offset', 'format' = 'json');
CREATE TABLE totais (quem STRING, n BIGINT, PRIMARY KEY (quem) NOT ENFORCED) WITH ('connector' = 'jdbc', 'url' = 'jdbc:postgresql://localhost:5432/loja', 'table-name' = 'cliques', 'username' = 'ana', 'password' = 'x');
INSERT INTO totais SELECT quem, COUNT(*) FROM cliques GROUP BY quem;
`;

function world(): Kernel {
  const kernel = createWorld({
    ...defaultScenario, topics: [{ name: 'cliques', partitions: 1, replicationFactor: 3 }], home: { 'job.sql': STATEMENTS }, flink: { taskManagers: [{ name: 'tm-1', slots: 2 }], settings: {}, jobs: [] },
    apps: [{ kind: 'producer', name: 'site', topic: 'cliques', recordsPerSecond: 10, keys: ['ana', 'bia'], value: '{"quem":"{key}","n":{n}}', settings: {} }],
    engines: [{ kind: 'database', name: 'loja', tables: [{ name: 'cliques', columns: ['quem', 'n'], primaryKey: ['quem'] }] }, chart],
  }, 5, { check: true });
  giveInput(kernel, { kind: 'open-tty', tty: 'main', columns: 120, rows: 40, echo: true });
  giveInput(kernel, { kind: 'line', tty: 'main', text: 'sql-client.sh -f job.sql' });
  return kernel;
}

describe('a database that Flink SQL writes to', () => {
  const later = (kernel: Kernel, seconds: number): void => kernel.runUntil(kernel.state.now + seconds * SECOND);
  const stored = (kernel: Kernel): DatabaseState => kernel.actorState('database-loja') as DatabaseState;
  const shown = (kernel: Kernel): DashboardState => kernel.actorState('dashboard-visitas') as DashboardState;

  it('has one row a key, and the chart follows it; while it is down both wait', () => {
    const kernel = world();
    later(kernel, 30);
    const rows = (): number => stored(kernel).tables[0]?.rows.length ?? 0;
    expect(rows()).toBe(2);
    expect(stored(kernel).updates).toBeGreaterThan(10);
    expect(shown(kernel).labels).toHaveLength(2);
    expect(shown(kernel).polls).toBeGreaterThan(10);
    const before = Object.values(shown(kernel).points.at(-1)?.values ?? {}).reduce((sum, n) => sum + n, 0);
    expect(before).toBeGreaterThan(100);
    kernel.crash('database-loja');
    later(kernel, 3);
    expect(shown(kernel).problem).toContain('refused');
    kernel.start('database-loja');
    later(kernel, 15);
    expect(shown(kernel).problem).toBe('');
    expect(Object.values(shown(kernel).points.at(-1)?.values ?? {}).reduce((sum, n) => sum + n, 0)).toBeGreaterThan(before + 100);
  });
});
