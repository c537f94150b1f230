// Event time and the runtime mode: a table's columns were resolved in the mode in which it was made, and are taken for that ever after.
import { SqlError } from '../problem.ts';
import { type Catalogs, type Entry, lookUp } from '../query/catalog.ts';
import type { Rel } from '../query/rel.ts';
import type { Field } from '../type/logical-type.ts';
import * as t from '../type/logical-type.ts';
import { isBatch, withoutWatermarks } from './batch.ts';
import { indentedTree } from './explain-ast.ts';
import { fullType } from './explain-rex.ts';
import type { Planned, PlanSession } from './plan.ts';

/** Refuses a query that gives the event time of a table made in the other mode, as Calcite does (SqlToRelConverter.checkConvertedType). */
export function checkEventTime(planned: Planned, { catalogs, settings }: PlanSession): void {
  const batch = isBatch(settings);
  const isOther = (entry: Entry): boolean => entry.kind === 'table' && entry.watermark !== null && (entry.madeIn === 'batch') !== batch;
  if (!entriesOf(catalogs).some(isOther)) return;
  const queries = planned.kind === 'query' ? [planned.rel] : planned.inserts.map(({ rel, added }) => below(rel, added));
  for (const rel of queries) {
    if (!rel.fields.some(isEventTime) || !reads(rel, catalogs, isOther)) continue;
    const bare = rel.fields.map((field) => (isEventTime(field) ? { ...field, type: t.plain(field.type) } : field));
    const [plain, timed] = [recordType(bare), recordType(rel.fields)];
    // A window function has its columns from the validator, so that the planner finds out later.
    if (hasWindow(rel)) throw mismatch(batch ? bare : rel.fields, batch ? rel.fields : bare);
    const tree = indentedTree(batch ? withoutWatermarks(rel) : rel, catalogs).trimEnd();
    throw new SqlError('java.lang.AssertionError', `Conversion to relational algebra failed to preserve datatypes:\nvalidated type:\n${batch ? timed : plain}\nconverted type:\n${batch ? plain : timed}\nrel:\n${tree}`, null, 'validate');
  }
}

/** RelOptUtil.verifyTypeEquivalence: what a rule gives, and what it should give. */
function mismatch(given: readonly Field[], asked: readonly Field[]): SqlError {
  const differences = given.flatMap(({ name, type }, i) => (asked[i] === undefined || fullType(asked[i].type) === fullType(type) ? [] : [`${name}: ${fullType(type)} -> ${fullType(asked[i].type)}`]));
  return new SqlError('java.lang.IllegalArgumentException', `Type mismatch:\nrel rowtype: ${recordType(given)}\nequiv rowtype: ${recordType(asked)}\nDifference:\n${differences.join('\n')}`, null, 'validate');
}

function hasWindow(rel: Rel): boolean {
  return rel.kind === 'window table' || ('input' in rel && hasWindow(rel.input));
}

const isEventTime = ({ type }: Field): boolean => 'attribute' in type && type.attribute === 'ROWTIME';

const recordType = (fields: readonly Field[]): string => `RecordType(${fields.map(({ name, type }) => `${fullType(type)} ${name}`).join(', ')}) NOT NULL`;

/** The query below what an INSERT puts over it. */
function below(rel: Rel, projections: number): Rel {
  return projections > 0 && rel.kind === 'project' ? below(rel.input, projections - 1) : rel;
}

function entriesOf({ temporary, catalogs }: Catalogs): readonly Entry[] {
  return [temporary, ...Object.values(catalogs).flatMap(({ databases }) => Object.values(databases).map(({ tables }) => tables))].flatMap((tables) => Object.values(tables));
}

/** Whether a query reads such a table, wherever in it. */
function reads(value: unknown, catalogs: Catalogs, isOther: (entry: Entry) => boolean): boolean {
  if (typeof value !== 'object' || value === null) return false;
  if ('kind' in value && value.kind === 'scan' && 'table' in value) {
    const entry = lookUp(catalogs, value.table as readonly string[])?.entry;
    return entry !== undefined && isOther(entry);
  }
  return Object.values(value).some((one) => reads(one, catalogs, isOther));
}
