// Statements that Flink reads and refuses: what they become, and what is said of wrong ones; mutated texts never crash.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, test } from 'vitest';
import { parseExpression, parseStatement, splitStatements } from './parse.ts';

/** How an expression is bound together, in short: `(+ 1 (* 2 3))`. */
function shape(expr: unknown): string {
  if (typeof expr !== 'object' || expr === null) return '';
  const e = expr as Record<string, unknown>;
  const all = (value: unknown): string => (Array.isArray(value) ? value.map((item) => ` ${shape(item)}`).join('') : '');
  switch (e['kind']) {
    case 'operator': return `(${String(e['name'])}${all(e['args'])})`;
    case 'call': return `${(e['name'] as string[]).join('.')}(${all(e['args']).trim()})`;
    case 'name': return (e['parts'] as string[]).join('.');
    case 'number': return String(e['text']);
    case 'text': return `'${String(e['value'])}'`;
    case 'symbol': return String(e['value']);
    case 'in': return `(${e['negated'] === true ? 'not ' : ''}in ${shape(e['of'])}${Array.isArray(e['list']) ? all(e['list']) : ' query'})`;
    default: return String(e['kind']);
  }
}

describe('expressions bind as in Calcite', () => {
  const check = (text: string, expected: string): void => {
    test(text, () => {
      const parsed = parseExpression(text);
      expect(parsed.ok ? shape(parsed.value) : parsed.problem.message).toBe(expected);
    });
  };
  check('1 + 2 * 3', '(+ 1 (* 2 3))');
  check('a OR b AND NOT c = d', '(OR a (AND b (NOT (= c d))))');
  check('a = b IS NULL', '(IS NULL (= a b))');
  check('-a.b[1].c', '(NEGATE (FIELD (ITEM a.b 1) c))');
  check('x BETWEEN 1 AND 2 + 3 AND y', '(AND (BETWEEN x 1 (+ 2 3)) y)');
  check("s NOT LIKE 'a%' ESCAPE '!'", "(NOT LIKE s 'a%' '!')");
  check('id NOT IN (1, 2)', '(not in id 1 2)');
  check("POSITION('a' IN x)", "POSITION('a' x)");
  check("TRIM(LEADING 'x' FROM s)", "TRIM(LEADING 'x' s)");
  check('EXTRACT(YEAR FROM d)', 'EXTRACT(YEAR d)');
  check('FLOOR(t TO HOUR)', 'FLOOR(t HOUR)');
  check("'it''s'", "'it's'");
  check("U&'\\00e9'", "'é'");
  check("OVERLAY(a PLACING b FROM 2 FOR 3)", 'OVERLAY(a b 2 3)');
  check("(1, 'x')", "ROW(1 'x')");
});

describe('statements', () => {
  const check = (text: string, expected: RegExp): void => {
    test(text.slice(0, 80), () => {
      const parsed = parseStatement(text);
      expect(parsed.ok ? JSON.stringify(parsed.value) : `${parsed.problem.exception}: ${parsed.problem.message}`).toMatch(expected);
    });
  };
  check("CREATE TABLE t (a INT, b AS a * 2, ts TIMESTAMP(3) METADATA FROM 'timestamp', WATERMARK FOR ts AS ts - INTERVAL '5' SECOND, PRIMARY KEY (a) NOT ENFORCED) WITH ('connector' = 'x')", /"kind":"create table".*"text":"a \* 2".*"text":"ts - INTERVAL '5' SECOND"/);
  check('SELECT a FROM t1 LEFT JOIN t2 ON t1.x = t2.y, LATERAL TABLE(f(a)) AS u(v)', /"join":"COMMA".*"join":"LEFT"/);
  check('SELECT * FROM TABLE(TUMBLE(TABLE t, DESCRIPTOR(ts), INTERVAL \'1\' MINUTE))', /"kind":"descriptor","columns":\["ts"\]/);
  check('SELECT * FROM SESSION(TABLE t PARTITION BY a, b, DESCRIPTOR(ts), INTERVAL \'1\' MINUTE)', /"partitionBy":\[.*"parts":\["a"\].*"parts":\["b"\]/);
  check("SELECT * FROM t /*+ OPTIONS('a'='b') */ WHERE x > 1", /"hints":\[\{"name":"OPTIONS","options":\{"a":"b"\}/);
  check('EXECUTE STATEMENT SET BEGIN INSERT INTO a SELECT 1; INSERT INTO b SELECT 2; END', /"kind":"statement set"/);
  check("STOP JOB 'abc' WITH SAVEPOINT WITH DRAIN", /"savepoint":true,"drain":true/);
  check("SET 'a' = 'b'", /"key":"a","value":"b"/);
  check('SET parallelism.default = 2', /"key":"parallelism\.default","value":"2"/);
  check('EXPLAIN ESTIMATED_COST, CHANGELOG_MODE SELECT 1', /"details":\["ESTIMATED_COST","CHANGELOG_MODE"\]/);
  check('DROP TABEL t', /ParseException: Encountered "TABEL" at line 1, column 6\.\nWas expecting one of:\n {4}"CATALOG" \.\.\.\n/);
  check('SELEC 1', /CalciteException: Non-query expression encountered in illegal context/);
  check('SELECT 1 AS a; SELECT 2 AS b;', /only single statement supported/);
  check('CREATE TABLE t (a INT, PRIMARY KEY (a))', /SqlValidateException: Flink doesn't support ENFORCED mode/);
  check('SELECT * FROM t WHERE', /Encountered "<EOF>" at line 1, column 22\./);
  check(`SELECT ${'('.repeat(5_000)}`, /SqlParseException\.getMessage\(\)" is null \(the statement nests deeper/);
  check('SELECT a != b', /Bang equal/);
  check('SELECT a, CURRENT_TIMESTAMP FROM t', /"kind":"query"/);
  check('SELECT LOCALTIMESTAMP l, CURRENT_DATE FROM t', /"kind":"query"/);
  check('SELECT * FORM t', /Encountered "t" at line 1, column 15\./);
  check('SHOW DATABASES IN c0.t', /\[ c0\.t \] format error/);
});

describe('scripts', () => {
  it('are cut at their semicolons, not within texts, comments and statement sets', () => {
    const parsed = splitStatements("SELECT ';' -- a; b\n;\nEXECUTE STATEMENT SET BEGIN\nINSERT INTO a SELECT 1;\nINSERT INTO b SELECT 2;\nEND;;\nSHOW TABLES");
    expect(parsed.ok ? parsed.value.map((piece) => piece.text.slice(0, 11)) : parsed).toEqual(["SELECT ';' ", 'EXECUTE STA', 'SHOW TABLES']);
  });
});

const SESSIONS = join(import.meta.dirname, '../../../../conformance/flink');

/** The SQL of the recorded sessions. */
function recorded(): string[] {
  return readdirSync(SESSIONS).filter((file) => file.endsWith('.session')).flatMap((file) => {
    const lines = readFileSync(join(SESSIONS, file), 'utf8').split('\n');
    const scripts = lines.filter((line) => line.startsWith('.. ') && line !== '.. EOF').map((line) => line.slice(3)).join('\n');
    const pieces = splitStatements(scripts);
    return pieces.ok ? pieces.value.map((piece) => piece.text) : [];
  });
}

/** A small generator of its own: a seed is the whole bug report. */
function random(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0;
    return Math.floor((state / 4_294_967_296) * below);
  };
}

const PIECES = ['(', ')', ',', "'", '`', 'SELECT', 'FROM', 'JOIN', 'CASE', 'WHEN', 'END', '[', ']', '<', '>', '.', '*', 'NULL', 'ROW', 'OVER', '1e', '--', '/*', '"', ';', 'é', 'INTERVAL', 'x\'1', '=', 'GROUP BY', 'MATCH_RECOGNIZE', 'WITH', 'AS', '{', '|', 'IN'];

function mutate(text: string, draw: (below: number) => number): string {
  let mutated = text;
  for (let i = 1 + draw(4); i > 0; i--) {
    const [from, length] = [draw(mutated.length + 1), draw(12)];
    const put = draw(3) === 0 ? '' : draw(2) === 0 ? (PIECES[draw(PIECES.length)] ?? '') : mutated.slice(draw(mutated.length + 1)).slice(0, draw(30));
    mutated = `${mutated.slice(0, from)}${put}${mutated.slice(from + (draw(2) === 0 ? length : 0))}`;
  }
  return mutated;
}

describe('mutated texts', () => {
  const all = recorded();
  const rounds = Number(process.env['SQL_MUTATIONS'] ?? 4_000);
  it(`${rounds} of them become statements or problems with a place`, () => {
    expect(all.length).toBeGreaterThan(300);
    const draw = random(7);
    for (let i = 0; i < rounds; i++) {
      const text = mutate(all[draw(all.length)] ?? '', draw);
      const parsed = parseStatement(text);
      expect(parsed.ok || parsed.problem.at !== null ? '' : text).toBe('');
    }
  });
});
