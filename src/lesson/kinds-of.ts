// Which kinds of records an expression asks for, so that only these need to be made of a world.
import type { Expression, Selection } from './expression.ts';
import type { RecordKind } from './fields.ts';
import { isPart, PARTS_OF } from './flink-parts.ts';

/** The kinds that these expressions ask for; a record of a log is found in its replica, a part of Flink's in its whole. */
export function kindsOf(expressions: readonly Expression[]): ReadonlySet<RecordKind> {
  const kinds = new Set<RecordKind>();
  for (const expression of expressions) visit(expression, kinds);
  if (kinds.has('record')) kinds.add('replica');
  for (const kind of kinds) if (isPart(kind)) kinds.add(PARTS_OF[kind]);
  return kinds;
}

function visit(expression: Expression, kinds: Set<RecordKind>): void {
  switch (expression.kind) {
    case 'literal': case 'field':
      return;
    case 'count': case 'exists': case 'sum': case 'min': case 'max': case 'the':
      return select(expression.of, kinds);
    case 'all':
      select(expression.of, kinds);
      return visit(expression.holds, kinds);
    case 'compare': case 'add': case 'and': case 'or':
      visit(expression.left, kinds);
      return visit(expression.right, kinds);
    case 'not': case 'eventually': case 'never': case 'grew': case 'for': case 'moment':
      return visit(expression.of, kinds);
  }
}

function select(selection: Selection, kinds: Set<RecordKind>): void {
  kinds.add(selection.kind);
  if (selection.where !== null) visit(selection.where, kinds);
}
