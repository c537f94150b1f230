// LIKE, SIMILAR TO and the REGEXP family: SQL's and Java's patterns as JavaScript's expressions.
import { BoundedRegex, RunawayRegex } from '../../kernel/regex/bounded.ts';
import { fromJava, PatternSyntaxError } from '../../kernel/regex/java.ts';
import { failed, refused } from '../problem.ts';
import * as t from '../type/logical-type.ts';
import { str, type Value } from '../value.ts';
import { type CallSite, type Evaluate, flink, type FunctionSpec, made, maybe, own } from './spec.ts';
import { similarExpression } from './similar.ts';
import { fits } from './text-limit.ts';

/** Where Java's own engine would search on, or overflow its stack. */
export class JavaRegex extends BoundedRegex {
  override exec(text: string): RegExpExecArray | null {
    try {
      return super.exec(text);
    } catch (problem) {
      throw problem instanceof RunawayRegex ? failed('java.lang.StackOverflowError', problem.message) : problem;
    }
  }
}

const KEPT = 200;
const compiled = new Map<string, RegExp | null>();

/** A Java expression; null where it is none. The last ones are kept: patterns are mostly the same for each row. */
export function javaPattern(source: string, flags: '' | 'g' | 'i' = ''): RegExp | null {
  const key = `${flags}/${source}`;
  const known = compiled.get(key);
  if (known !== undefined) return known;
  const pattern = attempted(source, flags);
  if (compiled.size > KEPT) compiled.clear();
  compiled.set(key, pattern);
  return pattern;
}

function attempted(source: string, flags: '' | 'g' | 'i'): RegExp | null {
  try {
    return new JavaRegex(fromJava(source, flags === 'i' ? 'i' : ''), flags === 'g' ? 'gu' : 'u');
  } catch (problem) {
    if (problem instanceof PatternSyntaxError) return null;
    throw problem;
  }
}

/** A Java expression, for a whole text or any part, where Flink fails with what Pattern.compile throws. */
export function compiledPattern(source: string, whole = false): RegExp {
  const known = whole ? null : javaPattern(source);
  if (known !== null) return known;
  try {
    return new JavaRegex(`^(?:${fromJava(source)})$`, 'u');
  } catch (problem) {
    throw problem instanceof PatternSyntaxError ? failed('java.util.regex.PatternSyntaxException', problem.message) : problem;
  }
}

const quoted = (letter: string): string => letter.replace(/[\\^$.*+?()[\]{}|/-]/g, '\\$&');

/** A LIKE pattern as an expression over the whole text. */
export function likePattern(pattern: string, escape: string | null): RegExp {
  if (escape !== null && escape.length !== 1) throw refused(`Invalid escape character '${escape}'`);
  let source = '';
  for (let i = 0; i < pattern.length; i++) {
    const letter = pattern.charAt(i);
    if (letter === (escape ?? '\\') && (escape !== null || '_%\\'.includes(pattern.charAt(i + 1)))) {
      const next = pattern.charAt(i + 1);
      if (next !== '_' && next !== '%' && next !== letter) {
        if (escape !== null) throw refused(`Invalid escape sequence '${pattern}', ${i}`);
        source += quoted(letter);
        continue;
      }
      if (next === '') source += quoted(letter);
      else source += quoted(next);
      i += 1;
    } else if (letter === '_') source += '[^]';
    else if (letter === '%') source += '[^]*';
    else source += quoted(letter);
  }
  return new JavaRegex(`^${source}$`);
}

const similarPattern = (pattern: string, escape: string | null): RegExp => compiledPattern(similarExpression(pattern, escape), true);

function matching(kind: 'LIKE' | 'SIMILAR', negated: boolean): (site: CallSite) => Evaluate {
  const build = kind === 'LIKE' ? likePattern : similarPattern;
  return ({ literals }) => {
    let [source, escape, pattern]: [Value, Value, RegExp | null] = [null, null, null];
    if (typeof literals[1] === 'string' && (literals[2] === undefined || typeof literals[2] === 'string')) [source, escape, pattern] = [literals[1], literals[2] ?? null, build(literals[1], literals[2] ?? null)];
    return ([text, by, mark]) => {
      const [wanted, sign] = [by as string, (mark ?? null) as string | null];
      if (pattern === null || source !== wanted || escape !== sign) [source, escape, pattern] = [wanted, sign, build(wanted, sign)];
      return pattern.test(text as string) !== negated;
    };
  };
}

/** REGEXP_REPLACE and its like give NULL where the pattern is none. */
function regexReplace([text, by, put]: readonly Value[]): Value {
  const pattern = javaPattern(by as string, 'g');
  if (pattern === null) return null;
  let length = 0;
  return (text as string).replace(pattern, () => {
    length = fits(length + (put as string).length);
    return put as string;
  });
}

function regexExtract([text, by, group]: readonly Value[]): Value {
  const pattern = javaPattern(by as string);
  if (pattern === null || (group !== undefined && (group as number) < 0)) return null;
  const found = pattern.exec(text as string);
  return found?.[(group ?? 0) as number] ?? null;
}

function extractAll([text, by, group]: readonly Value[]): Value {
  const pattern = javaPattern(by as string, 'g');
  if (pattern === null) return null;
  const index = group === undefined ? 1 : Number(group);
  const all = [...(text as string).matchAll(pattern)];
  const groups = new RegExp(`${pattern.source}|`, 'u').exec('')?.length ?? 1;
  if (index < 0 || index >= groups) return null;
  return all.map((found) => found[index] ?? null);
}

const TWO = '<CHARACTER>, <CHARACTER>';
const NAMED = 'str <CHARACTER_STRING>, regex <CHARACTER_STRING>';

const CHARACTER_OR_NUMBER = ['<CHARACTER>', '<NUMERIC>'];

export const REGEX: readonly FunctionSpec[] = [
  made('LIKE', [TWO, `${TWO}, <CHARACTER>`], t.BOOLEAN, matching('LIKE', false)),
  made('NOT LIKE', [TWO, `${TWO}, <CHARACTER>`], t.BOOLEAN, matching('LIKE', true)),
  made('SIMILAR TO', [TWO, `${TWO}, <CHARACTER>`], t.BOOLEAN, matching('SIMILAR', false)),
  made('NOT SIMILAR TO', [TWO, `${TWO}, <CHARACTER>`], t.BOOLEAN, matching('SIMILAR', true)),
  maybe('REGEXP', TWO, t.BOOLEAN, ([text, by]) => text !== '' && javaPattern(by as string)?.test(text as string) === true),
  maybe('REGEXP_REPLACE', `${TWO}, <CHARACTER>`, t.STRING, regexReplace),
  maybe('REGEXP_EXTRACT', [TWO, `${TWO}, <INTEGER>`], t.STRING, regexExtract),
  maybe('REGEXP_EXTRACT_ALL', [NAMED, `${NAMED}, extractIndex <INTEGER_NUMERIC>`], () => t.array(t.STRING), extractAll, flink),
  maybe('REGEXP_COUNT', NAMED, t.INT, ([text, by]) => {
    const pattern = javaPattern(by as string, 'g');
    return pattern === null ? null : [...(text as string).matchAll(pattern)].length;
  }, flink),
  maybe('REGEXP_INSTR', NAMED, t.INT, ([text, by]) => {
    const pattern = javaPattern(by as string);
    return pattern === null ? null : (pattern.exec(text as string)?.index ?? -1) + 1;
  }, flink),
  maybe('REGEXP_SUBSTR', NAMED, t.STRING, ([text, by]) => javaPattern(by as string)?.exec(text as string)?.[0] ?? null, flink),
  own('IS_ALPHA', CHARACTER_OR_NUMBER, t.notNull(t.BOOLEAN), () => ([v]) => typeof v === 'string' && /^\p{L}+$/u.test(v)),
  own('IS_DIGIT', CHARACTER_OR_NUMBER, t.notNull(t.BOOLEAN), () => ([v]) => (v === null ? false : /^\d+$/.test(str(v)))),
  own('IS_DECIMAL', CHARACTER_OR_NUMBER, t.notNull(t.BOOLEAN), () => ([v]) => (v === null ? false : /^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?$/.test(str(v)))),

];
