// Queries over small tables, bound and evaluated: what comes out, and what is said of wrong ones.
import { describe, expect, test } from 'vitest';
import { NO_ENV } from '../expr/env.ts';
import { cellText } from '../expr/text.ts';
import { parseStatement, splitStatements } from '../parser/parse.ts';
import { attempt, type Result } from '../problem.ts';
import type { Row } from '../value.ts';
import { bindQuery } from './bind.ts';
import { type Catalogs, newCatalogs } from './catalog.ts';
import { createTable, createView } from './define.ts';
import { evaluate } from './evaluate.ts';

const SCRIPT = `
CREATE TABLE clicks (who STRING, page STRING, ts TIMESTAMP(3), WATERMARK FOR ts AS ts - INTERVAL '5' SECOND) WITH ('connector' = 'values');
CREATE TABLE plain (who STRING, ts TIMESTAMP(3)) WITH ('connector' = 'values');
CREATE VIEW sales AS SELECT * FROM (VALUES (1, 'ana', 'book', 30), (2, 'rui', 'pen', 2), (3, 'ana', 'book', 25), (4, 'bia', 'cup', 5), (5, 'rui', 'book', 40), (6, 'ana', 'pen', 3)) AS t(id, who, item, price);
CREATE VIEW pupils AS SELECT * FROM (VALUES (1, 'ana', 10), (2, 'rui', 20), (3, 'bia', 10), (4, 'caio', CAST(NULL AS INT))) AS t(id, name, course);
CREATE VIEW courses AS SELECT * FROM (VALUES (10, 'Data'), (20, 'Nets'), (30, 'Art')) AS t(code, title);
CREATE VIEW lists AS SELECT * FROM (VALUES (1, ARRAY['a', 'b']), (2, ARRAY['c'])) AS t(id, xs);`;

const minute = (minutes: number, seconds: number): number => (minutes * 60 + seconds) * 1_000;
const ROWS: Readonly<Record<string, readonly Row[]>> = { clicks: [['ana', '/', minute(0, 5)], ['rui', '/a', minute(0, 30)], ['ana', '/b', minute(0, 59)], ['bia', '/', minute(1, 2)], ['rui', '/', minute(3, 10)]] };

function catalogs(): Catalogs {
  const pieces = splitStatements(SCRIPT);
  let all = newCatalogs();
  for (const { text } of pieces.ok ? pieces.value : []) {
    const parsed = parseStatement(text);
    if (!parsed.ok) throw new Error(parsed.problem.message);
    const made: Result<Catalogs> = parsed.value.kind === 'create table' ? createTable(all, parsed.value) : parsed.value.kind === 'create view' ? createView(all, parsed.value) : { ok: true, value: all };
    if (!made.ok) throw new Error(made.problem.message);
    all = made.value;
  }
  return all;
}

const CATALOGS = catalogs();

/** The rows as the client shows them, a line each; or the problem. */
function run(sql: string): string {
  const parsed = parseStatement(sql);
  if (!parsed.ok) return parsed.problem.message;
  if (parsed.value.kind !== 'query') return 'no query';
  const bound = bindQuery(parsed.value.query, CATALOGS);
  if (!bound.ok) return bound.problem.message;
  const rows = attempt(() => evaluate(bound.value, { rows: (path) => ROWS[path.at(-1) ?? ''] ?? [] }, NO_ENV));
  if (!rows.ok) return rows.problem.message;
  return rows.value.map((row) => row.map((value, i) => cellText(bound.value.fields[i]?.type ?? { kind: 'NULL', nullable: true })(value, 'UTC')).join(' ')).join('\n');
}

function check(sql: string, ...expected: readonly string[]): void {
  test(sql.slice(0, 110), () => expect(run(sql)).toBe(expected.join('\n')));
}

describe('grouping', () => {
  check('SELECT who, SUM(price), COUNT(*) FROM sales GROUP BY who', 'ana 58 3', 'rui 42 2', 'bia 5 1');
  check('SELECT SUM(price), MIN(price), MAX(price), AVG(price), COUNT(DISTINCT who) FROM sales', '105 2 40 17 3');
  check('SELECT COUNT(*), SUM(price) FROM sales WHERE price > 1000', '0 <NULL>');
  check('SELECT who FROM sales GROUP BY who HAVING COUNT(*) > 2', 'ana');
  check("SELECT item, COUNT(*) FILTER (WHERE price > 10), SUM(price) FILTER (WHERE who = 'ana') FROM sales GROUP BY item", 'book 3 55', 'pen 0 3', 'cup 0 <NULL>');
  check("SELECT who, item, SUM(price), GROUPING(item) FROM sales WHERE who <> 'bia' GROUP BY GROUPING SETS ((who, item), (who), ())", 'ana book 55 0', 'rui pen 2 0', 'rui book 40 0', 'ana pen 3 0', 'ana <NULL> 58 1', 'rui <NULL> 42 1', '<NULL> <NULL> 100 1');
  check('SELECT COUNT(*) FROM sales GROUP BY ROLLUP (who)', '3', '2', '1', '6');
  check('SELECT n, COUNT(*) FROM (SELECT who, COUNT(*) AS n FROM sales GROUP BY who) GROUP BY n', '3 1', '2 1', '1 1');
  check("SELECT LISTAGG(x, ' / '), ARRAY_AGG(x), COLLECT(x) FROM (VALUES ('p'), ('q'), ('p')) AS t(x)", 'p / q / p [p, q, p] {q=1, p=2}');
  check('SELECT DISTINCT item FROM sales', 'book', 'pen', 'cup');
  check('SELECT UPPER(who) FROM sales GROUP BY UPPER(who) ORDER BY COUNT(*) DESC LIMIT 1', 'ANA');
});

describe('joins', () => {
  check('SELECT name, title FROM pupils JOIN courses ON course = code ORDER BY name', 'ana Data', 'bia Data', 'rui Nets');
  check('SELECT name, title FROM pupils LEFT JOIN courses ON course = code ORDER BY name', 'ana Data', 'bia Data', 'caio <NULL>', 'rui Nets');
  check('SELECT name, title FROM pupils FULL OUTER JOIN courses ON course = code ORDER BY title, name', 'caio <NULL>', '<NULL> Art', 'ana Data', 'bia Data', 'rui Nets');
  check('SELECT a.name, b.name FROM pupils a JOIN pupils b ON a.course = b.course AND a.id < b.id', 'ana bia');
  check('SELECT title FROM courses WHERE code NOT IN (SELECT course FROM pupils WHERE course IS NOT NULL)', 'Art');
  check('SELECT title FROM courses c WHERE EXISTS (SELECT 1 FROM pupils p WHERE p.course = c.code) ORDER BY title', 'Data', 'Nets');
  check('SELECT name, (SELECT COUNT(*) FROM pupils q WHERE q.course = p.course) FROM pupils p ORDER BY id', 'ana 2', 'rui 1', 'bia 2', 'caio 0');
  check('SELECT id, x FROM lists CROSS JOIN UNNEST(xs) AS u(x)', '1 a', '1 b', '2 c');
  check('SELECT id, x, n FROM lists CROSS JOIN UNNEST(xs) WITH ORDINALITY AS u(x, n)', '1 a 1', '1 b 2', '2 c 1');
  check('SELECT who, t.price FROM (SELECT DISTINCT who FROM sales) s, LATERAL (SELECT price FROM sales WHERE who = s.who ORDER BY price DESC LIMIT 1) t', 'ana 30', 'rui 40', 'bia 5');
});

describe('sets, order, windows', () => {
  check("SELECT 1 UNION ALL SELECT 1 UNION SELECT 2", '1', '2');
  check('SELECT x FROM (VALUES (1), (2), (2)) AS t(x) INTERSECT SELECT 2', '2');
  check('SELECT x FROM (VALUES (1), (2), (2)) AS t(x) EXCEPT SELECT 1', '2');
  check('SELECT id FROM sales ORDER BY price DESC LIMIT 2 OFFSET 1', '1', '3');
  check('SELECT who, price FROM (SELECT *, ROW_NUMBER() OVER (PARTITION BY who ORDER BY price DESC) AS r FROM sales) WHERE r = 1', 'ana 30', 'bia 5', 'rui 40');
  check('SELECT id, SUM(price) OVER (PARTITION BY who ORDER BY id ROWS BETWEEN 1 PRECEDING AND CURRENT ROW) FROM sales ORDER BY id', '1 30', '2 2', '3 55', '4 5', '5 42', '6 28');
  check('SELECT id, LAG(price) OVER (ORDER BY id), RANK() OVER (ORDER BY who) FROM sales ORDER BY id', '1 <NULL> 1', '2 30 5', '3 2 1', '4 25 4', '5 5 5', '6 40 1');
  check("SELECT window_start, window_end, COUNT(*) FROM TUMBLE(TABLE clicks, DESCRIPTOR(ts), INTERVAL '1' MINUTE) GROUP BY window_start, window_end", '1970-01-01 00:00:00.000 1970-01-01 00:01:00.000 3', '1970-01-01 00:01:00.000 1970-01-01 00:02:00.000 1', '1970-01-01 00:03:00.000 1970-01-01 00:04:00.000 1');
  check("SELECT who, window_end, COUNT(*) FROM SESSION(TABLE clicks PARTITION BY who, DESCRIPTOR(ts), INTERVAL '1' MINUTE) GROUP BY who, window_start, window_end", 'ana 1970-01-01 00:01:59.000 2', 'rui 1970-01-01 00:01:30.000 1', 'bia 1970-01-01 00:02:02.000 1', 'rui 1970-01-01 00:04:10.000 1');
  check("SELECT who, HOP_START(ts, INTERVAL '1' MINUTE, INTERVAL '2' MINUTE), COUNT(*) FROM clicks WHERE who = 'bia' GROUP BY who, HOP(ts, INTERVAL '1' MINUTE, INTERVAL '2' MINUTE)", 'bia 1970-01-01 00:01:00.000 1', 'bia 1970-01-01 00:00:00.000 1');
  check('WITH a AS (SELECT 1 AS x), b AS (SELECT x + 1 AS y FROM a) SELECT x, y FROM a, b', '1 2');
});

describe('what Flink refuses', () => {
  check('SELECT name FROM (VALUES (1)) AS t(id)', "Column 'name' not found in any table");
  check('SELECT * FROM ghost', "Object 'ghost' not found");
  check('SELECT TWICE(2)', 'No match found for function signature TWICE(<NUMERIC>)');
  check('SELECT UPPER(1, 2)', "Invalid number of arguments to function 'UPPER'. Was expecting 1 arguments");
  check("SELECT id FROM (VALUES (1), (2)) AS t(id) WHERE id = 'x' AND name = 1", "Column 'name' not found in any table");
  check("SELECT id FROM (VALUES (1), (2)) AS t(id) WHERE id = 'x'", 'implicit type conversion between INTEGER and CHAR is not supported now');
  check('SELECT SUM(id) FROM (VALUES (1)) AS t(id) WHERE SUM(id) > 1', 'Aggregate expression is illegal in WHERE clause');
  check('SELECT GROUPING(a) FROM (VALUES (1)) AS t(a)', 'GROUPING operator may only occur in an aggregate query');
  check('SELECT a, b, COUNT(*) FROM (VALUES (1, 2)) AS t(a, b) GROUP BY a', "Expression 'b' is not being grouped");
  check("SELECT SUM(s) FROM (VALUES ('x')) AS t(s)", "Cannot apply 'SUM' to arguments of type 'SUM(<CHAR(1)>)'. Supported form(s): 'SUM(<NUMERIC>)'");
  check('SELECT id FROM (VALUES (1)) AS a(id) JOIN (VALUES (1)) AS b(id) ON a.id = b.id', "Column 'id' is ambiguous");
  check("SELECT 1 UNION ALL SELECT 1, 2", 'Column count mismatch in UNION ALL');
  check("SELECT 1 UNION ALL SELECT 'a'", 'Type mismatch in column 1 of UNION ALL');
  check("SELECT 'a' + 1", "Cannot apply '+' to arguments of type '<CHAR(1)> + <INTEGER>'. Supported form(s): '<NUMERIC> + <NUMERIC>'", "'<DATETIME_INTERVAL> + <DATETIME_INTERVAL>'", "'<DATETIME> + <DATETIME_INTERVAL>'", "'<DATETIME_INTERVAL> + <DATETIME>'");
  check("SELECT CASE WHEN 1 THEN 'a' END", 'Expected a boolean type');
  check('SELECT ARRAY[1, 2][0]', 'Array element access needs an index starting at 1 but was 0.');
  check("SELECT COUNT(*) FROM TUMBLE(TABLE plain, DESCRIPTOR(ts), INTERVAL '1' MINUTE) GROUP BY window_start, window_end", 'The window function requires the timecol is a time attribute type, but is TIMESTAMP(3).');
  check("SELECT COUNT(*) FROM plain GROUP BY TUMBLE(ts, INTERVAL '1' MINUTE)", 'Window aggregate can only be defined over a time attribute column, but TIMESTAMP(3) encountered.');
  check("SELECT COUNT(*) FROM TUMBLE(TABLE clicks, DESCRIPTOR(quando), INTERVAL '1' MINUTE) GROUP BY window_start, window_end", "Unknown identifier 'quando'");
  check("SELECT COUNT(*) FROM CUMULATE(TABLE clicks, DESCRIPTOR(ts), INTERVAL '2' MINUTE, INTERVAL '3' MINUTE) GROUP BY window_start, window_end", 'CUMULATE table function based aggregate requires maxSize must be an integral multiple of step, but got maxSize 180000 ms and step 120000 ms.');
});

describe('names that stand twice', () => {
  const twice = "Column 'a' is ambiguous";
  check('SELECT 1 AS a, 2 AS a', '1 2');
  check('SELECT a FROM (SELECT 1 AS a, 2 AS a)', twice);
  check('SELECT * FROM (SELECT 1 AS a, 2 AS a)', twice);
  check('SELECT 1 FROM (SELECT 1 AS a, 2 AS a) AS t WHERE t.a = 1', twice);
  check('SELECT 1 AS a, 2 AS a ORDER BY a', twice);
  check('SELECT a0 FROM (SELECT 1 AS a, 2 AS a)', "Column 'a0' not found in any table");
  check('SELECT a + a0 FROM (SELECT * FROM (SELECT 1 AS a) AS x JOIN (SELECT 2 AS a) AS y ON TRUE)', '3');
  check('WITH w AS (SELECT 1 AS a, 2 AS a) SELECT a FROM w', "Column has duplicate column name 'a' and no column list specified");
  check('SELECT * FROM (VALUES (1, 2)) AS t(a, a)', "Duplicate name 'a' in column alias list");
});

describe('IN beside values of another type', () => {
  check("SELECT a FROM (VALUES (1), (2)) AS t(a) WHERE a IN ('1', '2')", '1', '2');
  check("SELECT a FROM (VALUES (1.5), (2.0)) AS t(a) WHERE a IN ('1.5', '2')", '1.5', '2.0');
  check("SELECT a FROM (VALUES (1), (2)) AS t(a) WHERE a IN ('x', '2')", "For input string: 'x'. Invalid character found.");
  check("SELECT 5 IN ('x', 5)", 'Values in expression list must have compatible types');
  check('SELECT 1 IN (TRUE)', 'Values passed to IN operator must have compatible types');
  check("SELECT 1 IN (SELECT 'x')", "implicit type conversion between INTEGER and CHAR(1) is not supported on join's condition now");
});

describe('the time between two times', () => {
  check("SELECT (TIMESTAMP '2024-03-15 10:30:00' - TIMESTAMP '2024-01-31 00:00:00') DAY", '+44 10:30:00.000');
  check("SELECT (DATE '2024-03-15' - DATE '2024-01-31') YEAR TO MONTH", '+0-01');
  check("SELECT (DATE '2024-03-15' - TIMESTAMP '2024-01-31 00:00:00') DAY", 'Parameters must be of the same type');
  check('SELECT (5 - 3) DAY', "Cannot apply '-' to arguments of type '-(<INTEGER>, <INTEGER>, <INTERVAL DAY>)'. Supported form(s): '-(<DATETIME>, <DATETIME>, <DATETIME_INTERVAL>)'");
  check('SELECT (1) DAY', 'Illegal expression. Was expecting "(DATETIME - DATETIME) INTERVALQUALIFIER"');
  check("SELECT (1 + 'a') * NULL", "Cannot apply '+' to arguments of type '<INTEGER> + <CHAR(1)>'. Supported form(s): '<NUMERIC> + <NUMERIC>'\n'<DATETIME_INTERVAL> + <DATETIME_INTERVAL>'\n'<DATETIME> + <DATETIME_INTERVAL>'\n'<DATETIME_INTERVAL> + <DATETIME>'");
});
