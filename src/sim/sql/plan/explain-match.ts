// MATCH_RECOGNIZE in EXPLAIN: what a search looks for and gives, as Calcite's LogicalMatch and Flink's Match write it.
import type { Pattern } from '../parser/ast.ts';
import type { MatchExpression, MatchRef, MatchSpec } from '../query/rel.ts';
import type { Field } from '../type/logical-type.ts';
import * as t from '../type/logical-type.ts';
import { NO_QUERY, rexDigest, rexText, valueDigest } from './explain-rex.ts';

type Items = readonly (readonly [string, string | null])[];

/** Above the input: what Calcite's converter made of the clause. */
export function matchDigest(spec: MatchSpec, fields: readonly Field[], input: readonly Field[]): Items {
  const { after, withinMs } = spec;
  const keys = spec.order.map((key) => `${key.index} ${key.descending ? 'DESC' : 'ASC'}-nulls-${key.nullsFirst ? 'first' : 'last'}`);
  const skip = 'variable' in after ? `SKIP ${after.kind}(${literalOf(after.variable)})` : `FLAG(SKIP ${after.kind})`;
  return [
    ['partition', `[${spec.partitionBy.join(', ')}]`], ['order', `[${keys.join(', ')}]`], ['outputFields', `[${fields.map((field) => field.name).join(', ')}]`], ['allRows', 'false'], ['after', skip],
    ['pattern', patternText(spec.pattern)], ['isStrictStarts', 'false'], ['isStrictEnds', 'false'], ['interval', withinMs === null ? null : `${withinMs}:INTERVAL ${UNITS.find(([ms]) => withinMs % ms === 0)?.[1] ?? 'SECOND'}`], ['subsets', '[]'],
    ['patternDefinitions', `[${Object.entries(spec.define).map(([name, of]) => defined(name, of)).join(', ')}]`], ['inputFields', `[${input.map((field) => field.name).join(', ')}]`],
  ];
}

/** Behind the partition and the order: what Flink's operator does. */
export function matchItems(spec: MatchSpec, fields: readonly Field[], below: readonly string[], style: 'prefix' | 'infix'): Items {
  const { after } = spec;
  const measures = spec.measures.map(({ refs, rex }, i) => `FINAL(${rexText(rex, refs.map((ref) => measured(ref, below)), style)}) AS ${fields[spec.partitionBy.length + i]?.name ?? ''}`);
  const define = Object.entries(spec.define).map(([name, of]) => `${name}=${defined(name, of)}`);
  return [
    ['measures', measures.length === 0 ? null : measures.join(', ')], ['rowsPerMatch', 'ONE ROW PER MATCH'], ['after', `SKIP ${after.kind}${'variable' in after ? ` ${after.variable}` : ''}`],
    ['pattern', patternText(spec.pattern)], ['define', `{${define.join(', ')}}`],
  ];
}

const UNITS = [[86_400_000, 'DAY'], [3_600_000, 'HOUR'], [60_000, 'MINUTE'], [1000, 'SECOND']] as const;

const literalOf = (name: string): string => valueDigest(name, t.notNull(t.STRING));

function patternText(pattern: Pattern): string {
  switch (pattern.kind) {
    case 'variable': return literalOf(pattern.name);
    case 'repeat': return `PATTERN_QUANTIFIER(${patternText(pattern.of)}, ${pattern.least}, ${pattern.most}, ${pattern.reluctant})`;
    case 'exclusion': return `PATTERN_EXCLUDE(${patternText(pattern.of)})`;
    case 'sequence': return pattern.of.map(patternText).reduce((left, right) => `(${left}, ${right})`);
    case 'alternation': return pattern.of.map(patternText).reduce((left, right) => `|(${left}, ${right})`);
    case 'permute': return `PATTERN_PERMUTE(${pattern.of.map(patternText).join(', ')})`;
  }
}

/** The condition of a variable: its own row is the one at hand. */
function defined(name: string, { refs, rex }: MatchExpression): string {
  const column = (index: number): string => {
    const ref = refs[index];
    if (ref === undefined || ref.kind !== 'row') return ref?.kind === 'aggregate' ? aggregateText(ref, (at) => `${ref.variable ?? name}.$${at}`) : 'MATCH_ROWTIME()';
    const isOwn = ref.named !== true && (ref.variable ?? name) === name;
    return `${isOwn ? 'PREV' : ref.which}(${ref.variable ?? name}.$${ref.column}, ${ref.offset})`;
  };
  return rexDigest(rex, { ...NO_QUERY, style: 'digest', names: [], simplify: false, column });
}

/** What a measure reads: a row's column as it is, or the one that was asked for by FIRST and LAST. */
function measured(ref: MatchRef, names: readonly string[]): string {
  if (ref.kind === 'aggregate') return aggregateText(ref, (at) => `${ref.variable ?? '*'}.${names[at] ?? ''}`);
  if (ref.kind !== 'row') return ref.kind === 'rowtime' ? 'MATCH_ROWTIME()' : 'MATCH_PROCTIME()';
  const column = `${ref.variable ?? '*'}.${names[ref.column] ?? ''}`;
  return ref.named === true ? `${ref.which}(${column}, ${ref.offset})` : column;
}

function aggregateText({ call, args }: Extract<MatchRef, { kind: 'aggregate' }>, column: (index: number) => string): string {
  return `${call.name}(${args.map((arg) => (arg.kind === 'input' ? column(arg.index) : rexText(arg, [], 'plain'))).join(', ')})`;
}
