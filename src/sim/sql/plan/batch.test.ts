// Batch mode: rows in the order in which the real Flink 2.2.1 gave them.
import { describe, expect, it } from 'vitest';
import { runScript } from '../../testing/sql-cluster.ts';

const DDL = [
  "CREATE TEMPORARY VIEW vendas AS SELECT * FROM (VALUES (1, 'rui', 30, 'sul'), (2, 'ana', 2, 'norte'), (3, 'rui', 25, 'norte'), (4, 'bia', 5, 'sul'), (5, 'ana', 40, 'sul'), (6, 'zoe', 8, 'leste')) AS t(id, quem, valor, onde)",
  "CREATE TEMPORARY VIEW gente AS SELECT * FROM (VALUES ('zoe', 30), ('rui', 20), ('ana', 25), ('leo', 40)) AS t(nome, idade)",
];

/** Rows as words, columns with a blank between. */
function check(sql: string, rows: readonly string[]): void {
  const [result] = runScript({ ddl: DDL, sql, settings: { 'execution.runtime-mode': 'batch' }, phases: [{}] });
  expect(result?.failure ?? null).toBeNull();
  expect(result?.sinks['result']?.map(({ kind, row }) => `${kind === '+I' ? '' : kind}${row.map(String).join(' ')}`)).toEqual(rows);
}

describe('a query in batch mode', () => {
  it('sorts the groups of few rows', () => check('SELECT quem, SUM(valor) AS total FROM vendas GROUP BY quem', ['ana 42', 'bia 5', 'rui 55', 'zoe 8']));
  it('aggregates in two phases', () => check('SELECT onde, COUNT(*) AS n, AVG(valor), MIN(id), MAX(quem) FROM vendas GROUP BY onde', ['leste 1 8 6 zoe', 'norte 2 13 2 rui', 'sul 3 25 1 rui']));
  it('expands grouping sets row by row', () => check('SELECT quem, onde, SUM(valor) FROM vendas GROUP BY GROUPING SETS ((quem), (onde), ())', ['rui null 55', 'null sul 75', 'null null 110', 'ana null 42', 'null norte 27', 'bia null 5', 'zoe null 8', 'null leste 8']));
  it('gives distinct rows', () => check('SELECT DISTINCT onde FROM vendas', ['leste', 'norte', 'sul']));
  it('joins in the order of the side that is not built', () => check('SELECT v.id, g.idade FROM vendas v JOIN gente g ON v.quem = g.nome', ['1 20', '2 25', '3 20', '5 25', '6 30']));
  it('joins outwards to the left', () => check('SELECT v.id, g.idade FROM vendas v LEFT JOIN gente g ON v.quem = g.nome', ['1 20', '2 25', '3 20', '4 null', '5 25', '6 30']));
  it('joins outwards to the right', () => check('SELECT v.id, g.nome FROM vendas v RIGHT JOIN gente g ON v.quem = g.nome', ['6 zoe', '1 rui', '3 rui', '2 ana', '5 ana', 'null leo']));
  it('joins outwards to both sides', () => check('SELECT v.id, g.nome FROM vendas v FULL JOIN gente g ON v.quem = g.nome', ['1 rui', '2 ana', '3 rui', '4 null', '5 ana', '6 zoe', 'null leo']));
  it('compares each with each', () => check('SELECT v.id, g.nome FROM vendas v, gente g WHERE v.valor < g.idade AND v.id < 4', ['2 zoe', '3 zoe', '2 rui', '2 ana', '1 leo', '2 leo', '3 leo']));
  it('keeps rows that a query has', () => check('SELECT id FROM vendas WHERE quem IN (SELECT nome FROM gente WHERE idade > 20)', ['2', '5', '6']));
  it('sorts', () => check('SELECT id FROM vendas ORDER BY valor DESC', ['5', '1', '3', '6', '4', '2']));
  it('counts nothing as zero', () => check('SELECT COUNT(*), SUM(valor) FROM vendas WHERE id > 100', ['0 null']));
  it('ranks', () => check('SELECT quem, RANK() OVER (ORDER BY valor) AS r FROM vendas ORDER BY r', ['ana 1', 'bia 2', 'zoe 3', 'rui 4', 'rui 5', 'ana 6']));
  it('takes windows of rows by the columns of their partitions', () => check('SELECT id, SUM(valor) OVER (PARTITION BY onde ORDER BY id), RANK() OVER (ORDER BY valor) FROM vendas', ['6 8 3', '2 2 1', '3 27 4', '1 30 5', '4 35 2', '5 75 6']));
  it('counts windows of rows', () => check('SELECT id, SUM(valor) OVER (PARTITION BY onde ORDER BY id) FROM vendas ORDER BY id', ['1 30', '2 2', '3 27', '4 35', '5 75', '6 8']));
});
