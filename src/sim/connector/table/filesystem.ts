// The filesystem connector: files of a folder as a table, read at once or watched, and written part by part.
import { freeze } from '../../kernel/freeze.ts';
import { attempt, refused } from '../../sql/problem.ts';
import { type Connector, INSERT_ONLY, type TableRequest } from '../../sql/plan/connector.ts';
import * as t from '../../sql/type/logical-type.ts';
import type { Field } from '../../sql/type/logical-type.ts';
import { FORMATS } from '../format/formats.ts';
import { FactoryHelper, specOf } from './factory.ts';
import type { FilesystemSinkConfig } from './filesystem-sink.ts';
import type { FilesystemSourceConfig } from './filesystem-source.ts';
import { boolean, bytesOf, duration, int, memory, millisOf, type Option, text, type Texts } from './options.ts';
import { parallelismOf } from './print.ts';
import { type MetadataKey, physicalFields, readMetadata, writtenMetadata } from './request.ts';

export const OPTIONS: readonly Option[] = [
  text('partition.default-name'), boolean('source.monitor-interval'), text('source.path.regex-pattern'), text('source.report-statistics'), memory('sink.rolling-policy.file-size'),
  duration('sink.rolling-policy.rollover-interval'), duration('sink.rolling-policy.inactivity-interval'), duration('sink.rolling-policy.check-interval'), boolean('sink.shuffle-by-partition.enable'),
  text('partition.time-extractor.kind'), text('partition.time-extractor.class'), text('partition.time-extractor.timestamp-formatter'), text('partition.time-extractor.timestamp-pattern'),
  text('sink.partition-commit.trigger'), duration('sink.partition-commit.delay'), text('sink.partition-commit.watermark-time-zone'), text('sink.partition-commit.policy.kind'),
  text('sink.partition-commit.policy.class'), text('sink.partition-commit.policy.class.parameters'), text('sink.partition-commit.success-file.name'), boolean('auto-compaction'), memory('compaction.file-size'), int('sink.parallelism'),
].map((option) => (option.key === 'source.monitor-interval' ? duration(option.key) : option));

export const FACTORY = { identifier: 'filesystem', required: [text('path'), text('format')], optional: OPTIONS, prefixes: [] } as const;

const METADATA: readonly MetadataKey[] = [
  { key: 'file.path', type: t.notNull(t.STRING) }, { key: 'file.name', type: t.notNull(t.STRING) }, { key: 'file.size', type: t.notNull(t.BIGINT) }, { key: 'file.modification-time', type: t.notNull(t.timestampLtz(3)) },
];
/** Names of rows without a partition; Flink default. */
const DEFAULT_PARTITION = '__DEFAULT_PARTITION__';

interface Opened {
  readonly options: Texts;
  readonly helper: FactoryHelper;
  /** Columns that lie in files; the partition's lie in the folders' names. */
  readonly stored: readonly Field[];
  readonly partition: readonly Field[];
}

function opened(request: TableRequest, way: 'read' | 'write'): Opened {
  const { options } = request;
  const helper = new FactoryHelper(FACTORY, request, way);
  // A format that is missing is told with the other options that are.
  const identifier = options['format'];
  if (identifier !== undefined && !Object.hasOwn(FORMATS, identifier) && options['path'] !== undefined) throw refused(`Could not find any format factory for identifier '${identifier}' in the classpath.`);
  if (identifier !== undefined && options['path'] !== undefined) helper.optionalFormat('format');
  // Options of the format's own are the format's, whatever they are.
  helper.validate(identifier === undefined ? [] : [`${identifier}.`]);
  const physical = physicalFields(request);
  const { partitionedBy } = request.entry;
  return { options, helper, stored: physical.filter(({ name }) => !partitionedBy.includes(name)), partition: partitionedBy.flatMap((name) => physical.find((field) => field.name === name) ?? []) };
}

/** `file:///home/x` is `/home/x`; other schemes stay. */
function localPath(path: string): string {
  const bare = path.replace(/^file:\/*(?=\/)/, '').replace(/^file:/, '');
  return bare.length > 1 ? bare.replace(/\/+$/, '') : bare;
}

/** As Flink tells it: with `file:` where it was given so. */
const toldPath = (path: string): string => `${path.startsWith('file:') ? 'file:' : ''}${localPath(path)}`;

export const filesystemConnector: Connector = {
  identifier: 'filesystem',
  source: (request) => attempt(() => {
    const { options, helper, stored, partition } = opened(request, 'read');
    const metadata = readMetadata(request, { java: 'org.apache.flink.connector.file.table.FileSystemTableSource', summary: 'Filesystem' }, METADATA);
    const format = helper.format('format');
    const interval = options['source.monitor-interval'];
    const config: FilesystemSourceConfig = {
      path: localPath(options['path'] ?? ''), named: toldPath(options['path'] ?? ''), format: specOf(format, stored, 'read'), stored: stored.length, partition, defaultPartition: options['partition.default-name'] ?? DEFAULT_PARTITION,
      monitorMs: interval === undefined ? null : millisOf(interval), pattern: options['source.path.regex-pattern'] ?? null,
      columns: request.fields.map(({ name, type }) => {
        const told = metadata.find((one) => one.name === name);
        if (told !== undefined) return { kind: 'metadata', key: told.key, of: told.of, type };
        const at = stored.findIndex((field) => field.name === name);
        return at >= 0 ? { kind: 'stored', at } : { kind: 'partition', at: partition.findIndex((field) => field.name === name) };
      }),
    };
    return {
      operator: { kind: 'table-filesystem-source', config: freeze(config) }, changes: format.format.changes, bounded: interval === undefined, parallelism: null,
      pushesWatermark: false, pushesProjection: true, pushesLimit: true, pushesFilter: true, listsMetadata: true, lookup: null, rows: null,
    };
  }),
  sink: (request) => attempt(() => {
    const { options, helper, stored, partition } = opened(request, 'write');
    const isBatch = (request.settings['execution.runtime-mode'] ?? '').toLowerCase() === 'batch';
    if (request.overwrite === true && !isBatch) throw refused('Streaming mode not support overwrite.', null, 'java.lang.IllegalStateException');
    writtenMetadata(request, 'org.apache.flink.connector.file.table.FileSystemTableSink', null);
    const format = helper.format('format');
    const placeOf = ({ name }: Field): number => request.fields.findIndex((field) => field.name === name);
    const config: FilesystemSinkConfig = {
      path: localPath(options['path'] ?? ''), format: specOf(format, stored, 'write'), stored: stored.map(placeOf), partition: partition.map((field) => ({ name: field.name, type: field.type, at: placeOf(field) })),
      defaultPartition: options['partition.default-name'] ?? DEFAULT_PARTITION, isBatch, overwrites: request.overwrite === true,
      rollBytes: bytesOf(options['sink.rolling-policy.file-size'] ?? '128 mb'), rollMs: millisOf(options['sink.rolling-policy.rollover-interval'] ?? '30 min'), checkMs: millisOf(options['sink.rolling-policy.check-interval'] ?? '1 min'), inactiveMs: millisOf(options['sink.rolling-policy.inactivity-interval'] ?? '30 min'),
      zone: request.settings['table.local-time-zone'] ?? 'UTC',
    };
    return { operator: { kind: 'table-filesystem-sink', config: freeze(config) }, takes: format.identifier === 'debezium-json' ? format.format.changes : INSERT_ONLY, parallelism: parallelismOf(options['sink.parallelism']) };
  }),
};
