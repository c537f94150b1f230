// A dataflow's condition as Python writes it.
import { type Expression, parseExpression } from '../../flink/expression/expression.ts';

const SIGNS: Readonly<Record<string, string>> = { '=': '==', '||': '+' };

/** A condition over an item's fields as Python writes it. Functions that have no short form in Python are problems. */
export function pythonCondition(text: string, fields: readonly string[]): { readonly python: string } | { readonly problem: string } {
  const parsed = parseExpression(text, { inputs: [{ alias: '', fields }] });
  if (!parsed.ok) return { problem: parsed.problem.message };
  const problems: string[] = [];
  const python = written(parsed.expression, fields, problems);
  return problems.length > 0 ? { problem: problems.join(', ') } : { python };
}

function written(tree: Expression, fields: readonly string[], problems: string[]): string {
  const inside = (of: Expression): string => (of.kind === 'binary' || of.kind === 'and' || of.kind === 'or' || of.kind === 'not' ? `(${written(of, fields, problems)})` : written(of, fields, problems));
  switch (tree.kind) {
    case 'literal': return typeof tree.value === 'string' ? `"${tree.value.replace(/[\\"]/g, (sign) => `\\${sign}`)}"` : tree.value === null ? 'None' : typeof tree.value === 'boolean' ? (tree.value ? 'True' : 'False') : String(tree.value);
    case 'field': return fields.length === 0 ? 'item' : fields.length === 1 && fields[0] === 'value' ? 'item' : `item["${fields[tree.position] ?? ''}"]`;
    case 'binary': return `${inside(tree.left)} ${SIGNS[tree.operator] ?? tree.operator} ${inside(tree.right)}`;
    case 'and': case 'or': return `${inside(tree.left)} ${tree.kind} ${inside(tree.right)}`;
    case 'not': return `not ${inside(tree.of)}`;
    case 'minus': return `-${inside(tree.of)}`;
    case 'call': {
      const [first = '', second = ''] = tree.args.map(inside);
      switch (tree.name) {
        case 'contains': return `${second} in ${first}`;
        case 'startsWith': return `${first}.startswith(${second})`;
        case 'lower': case 'upper': return `${first}.${tree.name}()`;
        case 'abs': return `abs(${first})`;
        case 'length': return `len(${first})`;
        default: problems.push(`${tree.name} is not known to a dataflow`); return '';
      }
    }
    case 'at': case 'list': problems.push('lists are not known to a dataflow\'s condition'); return '';
  }
}
