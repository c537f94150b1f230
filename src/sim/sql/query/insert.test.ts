// INSERT: what is written, and what Flink says where the columns do not fit.
import { expect, test } from 'vitest';
import { NO_ENV } from '../expr/env.ts';
import { parseStatement } from '../parser/parse.ts';
import { newCatalogs } from './catalog.ts';
import { createTable } from './define.ts';
import { evaluate } from './evaluate.ts';
import { bindInsert } from './insert.ts';

function check(ddl: string, sql: string, expected: string): void {
  test(sql, () => {
    const [table, insert] = [parseStatement(ddl), parseStatement(sql)];
    const catalogs = table.ok && table.value.kind === 'create table' ? createTable(newCatalogs(), table.value) : null;
    const bound = catalogs?.ok === true && insert.ok && insert.value.kind === 'insert' ? bindInsert(insert.value, catalogs.value) : null;
    expect(bound?.ok === true ? JSON.stringify(evaluate(bound.value.rel, { rows: () => [] }, NO_ENV)) : bound?.problem.message).toBe(expected);
  });
}

const SINK = "CREATE TABLE destino (a INT, b STRING, c AS a + 1) WITH ('connector' = 'blackhole')";

check(SINK, "INSERT INTO destino SELECT 1, 'x'", '[[1,"x"]]');
check(SINK, "INSERT INTO destino (b) VALUES ('x')", '[[null,"x"]]');
check("CREATE TABLE destino (a DECIMAL(6, 2), b BIGINT) WITH ('connector' = 'blackhole')", 'INSERT INTO destino SELECT 1, 2', '[["1.00",2]]');
check(SINK, "INSERT INTO destino SELECT 'x', 1", "Column types of query result and sink for 'default_catalog.default_database.destino' do not match.\nCause: Incompatible types for sink column 'a' at position 0.\n\nQuery schema: [EXPR$0: CHAR(1) NOT NULL, EXPR$1: INT NOT NULL]\nSink schema:  [a: INT, b: STRING]");
check(SINK, "INSERT INTO destino SELECT 1, 'x', 2", "Column types of query result and sink for 'default_catalog.default_database.destino' do not match.\nCause: Different number of columns.\n\nQuery schema: [EXPR$0: INT NOT NULL, EXPR$1: CHAR(1) NOT NULL, EXPR$2: INT NOT NULL]\nSink schema:  [a: INT, b: STRING]");
check("CREATE TABLE destino (a INT NOT NULL, b STRING) WITH ('connector' = 'blackhole')", "INSERT INTO destino (b) VALUES ('x')", "Column 'a' has no default value and does not allow NULLs");
