// When a statement is whole: the client reads line by line, and a line that ends in a semicolon ends a statement, unless a literal, a comment or a statement set is still open.
import { tokenize } from '../../../sql/parser/lexer.ts';
import { attempt } from '../../../sql/problem.ts';

const SETS: readonly (readonly string[])[] = [['EXECUTE', 'STATEMENT', 'SET', 'BEGIN'], ['EXPLAIN', 'STATEMENT', 'SET', 'BEGIN'], ['EXECUTE', 'STATEMENT', 'SET'], ['EXPLAIN', 'STATEMENT', 'SET']];

/** Whether the lines that were read so far make a statement. */
export function isWhole(text: string): boolean {
  if (!text.trimEnd().endsWith(';')) return false;
  const tokens = attempt(() => tokenize(text));
  if (!tokens.ok) return !/after : "['`]|Encountered: <EOF>/.test(tokens.problem.message);
  const words = tokens.value.filter((token) => token.kind !== 'end');
  if (words.at(-1)?.upper !== ';' || words.length === 1 && text.trim() === ';') return false;
  // A comment that is not closed is a slash and a star to the lexer.
  if (words.some((token, i) => token.image === '/' && words[i + 1]?.image === '*' && words[i + 1]?.offset === token.offset + 1)) return false;
  const isSet = SETS.some((set) => set.every((word, i) => words[i]?.upper === word)) || (words[0]?.upper === 'COMPILE' && words.some((token, i) => token.upper === 'STATEMENT' && words[i + 1]?.upper === 'SET'));
  return !isSet || words.at(-2)?.upper === 'END' || breaksSet(words.map(({ upper }) => upper));
}

/** Whether something else than an INSERT stands in a set: the parser gives up on it, and does not wait for its END. */
function breaksSet(words: readonly string[]): boolean {
  const begin = words.indexOf('BEGIN');
  return begin >= 0 && words.some((word, i) => i > begin && (i === begin + 1 || words[i - 1] === ';') && !['INSERT', 'UPSERT', 'END'].includes(word));
}

/** Whether nothing but space and comments was typed. */
export function isBlank(text: string): boolean {
  const tokens = attempt(() => tokenize(text));
  return tokens.ok && tokens.value.every((token) => token.kind === 'end');
}
