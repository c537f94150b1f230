// A tree of texts, and how EXPLAIN draws it.

export interface TextNode {
  readonly head: string;
  readonly inputs: readonly TextNode[];
}

/** `+- ` before the last input, `:- ` before the others; a line a node, with a line feed behind each. */
export function drawTree(node: TextNode): string {
  return lines(node, '', '').map((line) => `${line}\n`).join('');
}

function lines(node: TextNode, lead: string, follow: string): readonly string[] {
  const below = node.inputs.flatMap((input, i) => {
    const last = i === node.inputs.length - 1;
    return lines(input, `${follow}${last ? '+- ' : ':- '}`, `${follow}${last ? '   ' : ':  '}`);
  });
  return [lead + node.head, ...below];
}

/** As Calcite draws a query within an expression: two blanks a level. */
export function drawIndented(node: TextNode, depth = 0): string {
  return `${'  '.repeat(depth)}${node.head}\n${node.inputs.map((input) => drawIndented(input, depth + 1)).join('')}`;
}

/** `Name(a=[x], b=[y])`; items without a text are left out. */
export function term(name: string, items: readonly (readonly [string, string | null])[]): string {
  const shown = items.flatMap(([key, value]) => (value === null ? [] : [`${key}=[${value}]`]));
  return shown.length === 0 ? name : `${name}(${shown.join(', ')})`;
}
