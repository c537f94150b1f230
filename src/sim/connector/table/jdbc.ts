// The jdbc connector: a table of the simulated database. The options and their checks are those of flink-connector-jdbc (JdbcDynamicTableFactory).
import { freeze } from '../../kernel/freeze.ts';
import type { Connector, TableRequest } from '../../sql/plan/connector.ts';
import { INSERT_ONLY, UPSERT } from '../../sql/plan/connector.ts';
import { attempt, refused } from '../../sql/problem.ts';
import { FactoryHelper } from './factory.ts';
import type { JdbcSinkConfig } from './jdbc-sink.ts';
import { boolean, duration, int, long, millisOf, oneOf, type Option, text, type Texts } from './options.ts';
import { parallelismOf } from './print.ts';
import { physicalFields, primaryKeyOf, writtenMetadata } from './request.ts';

const OPTIONAL: readonly Option[] = [
  text('username'), text('password'), text('driver'), text('compatible-mode'), duration('connection.max-retry-timeout'), text('scan.partition.column'), int('scan.partition.num'), long('scan.partition.lower-bound'), long('scan.partition.upper-bound'),
  int('scan.fetch-size'), boolean('scan.auto-commit'), oneOf('lookup.cache', 'org.apache.flink.table.connector.source.lookup.LookupOptions.LookupCacheType', ['NONE', 'PARTIAL', 'FULL']), duration('lookup.partial-cache.expire-after-access'),
  duration('lookup.partial-cache.expire-after-write'), boolean('lookup.partial-cache.cache-missing-key'), long('lookup.partial-cache.max-rows'), int('lookup.max-retries'), long('lookup.cache.max-rows'), duration('lookup.cache.ttl'),
  boolean('lookup.cache.caching-missing-result'), int('sink.buffer-flush.max-rows'), duration('sink.buffer-flush.interval'), int('sink.max-retries'), int('sink.parallelism'),
];

const FACTORY = { identifier: 'jdbc', required: [text('url'), text('table-name')], optional: OPTIONAL, prefixes: ['properties.'] } as const;

/** sink.buffer-flush.max-rows, Flink default 100; sink.buffer-flush.interval, 1 s; sink.max-retries, 3. */
const [MAX_ROWS, INTERVAL_MS, MAX_RETRIES] = [100, 1_000, 3];

export const jdbcConnector: Connector = {
  identifier: 'jdbc',
  source: null,
  sink: (request, query) => attempt(() => {
    const options = checked(request, 'write');
    writtenMetadata(request, 'org.apache.flink.connector.jdbc.core.table.sink.JdbcDynamicTableSink', null);
    const columns = physicalFields(request).map(({ name, type }) => ({ name, type }));
    const key = primaryKeyOf(request).map((name) => columns.findIndex((column) => column.name === name));
    const config: JdbcSinkConfig = {
      node: nodeOf(options['url'] ?? ''), url: options['url'] ?? '', table: options['table-name'] ?? '', columns, key, zone: request.settings['table.local-time-zone'] ?? 'UTC',
      maxRows: Number(options['sink.buffer-flush.max-rows'] ?? MAX_ROWS), intervalMs: options['sink.buffer-flush.interval'] === undefined ? INTERVAL_MS : millisOf(options['sink.buffer-flush.interval']), maxRetries: Number(options['sink.max-retries'] ?? MAX_RETRIES),
    };
    if (key.length === 0 && (query.updateAfter || query.delete)) throw refused('please declare primary key for sink table when query contains update/delete record.', null, 'java.lang.IllegalStateException');
    return { operator: { kind: 'table-jdbc-sink', config: freeze(config) }, takes: key.length === 0 ? INSERT_ONLY : { ...UPSERT, updateAfter: query.updateAfter, delete: query.delete }, parallelism: parallelismOf(options['sink.parallelism']) };
  }),
};

const DIALECTS = /^jdbc:(?:postgresql|mysql|derby|oracle|sqlserver|db2|cratedb|trino|oceanbase)(?=:)/;

/** `jdbc:postgresql://localhost:5432/loja` is the database engine `loja`. */
function nodeOf(url: string): string {
  return `database-${/\/([\w.-]+)(?:\?.*)?$/.exec(url)?.[1] ?? ''}`;
}

function checked(request: TableRequest, way: 'read' | 'write'): Texts {
  new FactoryHelper(FACTORY, request, way).validate();
  const { options } = request;
  const url = options['url'] ?? '';
  if (!DIALECTS.test(url)) throw refused(`Could not find any jdbc dialect factory that can handle url '${url}' that implements 'org.apache.flink.connector.jdbc.core.database.JdbcFactory' in the classpath.`, null, 'java.lang.IllegalStateException');
  allOrNone(options, ['username', 'password']);
  allOrNone(options, ['scan.partition.column', 'scan.partition.num', 'scan.partition.lower-bound', 'scan.partition.upper-bound']);
  const retries = Number(options['sink.max-retries'] ?? MAX_RETRIES);
  if (retries < 0) throw refused(`The value of 'sink.max-retries' option should not be negative, but is ${retries}.`, null, 'java.lang.IllegalArgumentException');
  return options;
}

function allOrNone(options: Texts, keys: readonly string[]): void {
  const present = keys.filter((key) => options[key] !== undefined).length;
  if (present > 0 && present < keys.length) throw refused(`Either all or none of the following options should be provided:\n${keys.join('\n')}`, null, 'java.lang.IllegalArgumentException');
}
