// EXPLAIN: the text of its one cell, from a statement that is bound.
import type { Statement } from '../parser/statement.ts';
import type { Result } from '../problem.ts';
import { attempt, SqlError } from '../problem.ts';
import { bindQuery } from '../query/bind.ts';
import type { Catalogs } from '../query/catalog.ts';
import { bindInsert } from '../query/insert.ts';
import { insertTree, queryTree } from './explain-ast.ts';

function valueOf<T>(result: Result<T>): T {
  if (result.ok) return result.value;
  const { exception, message, at, phase } = result.problem;
  throw new SqlError(exception, message, at, phase);
}

/** "Abstract Syntax Tree" of what EXPLAIN is asked about. */
export function explainAst(of: Statement, catalogs: Catalogs): Result<string> {
  return attempt(() => {
    if (of.kind === 'query') return queryTree(valueOf(bindQuery(of.query, catalogs)), catalogs);
    const inserts = of.kind === 'insert' ? [of] : of.kind === 'statement set' ? of.inserts : [];
    return inserts.map((insert) => insertTree(valueOf(bindInsert(insert, catalogs)), insert.columns, catalogs)).join('\n');
  });
}
