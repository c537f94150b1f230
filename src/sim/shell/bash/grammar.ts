// Whether a script keeps bash's grammar, and the first token where it does not. The library that reads scripts mends what it
// can and reads on; bash stops at the first token that cannot stand where it stands (parse.y), and so does this file.
import { isOperator, newReader, type Reader, ScriptStop, type Token, take } from './tokens.ts';

export type Verdict =
  | { readonly kind: 'whole' }
  /** A loop, a condition, a group or a list goes on after the end. */
  | { readonly kind: 'unfinished' }
  /** A quote, an expansion or a here-document is not closed. */
  | { readonly kind: 'open' }
  /** What bash says, and where the token stands that it stumbles over. */
  | { readonly kind: 'error'; readonly message: string; readonly at: number };

/** Judges a whole script. Never throws. */
export function judge(source: string): Verdict {
  try {
    const reader = newReader(source, substitution);
    list(reader);
    if (reader.token.kind !== 'end') unexpected(reader);
    return { kind: 'whole' };
  } catch (problem) {
    if (problem instanceof ScriptStop) return problem.verdict;
    throw problem;
  }
}

/** Commands up to the parenthesis that closes them, which is the token that the reader then stands on. */
function substitution(reader: Reader): void {
  list(reader);
  if (reader.token.kind === 'end') throw new ScriptStop({ kind: 'open' });
  if (!isOperator(reader, ')')) unexpected(reader);
}

function unexpected({ token }: Reader): never {
  if (token.kind === 'end') throw new ScriptStop({ kind: 'unfinished' });
  return refuse(`syntax error near unexpected token \`${token.kind === 'newline' ? 'newline' : token.text}'`, token.at);
}

function refuse(message: string, at: number): never {
  throw new ScriptStop({ kind: 'error', message, at });
}

function newlines(reader: Reader): void {
  while (reader.token.kind === 'newline') take(reader);
}

function isWord({ token }: Reader, text: string): boolean {
  return token.kind === 'word' && token.text === text;
}

function expectWord(reader: Reader, text: string): void {
  if (!isWord(reader, text)) unexpected(reader);
  take(reader);
}

function expectOperator(reader: Reader, text: string): void {
  if (!isOperator(reader, text)) unexpected(reader);
  take(reader);
}

function anyWord(reader: Reader): Token {
  const { token } = reader;
  if (token.kind !== 'word') unexpected(reader);
  take(reader);
  return token;
}

/** Words that end a list where a command could begin. */
const ENDS: readonly string[] = ['then', 'elif', 'else', 'fi', 'do', 'done', 'esac', '}'];

function beginsCommand({ token }: Reader): boolean {
  if (token.kind === 'word') return !ENDS.includes(token.text);
  return token.kind === 'redirect' || (token.kind === 'operator' && token.text === '(');
}

/** Commands, as far as they go; how many there were. */
function list(reader: Reader): number {
  let commands = 0;
  newlines(reader);
  while (beginsCommand(reader)) {
    andOr(reader);
    commands += 1;
    if (isOperator(reader, ';') || isOperator(reader, '&')) take(reader);
    else if (reader.token.kind !== 'newline') break;
    newlines(reader);
  }
  return commands;
}

/** The commands of a compound command: at least one. */
function body(reader: Reader): void {
  if (list(reader) === 0) unexpected(reader);
}

function andOr(reader: Reader): void {
  pipeline(reader);
  while (isOperator(reader, '&&') || isOperator(reader, '||')) {
    take(reader);
    newlines(reader);
    pipeline(reader);
  }
}

function pipeline(reader: Reader): void {
  let negated = false;
  while (isWord(reader, '!') || isWord(reader, 'time')) {
    negated = true;
    const timed = isWord(reader, 'time');
    take(reader);
    if (timed && isWord(reader, '-p')) take(reader);
  }
  const { kind, text } = reader.token;
  if (negated && (kind === 'newline' || kind === 'end' || (kind === 'operator' && [';', '&', ')'].includes(text)))) return;
  command(reader);
  while (isOperator(reader, '|') || isOperator(reader, '|&')) {
    take(reader);
    newlines(reader);
    if (isWord(reader, '!')) unexpected(reader);
    command(reader);
  }
}

function command(reader: Reader): void {
  if (!beginsCommand(reader)) unexpected(reader);
  if (isWord(reader, 'function')) {
    take(reader);
    anyWord(reader);
    if (isOperator(reader, '(')) emptyParentheses(reader);
    newlines(reader);
    mustBeCompound(reader);
  } else if (isWord(reader, 'coproc')) {
    take(reader);
    if (compound(reader)) return;
    anyWord(reader);
    if (!compound(reader)) simple(reader, 1);
  } else if (!compound(reader)) simple(reader, 0);
}

function emptyParentheses(reader: Reader): void {
  expectOperator(reader, '(');
  expectOperator(reader, ')');
}

function mustBeCompound(reader: Reader): void {
  if (!compound(reader)) unexpected(reader);
}

const ASSIGNMENT = /^[A-Za-z_]\w*(?:\[[^\]]*\])?\+?=/;

/** Assignments, redirects and words; `NAME ()` defines a function. */
function simple(reader: Reader, wordsBefore: number): void {
  let words = wordsBefore;
  let others = 0;
  for (;;) {
    if (reader.token.kind === 'redirect') {
      redirect(reader);
      others += 1;
    } else if (reader.token.kind === 'word') {
      if (words === 0 && ASSIGNMENT.test(reader.token.text)) others += 1;
      else words += 1;
      take(reader);
    } else break;
  }
  if (!isOperator(reader, '(') || words !== 1 || others > 0) return;
  emptyParentheses(reader);
  newlines(reader);
  mustBeCompound(reader);
}

function redirect(reader: Reader): void {
  take(reader);
  anyWord(reader);
}

/** False where no compound command begins here. */
function compound(reader: Reader): boolean {
  if (!shellCommand(reader)) return false;
  while (reader.token.kind === 'redirect') redirect(reader);
  return true;
}

function shellCommand(reader: Reader): boolean {
  const { token } = reader;
  if (isOperator(reader, '(')) {
    if (reader.arithmetic !== null) {
      take(reader);
      return true;
    }
    take(reader);
    body(reader);
    expectOperator(reader, ')');
    return true;
  }
  if (token.kind !== 'word') return false;
  switch (token.text) {
    case '{': group(reader); return true;
    case 'if': condition(reader); return true;
    case 'while':
    case 'until':
      take(reader);
      body(reader);
      loopBody(reader);
      return true;
    case 'for':
    case 'select': loop(reader); return true;
    case 'case': cases(reader); return true;
    case '[[': test(reader); return true;
    default: return false;
  }
}

function group(reader: Reader): void {
  take(reader);
  body(reader);
  expectWord(reader, '}');
}

function condition(reader: Reader): void {
  take(reader);
  body(reader);
  expectWord(reader, 'then');
  body(reader);
  while (isWord(reader, 'elif')) {
    take(reader);
    body(reader);
    expectWord(reader, 'then');
    body(reader);
  }
  if (isWord(reader, 'else')) {
    take(reader);
    body(reader);
  }
  expectWord(reader, 'fi');
}

function loopBody(reader: Reader): void {
  expectWord(reader, 'do');
  body(reader);
  expectWord(reader, 'done');
}

function loop(reader: Reader): void {
  take(reader);
  if (isOperator(reader, '(')) {
    if (reader.arithmetic === null) unexpected(reader);
    if (reader.arithmetic.split(';').length !== 3) refuse(`syntax error: arithmetic expression required\nbash: syntax error: \`((${reader.arithmetic}))'`, reader.token.at);
    take(reader);
    if (isOperator(reader, ';')) take(reader);
  } else {
    anyWord(reader);
    if (isOperator(reader, ';')) take(reader);
    else {
      newlines(reader);
      if (isWord(reader, 'in')) {
        do take(reader);
        while (reader.token.kind === 'word');
        if (isOperator(reader, ';')) take(reader);
        else if (reader.token.kind !== 'newline') unexpected(reader);
      }
    }
  }
  newlines(reader);
  if (isWord(reader, '{')) group(reader);
  else loopBody(reader);
}

function cases(reader: Reader): void {
  take(reader);
  anyWord(reader);
  newlines(reader);
  expectWord(reader, 'in');
  newlines(reader);
  while (!isWord(reader, 'esac')) {
    if (isOperator(reader, '(')) take(reader);
    anyWord(reader);
    while (isOperator(reader, '|')) {
      take(reader);
      anyWord(reader);
    }
    expectOperator(reader, ')');
    list(reader);
    if (![';;', ';&', ';;&'].some((each) => isOperator(reader, each))) break;
    take(reader);
    newlines(reader);
  }
  expectWord(reader, 'esac');
}

const UNARY = /^-[abcdefghknoprstuvwxzGLNORS]$/;
const BINARY = /^(?:==?|!=|=~|-(?:eq|ne|lt|le|gt|ge|ef|nt|ot))$/;

/** `[[ … ]]`: its first term, by which most mistakes show; what comes behind it the library knows. */
function test(reader: Reader): void {
  take(reader);
  const first = reader.token;
  if (isWord(reader, ']]') || isOperator(reader, '&&') || isOperator(reader, '||')) unexpected(reader);
  if (first.kind === 'word' && UNARY.test(first.text)) {
    take(reader);
    operand(reader, 'unary');
  } else if (first.kind === 'word' && first.text !== '!') {
    take(reader);
    if (reader.token.kind === 'redirect' || (reader.token.kind === 'word' && BINARY.test(reader.token.text))) {
      const pattern = isWord(reader, '=~');
      take(reader);
      operand(reader, 'binary');
      if (!pattern && reader.token.kind === 'word' && !isWord(reader, ']]')) refuse('syntax error in conditional expression', reader.token.at);
    } else if (reader.token.kind === 'word' && !isWord(reader, ']]')) refuse(`syntax error near unexpected token \`${first.text}'`, first.at);
  }
  while (!isWord(reader, ']]')) {
    if (reader.token.kind === 'end') throw new ScriptStop({ kind: 'open' });
    take(reader);
  }
  take(reader);
}

function operand(reader: Reader, of: 'unary' | 'binary'): void {
  if (isWord(reader, ']]')) refuse(`unexpected argument \`]]' to conditional ${of} operator`, reader.token.at);
  if (reader.token.kind === 'word') take(reader);
}
