// SIMILAR TO: SQL's patterns as Java's regular expressions, as Flink rewrites them (SqlLikeUtils.sqlToRegexSimilar).
import { failed } from '../problem.ts';

const JAVA_SIGNS = '[]()|^-+*?{}$\\.';
const SQL_SIGNS = '[]()|^-+*_%?{}';
const CLASSES: Readonly<Record<string, string>> = { ALPHA: '\\p{Alpha}', UPPER: '\\p{Upper}', LOWER: '\\p{Lower}', DIGIT: '\\d', SPACE: ' ', WHITESPACE: '\\s', ALNUM: '\\p{Alnum}' };
const REFUSED = 'org.apache.flink.table.api.ValidationException';

/** Java's expression for the whole text. Fails as Flink does where the pattern or its escape character can't be used; a dot is Java's, not a dot. */
export function similarExpression(pattern: string, escape: string | null): string {
  if (escape !== null && escape.length !== 1) throw failed(REFUSED, `Invalid escape character '${escape}'`);
  if (escape !== null) checkEscape(pattern, escape);
  const reader = { pattern, escape, at: 0 };
  let source = '';
  for (; reader.at < pattern.length; reader.at += 1) {
    const letter = pattern.charAt(reader.at);
    if (letter === escape) source += escaped(reader, (at) => failed(REFUSED, `Invalid escape sequence '${pattern}', ${at}`));
    else if (letter === '_') source += '.';
    else if (letter === '%') source += '(?s:.*)';
    else if (letter === '[') source += enumeration(reader);
    else if (letter === ']') throw noExpression(pattern);
    else source += letter === '\\' || letter === '$' ? `\\${letter}` : letter;
  }
  return source;
}

interface Reader {
  readonly pattern: string;
  readonly escape: string | null;
  at: number;
}

const noExpression = (pattern: string): Error => failed('java.lang.RuntimeException', `Invalid regular expression '${pattern}'`);

/** SQL:2003, part 2, 8.6, general rules 3.b and 3.c: a sign of the patterns as escape character stands before signs alone. */
function checkEscape(pattern: string, escape: string): void {
  const wrong = (at: number): Error => failed(REFUSED, `Invalid escape sequence '${pattern}', ${at}`);
  if (SQL_SIGNS.includes(escape)) {
    for (let at = pattern.indexOf(escape); at >= 0; at = pattern.indexOf(escape, at + 1)) {
      const next = pattern.charAt(at + 1);
      if (next === '' || (!SQL_SIGNS.includes(next) && next !== escape)) throw wrong(at);
    }
  }
  if (escape !== ':') return;
  const open = pattern.indexOf('[:');
  const position = open >= 0 ? pattern.indexOf(':]') : open;
  if (position < 0) throw wrong(position);
}

/** The letter behind the escape character, which is passed. */
function escaped(reader: Reader, wrong: (at: number) => Error): string {
  const next = reader.pattern.charAt(reader.at + 1);
  const isSign = next !== '' && SQL_SIGNS.includes(next);
  if (next === '' || (!isSign && next !== reader.escape)) throw wrong(reader.at);
  reader.at += 1;
  return isSign && JAVA_SIGNS.includes(next) ? `\\${next}` : next;
}

/** From the bracket at the cursor to its end, which is where the cursor stands then. */
function enumeration(reader: Reader): string {
  const { pattern, escape } = reader;
  let source = '[';
  for (reader.at += 1; reader.at < pattern.length; reader.at += 1) {
    const letter = pattern.charAt(reader.at);
    if (letter === ']') return `${source}]`;
    const [named, name] = /^\[:(\w+):\]/.exec(pattern.slice(reader.at)) ?? [];
    if (letter === escape) source += escaped(reader, () => noExpression(pattern));
    else if (letter === '-' || letter === '^') source += letter;
    else if (named !== undefined && name !== undefined && (name === name.toUpperCase() || name === name.toLowerCase()) && Object.hasOwn(CLASSES, name.toUpperCase())) {
      source += CLASSES[name.toUpperCase()] ?? '';
      reader.at += named.length - 1;
    } else if (SQL_SIGNS.includes(letter)) throw noExpression(pattern);
    else source += letter;
  }
  throw noExpression(pattern);
}
