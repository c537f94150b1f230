// A text's statements and what Flink would refuse in it, each problem at its place: for the editor, as one types.
import type { SqlChecked, SqlPiece, SqlTextProblem } from '../../../bridge/sql.ts';
import { attempt, type SqlProblem } from '../../sql/problem.ts';
import { type Token, tokenize } from '../../sql/parser/lexer.ts';
import { type Desk, offsetAt, walk } from './walk.ts';

/** Problems of one text that are told. */
const MOST_PROBLEMS = 50;

/** `isOver` says that it has taken too long: what has been read so far is told. */
export function checkText(desk: Desk, text: string, startedMs: number, isOver: () => boolean = () => false): SqlChecked {
  const pieces: SqlPiece[] = [];
  const problems: SqlTextProblem[] = [];
  for (const step of walk(desk, text, startedMs)) {
    pieces.push(step.piece);
    if (step.problem !== null && problems.length < MOST_PROBLEMS) problems.push(placed(step.problem, step.text, step.piece.from, text));
    if (isOver()) break;
  }
  return { pieces, problems };
}

/** A problem at its place in the whole text. `statement` stands at `offset` there; places of a text that can't be cut are its own. */
export function placed(problem: SqlProblem, statement: string, offset: number, whole: string): SqlTextProblem {
  const { exception, message, at, phase } = problem;
  // What the lexer refuses was read in the whole text, else the place is in the statement.
  const inWhole = !attempt(() => tokenize(statement)).ok;
  const [text, base] = inWhole ? [whole, 0] : [statement, offset];
  const [from, to] = at === null ? placeByName(message, statement, offset, whole) : [base + offsetAt(text, at.line, at.column), base + offsetAt(text, at.endLine, at.endColumn) + 1];
  const end = Math.min(whole.length, Math.max(to, from + 1));
  return { exception, message, at, phase, from: Math.min(from, Math.max(0, end - 1)), to: end };
}

/**
 * Where a problem without a place may be meant: at a name that its text has, there or in a statement before it (a table's options are first
 * read where the table is used); at the table that is used, for other problems of options; else at the statement's first word.
 */
function placeByName(message: string, statement: string, offset: number, whole: string): readonly [number, number] {
  const tokens = tokensOf(statement);
  const names = namesIn(message);
  const own = named(tokens, names);
  if (own !== undefined) return spanOf(own, offset);
  const isOfTable = !/required|missing|do not contain/i.test(message) && /option|connector|format/i.test(message);
  const before = isOfTable ? named(tokensOf(whole.slice(0, offset)), names.filter((name) => !name.startsWith('default_')), true) : undefined;
  if (before !== undefined) return spanOf(before, 0);
  const used = /option|connector|format|topic|tables require/i.test(message) ? tokens.findIndex(({ upper }) => upper === 'WITH' || upper === 'INTO' || upper === 'FROM') : -1;
  const at = used < 0 ? tokens[0] : (tokens[used]?.upper === 'WITH' ? tokens[used] : tokens[used + 1]);
  return at === undefined ? [offset, offset + statement.length] : spanOf(at, offset);
}

const spanOf = (token: Token, offset: number): readonly [number, number] => [offset + token.offset, offset + token.offset + token.image.length];

function tokensOf(text: string): readonly Token[] {
  const known = attempt(() => tokenize(text));
  return known.ok ? known.value.filter(({ kind }) => kind !== 'end') : [];
}

/** The token that is one of the names, the first name first; only literals, where what an option says is looked for. */
function named(tokens: readonly Token[], names: readonly string[], literals = false): Token | undefined {
  for (const name of names) {
    const found = tokens.findLast((token) => (token.kind === 'text' || (!literals && (token.kind === 'word' || token.kind === 'quoted'))) && token.text === name);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** Names of a list of options, names in quotes, the last part of a path with it. */
function namesIn(message: string): readonly string[] {
  const listed = /Unsupported options:\n\n([\s\S]*?)(?:\n\n|$)/.exec(message)?.[1]?.split('\n') ?? [];
  const quoted = [...message.matchAll(/'([^'\n]+)'|((?:`[^`\n]+`\.?)+)|\[([\w.$]+)\]/g)].map(([, a, b, c]) => a ?? b ?? c ?? '');
  const dotted = [...message.matchAll(/[\w$]+\.[\w.$]+/g)].map(([path]) => path);
  return [...listed, ...[...quoted, ...dotted].flatMap((name) => [name, name.replaceAll('`', '').split('.').at(-1) ?? name])].filter((name) => name !== '');
}
