// Tables that are only explained: what a planner sees of Flink's connectors. For tests.
import { ALL_CHANGES, type ChangeKinds, type Connector, type Connectors, INSERT_ONLY, type TableSource, UPSERT } from './connector.ts';

function source(changes: ChangeKinds, bounded: boolean, pushesWatermark: boolean): TableSource {
  return { operator: { kind: 'none', config: {} }, changes, bounded, parallelism: null, pushesWatermark, pushesProjection: false, pushesLimit: false, pushesFilter: false, lookup: null, rows: null };
}

const sink = (takes: ChangeKinds): Connector['sink'] => () => ({ ok: true, value: { operator: { kind: 'none', config: {} }, takes, parallelism: null } });
const echo: Connector['sink'] = (_request, query) => ({ ok: true, value: { operator: { kind: 'none', config: {} }, takes: query, parallelism: null } });

export const EXPLAINED: Connectors = {
  datagen: { identifier: 'datagen', source: ({ options }) => ({ ok: true, value: source(INSERT_ONLY, options['number-of-rows'] !== undefined, false) }), sink: null },
  kafka: { identifier: 'kafka', source: ({ options }) => ({ ok: true, value: source(options['format'] === 'debezium-json' ? ALL_CHANGES : INSERT_ONLY, false, true) }), sink: sink(INSERT_ONLY) },
  'upsert-kafka': { identifier: 'upsert-kafka', source: () => ({ ok: true, value: source(UPSERT, false, true) }), sink: sink(UPSERT) },
  print: { identifier: 'print', source: null, sink: echo },
  blackhole: { identifier: 'blackhole', source: null, sink: echo },
};
