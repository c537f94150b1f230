// The jdbc connector in a whole world: a table of the database is written, read, and asked by key, with and without a cache.
import { describe, expect, it } from 'vitest';
import { defaultScenario } from '../../../bridge/scenario.ts';
import type { DatabaseState } from '../../engine/database/database.ts';
import type { Kernel } from '../../kernel/kernel.ts';
import { SECOND } from '../../kernel/types.ts';
import type { LaptopState } from '../../shell/machine/state.ts';
import { tailOfTty } from '../../shell/machine/tty.ts';
import { createWorld, giveInput } from '../../world.ts';

const TABLE = (options: string): string => `CREATE TABLE clientes (id INT, nome STRING, PRIMARY KEY (id) NOT ENFORCED) WITH ('connector' = 'jdbc', 'url' = 'jdbc:postgresql://localhost:5432/loja', 'table-name' = 'clientes'${options});`;
const FILL = "SET 'table.dml-sync' = 'true';\nINSERT INTO clientes VALUES (1, 'ana'), (2, 'bia');";
const SHOW = "SET 'sql-client.execution.result-mode' = 'tableau';\nSET 'parallelism.default' = '1';";
const PROBE = "CREATE TABLE pedidos (n INT, k AS MOD(n, 3), pt AS PROCTIME()) WITH ('connector' = 'datagen', 'fields.n.kind' = 'sequence', 'fields.n.start' = '1', 'fields.n.end' = '6');\nSELECT n, nome FROM pedidos LEFT JOIN clientes FOR SYSTEM_TIME AS OF pedidos.pt AS c ON pedidos.k = c.id;";

/** What the terminal shows after a script, and the database. */
function run(script: string): { readonly kernel: Kernel; readonly text: string; readonly database: DatabaseState } {
  const kernel = createWorld({
    ...defaultScenario, name: 'jdbc', home: { 's.sql': script }, flink: { taskManagers: [{ name: 'tm-1', slots: 2 }], settings: {}, jobs: [] },
    engines: [{ kind: 'database', name: 'loja', tables: [{ name: 'clientes', columns: ['id', 'nome'], primaryKey: ['id'] }] }],
  }, 5, { check: true });
  giveInput(kernel, { kind: 'open-tty', tty: 'main', columns: 120, rows: 40, echo: true });
  giveInput(kernel, { kind: 'line', tty: 'main', text: 'sql-client.sh -f s.sql' });
  kernel.runUntil(kernel.state.now + 40 * SECOND);
  const tty = (kernel.actorState('laptop') as LaptopState).ttys['main'];
  return { kernel, text: tty === undefined ? '' : tailOfTty(tty, 8_000), database: kernel.actorState('database-loja') as DatabaseState };
}

/** Cells of the tableau's rows. */
const rowsOf = (text: string): readonly string[] => [...text.matchAll(/^\| \+I \|(.*)\|$/gm)].map(([, cells = '']) => cells.replaceAll(' ', ''));

describe('a table of a database', () => {
  it('is read from its beginning to its end', () => expect(rowsOf(run([TABLE(''), FILL, SHOW, "SELECT nome, id FROM clientes;"].join('\n')).text)).toEqual(['ana|1', 'bia|2']));
  const joined = ['1|ana', '2|bia', '3|<NULL>', '4|ana', '5|bia', '6|<NULL>'];
  const asked = (name: string, options: string, questions: number): void => it(name, () => {
    const { text, database } = run([TABLE(options), FILL, SHOW, PROBE].join('\n'));
    expect([rowsOf(text), database.queries]).toEqual([joined, questions]);
  });
  asked('is asked for each row without a cache', '', 6);
  asked('is asked for each key with one', ", 'lookup.cache' = 'PARTIAL', 'lookup.partial-cache.max-rows' = '10'", 3);
  asked('is asked again for keys that have no row, where they are not remembered', ", 'lookup.cache' = 'PARTIAL', 'lookup.partial-cache.max-rows' = '10', 'lookup.partial-cache.cache-missing-key' = 'false'", 4);
  it('that is not there is refused in the words of the database', () => {
    expect(run([SHOW, TABLE('').replace("'table-name' = 'clientes'", "'table-name' = 'nada'"), 'SELECT * FROM clientes;'].join('\n')).text).toContain('org.postgresql.util.PSQLException: ERROR: relation "nada" does not exist');
  });
});
