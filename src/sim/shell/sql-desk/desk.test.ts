// The editor's questions: problems at their places, completion from the catalog, plans; and texts of any kind are read without a crash.
import { array, assert, constantFrom, nat, property } from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CONNECTORS } from '../../connector/table/connectors.ts';
import { check, complete, deskOn, explain } from './desk.ts';
import { VOCABULARY } from './vocabulary.ts';

const NEVER = (): boolean => false;
const desk = deskOn(null, 'sql');
const TABLES = `CREATE TABLE pedidos (
  cliente STRING, valor BIGINT, momento TIMESTAMP(3), WATERMARK FOR momento AS momento - INTERVAL '1' SECOND
) WITH ('connector' = 'kafka', 'topic' = 'pedidos', 'properties.bootstrap.servers' = 'localhost:9092', 'scan.startup.mode' = 'earliest-offset', 'format' = 'json');
CREATE TABLE saida (cliente STRING, total BIGINT) WITH ('connector' = 'kafka', 'topic' = 'saida', 'properties.bootstrap.servers' = 'localhost:9092', 'format' = 'json');
`;

/** What is marked in the text, and with which words. */
function marked(text: string): string[] {
  return check(desk, text, 0, NEVER).problems.map(({ from, to, message }) => `${text.slice(from, to)}: ${message.split('\n')[0] ?? ''}`);
}

describe('problems stand at their places', () => {
  const at = (name: string, statement: string, expected: readonly string[]): void => it(name, () => expect(marked(TABLES + statement)).toEqual(expected));
  at('none where all is well', 'SELECT cliente, COUNT(*) FROM pedidos GROUP BY cliente;', []);
  at('a column that is not there', 'SELECT nome FROM pedidos;', ["nome: Column 'nome' not found in any table"]);
  at('a table that is not there', 'SELECT 1;\n\nSELECT * FROM\n  pedido;', ["pedido: Object 'pedido' not found"]);
  at('a sink that takes no updates', 'INSERT INTO saida SELECT cliente, SUM(valor) FROM pedidos GROUP BY cliente;', ["saida: Table sink 'default_catalog.default_database.saida' doesn't support consuming update changes which is produced by node GroupAggregate(groupBy=[cliente], select=[cliente, SUM(valor) AS EXPR$1])"]);
  at('a quote that is not closed, and what is wrong before it', "SELECT nome FROM pedidos;\nSELECT 'abc FROM pedidos;\nSELECT 1", ["nome: Column 'nome' not found in any table", expect.stringContaining('Lexical error') as string]);
  at('two statements of which each is refused', 'SELECT a FROM pedidos; SELECT b FROM pedidos;', ["a: Column 'a' not found in any table", "b: Column 'b' not found in any table"]);
  at('an option that the connector does not know', "CREATE TABLE x (a INT) WITH ('connector' = 'print', 'bogus' = '1'); INSERT INTO x SELECT 1;", ["'bogus': Unsupported options found for 'print'."]);
  at('a table that is made twice in one text', 'CREATE TABLE saida (a INT);', ["saida: Table (or view) default_database.saida already exists in Catalog default_catalog."]);

  it('what a text creates may be there already', () => {
    const [first] = [check(desk, TABLES, 0, NEVER)];
    expect(first.problems).toEqual([]);
    expect(marked(`${TABLES}DROP TABLE saida;\n${TABLES.slice(TABLES.indexOf('CREATE TABLE saida'))}`)).toEqual([]);
  });
  it('says where each statement stands, and whether a semicolon ends it', () => {
    expect(check(desk, 'SELECT 1;\nSHOW TABLES', 0, NEVER).pieces).toEqual([{ from: 0, to: 9, kind: 'query', ended: true }, { from: 10, to: 21, kind: 'show', ended: false }]);
  });
  it('stops where it takes too long', () => expect(check(desk, 'SELECT 1; SELECT 2; SELECT 3;', 0, () => true).pieces).toHaveLength(1));
});

describe('completion', () => {
  /** Labels at the `|` in the text; `kind` alone where given. */
  const labels = (text: string, kind?: string): string[] => {
    const offset = text.indexOf('|');
    return complete(desk, text.replace('|', ''), offset, 0, NEVER).options.filter((option) => kind === undefined || option.kind === kind).map(({ label }) => label);
  };
  it('gives the columns of the tables in FROM first, with their types', () => {
    const { options } = complete(desk, `${TABLES}SELECT  FROM pedidos`, TABLES.length + 7, 0, NEVER);
    expect(options.slice(0, 3).map(({ label, detail }) => `${label} ${detail}`)).toEqual(['cliente STRING · pedidos', 'valor BIGINT · pedidos', 'momento TIMESTAMP(3) *ROWTIME* · pedidos']);
    expect(options.find(({ label }) => label === 'CONCAT_WS')).toMatchObject({ kind: 'function', insert: 'CONCAT_WS()' });
  });
  it('gives those of an alias behind its dot', () => expect(labels(`${TABLES}SELECT p.| FROM pedidos AS p JOIN saida s ON true`)).toEqual(['cliente', 'valor', 'momento']));
  it('gives tables behind FROM, JOIN and a comma of FROM', () => {
    for (const text of ['SELECT * FROM |', 'SELECT * FROM saida JOIN |', 'SELECT * FROM saida, |', 'INSERT INTO |', 'DESCRIBE |', 'SELECT * FROM TABLE(TUMBLE(TABLE |']) expect(labels(TABLES + text, 'table')).toEqual(['pedidos', 'saida']);
  });
  it('gives tables of a database, and databases of a catalog', () => {
    expect(labels(`${TABLES}SELECT * FROM default_database.|`)).toEqual(['pedidos', 'saida']);
    expect(labels(`${TABLES}SELECT * FROM default_catalog.|`)).toEqual(['default_database']);
  });
  it('gives the columns of a view, and names of WITH', () => {
    expect(labels(`${TABLES}CREATE VIEW v AS SELECT cliente AS quem FROM pedidos; SELECT v.| FROM v`)).toEqual(['quem']);
    expect(labels(`${TABLES}WITH grandes AS (SELECT 1) SELECT * FROM |`, 'view')).toEqual(['grandes']);
  });
  it('gives the columns of windows where there are any', () => expect(labels(`${TABLES}SELECT | FROM TABLE(TUMBLE(TABLE pedidos, DESCRIPTOR(momento), INTERVAL '1' MINUTE))`, 'column')).toContain('window_end'));
  it('gives options and their values', () => {
    expect(labels("CREATE TABLE a (b INT) WITH ('connector' = '|')").sort()).toEqual(Object.keys(CONNECTORS).sort());
    expect(labels("CREATE TABLE a (b INT) WITH ('connector' = 'kafka', '|')")).toContain('scan.startup.mode');
    expect(labels("CREATE TABLE a (b INT) WITH ('connector' = 'kafka', 'scan.startup.mode' = '|')")).toContain('earliest-offset');
    expect(labels("SET '|")).toContain('execution.runtime-mode');
  });
  it('gives nothing in a text that is no option', () => expect(labels(`${TABLES}SELECT * FROM pedidos WHERE cliente = '|'`)).toEqual([]));
  it('puts names between back quotes that are reserved', () => {
    const { options } = complete(desk, 'CREATE TABLE t (`time` INT); SELECT  FROM t', 36, 0, NEVER);
    expect(options[0]).toMatchObject({ label: 'time', insert: '`time`' });
  });
});

describe('plans', () => {
  const plan = (statement: string): ReturnType<typeof explain> => explain(desk, TABLES + statement, TABLES.length, 0);
  it('have the operators, how rows come to them, what they give and what they keep', () => {
    const found = plan('SELECT cliente, COUNT(DISTINCT valor) AS n FROM pedidos GROUP BY cliente;');
    expect(found).toMatchObject({ kind: 'plan', text: expect.stringContaining('== Optimized Execution Plan ==') as string });
    expect(found.kind === 'plan' ? found.plan.nodes.map(({ kind, changes, state }) => [kind, changes.join(), state.kind]) : []).toEqual([['TableSourceScan', 'I', 'offsets'], ['Calc', 'I', 'none'], ['GroupAggregate', 'I,UB,UA', 'group'], ['Collect', '', 'none']]);
  });
  const kinds = (name: string, statement: string, expected: string): void => it(name, () => {
    const found = plan(statement);
    expect(found.kind === 'plan' ? found.plan.nodes.map(({ state }) => state.kind).filter((kind) => kind !== 'none' && kind !== 'offsets').join() : JSON.stringify(found)).toBe(expected);
  });
  kinds('a join keeps both sides', 'SELECT * FROM pedidos a JOIN pedidos b ON a.cliente = b.cliente;', 'join');
  kinds('an interval join keeps them for a while', "SELECT a.cliente FROM pedidos a JOIN pedidos b ON a.cliente = b.cliente AND a.momento BETWEEN b.momento - INTERVAL '5' SECOND AND b.momento;", 'interval-join');
  kinds('windows keep what is open', "SELECT window_end, COUNT(*) FROM TABLE(TUMBLE(TABLE pedidos, DESCRIPTOR(momento), INTERVAL '10' SECOND)) GROUP BY window_start, window_end;", 'window');
  kinds('Top-N keeps the first rows', 'SELECT * FROM (SELECT *, ROW_NUMBER() OVER (PARTITION BY cliente ORDER BY valor DESC) AS n FROM pedidos) WHERE n <= 3;', 'top-n');
  kinds('deduplication keeps one', 'SELECT * FROM (SELECT *, ROW_NUMBER() OVER (PARTITION BY cliente ORDER BY momento) AS n FROM pedidos) WHERE n = 1;', 'last-row');
  it('of EXPLAIN, of a view and of an INSERT are those of the query', () => {
    for (const statement of ['EXPLAIN SELECT 1;', 'CREATE VIEW v AS SELECT 1;', 'INSERT INTO saida SELECT cliente, valor FROM pedidos;', "SET 'execution.runtime-mode' = 'batch'"]) expect(plan(statement).kind).toBe(statement.startsWith('SET') ? 'none' : 'plan');
  });
  it('are refused with the place of the problem', () => expect(plan('SELECT nome FROM pedidos;')).toMatchObject({ kind: 'refused', problem: { message: "Column 'nome' not found in any table" } }));
});

describe('any text', () => {
  const words = [...VOCABULARY.keywords.slice(0, 60), 'SELECT', 'FROM', 'pedidos', 'cliente', '(', ')', ',', ';', '\n', "'", '`', '"', '--', '/*', '*/', '.', '=', '1', "'a'", 'INTERVAL', 'MINUTES', 'é', '\u0000', '😀'];
  it('is checked, completed and explained without a crash, and places lie in it', () => {
    assert(property(array(constantFrom(...words), { maxLength: 24 }), nat(), (parts, place) => {
      const text = TABLES + parts.join(' ');
      const at = TABLES.length + (place % (text.length - TABLES.length + 1));
      for (const { from, to } of check(desk, text, 0, NEVER).problems) expect(from >= 0 && from <= to && to <= text.length).toBe(true);
      const found = complete(desk, text, at, 0, NEVER);
      expect(found.from).toBeLessThanOrEqual(at);
      expect(['plan', 'refused', 'none']).toContain(explain(desk, text, at, 0).kind);
    }), { numRuns: 150, seed: 7 });
  });
});
