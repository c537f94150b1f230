// The words of Flink SQL, for who colours or completes them.
import type { SqlVocabulary } from '../../../bridge/sql.ts';
import { functionNames } from '../../sql/function/registry.ts';
import { CALLABLE, RESERVED } from '../../sql/parser/keywords.ts';
import { aggregateNames } from '../../sql/validate/aggregates.ts';

export const TYPES: readonly string[] = [
  'ARRAY', 'BIGINT', 'BINARY', 'BOOLEAN', 'BYTES', 'CHAR', 'DATE', 'DECIMAL', 'DOUBLE', 'FLOAT', 'INT', 'INTEGER', 'MAP', 'MULTISET', 'NUMERIC', 'PRECISION', 'RAW', 'ROW', 'SMALLINT', 'STRING', 'TIME', 'TIMESTAMP',
  'TIMESTAMP_LTZ', 'TINYINT', 'VARBINARY', 'VARCHAR', 'VARIANT',
];

/** Words that mean something at their place, and may be names elsewhere. */
const FREE = `ADD AFTER ANALYZE ASC CATALOG CATALOGS CHANGELOG_MODE COLUMNS COMMENT COMPUTE CONSTRAINT CUMULATE DATABASE DATABASES DESC DESCRIPTOR DISTRIBUTED ENFORCED ESTIMATED_COST EXCLUDING EXTENDED FIRST FUNCTIONS HOP IF
INCLUDING JAR JARS JOB JOBS JSON_EXECUTION_PLAN KEY LAST LOAD METADATA MODIFY MODULES OPTIONS ORDINALITY OVERWRITE PARTITIONED PAST PLAN PRECEDING FOLLOWING UNBOUNDED QUIT RENAME REPLACE SESSION STATEMENT STATISTICS STOP TABLES
TEMPORARY TUMBLE UNLOAD VIEW VIEWS VIRTUAL WATERMARK WATERMARKS SETS TIES ROLLUP`.split(/\s+/);

/** Reserved words that are functions first. */
const isFunction = (word: string): boolean => CALLABLE.has(word) && !['LEFT', 'RIGHT', 'ANY', 'SOME', 'VALUE', 'INSERT', 'TRUNCATE', 'GET', 'NEXT', 'PREV'].includes(word);

export const FUNCTIONS: readonly string[] = [...new Set([...functionNames().filter((name) => /^[A-Z][A-Z0-9_]*$/.test(name)), ...aggregateNames()])].sort();

export const KEYWORDS: readonly string[] = [...new Set([...[...RESERVED].filter((word) => !isFunction(word) && !TYPES.includes(word)), ...FREE])].sort();

export const VOCABULARY: SqlVocabulary = { keywords: KEYWORDS, types: TYPES, functions: FUNCTIONS };
