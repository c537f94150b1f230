// Mutated queries: bound and evaluated, each is a result or a problem, never a crash.
import { expect, it } from 'vitest';
import { NO_ENV } from '../expr/env.ts';
import { parseStatement } from '../parser/parse.ts';
import { attempt } from '../problem.ts';
import { bindQuery } from './bind.ts';
import { newCatalogs } from './catalog.ts';
import { createView } from './define.ts';
import { evaluate } from './evaluate.ts';

const WORDS = `SELECT * FROM t WHERE GROUP BY HAVING ORDER LIMIT a b c d ( ) , + - * / || = < > IS NULL NOT AND OR 1 2.5 'x' '2024-01-01' DATE COUNT(*) SUM( MAX( UPPER( CAST( AS INT STRING DECIMAL(4,1) TIMESTAMP(3) CASE WHEN THEN ELSE END
IN BETWEEN LIKE ARRAY[ MAP[ ] UNION ALL INTERSECT JOIN ON LEFT u ROW( OVER PARTITION DISTINCT INTERVAL '1' DAY COALESCE( SUBSTRING( JSON_VALUE( '$.a' FLOOR( TO MONTH EXTRACT( YEAR CARDINALITY( TIMESTAMPADD( VALUES LISTAGG( ROW_NUMBER() CEIL( ABS( ROUND( DATE_FORMAT( TO_TIMESTAMP( REGEXP_EXTRACT(`.split(/\s+/);

const SEEDS = [
  "SELECT a, UPPER(b), c * 2.5, d FROM t WHERE a > 1 AND b LIKE 'x%' ORDER BY a DESC LIMIT 2", 'SELECT b, COUNT(*), SUM(a), MAX(c) FROM t GROUP BY b HAVING COUNT(*) > 1',
  'SELECT t.a, u.b FROM t LEFT JOIN t AS u ON t.a = u.a', 'SELECT a, ROW_NUMBER() OVER (PARTITION BY b ORDER BY a) FROM t', "SELECT CASE WHEN a = 1 THEN 'x' ELSE b END, CAST(c AS STRING), COALESCE(d, DATE '2024-01-01') FROM t",
  'SELECT a FROM t WHERE a IN (SELECT a FROM t WHERE c > 1) UNION ALL SELECT 1', "SELECT ARRAY[a, 2][1], MAP['x', a]['x'], ROW(a, b), EXTRACT(YEAR FROM d), FLOOR(d TO MONTH), d + INTERVAL '1' DAY FROM t", "SELECT JSON_VALUE('{\"a\":1}', '$.a'), SUBSTRING(b, 1, 2), TIMESTAMPADD(DAY, a, d), LISTAGG(b) FROM t GROUP BY a, b, d",
];

function random(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0;
    return Math.floor((state / 4_294_967_296) * below);
  };
}

function mutate(text: string, draw: (below: number) => number): string {
  const words = text.split(' ');
  for (let i = 1 + draw(3); i > 0; i--) words.splice(draw(words.length), draw(2), ...(draw(4) === 0 ? [] : [WORDS[draw(WORDS.length)] ?? '']));
  return words.join(' ');
}

it('become results or problems', () => {
  const view = parseStatement("CREATE VIEW t AS SELECT * FROM (VALUES (1, 'x', 1.5, DATE '2024-02-29'), (2, 'y', 2.25, DATE '1969-12-31'), (2, CAST(NULL AS STRING), 9.99, CAST(NULL AS DATE))) AS v(a, b, c, d)");
  const made = view.ok && view.value.kind === 'create view' ? createView(newCatalogs(), view.value) : null;
  const draw = random(11);
  const rounds = Number(process.env['SQL_MUTATIONS'] ?? 3_000);
  const crashed: string[] = [];
  for (let i = 0; i < rounds && made?.ok === true; i++) {
    const text = mutate(SEEDS[draw(SEEDS.length)] ?? '', draw);
    try {
      const parsed = parseStatement(text);
      const bound = parsed.ok && parsed.value.kind === 'query' ? bindQuery(parsed.value.query, made.value) : null;
      if (bound?.ok === true) attempt(() => evaluate(bound.value, { rows: () => [] }, NO_ENV));
    } catch (error) {
      crashed.push(`${text}: ${String(error)}`);
    }
  }
  expect(made?.ok).toBe(true);
  expect(crashed.slice(0, 10)).toEqual([]);
});
