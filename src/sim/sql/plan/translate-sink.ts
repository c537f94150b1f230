// The operators at a sink: what a table demands of its rows, the materializer, and the table's own writer.
import { freeze } from '../../kernel/freeze.ts';
import type { ConstraintConfig, MaterializeConfig } from '../operator/config.ts';
import { isInsertOnly } from './modify.ts';
import type { Field } from '../type/logical-type.ts';
import { durationMs } from './duration.ts';
import type { PhysicalOf } from './physical.ts';
import { type Flow, hashed, keyBy, type Translation } from './translate.ts';
import { settingsOf } from './translate-spec.ts';

/** From the query's rows to the table. */
export function sinkOperators(node: PhysicalOf<'Sink'>, query: Flow, translation: Translation): Flow {
  const { request, sink, primaryKey } = node;
  const { session } = translation;
  const names = request.fields.map((field) => field.name);
  const columns = node.inputs[0]?.fields ?? [];
  const before = Math.max(1, ...query.map((feed) => feed.parallelism));
  const parallelism = sink.parallelism ?? before;
  let flow = query;
  const constraint = constraintOf(request.fields, session.settings);
  if (constraint !== null) flow = translation.add({ spec: { kind: 'sql-constraint', config: freeze(constraint) }, name: translation.nameOf('ConstraintEnforcer', node), fields: names, parallelism: before }, [flow]);
  if (primaryKey !== null && (node.materializes || (parallelism !== before && !isInsertOnly(node)))) flow = hashed(flow, primaryKey, columns);
  if (node.materializes && primaryKey !== null) {
    const key = node.inputs[0]?.upsertKeys[0] ?? null;
    const config: MaterializeConfig = { ...settingsOf(session), input: node.inputs[0]?.fields.map((field) => field.type) ?? [], ttlMs: durationMs(session.settings['table.exec.state.ttl']), inputUpsertKey: key };
    flow = translation.add({ spec: { kind: 'sql-materialize', config: freeze(config) }, name: translation.nameOf('SinkMaterializer', node), fields: names, parallelism, keys: [keyBy(primaryKey, columns)] }, [flow]);
  }
  return translation.add({ spec: sink.operator, name: `${translation.nameOf(request.path[2], node)}: Writer`, fields: names, parallelism }, [flow]);
}

/** What columns demand, null where they demand nothing. */
export function constraintOf(fields: readonly Field[], settings: Readonly<Record<string, string>>): ConstraintConfig | null {
  const notNull = settings['table.exec.sink.not-null-enforcer'] === 'DROP' ? 'DROP' : 'ERROR';
  const deep = (settings['table.exec.sink.nested-constraint-enforcer'] ?? 'IGNORE').toUpperCase();
  const nested = deep === 'ROWS' || deep === 'ROWS_AND_COLLECTIONS' ? deep : 'IGNORE';
  const wanted = (settings['table.exec.sink.type-length-enforcer'] ?? 'IGNORE').toUpperCase();
  const length = wanted === 'TRIM_PAD' || wanted === 'ERROR' ? wanted : 'IGNORE';
  const hasLength = fields.some(({ type }) => (type.kind === 'CHAR' || type.kind === 'BINARY' || ((type.kind === 'VARCHAR' || type.kind === 'VARBINARY') && type.length < 2_147_483_647)));
  if (nested === 'IGNORE' && fields.every(({ type }) => type.nullable) && !(hasLength && length !== 'IGNORE')) return null;
  return { fields: fields.map(({ name, type }) => ({ name, type })), notNull, length, nested };
}
