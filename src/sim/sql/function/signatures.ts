// What Flink's messages say of functions where it is not what the functions' own forms say: supported forms of the validator, signatures of type inference.

/** Forms in "Cannot apply … Supported form(s)", where they are not made of the function's own: `@` stands for its name. */
export const SUPPORTED_FORMS: Readonly<Record<string, readonly string[]>> = {
  '||': ["'<STRING> || <STRING>'", "'<EQUIVALENT_TYPE> || <EQUIVALENT_TYPE>'"],
  LIKE: ["'@(<STRING>, <STRING>, <STRING>)'"],
  ITEM: ['<ARRAY>[<INTEGER>]', '<MAP>[<ANY>]', '<ROW>[<CHARACTER>|<INTEGER>]'],
  CONCAT: ["'@(<CHARACTER>)'"], CONCAT_WS: ["'@(<CHARACTER>)'"],
  ROUND: ["'@(<NUMERIC>, <INTEGER>)'", "'@(<NUMERIC>)'"], TRUNCATE: ["'@(<NUMERIC>, <INTEGER>)'", "'@(<NUMERIC>)'"],
  SUBSTRING: ["'@(<CHARACTER>, <INTEGER>)'", "'@(<CHARACTER>, <INTEGER>, <INTEGER>)'"], SUBSTR: ["'@(<CHARACTER>, <INTEGER>)'", "'@(<CHARACTER>, <INTEGER>, <INTEGER>)'"],
  CARDINALITY: ["'@(<MULTISET>)'", "'@(<ARRAY>)'", "'@(<MAP>)'"], ELEMENT: ["'@(<MULTISET>)'", "'@(<ARRAY>)'"],
  CEIL: ["'@(<NUMERIC>)'", "'@(<DATETIME_INTERVAL>)'", "'@(<DATE> TO <TIME_UNIT>)'", "'@(<TIME> TO <TIME_UNIT>)'", "'@(<TIMESTAMP> TO <TIME_UNIT>)'"],
  FLOOR: ["'@(<NUMERIC>)'", "'@(<DATETIME_INTERVAL>)'", "'@(<DATE> TO <TIME_UNIT>)'", "'@(<TIME> TO <TIME_UNIT>)'", "'@(<TIMESTAMP> TO <TIME_UNIT>)'"],
  EXTRACT: ["'@(<DATETIME_INTERVAL> FROM <DATETIME_INTERVAL>)'", "'@(<DATETIME_INTERVAL> FROM <DATETIME>)'"],
  HEX: ["'@(<INTEGER>)'", "'@(<CHARACTER>)'"], LOG: ["'@(<NUMERIC>)'", "'@(<NUMERIC>, <NUMERIC>)'"],
  HASH_CODE: ["'@(<BOOLEAN>)'", "'@(<NUMERIC>)'", "'@(<CHARACTER>)'", "'@(<TIMESTAMP>)'", "'@(<TIME>)'", "'@(<DATE>)'"],
  IF: ['ANY_TYPE>, <NUMERIC_TYPE>, <NUMERIC_TYPE', ...['CHARACTER', 'BOOLEAN', 'CHARACTER', 'BINARY', 'DATE', 'TIMESTAMP', 'TIME'].map((kind) => `BOOLEAN>, <${kind}>, <${kind}`)].map((types) => `'@(<${types}>)'`),
  INSTR: ["'@(<CHARACTER>, <CHARACTER>)'", "'@(<CHARACTER>, <CHARACTER>, <INTEGER>)'", "'@(<CHARACTER>, <CHARACTER>, <INTEGER>, <INTEGER>)'"],
  RAND: ["'@()'", "'@(<NUMERIC>)'"], RAND_INTEGER: ["'@(<NUMERIC>)'", "'@(<NUMERIC>, <NUMERIC>)'"],
  REGEXP_EXTRACT: ["'@(<CHARACTER>, <CHARACTER>, <INTEGER>)'", "'@(<CHARACTER>, <CHARACTER>)'"],
  SPLIT_INDEX: ["'@(<CHARACTER>, <INTEGER>, <INTEGER>)'", "'@(<CHARACTER>, <CHARACTER>, <INTEGER>)'"],
  TIMESTAMPADD: ["'@(<ANY>, <INTEGER>, <DATETIME>)'"], TIMESTAMPDIFF: ["'@(<ANY>, <DATETIME>, <DATETIME>)'"],
  UNIX_TIMESTAMP: ["'@()'", "'@(<CHARACTER>)'", "'@(<CHARACTER>, <CHARACTER>)'"],
  LISTAGG: ["'@(<CHARACTER>)'", "'@(<CHARACTER>, <CHARACTER_LITERAL>)'"],
  ...Object.fromEntries(['FROM_BASE64', 'TO_BASE64', 'MD5', 'SHA1', 'SHA224', 'SHA256', 'SHA384', 'SHA512'].map((name) => [name, ["'@(<STRING>)'"]])), SHA2: ["'@(<STRING>, <INTEGER>)'"],
  JSON_EXISTS: ['@(json_doc, path [{TRUE | FALSE| UNKNOWN | ERROR} ON ERROR])'],
  JSON_VALUE: ['@(json_doc, path [RETURNING type] [{NULL | ERROR | DEFAULT value} ON EMPTY] [{NULL | ERROR | DEFAULT value} ON ERROR])'],
};

/** Signatures of functions with Flink's own type inference, where they are not the function's own forms. */
export const SIGNATURES: Readonly<Record<string, readonly string[]>> = {
  COALESCE: ['<COMMON>, <COMMON>...'], ARRAY_CONCAT: ['<COMMON>, <COMMON>...'], MAP_UNION: ['<COMMON>, <COMMON>...'], GREATEST: ['<COMPARABLE>...'], LEAST: ['<COMPARABLE>...'],
  IFNULL: ['input <COMMON>, null_replacement <COMMON>'], ARRAY_APPEND: ['array <ARRAY>, element <ARRAY ELEMENT>'], ARRAY_PREPEND: ['array <ARRAY>, element <ARRAY ELEMENT>'],
  ARRAY_DISTINCT: ['haystack <ARRAY>'], ARRAY_REVERSE: ['haystack <ARRAY>'], ARRAY_MAX: ['<ARRAY<COMPARABLE>>'], ARRAY_MIN: ['<ARRAY<COMPARABLE>>'],
  ARRAY_SORT: ['<ARRAY<COMPARABLE>>', '<ARRAY<COMPARABLE>>, <BOOLEAN>', '<ARRAY<COMPARABLE>>, <BOOLEAN>, <BOOLEAN>'], MAP_FROM_ARRAYS: ['keysArray <ARRAY>, valuesArray <ARRAY>'],
  TYPEOF: ['input <ANY>', 'input <ANY>, force_serializable [<BOOLEAN> & <LITERAL NOT NULL>]'], PRINTF: ['format <CHARACTER_STRING>, obj <ANY>...'],
  PARSE_JSON: ['<CHARACTER_STRING>', '<CHARACTER_STRING>, <BOOLEAN>'], TRY_PARSE_JSON: ['<CHARACTER_STRING>', '<CHARACTER_STRING>, <BOOLEAN>'],
  JSON_STRING: ['[<CHARACTER_STRING> | <BINARY_STRING> | <TIMESTAMP> | <CONSTRUCTED> | <NUMERIC> | <STRUCTURED_TYPE> | <DISTINCT_TYPE> | <BOOLEAN>]'], JSON_QUOTE: ['<CHARACTER_STRING>'], JSON_UNQUOTE: ['<CHARACTER_STRING>'],
  TO_TIMESTAMP_LTZ: ['<CHARACTER_STRING>', '<CHARACTER_STRING>, <CHARACTER_STRING>', '<CHARACTER_STRING>, <CHARACTER_STRING>, <CHARACTER_STRING>', '<NUMERIC>', '<NUMERIC>, <INTEGER_NUMERIC>'],
  CURRENT_WATERMARK: ['<TIMESTAMP_WITHOUT_TIME_ZONE *ROWTIME*>', '<TIMESTAMP_WITH_LOCAL_TIME_ZONE *ROWTIME*>'], TRANSLATE3: ['expr <CHARACTER_STRING>, fromStr <CHARACTER_STRING>, toStr <CHARACTER_STRING>'],
  URL_ENCODE: ['<CHARACTER_STRING>'], URL_DECODE: ['<CHARACTER_STRING>'], UNHEX: ['expr <CHARACTER_STRING>'], SPLIT: ['<CHARACTER_STRING>, <CHARACTER_STRING>'],
  REGEXP_COUNT: ['str <CHARACTER_STRING>, regex <CHARACTER_STRING>'], REGEXP_INSTR: ['str <CHARACTER_STRING>, regex <CHARACTER_STRING>'], REGEXP_SUBSTR: ['str <CHARACTER_STRING>, regex <CHARACTER_STRING>'],
};

/** The innermost cause where arguments are of the wrong types: the argument strategies' own words. */
export const STRATEGY_TEXTS: Readonly<Record<string, string>> = {
  ARRAY_CONCAT: 'All arguments requires to be a ARRAY type', ARRAY_EXCEPT: 'All arguments requires to be a ARRAY type', ARRAY_INTERSECT: 'All arguments requires to be a ARRAY type', ARRAY_UNION: 'All arguments requires to be a ARRAY type',
  ARRAY_MAX: 'The argument requires to be an ARRAY type', ARRAY_MIN: 'The argument requires to be an ARRAY type', MAP_UNION: 'All arguments requires to be a MAP type', ELT: 'Index can only be an INTEGER NUMERIC type.',
};
