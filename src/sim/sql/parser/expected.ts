// What the real parser could have taken at a place: the lists of "Was expecting one of", as its generated code keeps them.

/** A word or sign in quotes, a kind of token as it is. */
const shown = (token: string): string => (/^<[A-Z]/.test(token) ? `${token} ...` : `"${token}" ...`);
const tokens = (text: string): readonly string[] => text.split(/\s+/).map(shown);

const NAMES = '<BRACKET_QUOTED_IDENTIFIER> <QUOTED_IDENTIFIER> <BACK_QUOTED_IDENTIFIER> <BIG_QUERY_BACK_QUOTED_IDENTIFIER> <HYPHENATED_IDENTIFIER> <IDENTIFIER> <UNICODE_QUOTED_IDENTIFIER>';

/** Where an expression may begin: VALUES. */
const VALUE = `ABS ARRAY ARRAY_CONCAT_AGG AVG CARDINALITY CASE CAST CEIL CEILING CHAR CHAR_LENGTH CHARACTER_LENGTH CLASSIFIER COALESCE COLLECT CONTAINS_SUBSTR CONVERT COUNT COVAR_POP COVAR_SAMP CUME_DIST
CURRENT CURRENT_CATALOG CURRENT_DATE CURRENT_DEFAULT_TRANSFORM_GROUP CURRENT_PATH CURRENT_ROLE CURRENT_SCHEMA CURRENT_TIME CURRENT_TIMESTAMP CURRENT_USER CURSOR DATE DATE_TRUNC DATETIME
DATETIME_TRUNC DECIMAL DENSE_RANK ELEMENT EVERY EXISTS EXP EXTRACT FALSE FIRST_VALUE FLOOR FUSION GROUP_CONCAT GROUPING HOUR INTERSECTION INTERVAL JSON_ARRAY JSON_ARRAYAGG JSON_EXISTS
JSON_OBJECT JSON_OBJECTAGG JSON_QUERY JSON_VALUE LAG LAST_VALUE LEAD LEFT LN LOCALTIME LOCALTIMESTAMP LOWER MATCH_NUMBER MAX MIN MINUTE MOD MONTH MULTISET NEW NEXT NOT NTH_VALUE NTILE NULL
NULLIF OCTET_LENGTH OVERLAY PERCENTILE_CONT PERCENTILE_DISC PERCENT_RANK PERIOD POSITION POWER PREV RANK REGR_COUNT REGR_SXX REGR_SYY RIGHT ROW ROW_NUMBER RUNNING SAFE_CAST SECOND
SESSION_USER SOME SPECIFIC SQRT STDDEV_POP STDDEV_SAMP STRING_AGG SUBSTRING SUM SYSTEM_USER TIME TIME_DIFF TIME_TRUNC TIMESTAMP TIMESTAMP_DIFF TIMESTAMP_TRUNC TRANSLATE TRIM TRUE TRUNCATE
TRY_CAST UNIQUE UNKNOWN UPPER USER VAR_POP VAR_SAMP YEAR <UNSIGNED_INTEGER_LITERAL> <APPROX_NUMERIC_LITERAL> <DECIMAL_NUMERIC_LITERAL> <BINARY_STRING_LITERAL> <QUOTED_STRING>
<PREFIXED_STRING_LITERAL> <UNICODE_STRING_LITERAL> <C_STYLE_ESCAPED_STRING_LITERAL> <BIG_QUERY_DOUBLE_QUOTED_STRING> <BIG_QUERY_QUOTED_STRING> ( <LBRACE_D> <LBRACE_T> <LBRACE_TS> <LBRACE_FN>
? + - <BRACKET_QUOTED_IDENTIFIER> <QUOTED_IDENTIFIER> <BACK_QUOTED_IDENTIFIER> <BIG_QUERY_BACK_QUOTED_IDENTIFIER> <HYPHENATED_IDENTIFIER> <IDENTIFIER> <UNICODE_QUOTED_IDENTIFIER>`.split(/\s+/);

/** The same with more words, each behind one that is there. */
function more(added: Readonly<Record<string, string>>, last: readonly string[] = []): readonly string[] {
  return [...VALUE.flatMap((token) => (added[token] === undefined ? [token] : [token, ...added[token].split(' ')])), ...last].map(shown);
}

const ORDERED_NAMES = '<IDENTIFIER> <HYPHENATED_IDENTIFIER> <QUOTED_IDENTIFIER> <BACK_QUOTED_IDENTIFIER> <BIG_QUERY_BACK_QUOTED_IDENTIFIER> <BRACKET_QUOTED_IDENTIFIER> <UNICODE_QUOTED_IDENTIFIER>';
const shows = (words: string): readonly string[] => words.split(' ').map((word) => `"SHOW" ${shown(word)}`);
const SHOWN_BEHIND: Readonly<Record<string, readonly string[]>> = {
  '"SHOW" ...': shows('CATALOGS CURRENT'), '"USE" ...': ['"USE" ...', ...shows('DATABASES USER FUNCTIONS MODELS TABLES VIEWS MATERIALIZED COLUMNS CREATE FULL MODULES PARTITIONS PROCEDURES')],
};

const QUERY = { SECOND: 'SELECT', SYSTEM_USER: 'TABLE', USER: 'VALUE VALUES' };

export const VALUE_START = VALUE.map(shown);
export const CASE_START = more({ VAR_SAMP: 'WHEN' });
export const ITEM_START = more({ '-': '*' });
export const SELECT_START = more({ ABS: 'ALL', DENSE_RANK: 'DISTINCT', STDDEV_SAMP: 'STREAM', '-': '* /*+' });
export const GROUP_START = more({ ABS: 'ALL', COVAR_SAMP: 'CUBE', DENSE_RANK: 'DISTINCT', RIGHT: 'ROLLUP' });
export const QUERY_START = more({ ...QUERY, VAR_SAMP: 'WITH' });
/** Behind the parenthesis of a row of VALUES, and behind a comma in it. */
export const ROW_START = more({ ...QUERY, VAR_SAMP: 'WITH' }, ['DEFAULT']);
export const ROW_ITEM_START = more({ DECIMAL: 'DEFAULT' });
/** Behind the parenthesis of a call, behind its DISTINCT or ALL, and behind a comma among its arguments. */
export const CALL_START = more({ ...QUERY, ABS: 'ALL', DECIMAL: 'DEFAULT', DENSE_RANK: 'DISTINCT', VAR_SAMP: 'WITH' }, ['*', ')']);
export const DISTINCT_START = more({ ...QUERY, DECIMAL: 'DEFAULT', VAR_SAMP: 'WITH' });
export const ARGUMENT_START = more({ DECIMAL: 'DEFAULT', SYSTEM_USER: 'TABLE' });
/** Behind the bracket of ARRAY and MAP. */
export const ELEMENT_START = more({ '<LBRACE_FN>': ']' });
/** Behind UNION ALL, and behind the tables of WITH. */
export const SET_OPERAND_START = more(QUERY);
export const BEHIND_WITH = more({ ...QUERY, '<LBRACE_FN>': ',' });
export const SET_START = more({ ...QUERY, ABS: 'ALL', DENSE_RANK: 'DISTINCT' });
export const STATEMENT_START = more({
  ...QUERY, ABS: 'ALTER', AVG: 'CALL', COVAR_SAMP: 'CREATE', DECIMAL: 'DELETE', DENSE_RANK: 'DESCRIBE DROP', EXP: 'EXPLAIN', HOUR: 'INSERT', MAX: 'MERGE', REGR_SYY: 'RESET', SESSION_USER: 'SET', UNKNOWN: 'UPDATE', UPPER: 'UPSERT', VAR_SAMP: 'WITH',
}, ['BEGIN', 'END', 'SHOW', 'USE', 'EXECUTE']);

/** Behind the first word of SHOW, USE, DESCRIBE, EXPLAIN and INSERT INTO t. */
export const SHOW_START = STATEMENT_START.flatMap((token) => SHOWN_BEHIND[token] ?? [token]).flatMap((token) => (token === '"EXECUTE" ...' ? [token, ...shows('JARS JOBS')] : [token]));
export const USE_START = STATEMENT_START.flatMap((token) => (token === '"USE" ...' ? `${ORDERED_NAMES} MODULES`.split(' ').map((name) => `"USE" ${shown(name)}`) : [token]));
export const DESCRIBE_START = more({ ...QUERY, DECIMAL: 'DELETE', HOUR: 'INSERT', MAX: 'MERGE', SQRT: 'STATEMENT', UNKNOWN: 'UPDATE', UPPER: 'UPSERT', VAR_SAMP: 'WITH' }, ['FUNCTION', 'EXTENDED']);
export const INSERTED_START = more({ ...QUERY, OVERLAY: 'PARTITION', VAR_SAMP: 'WITH', '-': '/*+' }, ['EXTEND', '.']);

/** Where a condition or a sort key may begin. */
export const CONDITION_START = tokens(`CURSOR EXISTS NOT ROW UNIQUE ( + - INTERVAL <UNSIGNED_INTEGER_LITERAL> <DECIMAL_NUMERIC_LITERAL> DECIMAL <APPROX_NUMERIC_LITERAL> <BINARY_STRING_LITERAL> <PREFIXED_STRING_LITERAL>
<QUOTED_STRING> <UNICODE_STRING_LITERAL> <C_STYLE_ESCAPED_STRING_LITERAL> <BIG_QUERY_DOUBLE_QUOTED_STRING> <BIG_QUERY_QUOTED_STRING> TRUE FALSE UNKNOWN NULL <LBRACE_D> <LBRACE_T> <LBRACE_TS>
DATE DATETIME TIME TIMESTAMP ? CAST SAFE_CAST TRY_CAST EXTRACT POSITION CONVERT TRANSLATE OVERLAY FLOOR CEIL CEILING SUBSTRING TRIM CONTAINS_SUBSTR DATE_TRUNC DATETIME_TRUNC TIMESTAMP_DIFF
TIMESTAMP_TRUNC TIME_DIFF TIME_TRUNC CLASSIFIER MATCH_NUMBER RUNNING PREV NEXT JSON_EXISTS JSON_VALUE JSON_QUERY JSON_OBJECT JSON_OBJECTAGG JSON_ARRAY JSON_ARRAYAGG <LBRACE_FN> MULTISET
ARRAY PERIOD ARRAY_CONCAT_AGG GROUP_CONCAT STRING_AGG PERCENTILE_CONT PERCENTILE_DISC SPECIFIC <IDENTIFIER> <HYPHENATED_IDENTIFIER> <QUOTED_IDENTIFIER> <BACK_QUOTED_IDENTIFIER>
<BIG_QUERY_BACK_QUOTED_IDENTIFIER> <BRACKET_QUOTED_IDENTIFIER> <UNICODE_QUOTED_IDENTIFIER> ABS AVG CARDINALITY CHAR CHAR_LENGTH CHARACTER_LENGTH COALESCE COLLECT COVAR_POP COVAR_SAMP
CUME_DIST COUNT CURRENT_DATE CURRENT_TIME CURRENT_TIMESTAMP DENSE_RANK ELEMENT EVERY EXP FIRST_VALUE FUSION INTERSECTION GROUPING HOUR LAG LEAD LEFT LAST_VALUE LN LOCALTIME LOCALTIMESTAMP
LOWER MAX MIN MINUTE MOD MONTH NTH_VALUE NTILE NULLIF OCTET_LENGTH PERCENT_RANK POWER RANK REGR_COUNT REGR_SXX REGR_SYY RIGHT ROW_NUMBER SECOND SOME SQRT STDDEV_POP STDDEV_SAMP SUM UPPER
TRUNCATE USER VAR_POP VAR_SAMP YEAR CURRENT_CATALOG CURRENT_DEFAULT_TRANSFORM_GROUP CURRENT_PATH CURRENT_ROLE CURRENT_SCHEMA CURRENT_USER SESSION_USER SYSTEM_USER NEW CASE CURRENT`);

/** A data type, where a column's begins. */
export const TYPE_START = tokens(`STRING BYTES TIMESTAMP_LTZ ARRAY MULTISET RAW ROW STRUCTURED BOOLEAN INTEGER INT TINYINT SMALLINT BIGINT REAL DOUBLE FLOAT VARIANT BINARY VARBINARY DECIMAL DEC NUMERIC ANY CHARACTER CHAR
VARCHAR DATE TIME TIMESTAMP <IDENTIFIER> <HYPHENATED_IDENTIFIER> <QUOTED_IDENTIFIER> <BACK_QUOTED_IDENTIFIER> <BIG_QUERY_BACK_QUOTED_IDENTIFIER> <BRACKET_QUOTED_IDENTIFIER> <UNICODE_QUOTED_IDENTIFIER>`);
export const FIELD_START = tokens(`ROW ${NAMES} STRING BYTES TIMESTAMP_LTZ ARRAY MULTISET RAW STRUCTURED BOOLEAN INTEGER INT TINYINT SMALLINT BIGINT REAL DOUBLE FLOAT VARIANT BINARY VARBINARY DECIMAL DEC NUMERIC ANY CHARACTER CHAR VARCHAR DATE TIME TIMESTAMP`);
export const COLUMN_START = [...tokens('AS .'), ...TYPE_START];

export const TABLE_START = tokens('LATERAL TABLE <IDENTIFIER> <HYPHENATED_IDENTIFIER> <QUOTED_IDENTIFIER> <BACK_QUOTED_IDENTIFIER> <BIG_QUERY_BACK_QUOTED_IDENTIFIER> <BRACKET_QUOTED_IDENTIFIER> <UNICODE_QUOTED_IDENTIFIER> ( UNNEST');

const OPERATORS = '. NOT IN < <= > >= = <> != BETWEEN LIKE ILIKE RLIKE SIMILAR + - * / % || AND OR IS MEMBER SUBMULTISET CONTAINS OVERLAPS EQUALS PRECEDES SUCCEEDS';

/** How an expression ended: after a plain name a parenthesis could have made it a call; a call could have gone on. */
export type Ending = 'name' | 'call' | 'text' | 'is' | 'other';

/** What goes on with an expression. Items of SELECT end otherwise than the rest. */
export function operatorsAfter(ending: Ending, isItem: boolean): readonly string[] {
  const all = isItem ? `${OPERATORS} MULTISET [` : `${OPERATORS} IMMEDIATELY MULTISET [ FORMAT${ending === 'call' ? ' IGNORE RESPECT' : ''}`;
  return tokens(`${ending === 'is' ? all.slice(2) : all}${ending === 'name' ? ' (' : ''}`);
}

const AFTER: Readonly<Record<string, string>> = {
  item: `EXCEPT FETCH FROM INTERSECT LIMIT OFFSET ORDER MINUS UNION <QUOTED_STRING> ; , ${NAMES}`,
  alias: 'EXCEPT FETCH FROM INTERSECT LIMIT OFFSET ORDER MINUS UNION ; ,',
  where: 'EXCEPT FETCH GROUP HAVING INTERSECT LIMIT OFFSET ORDER QUALIFY MINUS UNION WINDOW ;',
  group: 'EXCEPT FETCH HAVING INTERSECT LIMIT OFFSET ORDER QUALIFY MINUS UNION WINDOW ; ,',
  having: 'EXCEPT FETCH INTERSECT LIMIT OFFSET ORDER QUALIFY MINUS UNION WINDOW ;',
  'sort key': 'ASC DESC FETCH LIMIT NULLS OFFSET ; ,', 'sort direction': 'FETCH LIMIT NULLS OFFSET ; ,', limit: 'OFFSET ; ,',
  table: `AS CROSS EXCEPT EXTEND FETCH FOR FULL GROUP HAVING INNER INTERSECT JOIN LEFT LIMIT NATURAL OFFSET ORDER OUTER QUALIFY RIGHT MINUS TABLESAMPLE UNION WHERE WINDOW ( ; , /*+ ${NAMES} MATCH_RECOGNIZE . PIVOT UNPIVOT`,
  'table alias': 'CROSS EXCEPT FETCH FULL GROUP HAVING INNER INTERSECT JOIN LEFT LIMIT NATURAL OFFSET ORDER OUTER QUALIFY RIGHT MINUS TABLESAMPLE UNION WHERE WINDOW ( ; ,',
  'as alias': 'CROSS EXCEPT FETCH FULL GROUP HAVING INNER INTERSECT JOIN LEFT LIMIT NATURAL OFFSET ORDER OUTER QUALIFY RIGHT MINUS TABLESAMPLE UNION WHERE WINDOW ( ; , MATCH_RECOGNIZE',
  'joined alias': 'CROSS EXCEPT FETCH FULL GROUP HAVING INNER INTERSECT JOIN LEFT LIMIT NATURAL OFFSET ON ORDER OUTER QUALIFY RIGHT MINUS TABLESAMPLE UNION USING WHERE WINDOW ( ; ,',
  on: 'CROSS EXCEPT FETCH FULL GROUP HAVING INNER INTERSECT JOIN LEFT LIMIT NATURAL OFFSET ORDER OUTER QUALIFY RIGHT MINUS UNION WHERE WINDOW ; ,',
  values: 'EXCEPT FETCH INTERSECT LIMIT OFFSET ORDER MINUS UNION ; ,', parenthesis: 'EXCEPT FETCH INTERSECT LIMIT OFFSET ORDER MINUS UNION ) ,', argument: 'EXCEPT FETCH INTERSECT LIMIT OFFSET ORDER PARTITION MINUS UNION ) , =>',
  object: '; .', 'dropped database': 'CASCADE RESTRICT ; .', 'made database': 'WITH COMMENT ; .', shown: 'FROM IN LIKE NOT ;', 'made table': 'AS LIKE WITH COMMENT DISTRIBUTED PARTITIONED ;', 'named table': 'AS LIKE WITH COMMENT DISTRIBUTED PARTITIONED ( ; .',
  'named view': 'AS COMMENT ( .', 'named function': 'AS .', 'column type': 'CONSTRAINT NOT NULL PRIMARY UNIQUE COMMENT METADATA ) , MULTISET ARRAY', 'column type given': 'CONSTRAINT PRIMARY UNIQUE COMMENT METADATA ) ,', 'map type': 'NOT NULL , MULTISET ARRAY', computed: 'COMMENT ) ,', watermarked: 'AS .', 'json argument': ',', merged: 'WHEN', option: 'UESCAPE <QUOTED_STRING> ) ,', 'option key': 'UESCAPE <QUOTED_STRING> =',
  when: 'THEN ,', 'case value': 'ELSE END WHEN', else: 'END', case: 'WHEN', cast: 'AS', substring: 'FROM ,', list: ') ,', elements: '] ,',
};

/** A part of a statement that may be over. */
export type Part = keyof typeof AFTER;

const STATEMENT_END: ReadonlySet<string> = new Set(['item', 'alias', 'where', 'group', 'having', 'sort key', 'sort direction', 'limit', 'table', 'table alias', 'as alias', 'joined alias', 'on', 'values', 'object', 'dropped database', 'made database', 'shown', 'made table', 'named table']);

/** What may follow a part of a statement: with the statement's end, or the parenthesis that it stands in. */
export function expectedAfter(part: Part, isInner: boolean, ending: Ending | null): readonly string[] {
  const ends = STATEMENT_END.has(part);
  const words = (AFTER[part] ?? '').split(' ');
  if (part === 'item') words.splice(0, 0, 'AS');
  if (ending === 'call') addSorted(words, part === 'item' || part === 'where' || part === 'having' || part === 'group' ? ['FILTER', 'OVER', 'WITHIN'] : []);
  if (ending === 'text') addSorted(words, part === 'item' ? [] : ['UESCAPE', '<QUOTED_STRING>']);
  const own = words.map((word) => (word === ';' && isInner ? ')' : word)).map(shown);
  return [...(ends && !isInner ? ['<EOF> '] : []), ...own, ...(ending === null ? [] : operatorsAfter(ending, part === 'item'))];
}

const COMPARISONS = ['<', '<=', '>', '>=', '=', '<>', '!='];
/** Operators in the order in which the real parser tries them. */
const BINARY = ['=', '>', '<', '<=', '>=', '<>', '!=', '+', '-', '*', '/', '%', '||', 'AND', 'OR'];
const bare = (token: string): string => token.slice(0, -4).replace(/^"(.*)"$/, '$1');
const OPERAND = ['+', '-', 'NOT', 'EXISTS', 'UNIQUE', ...CONDITION_START.slice(8).map(bare), 'CURSOR', 'ROW', '('];
export const EXPLAIN_START = [...tokens('STATEMENT EXECUTE WITH SELECT VALUES VALUE TABLE'), ...OPERAND.map(shown), ...tokens('INSERT UPSERT CREATE')];
const NO_CONDITION = ['NOT', 'EXISTS', 'UNIQUE', '+', '-', 'INTERVAL'];
const ESCAPED = ['INTERVAL', '+', '-', ...OPERAND.filter((operand) => !NO_CONDITION.includes(operand))];

/** Whether a right side is looked at together with the word or sign before it. */
export const looksBehind = (word: string, part: Part): boolean => BINARY.includes(word) || word === 'LIKE' || word === 'ESCAPE' || (word === ',' && part === 'group');

/** Two words that were looked at together. */
const both = (first: string, second: string): string => `"${first}" ${shown(second)}`;

/** Where an operator has no right side: it was looked at together with what follows it. */
export function expectedAtOperator(part: Part, isInner: boolean, ending: Ending, operator: string): readonly string[] {
  const all = expectedAfter(part, isInner, ending);
  if (operator === 'LIKE') return all.flatMap((token) => (token === '"LIKE" ...' ? OPERAND.map((operand) => both('LIKE', operand)) : /^"(ILIKE|RLIKE|SIMILAR)"/.test(token) ? [] : [token]));
  if (operator === ',') return all.flatMap((token) => (token === '", " ...' || token === '"," ...' ? ['GROUPING', 'ROLLUP', 'CUBE', '(', ...OPERAND.slice(0, -1).filter((operand) => operand !== 'GROUPING')].map((operand) => both(',', operand)) : [token]));
  if (operator === 'ESCAPE') {
    const at = all.indexOf('"." ...') + 1;
    return [...all.slice(0, at), ...ESCAPED.map((operand) => both('ESCAPE', operand)), ...all.slice(at)];
  }
  const clause = ending === 'text' ? expectedAfter(part, isInner, ending).slice(0, -operatorsAfter(ending, part === 'item').length) : expectedAfter(part, isInner, null);
  const compares = COMPARISONS.indexOf(operator);
  const compared = compares < 0 ? COMPARISONS : COMPARISONS.slice(0, compares);
  const before = BINARY.slice(0, BINARY.indexOf(operator)).filter((other) => !compared.includes(other));
  return [...new Set([
    ...clause, ...(ending === 'is' ? [] : tokens('.')), ...tokens('NOT IN'), ...compared.map(shown), ...(compares < 0 ? [] : ['SOME', 'ANY', 'ALL'].map((word) => both(operator, word))), ...tokens('BETWEEN LIKE ILIKE RLIKE SIMILAR'),
    ...before.map(shown), ...OPERAND.map((operand) => both(operator, operand)), ...tokens('[ IS'), ...(part === 'item' ? [] : tokens('FORMAT')), ...(ending === 'name' ? tokens('(') : []),
  ])];
}

/** What may stand behind IS, NOT, IN and a point, each looked at together with that word. */
export function expectedPair(part: Part, isInner: boolean, ending: Ending, word: 'IS' | 'NOT' | 'IN' | '.'): readonly string[] {
  const all = expectedAfter(part, isInner, ending);
  const pairs = (seconds: string): readonly string[] => seconds.split(' ').map((second) => both(word, second));
  const replaced = (by: Readonly<Record<string, readonly string[]>>): readonly string[] => all.flatMap((token) => by[bare(token)] ?? [token]);
  const own = (token: string): string => shown(token);
  switch (word) {
    case 'IS': return replaced({ IS: pairs('DISTINCT NOT'), '[': [own('['), ...pairs('A NULL TRUE FALSE UNKNOWN EMPTY JSON')] });
    case 'NOT': return replaced({ NOT: pairs('IN'), BETWEEN: [...pairs('BETWEEN'), own('BETWEEN')], LIKE: [...pairs('LIKE ILIKE RLIKE SIMILAR'), own('LIKE')], SUBMULTISET: [own('SUBMULTISET'), ...pairs('SUBMULTISET')] });
    case 'IN': {
      const compared = COMPARISONS.map(own);
      const behind = all.filter((token) => !compared.includes(token));
      const at = behind.indexOf(own('SIMILAR')) + 1;
      return [...behind.slice(0, at), ...BINARY.slice(0, COMPARISONS.length).map(own), ...behind.slice(at)].flatMap((token) => (token === own('IN') ? pairs('(') : [token]));
    }
    case '.': return replaced({ '.': pairs('<IDENTIFIER> <HYPHENATED_IDENTIFIER> <QUOTED_IDENTIFIER> <BACK_QUOTED_IDENTIFIER> <BIG_QUERY_BACK_QUOTED_IDENTIFIER> <BRACKET_QUOTED_IDENTIFIER> <UNICODE_QUOTED_IDENTIFIER>'), '[': [own('['), own('.'), ...pairs('*')] });
  }
}

/** `TRUNCATE s`: a statement without its TABLE, or a function without its parenthesis. */
export function expectedAtTruncate(): readonly string[] {
  const words = expectedAtFunction('TRUNCATE', false);
  const [first, last] = [words.indexOf('"USER" ...') + 1, words.indexOf('"INTERVAL" ...')];
  return [...words.slice(0, first), shown('WITH'), ...words.slice(first, last), ...tokens('INSERT UPSERT BEGIN END SHOW DESCRIBE USE ALTER EXPLAIN EXECUTE SET RESET'), both('TRUNCATE', 'TABLE'), ...words.slice(last)];
}

const JOINS = ['NATURAL', 'JOIN', 'INNER', 'LEFT', 'RIGHT', 'FULL'];
const TABLES = ['<IDENTIFIER>', '<HYPHENATED_IDENTIFIER>', '<QUOTED_IDENTIFIER>', '<BACK_QUOTED_IDENTIFIER>', '<BIG_QUERY_BACK_QUOTED_IDENTIFIER>', '<BRACKET_QUOTED_IDENTIFIER>', '<UNICODE_QUOTED_IDENTIFIER>', 'LATERAL', '(', 'UNNEST', 'TABLE'];
const CLAUSES = new Set(['EXCEPT', 'FETCH', 'GROUP', 'HAVING', 'INTERSECT', 'LIMIT', 'OFFSET', 'ORDER', 'QUALIFY', 'MINUS', 'UNION', 'WHERE', 'WINDOW', ';', ',', '<EOF>']);

/** Behind a table: a comma without a table, or a kind of join without the word JOIN. */
export function expectedAtTable(part: Part, word: ',' | 'INNER' | 'LEFT' | 'RIGHT' | 'FULL'): readonly string[] {
  const all = (AFTER[part] ?? '').split(' ').filter((token) => !CLAUSES.has(token) && (word === ',' || !JOINS.includes(token)));
  const at = Math.max(all.indexOf('('), all.indexOf('<UNICODE_QUOTED_IDENTIFIER>')) + 1;
  const seconds = word === ',' ? TABLES : word === 'INNER' ? ['JOIN'] : ['OUTER', 'JOIN'];
  const own = seconds.map((second) => both(word, second));
  const middle = word === ',' ? own : [shown(','), ...JOINS.flatMap((join) => (join === word ? own : [shown(join)]))];
  return [...all.slice(0, at).map(shown), ...middle, ...all.slice(at).map(shown)];
}

const BARE = new Set(['CURRENT_DATE', 'CURRENT_TIME', 'CURRENT_TIMESTAMP', 'LOCALTIME', 'LOCALTIMESTAMP', 'USER']);
const NAMED_START = tokens(`ARRAY CASE CURRENT CURRENT_CATALOG CURRENT_DATE CURRENT_DEFAULT_TRANSFORM_GROUP CURRENT_PATH CURRENT_ROLE CURRENT_SCHEMA CURRENT_TIME CURRENT_TIMESTAMP CURRENT_USER EXISTS LOCALTIME
LOCALTIMESTAMP MULTISET NEW NEXT NOT PERIOD SESSION_USER SYSTEM_USER UNIQUE USER <LBRACE_FN> ? + - ${NAMES}`);
const WITHOUT = new Set([...NAMED_START.map(bare), 'CURSOR', 'ROW', '(']);

/** An item that begins with a function's name and has no parenthesis behind it: everything tried up to that name. */
export function expectedAtFunction(name: string, isFirst: boolean): readonly string[] {
  const tried = CONDITION_START.map(bare);
  // DAY and its like are functions that the grammar does not name: nothing was tried for them alone.
  if (!tried.includes(name)) return [];
  const first = NAMED_START.flatMap((token) => {
    if (!isFirst) return [token];
    if (token === '"ARRAY" ...') return tokens('ALL ARRAY');
    if (token === '"EXISTS" ...') return tokens('DISTINCT EXISTS');
    if (token === '"SYSTEM_USER" ...') return tokens('STREAM SYSTEM_USER');
    return token === '"-" ...' ? tokens('- /*+') : [token];
  });
  const upTo = tried.slice(tried.indexOf('INTERVAL'), tried.indexOf(name) + 1).filter((word) => !WITHOUT.has(word) && !BARE.has(word));
  return [...first, ...upTo.map(shown), both(name, '(')];
}

/** MINUS is SET_MINUS in the grammar. */
const sortedAs = (word: string): string => (word === 'MINUS' ? 'SET_MINUS' : word);

/** Words of the grammar's own come in the order of the alphabet; kinds of tokens and signs behind them. */
function addSorted(words: string[], added: readonly string[]): void {
  for (const word of added) {
    const at = word.startsWith('<') ? words.findIndex((other) => /^[^A-Z<]/.test(other)) : words.findIndex((other) => !/^[A-Z]/.test(other) || sortedAs(other) > word);
    words.splice(at < 0 ? words.length : at, 0, word);
  }
}
