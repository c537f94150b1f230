// Bash source in, the shell's own tree out: the one file that knows the parser library. Never throws: problems are values.
import { parse as parseSource } from 'unbash';
import type * as Source from 'unbash';
import { freeze } from '../../kernel/freeze.ts';
import type { Argument, Assignment, CaseItem, Command, CompoundCommand, Part, Pipeline, Redirect, Statement, TestNode, Word } from './ast.ts';
import { expandBraces } from './braces.ts';
import { syntaxError } from './syntax-error.ts';

export type Parsed =
  | { readonly kind: 'script'; readonly statements: readonly Statement[] }
  /** More lines are needed: an open quote, loop or here-document, and `message` is what bash says where no more come. */
  | { readonly kind: 'incomplete'; readonly message: string; readonly line: number; readonly statements: readonly Statement[] }
  /** `statements` are those that stand whole on lines before the error. */
  | { readonly kind: 'error'; readonly message: string; readonly line: number; readonly statements: readonly Statement[] };

interface Converter {
  readonly source: string;
  /** Line of the source's first character in the whole script. */
  readonly firstLine: number;
  /** The next piece's number, and where the first pattern stands that extglob alone allows, -1 for nowhere. */
  ids: { next: number; extended: number };
}

/** Parses a whole script. `firstLine` is the number of its first line, for messages. */
export function parseScript(source: string, firstLine = 1, extglob = false): Parsed {
  const tree = parseSource(source);
  const converter: Converter = { source, firstLine, ids: { next: 0, extended: -1 } };
  const found = syntaxError(source, tree);
  const all = found === null ? list(tree.commands, converter) : [];
  const refused = found === null && !extglob && converter.ids.extended >= 0;
  const problem = refused ? { message: "syntax error near unexpected token `('", at: converter.ids.extended, incomplete: false } : found;
  if (problem === null) return freeze({ kind: 'script', statements: all });
  const before = source.lastIndexOf('\n', Math.max(0, problem.at - 1));
  // What the end of the file cuts off is the last command that the parser made something of.
  const cut = problem.incomplete && problem.message.endsWith('end of file') && (tree.errors ?? []).length > 0;
  const whole = tree.commands.filter((each, index) => each.end <= before && each.end > 0 && !(cut && index === tree.commands.length - 1));
  const statements = list(whole, converter);
  const line = firstLine + lineOf(source, problem.at);
  if (problem.incomplete) return freeze({ kind: 'incomplete', message: problem.message, line, statements });
  return freeze({ kind: 'error', message: problem.message, line, statements });
}

/** The text of an arithmetic expression or of a here-document as a word: expanded like double-quoted text. */
function quotedText(text: string, c: Converter): Word {
  if (!/[$`\\]/.test(text)) return { text, parts: [{ kind: 'text', text, quoted: true }] };
  const source = `"${text.replace(/"/g, '')}"`;
  const command = parseSource(source).commands[0]?.command;
  const first = command?.type === 'Command' ? command.name : undefined;
  return first === undefined ? { text, parts: [{ kind: 'text', text, quoted: true }] } : word(first, { ...c, source });
}

function lineOf(source: string, at: number): number {
  let lines = 0;
  for (let i = 0; i < at && i < source.length; i += 1) if (source[i] === '\n') lines += 1;
  return lines;
}

function list(statements: readonly Source.Statement[], c: Converter): Statement[] {
  return statements.map((each) => statement(each, c));
}

function statement(node: Source.Statement, c: Converter): Statement {
  const text = c.source.slice(node.pos, node.end).replace(/\s*&\s*$/, '').trim();
  const background = node.background === true;
  const command = node.command;
  if (command.type !== 'AndOr') return { pipelines: [pipeline(command, c)], operators: [], background, text };
  return { pipelines: command.commands.map((each) => pipeline(each, c)), operators: [...command.operators], background, text };
}

function pipeline(node: Source.PipelineNode, c: Converter): Pipeline {
  const text = c.source.slice(node.pos, node.end).trim();
  if (node.type !== 'Pipeline') return { negated: false, timed: false, commands: [command(node, c)], errorsToo: [false], text };
  return {
    negated: node.prefixes.filter((prefix) => prefix.type === 'Negation').length % 2 === 1,
    timed: node.prefixes.some((prefix) => prefix.type === 'Time'),
    commands: node.commands.map((each) => command(each, c)),
    errorsToo: node.commands.map((_, index) => node.operators[index] === '|&'),
    text,
  };
}

function command(node: Source.CommandNode, c: Converter): Command {
  switch (node.type) {
    case 'Command':
      return simple(node, c);
    case 'Function': {
      const body = node.body.type === 'CompoundList' ? { kind: 'group' as const, body: list(node.body.commands, c), redirects: [] } : command(node.body, c);
      return { kind: 'function', name: node.name.value, body, text: c.source.slice(node.pos, node.end), redirects: [] };
    }
    case 'Redirected': {
      const inner = compound(node.command, c);
      return { ...inner, redirects: node.redirects.map((each) => redirect(each, c)) };
    }
    case 'Coproc':
      return { kind: 'group', body: [], redirects: [] };
    default:
      return compound(node, c);
  }
}

function simple(node: Source.Command, c: Converter): Command {
  const assignments: Assignment[] = [];
  const args: Argument[] = [];
  const redirects: Redirect[] = [];
  for (const each of node.prefix) {
    if (each.type === 'Assignment') assignments.push(assignment(each, c));
    else redirects.push(redirect(each, c));
  }
  if (node.name !== undefined) args.push(...words(node.name, c));
  for (const each of node.suffix) {
    if (each.type === 'Assignment') args.push({ kind: 'assignment', assignment: assignment(each, c) });
    else if (each.type === 'Word') args.push(...words(each, c));
    else redirects.push(redirect(each, c));
  }
  return { kind: 'simple', line: c.firstLine + lineOf(c.source, node.pos), assignments, args, redirects };
}

function words(node: Source.Word, c: Converter): Argument[] {
  noteExtended(node, c);
  return expandBraces(word(node, c).parts).map((parts) => ({ kind: 'word', word: { text: node.text, parts } }));
}

function assignment(node: Source.Assignment, c: Converter): Assignment {
  const index = node.index === undefined ? null : word(node.index, c);
  const base = { name: node.name, append: node.append === true, index };
  if (node.value.type === 'Word') return { ...base, value: word(node.value, c), elements: null };
  const elements = node.value.elements.flatMap((element): { key: Word | null; value: Word }[] => {
    const keyed = /^\[([^\]]*)\]=/.exec(element.text);
    if (keyed === null) return words(element, c).flatMap((each) => (each.kind === 'word' ? [{ key: null, value: each.word }] : []));
    return [{ key: reparsed(keyed[1] ?? '', c), value: reparsed(element.text.slice(keyed[0].length), c) }];
  });
  return { ...base, value: { text: '', parts: [] }, elements };
}

function reparsed(text: string, c: Converter): Word {
  const node = parseSource(text).commands[0]?.command;
  const first = node?.type === 'Command' ? node.name : undefined;
  return first === undefined ? { text, parts: [{ kind: 'text', text, quoted: true }] } : word(first, { ...c, source: text });
}

function compound(node: Source.CompoundCommand, c: Converter): CompoundCommand {
  const redirects: Redirect[] = [];
  switch (node.type) {
    case 'If':
      return {
        kind: 'if',
        branches: [
          { test: list(node.clause.commands, c), body: list(node.then.commands, c) },
          ...node.elif.map((each) => ({ test: list(each.clause.commands, c), body: list(each.then.commands, c) })),
        ],
        otherwise: node.else === undefined ? null : list(node.else.commands, c),
        redirects,
      };
    case 'While':
      return { kind: 'while', until: node.kind === 'until', test: list(node.clause.commands, c), body: list(node.body.commands, c), redirects };
    case 'For':
    case 'Select':
      return { kind: 'for', name: node.name.value, words: node.wordlist === undefined ? null : wordList(node.wordlist, c), body: list(node.body.commands, c), redirects };
    case 'ArithmeticFor': {
      const [first = '', second = '', third = ''] = forHeader(c.source.slice(node.pos, node.body.pos));
      return { kind: 'for-arithmetic', expressions: [quotedText(first, c), quotedText(second, c), quotedText(third, c)], body: list(node.body.commands, c), redirects };
    }
    case 'Case':
      return { kind: 'case', word: word(node.word, c), items: node.items.map((each) => caseItem(each, c)), redirects };
    case 'BraceGroup':
      return { kind: 'group', body: list(node.body.commands, c), redirects };
    case 'Subshell':
      return { kind: 'subshell', body: list(node.body.commands, c), redirects };
    case 'TestCommand':
      return { kind: 'test', expression: test(node.expression, c), redirects };
    case 'ArithmeticCommand':
      return { kind: 'arithmetic', expression: quotedText(node.body, c), redirects };
  }
}

/** Without extglob the parenthesis of `@(a|b)` is out of place. */
function noteExtended(node: Source.Word, c: Converter): void {
  if (c.ids.extended >= 0 || node.parts?.some((each) => each.type === 'ExtendedGlob') !== true) return;
  c.ids.extended = Math.max(0, c.source.indexOf('(', node.pos));
}

function wordList(nodes: readonly Source.Word[], c: Converter): Word[] {
  return nodes.flatMap((node) => expandBraces(word(node, c).parts).map((parts) => ({ text: node.text, parts })));
}

function caseItem(node: Source.CaseItem, c: Converter): CaseItem {
  return { patterns: node.pattern.map((each) => word(each, c)), body: list(node.body.commands, c), end: node.terminator ?? ';;' };
}

/** The three expressions between `for ((` and `))`. */
function forHeader(text: string): string[] {
  const inside = /\(\(([\s\S]*)\)\)/.exec(text);
  return (inside?.[1] ?? '').split(';').map((each) => each.trim());
}

function test(node: Source.TestExpression, c: Converter): TestNode {
  switch (node.type) {
    case 'TestUnary':
      return { kind: 'unary', operator: node.operator, operand: word(node.operand, c) };
    case 'TestBinary':
      return { kind: 'binary', operator: node.operator, left: word(node.left, c), right: word(node.right, c) };
    case 'TestLogical':
      return { kind: 'logical', operator: node.operator, operands: node.operands.map((each) => test(each, c)) };
    case 'TestNot': {
      const operand = test(node.operand, c);
      return node.negations.length % 2 === 1 ? { kind: 'not', operand } : operand;
    }
    case 'TestGroup':
      return test(node.expression, c);
  }
}

function redirect(node: Source.Redirection, c: Converter): Redirect {
  const descriptor = node.descriptor?.type === 'FileDescriptor' ? node.descriptor.value : -1;
  if (node.type === 'HereDoc') return { operator: '<<', descriptor, target: hereDocument(node, c) };
  const target = node.target === undefined ? { text: '', parts: [] } : word(node.target, c);
  return { operator: node.operator, descriptor, target };
}

function hereDocument(node: Source.HereDoc, c: Converter): Word {
  const stripped = node.operator === '<<-';
  const text = stripped ? node.body.text.replace(/^\t+/gm, '') : node.body.text;
  if (node.delimiter?.quoted === true) return { text, parts: [{ kind: 'text', text, quoted: true }] };
  const pieces = node.body.parts ?? [];
  const parts: Part[] = [];
  if (pieces.length === 0) parts.push({ kind: 'text', text: unescapeQuoted(text, /[$`\\]/), quoted: true });
  pieces.forEach((piece, index) => {
    if (piece.type !== 'Literal') return void parts.push(...part(piece, true, c));
    let raw = piece.text;
    if (stripped) raw = (index === 0 ? raw.replace(/^\t+/, '') : raw).replace(/\n\t+/g, '\n');
    parts.push({ kind: 'text', text: unescapeQuoted(raw, /[$`\\]/), quoted: true });
  });
  return { text, parts };
}

function word(node: Source.Word, c: Converter): Word {
  const pieces = node.parts;
  const parts = pieces === undefined ? literal(node.text) : pieces.flatMap((each) => part(each, false, c));
  return { text: node.text, parts };
}

/** Unquoted text: a backslash quotes the character after it. */
function literal(text: string): Part[] {
  if (!text.includes('\\')) return text === '' ? [] : [{ kind: 'text', text, quoted: false }];
  const parts: Part[] = [];
  let plain = '';
  for (let at = 0; at < text.length; at += 1) {
    if (text[at] !== '\\' || at + 1 >= text.length) {
      plain += text[at];
      continue;
    }
    if (plain !== '') parts.push({ kind: 'text', text: plain, quoted: false });
    plain = '';
    at += 1;
    const code = text.codePointAt(at) ?? 0;
    const char = String.fromCodePoint(code);
    at += char.length - 1;
    if (char !== '\n') parts.push({ kind: 'text', text: char, quoted: true });
  }
  if (plain !== '') parts.push({ kind: 'text', text: plain, quoted: false });
  return parts;
}

function unescapeQuoted(text: string, escapable: RegExp): string {
  return text.replace(/\\([\s\S])/g, (whole, char: string) => (char === '\n' ? '' : escapable.test(char) ? char : whole));
}

function part(node: Source.WordPart, quoted: boolean, c: Converter): Part[] {
  switch (node.type) {
    case 'Literal':
      return quoted ? [{ kind: 'text', text: unescapeQuoted(node.text, /[$`"\\]/), quoted }] : literal(node.text);
    case 'Glob':
    case 'ExtendedGlob':
      return quoted ? [{ kind: 'text', text: node.text, quoted }] : literal(node.text);
    case 'BraceExpansion':
      return node.parts === undefined || quoted ? (quoted ? [{ kind: 'text', text: node.text, quoted }] : literal(node.text)) : node.parts.flatMap((each) => part(each, quoted, c));
    case 'SingleQuoted':
      return [{ kind: 'text', text: node.value, quoted: true }];
    case 'AnsiCQuoted':
      return [{ kind: 'text', text: node.value, quoted: true }];
    case 'DoubleQuoted':
    case 'LocaleString':
      return node.parts.length === 0 ? [{ kind: 'text', text: '', quoted: true }] : node.parts.flatMap((each) => part(each, true, c));
    case 'SimpleExpansion':
      return [{ kind: 'parameter', id: nextId(c), name: node.text.slice(1), prefix: '', index: null, operator: '', operands: [], quoted, text: node.text }];
    case 'ParameterExpansion':
      return [parameter(node, quoted, c)];
    case 'CommandExpansion':
      return [{ kind: 'command', id: nextId(c), body: nested(node.script, c), quoted }];
    case 'ArithmeticExpansion':
      return [{ kind: 'arithmetic', id: nextId(c), expression: quotedText(node.text.startsWith('$[') ? node.text.slice(2, -1) : node.text.slice(3, -2), c), quoted }];
    case 'ProcessSubstitution':
      return [{ kind: 'process', id: nextId(c), body: nested(node.script, c), output: node.operator === '<' }];
  }
}

function nextId(c: Converter): number {
  c.ids.next += 1;
  return c.ids.next;
}

function nested(script: Source.ParsedScript | undefined, c: Converter): Statement[] {
  if (script === undefined) return [];
  return list(script.commands, script.source === undefined ? c : { ...c, source: script.source });
}

function parameter(node: Source.ParameterExpansionPart, quoted: boolean, c: Converter): Part {
  const operation = node.operation;
  const operands: Word[] = [];
  const inQuotes = (operand: Source.Word): Word => (quoted ? quotedOperand(operand, c) : word(operand, c));
  let operator: string = operation?.operator ?? '';
  switch (operation?.type) {
    case 'Default':
      operands.push(inQuotes(operation.operand));
      break;
    case 'Remove':
    case 'Transform':
      operands.push(word(operation.operand, c));
      break;
    case 'Replace':
      operands.push(word(operation.pattern, c), word(operation.replacement, c));
      break;
    case 'Slice':
      operands.push(quotedText(operation.offset.text, c));
      if (operation.length !== undefined) operands.push(quotedText(operation.length.text, c));
      break;
    case 'CaseModification':
      if (operation.operand !== undefined) operands.push(word(operation.operand, c));
      break;
    case 'Names':
      operator = 'names';
      break;
    case 'Unknown':
      operator = 'bad';
      break;
    case undefined:
      break;
  }
  const index = node.index === undefined ? null : word(node.index, c);
  return { kind: 'parameter', id: nextId(c), name: node.parameter, prefix: node.prefix ?? '', index, operator, operands, quoted, text: node.text };
}

/** The word of `"${x:-word}"`: as within the quotes, where a single quote is a character like others. */
function quotedOperand(node: Source.Word, c: Converter): Word {
  const pieces = node.parts;
  if (pieces === undefined) return { text: node.text, parts: [{ kind: 'text', text: unescapeQuoted(node.text, /[$`"\\}]/), quoted: true }] };
  const parts = pieces.flatMap((each) => (each.type === 'SingleQuoted' ? [{ kind: 'text' as const, text: each.text, quoted: true }] : part(each, true, c)));
  return { text: node.text, parts };
}
