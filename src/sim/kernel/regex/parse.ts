// A regular expression in JavaScript's notation as a tree. It has been compiled by JavaScript before: what is wrong with it was said there.

export type Node =
  /** One character that this source (a letter, an escape, a class in brackets) stands for. */
  | { readonly kind: 'char'; readonly source: string }
  | { readonly kind: 'all'; readonly parts: readonly Node[] }
  | { readonly kind: 'any'; readonly parts: readonly Node[] }
  /** `groups`: the first and one past the last group inside, which each round begins without. */
  | { readonly kind: 'repeat'; readonly of: Node; readonly least: number; readonly most: number; readonly lazy: boolean; readonly groups: readonly [number, number] }
  | { readonly kind: 'group'; readonly number: number; readonly of: Node }
  | { readonly kind: 'look'; readonly of: Node; readonly behind: boolean; readonly negated: boolean }
  | { readonly kind: 'back'; readonly group: number }
  | { readonly kind: 'edge'; readonly sign: '^' | '$' | 'b' | 'B' };

export interface Parsed {
  readonly node: Node;
  /** How many groups it has, the whole match among them. */
  readonly groups: number;
  readonly names: readonly (readonly [string, number])[];
}

interface Cursor {
  readonly source: string;
  readonly unicode: boolean;
  readonly names: readonly (readonly [string, number])[];
  readonly groups: number;
  at: number;
  opened: number;
}

export function parse(source: string, unicode: boolean): Parsed {
  const names = groupNames(source);
  const cursor: Cursor = { source, unicode, names: names.names, groups: names.count, at: 0, opened: 1 };
  return { node: alternatives(cursor), groups: names.count, names: names.names };
}

/** Groups in the order of their brackets: names are known before what refers to them. */
function groupNames(source: string): { readonly names: readonly (readonly [string, number])[]; readonly count: number } {
  const names: [string, number][] = [];
  let count = 1;
  for (const [whole, name] of source.matchAll(/\\[^]|\[(?:\\[^]|[^\]\\])*\]|\((?:\?<([\p{L}\p{N}_$]+)>|(?!\?))/gu)) {
    if (!whole.startsWith('(')) continue;
    if (name !== undefined) names.push([name, count]);
    count += 1;
  }
  return { names, count };
}

function alternatives(cursor: Cursor): Node {
  const parts = [sequence(cursor)];
  while (cursor.source[cursor.at] === '|') {
    cursor.at += 1;
    parts.push(sequence(cursor));
  }
  return parts.length === 1 && parts[0] !== undefined ? parts[0] : { kind: 'any', parts };
}

function sequence(cursor: Cursor): Node {
  const parts: Node[] = [];
  for (let next = cursor.source[cursor.at]; next !== undefined && next !== '|' && next !== ')'; next = cursor.source[cursor.at]) {
    const first = cursor.opened;
    const of = atom(cursor);
    parts.push(repeated(cursor, of, first));
  }
  return parts.length === 1 && parts[0] !== undefined ? parts[0] : { kind: 'all', parts };
}

function repeated(cursor: Cursor, of: Node, firstGroup: number): Node {
  const found = /^(?:([*+?])|\{(\d+)(,?)(\d*)\})(\??)/.exec(cursor.source.slice(cursor.at, cursor.at + 40));
  if (found === null) return of;
  cursor.at += found[0].length;
  const [, sign, from, comma, to, lazy] = found;
  const least = sign === undefined ? Number(from) : sign === '+' ? 1 : 0;
  const most = sign === undefined ? (comma === '' ? least : to === '' ? Infinity : Number(to)) : sign === '?' ? 1 : Infinity;
  return { kind: 'repeat', of, least, most, lazy: lazy === '?', groups: [firstGroup, cursor.opened] };
}

function atom(cursor: Cursor): Node {
  const { source, at } = cursor;
  const char = source[at] ?? '';
  if (char === '(') return bracketed(cursor);
  if (char === '\\') return escaped(cursor);
  if (char === '^' || char === '$') {
    cursor.at += 1;
    return { kind: 'edge', sign: char };
  }
  const written = char === '[' ? classAt(source, at) : cursor.unicode ? String.fromCodePoint(source.codePointAt(at) ?? 0) : char;
  cursor.at += written.length;
  return { kind: 'char', source: written };
}

function classAt(source: string, at: number): string {
  return /\[(?:\\[^]|[^\]\\])*\]/y.exec(source.slice(at))?.[0] ?? '[';
}

function bracketed(cursor: Cursor): Node {
  const head = /^\((?:\?(?::|<?[=!]|<[^>]+>))?/.exec(cursor.source.slice(cursor.at))?.[0] ?? '(';
  cursor.at += head.length;
  const captures = head === '(' || (head.startsWith('(?<') && head.endsWith('>'));
  const number = cursor.opened;
  if (captures) cursor.opened += 1;
  const of = alternatives(cursor);
  cursor.at += 1;
  if (captures) return { kind: 'group', number, of };
  return head === '(?:' ? of : { kind: 'look', of, behind: head.startsWith('(?<'), negated: head.endsWith('!') };
}

function escaped(cursor: Cursor): Node {
  const rest = cursor.source.slice(cursor.at);
  const edge = rest[1];
  if (edge === 'b' || edge === 'B') {
    cursor.at += 2;
    return { kind: 'edge', sign: edge };
  }
  const [named, name] = (cursor.names.length > 0 || cursor.unicode ? /^\\k<([^>]+)>/.exec(rest) : null) ?? [];
  if (named !== undefined) {
    cursor.at += named.length;
    return { kind: 'back', group: cursor.names.find(([known]) => known === name)?.[1] ?? 0 };
  }
  const [numbered, number] = /^\\([1-9]\d*)/.exec(rest) ?? [];
  if (numbered !== undefined && Number(number) < cursor.groups) {
    cursor.at += numbered.length;
    return { kind: 'back', group: Number(number) };
  }
  const form = cursor.unicode ? /^\\(?:[pP]\{[^}]*\}|u\{[^}]*\}|u[dD][89abAB]..\\u[dD][c-fC-F]..|u.{4}|x..|c.|[^])/u : /^\\(?:u[\da-fA-F]{4}|x[\da-fA-F]{2}|c[A-Za-z]|[0-3][0-7]{0,2}|[4-7][0-7]?|[^])/;
  const written = form.exec(rest)?.[0] ?? '\\';
  cursor.at += written.length;
  return { kind: 'char', source: written };
}
