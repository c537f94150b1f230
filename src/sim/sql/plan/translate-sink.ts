// The operators at a sink: what a table demands of its rows, the materializer, and the table's own writer.
import { freeze } from '../../kernel/freeze.ts';
import type { MaterializeConfig } from '../operator/config.ts';
import { isInsertOnly } from './modify.ts';
import { durationMs } from './duration.ts';
import type { PhysicalOf } from './physical.ts';
import { type Flow, widest } from './plan-graph.ts';
import { hashed, keyBy, type Translation } from './translate.ts';
import { settingsOf } from './translate-spec.ts';

/** From the query's rows to the table. */
export function sinkOperators(node: PhysicalOf<'Sink'>, query: Flow, translation: Translation): Flow {
  const { request, sink, primaryKey } = node;
  const { session } = translation;
  const names = request.fields.map((field) => field.name);
  const columns = node.inputs[0]?.fields ?? [];
  const before = widest(query);
  const parallelism = sink.parallelism ?? before;
  let flow = translation.enforced(request.fields, translation.nameOf('ConstraintEnforcer', node), names, query);
  if (primaryKey !== null && (node.materializes || (parallelism !== before && !isInsertOnly(node)))) flow = hashed(flow, primaryKey, columns);
  if (node.materializes && primaryKey !== null) {
    const key = node.inputs[0]?.upsertKeys[0] ?? null;
    const config: MaterializeConfig = { ...settingsOf(session), input: node.inputs[0]?.fields.map((field) => field.type) ?? [], ttlMs: durationMs(session.settings['table.exec.state.ttl']), inputUpsertKey: key };
    flow = translation.add({ spec: { kind: 'sql-materialize', config: freeze(config) }, name: translation.nameOf('SinkMaterializer', node), fields: names, parallelism, keys: [keyBy(primaryKey, columns)] }, [flow]);
  }
  return translation.add({ spec: sink.operator, name: `${translation.nameOf(request.path[2], node)}: Writer`, fields: names, parallelism }, [flow]);
}
