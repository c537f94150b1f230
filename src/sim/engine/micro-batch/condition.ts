// A micro-batch program's condition: the language of jobs' functions, with SQL's third truth value where a value is missing.
import { compileTree, NO_ENV } from '../../flink/expression/compile.ts';
import { type Expression, parseExpression } from '../../flink/expression/expression.ts';
import type { Cells } from './row.ts';

export type Condition = (cells: Cells) => boolean | null;

/** A condition over columns of these names, or what is wrong and at which letter, from 0. */
export function condition(text: string, columns: readonly string[]): { readonly holds: Condition } | { readonly problem: string; readonly at: number } {
  const parsed = parseExpression(lowered(text), { inputs: [{ alias: '', fields: columns }] });
  if (!parsed.ok) return { problem: parsed.problem.message, at: parsed.problem.at };
  return { holds: truth(parsed.expression) };
}

/** SQL's words in any size, and its other sign for "not equal"; what is between quotes stays. */
function lowered(text: string): string {
  return text.replace(/'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*"|<>|\b(?:AND|OR|NOT|TRUE|FALSE|NULL)\b/gi, (part) => (part === '<>' ? '!=' : /^['"]/.test(part) ? part : part.toLowerCase()));
}

/** Names in a condition that could be columns. */
export function conditionFields(text: string): string[] {
  const bare = text.replace(/'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*"/g, ' ');
  return [...bare.matchAll(/[A-Za-z_$][\w$]*(?!\w*\s*\()/g)].map(([word]) => word).filter((word) => !/^(and|or|not|true|false|null)$/i.test(word));
}

function truth(tree: Expression): Condition {
  switch (tree.kind) {
    case 'and': case 'or': {
      const [left, right] = [truth(tree.left), truth(tree.right)];
      const decides = tree.kind === 'or';
      return (cells) => {
        const [a, b] = [left(cells), right(cells)];
        return a === decides || b === decides ? decides : a === null || b === null ? null : !decides;
      };
    }
    case 'not': {
      const of = truth(tree.of);
      return (cells) => {
        const a = of(cells);
        return a === null ? null : !a;
      };
    }
    default: {
      const value = compileTree(tree);
      const sides = tree.kind === 'binary' ? [compileTree(tree.left), compileTree(tree.right)] : [];
      return (cells) => {
        const row = cells as never;
        if (sides.some((side) => side(row, [], NO_ENV) === null)) return null;
        const found = value(row, [], NO_ENV);
        return found === null ? null : found === true;
      };
    }
  }
}
