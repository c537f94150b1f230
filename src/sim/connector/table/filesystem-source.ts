// Files read as a table's rows: each subtask takes its part of the files; watched folders are looked into again and again.
import { listItems, type OperatorEnv, type OperatorKind, type Running } from '../../flink/operator/operator.ts';
import { NO_TIMESTAMP, sourceRecordId } from '../../flink/record.ts';
import type { OperatorLists } from '../../flink/state/snapshot.ts';
import { UserCodeError } from '../../flink/user-code-error.ts';
import { freeze } from '../../kernel/freeze.ts';
import { PatternSyntaxError, wholeText } from '../../kernel/regex/java.ts';
import type { Message } from '../../kernel/types.ts';
import { castFunction } from '../../sql/expr/cast.ts';
import type { PushedDown } from '../../sql/plan/connector.ts';
import { type Field, type LogicalType, STRING } from '../../sql/type/logical-type.ts';
import type { Row, Value } from '../../sql/value.ts';
import { csvOptions } from '../format/csv.ts';
import { csvReader } from '../format/csv-read.ts';
import { recordBytes } from '../format/bytes-in-text.ts';
import type { Change, FormatSpec } from '../format/format.ts';
import { decoderOf } from '../format/formats.ts';
import { DISK, type DiskAnswer, type DiskFile, type DiskRequest } from './disk-messages.ts';

export type FileColumn =
  | { readonly kind: 'stored' | 'partition'; readonly at: number }
  | { readonly kind: 'metadata'; readonly key: string; readonly of: LogicalType; readonly type: LogicalType };

export interface FilesystemSourceConfig {
  readonly path: string;
  /** The path as Flink tells it: with `file:` where it was given so. */
  readonly named?: string;
  readonly format: FormatSpec;
  readonly stored: number;
  /** Columns that folders are named by: `b=x`. */
  readonly partition: readonly Field[];
  readonly defaultPartition: string;
  /** How often the folder is looked into, ms; null once. */
  readonly monitorMs: number | null;
  /** Only files whose whole path matches. */
  readonly pattern: string | null;
  readonly columns: readonly FileColumn[];
  readonly pushed?: PushedDown;
}

interface FilesystemOwn {
  /** The request on its way; -1 where none is. */
  asked: number;
  requests: number;
  /** Whether the folder was read at least once. */
  isRead: boolean;
  /** Files that are still to be read, of this subtask. */
  waiting: DiskFile[];
  /** Rows of the first of them that were given already. */
  given: number;
  /** Paths that are done. */
  done: string[];
  emitted: number;
  lookMs: number | null;
}

const SCHEMES = /^([a-z][a-z0-9+.-]*):\/\//;

export const filesystemSource: OperatorKind = {
  create: (): FilesystemOwn => ({ asked: -1, requests: 0, isRead: false, waiting: [], given: 0, done: [], emitted: 0, lookMs: null }),
  restore(own, lists) {
    const state = own as FilesystemOwn;
    state.done = listItems(lists, 'done').map(String);
    const [first] = listItems(lists, 'reading').map((item) => item as readonly [string, number]);
    if (first !== undefined) [, state.given] = first;
  },
  run: (env) => new FilesystemRun(env),
};

class FilesystemRun implements Running {
  private readonly env: OperatorEnv;
  private readonly own: FilesystemOwn;
  private readonly config: FilesystemSourceConfig;
  private readonly read: (file: DiskFile) => readonly Change[];
  private readonly project: (file: DiskFile, row: Row) => Row;
  /** The rows of the file that is read now. */
  private rows: { readonly path: string; readonly changes: readonly Change[] } | null = null;

  constructor(env: OperatorEnv) {
    this.env = env;
    this.own = env.own as FilesystemOwn;
    this.config = env.spec.config as FilesystemSourceConfig;
    this.read = readerOf(this.config.format);
    this.project = projectionOf(this.config);
  }

  open(): void {
    this.look();
  }

  element(): void {}

  wake(): void {
    const { own, env } = this;
    if (own.lookMs !== null && env.nowMs() >= own.lookMs && own.asked < 0) this.look();
  }

  message(message: Message): void {
    if (message.kind !== 'DiskAnswer') {
      // The machine is not there: nobody has such a file.
      if (this.own.asked >= 0) throw this.missing();
      return;
    }
    const { request, files } = message as DiskAnswer;
    const { own, env, config } = this;
    if (request !== own.asked) return;
    own.asked = -1;
    if (files === null) throw this.missing();
    own.isRead = true;
    const pattern = config.pattern === null ? null : compiled(config.pattern);
    const mine = files.filter(({ path }, i) => i % env.parallelism === env.subtask && (pattern === null || pattern.test(path)));
    for (const file of mine) if (!own.done.includes(file.path) && !own.waiting.some(({ path }) => path === file.path)) own.waiting.push(file);
    own.lookMs = config.monitorMs === null ? null : env.nowMs() + config.monitorMs;
    env.wakeAt(own.lookMs ?? env.nowMs());
  }

  poll(most: number): 'more' | 'nothing' | 'end' {
    const { own, env, config } = this;
    const limit = config.pushed?.limit ?? Infinity;
    for (let count = 0; count < most; count++) {
      if (own.emitted >= limit) return 'end';
      const [file] = own.waiting;
      if (file === undefined) return own.isRead && config.monitorMs === null ? 'end' : 'nothing';
      if (this.rows?.path !== file.path) this.rows = { path: file.path, changes: this.read(file) };
      const change = this.rows.changes[own.given];
      if (change === undefined) {
        own.waiting.shift();
        own.done.push(file.path);
        own.given = 0;
        continue;
      }
      own.given += 1;
      own.emitted += 1;
      const lineage = env.configuration['correnteza.lineage'] === 'false' ? 0 : sourceRecordId(env.vertexIndex, env.subtask, own.emitted);
      env.emit({ kind: change.kind, row: this.project(file, change.row), timestamp: NO_TIMESTAMP, lineage });
    }
    return 'more';
  }

  lists(): OperatorLists {
    const { own } = this;
    const [first] = own.waiting;
    return { done: { mode: 'UNION', items: own.done }, reading: { mode: 'SPLIT_DISTRIBUTE', items: first === undefined ? [] : [[first.path, own.given]] } };
  }

  close(): void {
    this.env.context().close();
  }

  private look(): void {
    const { own, env, config } = this;
    const scheme = SCHEMES.exec(config.path)?.[1];
    if (scheme !== undefined) throw new UserCodeError('org.apache.flink.core.fs.UnsupportedFileSystemSchemeException', unsupportedScheme(scheme));
    if (!config.path.startsWith('/')) throw this.missing();
    own.asked = own.requests++;
    const request: DiskRequest = { kind: 'DiskRequest', request: own.asked, operations: [{ do: 'read', path: config.path }] };
    env.context().send(DISK, freeze(request));
  }

  private missing(): UserCodeError {
    return new UserCodeError('java.io.FileNotFoundException', `File ${this.config.named ?? this.config.path} does not exist or the user running Flink ('root') has insufficient permissions to access it.`);
  }
}

/** The expression for whole paths. Throws what the task fails with. */
function compiled(pattern: string): RegExp {
  try {
    return wholeText(pattern);
  } catch (problem) {
    throw problem instanceof PatternSyntaxError ? new UserCodeError('java.util.regex.PatternSyntaxException', problem.message) : problem;
  }
}

const DOCS = 'https://nightlies.apache.org/flink/flink-docs-stable/';

export function unsupportedScheme(scheme: string): string {
  const plugins: Readonly<Record<string, string>> = { s3: 'flink-s3-fs-hadoop, flink-s3-fs-presto', s3a: 'flink-s3-fs-hadoop', s3p: 'flink-s3-fs-presto', oss: 'flink-oss-fs-hadoop', abfs: 'flink-azure-fs-hadoop', abfss: 'flink-azure-fs-hadoop', wasb: 'flink-azure-fs-hadoop', wasbs: 'flink-azure-fs-hadoop', gs: 'flink-gs-fs-hadoop' };
  const known = plugins[scheme];
  const tail = `For a full list of supported file systems, please see ${DOCS}ops/filesystems/.`;
  if (known !== undefined) return `Could not find a file system implementation for scheme '${scheme}'. The scheme is directly supported by Flink through the following plugin(s): ${known}. Please ensure that each plugin resides within its own subfolder within the plugins directory. See ${DOCS}docs/deployment/filesystems/plugins/ for more information. If you want to use a Hadoop file system for that scheme, please add the scheme to the configuration fs.allowed-fallback-filesystems. ${tail}`;
  return `Could not find a file system implementation for scheme '${scheme}'. The scheme is not directly supported by Flink and no Hadoop file system to support this scheme could be loaded. ${tail}`;
}

/** CSV is read file by file, so that a quoted cell may have several lines; the others line by line. */
function readerOf(spec: FormatSpec): (file: DiskFile) => readonly Change[] {
  if (spec.format === 'csv') {
    const read = csvReader(spec.fields, csvOptions(spec.options));
    return ({ text }) => read(text, false).map((row): Change => ({ kind: '+I', row }));
  }
  const decode = decoderOf(spec);
  return ({ text }) => (text === '' ? [] : (text.endsWith('\n') ? text.slice(0, -1) : text).split('\n').flatMap((line) => decode(line.endsWith('\r') ? line.slice(0, -1) : line)));
}

function projectionOf({ columns, partition, defaultPartition, pushed }: FilesystemSourceConfig): (file: DiskFile, row: Row) => Row {
  const parts = partition.map(({ name, type }) => ({ name, cast: castFunction(STRING, type) }));
  const wanted = (pushed?.columns ?? columns.map((_column, i) => i)).flatMap((at) => columns[at] ?? []);
  const values = wanted.map((column): ((file: DiskFile, row: Row) => Value) => {
    if (column.kind === 'metadata') {
      const cast = castFunction(column.of, column.type);
      return (file) => cast(toldOf(file, column.key), 'UTC');
    }
    if (column.kind === 'stored') return (_file, row) => row[column.at] ?? null;
    const part = parts[column.at];
    return ({ path }) => {
      const found = path.split('/').find((folder) => folder.startsWith(`${part?.name ?? ''}=`))?.slice((part?.name.length ?? 0) + 1);
      return found === undefined || found === defaultPartition ? null : (part?.cast(decodeURIComponent(found), 'UTC') ?? null);
    };
  });
  return (file, row) => freeze(values.map((value) => value(file, row)));
}

function toldOf({ path, text, modifiedMs }: DiskFile, key: string): Value {
  switch (key) {
    case 'file.path': return path;
    case 'file.name': return path.slice(path.lastIndexOf('/') + 1);
    case 'file.size': return recordBytes(text).length;
    default: return modifiedMs;
  }
}
