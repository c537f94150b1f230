// Each mistake that learners make is refused by the simulated Flink, at a place in the text, and explained in both languages.
import { describe, expect, it } from 'vitest';
import { check, deskOn } from '../../sim/shell/sql-desk/desk.ts';
import { overwriteGetLocale } from '../paraglide/runtime.js';
import { EXPLAINED, explainError } from './explain-error.ts';

const KAFKA = "'connector' = 'kafka', 'topic' = 'p', 'properties.bootstrap.servers' = 'localhost:9092', 'scan.startup.mode' = 'earliest-offset', 'format' = 'json'";
const TABLES = `CREATE TABLE pedidos (cliente STRING, valor BIGINT, quando TIMESTAMP(3)) WITH (${KAFKA});
CREATE TABLE eventos (cliente STRING, valor BIGINT, momento TIMESTAMP(3), WATERMARK FOR momento AS momento - INTERVAL '1' SECOND) WITH (${KAFKA});
CREATE TABLE saida (cliente STRING, total BIGINT) WITH (${KAFKA});
CREATE TABLE chave (cliente STRING, total BIGINT, PRIMARY KEY (cliente) NOT ENFORCED) WITH ('connector' = 'upsert-kafka', 'topic' = 'c', 'properties.bootstrap.servers' = 'localhost:9092', 'key.format' = 'json', 'value.format' = 'json');
`;
const table = (columns: string, options: string): string => `CREATE TABLE a (${columns}) WITH (${options});`;

/** The mistake, what is marked, and which explanation it gets. */
const MISTAKES: readonly (readonly [statement: string, marked: string, id: string])[] = [
  ['SELECT * FROM pedido', 'pedido', 'unknown_table'],
  ['SELECT nome FROM pedidos', 'nome', 'unknown_column'],
  ['SELECT p.nome FROM pedidos p', 'p.nome', 'unknown_column_of'],
  ['SELECT x.cliente FROM pedidos p', 'x.cliente', 'unknown_table'],
  ['INSERT INTO saida SELECT cliente, COUNT(*) FROM pedidos GROUP BY cliente', 'saida', 'append_only'],
  ['INSERT INTO saida SELECT c.cliente, c.total FROM chave c LEFT JOIN pedidos p ON p.cliente = c.cliente', 'saida', 'append_only_deletes'],
  ['INSERT INTO saida SELECT cliente FROM pedidos', 'saida', 'column_count'],
  ['INSERT INTO saida SELECT valor, cliente FROM pedidos', 'saida', 'column_types'],
  ['INSERT INTO nada SELECT 1', 'nada', 'unknown_sink'],
  ['INSERT INTO saida (cliente, soma) SELECT cliente, valor FROM pedidos', 'saida', 'target_column'],
  ['SELECT cliente, valor FROM pedidos GROUP BY cliente', 'valor', 'not_grouped'],
  ['SELECT cliente FROM pedidos WHERE COUNT(*) > 1', 'COUNT(*) > 1', 'aggregate_where'],
  ['SELECT MAX(COUNT(*)) FROM pedidos', 'MAX(COUNT(*))', 'aggregate_nested'],
  ["SELECT * FROM TABLE(TUMBLE(TABLE pedidos, DESCRIPTOR(quando), INTERVAL '1' MINUTE))", 'DESCRIPTOR(quando)', 'no_watermark'],
  ["SELECT COUNT(*) FROM pedidos GROUP BY TUMBLE(quando, INTERVAL '1' MINUTE)", "TUMBLE(quando, INTERVAL '1' MINUTE)", 'window_no_time'],
  ['SELECT * FROM TABLE(TUMBLE(TABLE eventos, DESCRIPTOR(momento), INTERVAL 1 MINUTE))', 'TUMBLE(TABLE eventos, DESCRIPTOR(momento), INTERVAL 1 MINUTE)', 'window_descriptor'],
  ["SELECT * FROM TABLE(TUMBLE(eventos, DESCRIPTOR(momento), INTERVAL '1' MINUTE))", 'eventos', 'unknown_column'],
  ['SELECT * FROM pedidos ORDER BY valor', 'SELECT', 'sort_no_time'],
  ['SELECT SUM(valor) OVER (PARTITION BY cliente ORDER BY momento DESC) FROM eventos', 'SELECT', 'over_desc'],
  ['SELECT * FROM pedidos p JOIN chave FOR SYSTEM_TIME AS OF p.quando AS c ON p.cliente = c.cliente', 'SELECT', 'temporal_time'],
  ['SELECT * FROM eventos p JOIN saida FOR SYSTEM_TIME AS OF p.momento AS c ON p.cliente = c.cliente', 'SELECT', 'temporal_key'],
  ['SELECT * FROM pedidos LIMIT', 'T', 'end_too_soon'],
  ['SELEC * FROM pedidos', 'FROM', 'near_keyword'],
  ['SELECT * FORM pedidos', 'pedidos', 'after_end'],
  ['SELECT cliente,, valor FROM pedidos', ',', 'extra_comma'],
  ['SELECT (cliente FROM pedidos', 'FROM', 'bracket'],
  ['SELECT cliente FROM pedidos WHERE cliente = "ana"', '=', 'double_quotes'],
  ["SELECT cliente FROM pedidos WHERE cliente = 'ana", "'", 'unclosed_text'],
  ['SELECT `cliente FROM pedidos', '`', 'unclosed_name'],
  ['SELECT 1 SELECT 2', 'SELECT', 'two_statements'],
  ['CREATE TABEL a (b INT)', 'TABEL', 'syntax'],
  ['EXPLAIN pedidos', 'pedidos', 'not_a_query'],
  [`${table('b INT', "'format' = 'json'")} SELECT * FROM a`, 'a', 'no_connector'],
  [`${table('b INT', "'connector' = 'kafa'")} SELECT * FROM a`, "'kafa'", 'unknown_connector'],
  [`${table('b INT', "'connector' = 'kafka', 'topic' = 'x', 'properties.bootstrap.servers' = 'y', 'format' = 'jsn'")} SELECT * FROM a`, "'jsn'", 'unknown_format'],
  [`${table('b INT', "'connector' = 'kafka', 'topic' = 'x', 'properties.bootstrap.servers' = 'y'")} SELECT * FROM a`, 'a', 'no_format'],
  [`${table('b INT', "'connector' = 'kafka', 'topic' = 'x', 'format' = 'json'")} SELECT * FROM a`, 'a', 'missing_options'],
  [`${table('b INT', "'connector' = 'kafka', 'properties.bootstrap.servers' = 'y', 'format' = 'json'")} SELECT * FROM a`, 'a', 'missing_topic'],
  [`${table('b INT', "'connector' = 'print', 'bogus' = 'x'")} INSERT INTO a SELECT 1`, "'bogus'", 'unknown_option'],
  [`${table('b INT', "'connector' = 'kafka', 'topic' = 'x', 'properties.bootstrap.servers' = 'y', 'format' = 'json', 'scan.startup.mode' = 'inicio'")} SELECT * FROM a`, 'a', 'option_value'],
  [`${table('b INT', "'connector' = 'datagen', 'rows-per-second' = 'abc'")} SELECT * FROM a`, 'SELECT', 'option_number'],
  [`${table('b INT', "'connector' = 'print'")} SELECT * FROM a`, "'print'", 'only_sink'],
  [`${table('b INT', "'connector' = 'upsert-kafka', 'topic' = 'c', 'properties.bootstrap.servers' = 'l', 'key.format' = 'json', 'value.format' = 'json'")} SELECT * FROM a`, 'a', 'upsert_key'],
  [`${table('b INT, PRIMARY KEY (b) NOT ENFORCED', KAFKA)} INSERT INTO a SELECT 1`, 'a', 'kafka_key'],
  [table('b INT, PRIMARY KEY (b)', "'connector' = 'print'"), 'PRIMARY KEY (b)', 'enforced'],
  [table('b INT, PRIMARY KEY (c) NOT ENFORCED', "'connector' = 'print'"), 'PRIMARY KEY (c) NOT ENFORCED', 'key_column'],
  [table('b INT, b STRING', "'connector' = 'print'"), 'b STRING', 'duplicate_column'],
  [table("b INT, WATERMARK FOR c AS c - INTERVAL '1' SECOND", "'connector' = 'print'"), "WATERMARK FOR c AS c - INTERVAL '1' SECOND", 'rowtime_column'],
  [table('b STRING, WATERMARK FOR b AS b', "'connector' = 'print'"), 'WATERMARK FOR b AS b', 'watermark_type'],
  [table('time TIMESTAMP(3)', "'connector' = 'print'"), 'time', 'reserved_word'],
  [table('b INT', "connector = 'print'"), 'connector', 'options_quotes'],
  [table('b VARCHAR2(10)', "'connector' = 'print'"), 'VARCHAR2', 'unknown_type'],
  [table('b INT,', "'connector' = 'print'"), ')', 'extra_comma'],
  [table("b INT METADATA FROM 'banana'", KAFKA).concat(' SELECT * FROM a'), 'a', 'metadata_key'],
  ['CREATE TABLE saida (b INT)', 'saida', 'already_exists'],
  ['DROP TABLE nada', 'nada', 'does_not_exist'],
  ['DESCRIBE nada', 'nada', 'does_not_exist'],
  ['USE nada', 'nada', 'no_database'],
  ['SELECT cliente AS order FROM pedidos', 'order', 'reserved_word'],
  ['SELECT value FROM pedidos', 'value', 'reserved_word'],
  ['SELECT NOEXISTE(cliente) FROM pedidos', 'NOEXISTE(cliente)', 'unknown_function'],
  ['SELECT UPPER(cliente, 1) FROM pedidos', 'UPPER(cliente, 1)', 'argument_count'],
  ['SELECT SUM(cliente) FROM pedidos', 'SUM(cliente)', 'cannot_apply'],
  ['SELECT cliente = 1 FROM pedidos', 'SELECT', 'implicit_type'],
  ['SELECT valor FROM pedidos WHERE valor', 'valor', 'not_boolean'],
  ['SELECT cliente FROM pedidos UNION ALL SELECT valor FROM pedidos', 'SELECT cliente FROM pedidos UNION ALL SELECT valor FROM pedidos', 'union_types'],
  ['SELECT cliente FROM pedidos UNION ALL SELECT cliente, valor FROM pedidos', 'SELECT cliente FROM pedidos UNION ALL SELECT cliente, valor FROM pedidos', 'union_count'],
  ['SELECT cliente FROM pedidos p JOIN saida s ON p.cliente = s.cliente', 'cliente', 'ambiguous'],
  ['SELECT * FROM pedidos p JOIN saida s', 'pedidos p JOIN saida s', 'join_condition'],
  ["SELECT DATE '2024-13-01'", "DATE '2024-13-01'", 'literal'],
  ['SELECT 1/0', 'SELECT', 'division'],
  ['DELETE FROM pedidos WHERE valor = 1', 'DELETE', 'update_delete'],
  ["SET 'execution.runtime-mode' = 'batch'; SELECT * FROM pedidos", 'pedidos', 'unbounded_batch'],
  ['EXECUTE STATEMENT SET BEGIN SELECT 1; END', 'SELECT', 'syntax'],
  ['END', 'END', 'statement_set'],
  ["SELECT * FROM eventos MATCH_RECOGNIZE (PARTITION BY cliente ORDER BY valor MEASURES A.valor AS v PATTERN (A) DEFINE A AS valor > 1)", "eventos MATCH_RECOGNIZE (PARTITION BY cliente ORDER BY valor MEASURES A.valor AS v PATTERN (A) DEFINE A AS valor > 1)", 'over_order'],
];

describe('a mistake', () => {
  it.each(MISTAKES)('%s', (statement, marked, id) => {
    const text = TABLES + statement;
    const { problems: [problem] } = check(deskOn(null, 'sql'), text, 0, () => false);
    expect([text.slice(problem?.from ?? 0, problem?.to ?? 0), explainError(problem ?? { exception: '', message: '' })?.id]).toEqual([marked, id]);
  });
});

describe('what is said of it', () => {
  const SAID = ["org.apache.calcite.sql.validate.SqlValidatorException: Column 'valr' not found in any table", "org.apache.flink.table.api.TableException: Table sink 'a.b.c' doesn't support consuming update changes which is produced by node GroupAggregate(x)"];
  it.each(['pt-BR', 'en'] as const)('names what is meant, in %s', (locale) => {
    overwriteGetLocale(() => locale);
    expect(SAID.map((message) => explainError({ exception: '', message })?.text)).toEqual([expect.stringContaining('valr') as string, expect.stringMatching(/\bc\b.*upsert-kafka/) as string]);
    overwriteGetLocale(() => 'pt-BR');
  });
  it('is nothing where no more is known than Flink says', () => expect(explainError({ exception: 'java.lang.Error', message: 'x' })).toBeNull());
  it('covers at least the forty usual mistakes', () => {
    expect(new Set(MISTAKES.map(([, , id]) => id)).size).toBeGreaterThanOrEqual(60);
    expect(EXPLAINED.length).toBe(new Set(EXPLAINED).size);
  });
});
