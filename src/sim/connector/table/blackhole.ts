// The blackhole connector: rows go nowhere.
import { freeze } from '../../kernel/freeze.ts';
import { attempt } from '../../sql/problem.ts';
import type { Connector } from '../../sql/plan/connector.ts';
import { checkOptions, COMMON_OPTIONS, refuseOthers } from './options.ts';
import { writtenMetadata } from './request.ts';

export const blackholeConnector: Connector = {
  identifier: 'blackhole',
  source: null,
  sink: (request, query) => attempt(() => {
    checkOptions(request.options, COMMON_OPTIONS);
    refuseOthers('blackhole', request.options, COMMON_OPTIONS.map(({ key }) => key));
    writtenMetadata(request, 'org.apache.flink.connector.blackhole.table.BlackHoleTableSinkFactory$BlackHoleSink', null);
    return { operator: { kind: 'sink-discard', config: freeze({}) }, takes: { ...query, updateBefore: false }, parallelism: null };
  }),
};
