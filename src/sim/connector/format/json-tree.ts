// A whole JSON text as a tree, for formats that look into a message before they read its row.
import { doubleText } from '../../jvm/number-text.ts';
import { JsonCursor, JsonProblem, MAPPING_EXCEPTION } from './json-cursor.ts';
import { jsonText } from './json-write.ts';

export type JsonTree =
  | { readonly kind: 'null' }
  | { readonly kind: 'text'; readonly value: string }
  /** A number or a word, as it is written. */
  | { readonly kind: 'plain'; readonly value: string }
  | { readonly kind: 'array'; readonly items: readonly JsonTree[] }
  | { readonly kind: 'object'; readonly members: readonly (readonly [string, JsonTree])[] };

/** The message as a tree; throws what Jackson says where it is none. */
export function readTree(message: string): JsonTree {
  const cursor = new JsonCursor(message);
  if (cursor.nextToken() === null) throw new JsonProblem(MAPPING_EXCEPTION, `No content to map due to end-of-input\n at ${cursor.tokenLocation()}`);
  return node(cursor);
}

function node(cursor: JsonCursor): JsonTree {
  switch (cursor.token) {
    case 'START_OBJECT': {
      const members: [string, JsonTree][] = [];
      while (cursor.nextToken() !== 'END_OBJECT') {
        const name = cursor.text();
        cursor.nextToken();
        const value = node(cursor);
        const before = members.find(([known]) => known === name);
        if (before === undefined) members.push([name, value]);
        else before[1] = value;
      }
      return { kind: 'object', members };
    }
    case 'START_ARRAY': {
      const items: JsonTree[] = [];
      while (cursor.nextToken() !== 'END_ARRAY') items.push(node(cursor));
      return { kind: 'array', items };
    }
    case 'VALUE_STRING': return { kind: 'text', value: cursor.text() };
    case 'VALUE_NULL': return { kind: 'null' };
    case 'VALUE_NUMBER_FLOAT': return { kind: 'plain', value: doubleText(Number(cursor.text())) };
    case null: throw new JsonProblem(MAPPING_EXCEPTION, 'No content to map due to end-of-input');
    default: return { kind: 'plain', value: cursor.text() };
  }
}

/** A member of an object, null where there is none. */
export function memberOf(tree: JsonTree, name: string): JsonTree | null {
  return tree.kind === 'object' ? (tree.members.find(([known]) => known === name)?.[1] ?? null) : null;
}

/** The tree as compact JSON. */
export function textOfTree(tree: JsonTree): string {
  switch (tree.kind) {
    case 'null': return 'null';
    case 'text': return jsonText(tree.value);
    case 'plain': return tree.value;
    case 'array': return `[${tree.items.map(textOfTree).join(',')}]`;
    case 'object': return `{${tree.members.map(([name, value]) => `${jsonText(name)}:${textOfTree(value)}`).join(',')}}`;
  }
}

/** As a STRING column has it: a text without quotes, the rest as JSON. */
export const treeText = (tree: JsonTree): string => (tree.kind === 'text' ? tree.value : textOfTree(tree));
