// Flink SQL for the editor: the words come from whoever knows them (the worker's parser and functions).
import { sql, SQLDialect } from '@codemirror/lang-sql';
import type { Extension } from '@codemirror/state';

export interface SqlWords {
  readonly keywords: readonly string[];
  readonly types: readonly string[];
  readonly functions: readonly string[];
}

/** Highlighting, brackets and comments of Flink SQL. Names stand between back quotes, texts between single ones. */
export function flinkSql({ keywords, types, functions }: SqlWords): Extension {
  const plain = (words: readonly string[]): string => words.map((word) => word.toLowerCase()).join(' ');
  const dialect = SQLDialect.define({
    keywords: plain(keywords), types: plain(types), builtin: plain(functions), identifierQuotes: '`', doubleQuotedStrings: false, backslashEscapes: false, hashComments: false, slashComments: true, operatorChars: '*+-%<>!=&|^~/?',
  });
  return sql({ dialect, upperCaseKeywords: true }).extension;
}
