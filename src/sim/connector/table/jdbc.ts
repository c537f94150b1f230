// The jdbc connector: a table of the simulated database. The options and their checks are those of flink-connector-jdbc (JdbcDynamicTableFactory).
import { freeze } from '../../kernel/freeze.ts';
import type { Connector, TableRequest } from '../../sql/plan/connector.ts';
import { INSERT_ONLY, UPSERT } from '../../sql/plan/connector.ts';
import { attempt, refused } from '../../sql/problem.ts';
import { FactoryHelper } from './factory.ts';
import type { JdbcLookup, LookupCache } from './jdbc-lookup.ts';
import type { JdbcTable } from './jdbc-rows.ts';
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
  source: (request) => attempt(() => {
    const options = checked(request, 'read');
    const table: JdbcTable = {
      node: nodeOf(options['url'] ?? ''), url: options['url'] ?? '', table: options['table-name'] ?? '', columns: physicalFields(request).map(({ name, type }) => ({ name, type })), zone: request.settings['table.local-time-zone'] ?? 'UTC',
    };
    const lookup: JdbcLookup = { ...table, operator: 'table-jdbc-lookup', cache: cacheOf(options), maxRetries: Number(options['lookup.max-retries'] ?? MAX_RETRIES) };
    return {
      operator: { kind: 'table-jdbc-source', config: freeze(table) }, changes: INSERT_ONLY, bounded: true, parallelism: null,
      pushesWatermark: false, pushesProjection: true, pushesLimit: true, pushesFilter: false, lookup: freeze(lookup), rows: null,
    };
  }),
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
  allOrNone(options, ['lookup.cache.max-rows', 'lookup.cache.ttl']);
  const [lower, upper] = [Number(options['scan.partition.lower-bound'] ?? 0), Number(options['scan.partition.upper-bound'] ?? 0)];
  if (lower > upper) throw refused(`'scan.partition.lower-bound'='${lower}' must not be larger than 'scan.partition.upper-bound'='${upper}'.`, null, 'java.lang.IllegalArgumentException');
  const lookups = Number(options['lookup.max-retries'] ?? MAX_RETRIES);
  if (lookups < 0) throw refused(`The value of 'lookup.max-retries' option should not be negative, but is ${lookups}.`, null, 'java.lang.IllegalArgumentException');
  const retries = Number(options['sink.max-retries'] ?? MAX_RETRIES);
  if (retries < 0) throw refused(`The value of 'sink.max-retries' option should not be negative, but is ${retries}.`, null, 'java.lang.IllegalArgumentException');
  return options;
}

/** lookup.cache and its options; the older lookup.cache.max-rows and lookup.cache.ttl make a cache where both are given. */
function cacheOf(options: Texts): LookupCache | null {
  const ms = (key: string): number | null => (options[key] === undefined ? null : millisOf(options[key]));
  const rows = (key: string): number | null => (options[key] === undefined ? null : Number(options[key]));
  if ((options['lookup.cache'] ?? 'NONE').toUpperCase() === 'PARTIAL') {
    const cache: LookupCache = {
      afterWriteMs: ms('lookup.partial-cache.expire-after-write'), afterAccessMs: ms('lookup.partial-cache.expire-after-access'), maxRows: rows('lookup.partial-cache.max-rows'), missing: options['lookup.partial-cache.cache-missing-key'] !== 'false',
    };
    if (cache.afterWriteMs === null && cache.afterAccessMs === null && cache.maxRows === null) throw refused('Eviction must be set. It can be set by options: expire-after-access, expire-after-write or max-rows', null, 'java.lang.IllegalArgumentException');
    return cache;
  }
  const [maxRows, ttl] = [rows('lookup.cache.max-rows'), ms('lookup.cache.ttl')];
  return maxRows === null || ttl === null || maxRows <= 0 ? null : { afterWriteMs: ttl, afterAccessMs: null, maxRows, missing: options['lookup.cache.caching-missing-result'] !== 'false' };
}

function allOrNone(options: Texts, keys: readonly string[]): void {
  const present = keys.filter((key) => options[key] !== undefined).length;
  if (present > 0 && present < keys.length) throw refused(`Either all or none of the following options should be provided:\n${keys.join('\n')}`, null, 'java.lang.IllegalArgumentException');
}
