// The automaton of a pattern, as Flink compiles it from the end to the beginning (NFACompiler, CommonExecMatch): rows follow each other strictly.
import type { Pattern } from '../parser/ast.ts';
import { refused, TABLE_EXCEPTION } from '../problem.ts';

export interface Edge {
  /** TAKE: the row becomes one of the state's variable. PROCEED: on without a row. */
  readonly action: 'take' | 'proceed';
  readonly to: number;
  /** PROCEED of a greedy state: only where the row can't be taken. */
  readonly unlessTaken: boolean;
}

export interface MatchState {
  readonly variable: string;
  readonly greedy: boolean;
  readonly edges: readonly Edge[];
}

export interface Automaton {
  readonly states: readonly MatchState[];
  readonly start: number;
}

/** The end of every match. */
export const FINAL = -1;

/** Copies of a variable that one quantifier makes, at most. */
const MOST_STATES = 10_000;

interface Part {
  readonly variable: string;
  readonly least: number;
  readonly most: number;
  readonly reluctant: boolean;
}

const no = (text: string): Error => refused(text, null, TABLE_EXCEPTION);

/** The pattern's variables in their order, each with its quantifier; what Flink does not plan is refused. */
/** A pattern as Calcite writes it in messages. */
function digest(pattern: Pattern): string {
  switch (pattern.kind) {
    case 'variable': return `_UTF-16LE'${pattern.name}'`;
    case 'sequence': return pattern.of.map(digest).reduce((left, right) => `(${left}, ${right})`);
    case 'alternation': return pattern.of.map(digest).reduce((left, right) => `|(${left}, ${right})`);
    case 'exclusion': return `PATTERN_EXCLUDE(${digest(pattern.of)})`;
    case 'permute': case 'repeat': return pattern.kind;
  }
}

export function partsOf(pattern: Pattern): readonly Part[] {
  switch (pattern.kind) {
    case 'variable': return [{ variable: pattern.name, least: 1, most: 1, reluctant: true }];
    case 'sequence': return pattern.of.flatMap(partsOf);
    case 'repeat': {
      const { of, least, most, reluctant } = pattern;
      if (of.kind !== 'variable') throw no('Pattern quantifiers over groups are not supported yet.');
      return [{ variable: of.name, least, most, reluctant }];
    }
    case 'alternation': throw no(`Expression not supported: ${digest(pattern)}. Currently, CEP doesn't support branching patterns.`);
    case 'permute': throw no('Currently, CEP does not support PERMUTE patterns.');
    case 'exclusion': throw no(`Expression not supported: ${digest(pattern)}. Currently, CEP doesn't support '{-' '-}' patterns.`);
  }
}

/** Whether a quantifier takes all that it can before it lets go. */
const isGreedy = ({ least, most, reluctant }: Part): boolean => !reluctant && !(least === 0 && most === 1) && least !== most;

export function automatonOf(pattern: Pattern): Automaton {
  const parts = partsOf(pattern);
  for (const part of parts) if (part.reluctant && part.least === 0 && part.most === 1) throw no('Reluctant optional variables are not supported yet.');
  const last = parts.at(-1);
  if (parts.every((part) => part.least === 0)) throw no('Patterns that can produce empty matches are not supported. There must be at least one non-optional state.');
  if (last !== undefined && isGreedy(last)) throw no('Greedy quantifiers are not allowed as the last element of a Pattern yet. Finish your pattern with either a simple variable or reluctant quantifier.');
  const states: MatchState[] = [];
  const add = (variable: string, greedy: boolean, edges: (self: number) => readonly Edge[]): number => states.push({ variable, greedy, edges: edges(states.length) }) - 1;
  let next = FINAL;
  for (const part of parts.toReversed()) next = addPart(part, next, add);
  return { states, start: next };
}

type Add = (variable: string, greedy: boolean, edges: (self: number) => readonly Edge[]) => number;

const take = (to: number): Edge => ({ action: 'take', to, unlessTaken: false });

/** The states of a variable with its quantifier; gives the first of them. */
function addPart(part: Part, after: number, add: Add): number {
  const { variable, least, most } = part;
  if (most > MOST_STATES || least > MOST_STATES) throw no('The quantifier is too large.');
  const greedy = isGreedy(part);
  const proceed = (to: number): Edge => ({ action: 'proceed', to, unlessTaken: greedy });
  const single = (to: number, optional: boolean): number => add(variable, greedy, () => (optional ? [take(to), proceed(after)] : [take(to)]));
  const from = Math.max(1, least);
  let sink = after;
  if (most < 0) sink = add(variable, greedy, (self) => [proceed(after), take(self)]);
  else for (let i = from; i < most; i++) sink = single(sink, true);
  for (let i = 0; i < from - 1; i++) sink = single(sink, false);
  return single(sink, least === 0);
}
