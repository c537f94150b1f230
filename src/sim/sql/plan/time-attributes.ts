// Columns that carry time lose it where something is made of them, and at a plan's end (RelTimeIndicatorConverter).
import { callRex, input, type Rex } from '../expr/rex.ts';
import * as t from '../type/logical-type.ts';
import type { Field } from '../type/logical-type.ts';
import { calc } from './calc.ts';
import { make } from './node.ts';
import type { Physical, PhysicalOf } from './physical.ts';
import { columnsOf } from './rels.ts';
import { attributeOf } from './window.ts';

/** What asks for the time itself. */
const OF_TIME = new Set(['CURRENT_WATERMARK', 'PROCTIME_MATERIALIZE']);

/** A plan whose calculations see plain timestamps; the processing time of its last rows is told when they leave. */
export function withPlainTimes(root: Physical): Physical {
  const done = new Map<Physical, Physical>();
  const visit = (node: Physical): Physical => {
    const known = done.get(node);
    if (known !== undefined) return known;
    const inputs = node.inputs.map(visit);
    const made = plain(inputs.every((one, i) => one === node.inputs[i]) ? node : { ...node, inputs });
    done.set(node, made);
    return made;
  };
  const made = visit(root);
  const [below] = made.inputs;
  if (made.kind !== 'Sink') return told(made);
  return below === undefined ? made : { ...made, inputs: [told(below)] };
}

function plain(node: Physical): Physical {
  const [below] = node.inputs;
  if (below === undefined) return node;
  if (node.kind === 'GroupAggregate') return ofPlainRows(node, below);
  if (node.kind !== 'Calc') return node;
  const exprs = node.exprs.map((rex) => withoutTime(rex, below.fields));
  return { ...node, exprs, condition: node.condition === null ? null : withoutTime(node.condition, below.fields) };
}

/** Groups and arguments are no times any more. */
function ofPlainRows(node: PhysicalOf<'GroupAggregate'>, below: Physical): Physical {
  const source = below.kind === 'Exchange' ? below.inputs[0] : undefined;
  const used = new Set([...node.groups, ...node.calls.flatMap((call) => call.args)]);
  if (source === undefined || below.kind !== 'Exchange' || !source.fields.some((field, i) => used.has(i) && attributeOf(field.type) !== null)) return node;
  const exprs = columnsOf(source.fields).map((rex, i) => (used.has(i) ? asPlain(rex, source.fields[i]?.type ?? rex.type) : rex));
  const cast = calc(source, exprs, null, source.fields);
  return { ...node, inputs: [make({ kind: 'Exchange', distribution: below.distribution }, [cast], cast.fields)] };
}

/** Times within calls become timestamps; a column that is only handed on stays what it is. */
function withoutTime(rex: Rex, fields: readonly Field[]): Rex {
  if (rex.kind !== 'call' || OF_TIME.has(rex.name) || isPlainCast(rex, fields)) return rex;
  return { ...rex, args: rex.args.map((arg) => asPlain(withoutTime(arg, fields), typeOf(arg, fields))) };
}

const typeOf = (rex: Rex, fields: readonly Field[]): t.LogicalType => (rex.kind === 'input' ? (fields[rex.index]?.type ?? rex.type) : rex.type);

/** A cast that does just this. */
function isPlainCast(rex: Extract<Rex, { kind: 'call' }>, fields: readonly Field[]): boolean {
  const [of] = rex.args;
  return rex.name === 'CAST' && of !== undefined && attributeOf(rex.type) === null && t.sameType(t.plain(typeOf(of, fields)), rex.type);
}

function asPlain(rex: Rex, type: t.LogicalType): Rex {
  const attribute = attributeOf(type);
  if (attribute === 'PROCTIME') return callRex('PROCTIME_MATERIALIZE', [rex], t.plain(type));
  return attribute === 'ROWTIME' && rex.kind === 'input' ? callRex('CAST', [rex], t.plain(type)) : rex;
}

/** The processing time is asked as a row leaves. */
function told(root: Physical): Physical {
  if (!root.fields.some((field) => attributeOf(field.type) === 'PROCTIME')) return root;
  const exprs = root.fields.map((field, i): Rex => (attributeOf(field.type) === 'PROCTIME' ? asPlain(input(i, field.type), field.type) : input(i, field.type)));
  return calc(root, exprs, null, root.fields);
}
