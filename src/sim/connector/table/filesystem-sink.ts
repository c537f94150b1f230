// Rows written into files: one part file at a time for each partition, hidden while it is written, given its name when it is whole.
//
//   in progress --rolled (size, age, quiet) or the input's end--> pending --checkpoint complete, or the end--> finished
import { listItems, type OperatorEnv, type OperatorKind, type Running } from '../../flink/operator/operator.ts';
import type { StreamRecord } from '../../flink/record.ts';
import type { OperatorLists } from '../../flink/state/snapshot.ts';
import { UserCodeError } from '../../flink/user-code-error.ts';
import { freeze } from '../../kernel/freeze.ts';
import type { Message } from '../../kernel/types.ts';
import { textOf } from '../../sql/expr/text.ts';
import type { LogicalType } from '../../sql/type/logical-type.ts';
import type { FormatSpec } from '../format/format.ts';
import { encoderOf } from '../format/formats.ts';
import { DISK, type DiskAnswer, type DiskOperation, type DiskRequest } from './disk-messages.ts';
import { unsupportedScheme } from './filesystem-source.ts';

export interface FilesystemSinkConfig {
  readonly path: string;
  readonly format: FormatSpec;
  /** Places of the stored columns in the sink's rows. */
  readonly stored: readonly number[];
  readonly partition: readonly { readonly name: string; readonly type: LogicalType; readonly at: number }[];
  readonly defaultPartition: string;
  readonly isBatch: boolean;
  /** INSERT OVERWRITE: the files go that lay in the folders that are written; in a table without partitions they go in any case. */
  readonly overwrites?: boolean;
  readonly rollBytes: number;
  readonly rollMs: number;
  /** sink.rolling-policy.check-interval: how often parts are looked at. */
  readonly checkMs: number;
  readonly inactiveMs: number;
  readonly zone: string;
}

/** A part file that is being written. */
interface Part {
  readonly folder: string;
  readonly name: string;
  readonly hidden: string;
  /** What the disk has of it, and what it was not sent yet. */
  written: number;
  text: string;
  readonly createdMs: number;
  lastMs: number;
}

interface Pending {
  readonly from: string;
  readonly to: string;
  /** The checkpoint that makes it visible; 0 before there is one. */
  checkpoint: number;
}

interface SinkOwn {
  /** The writer's name, drawn by chance; '' before it is. */
  id: string;
  counter: number;
  parts: Part[];
  pending: Pending[];
  requests: number;
  /** Requests that were not answered yet. */
  open: number;
  restored: boolean;
  /** Since when it runs, ms since 1970: older files are those before it. */
  beganMs: number;
}

/** Text is sent to the disk in pieces of about this size, UTF-16 units. */
const PIECE = 4_096;

export const filesystemSink: OperatorKind = {
  create: (): SinkOwn => ({ id: '', counter: 0, parts: [], pending: [], requests: 0, open: 0, restored: false, beganMs: -1 }),
  restore(own, lists) {
    const state = own as SinkOwn;
    state.restored = true;
    state.counter = Math.max(0, ...listItems(lists, 'counter').map(Number));
    state.parts = listItems(lists, 'parts').map((item) => {
      const [folder, name, hidden, written, createdMs] = item as readonly [string, string, string, number, number];
      return { folder, name, hidden, written, text: '', createdMs, lastMs: createdMs };
    });
    state.pending = listItems(lists, 'pending').map((item) => {
      const [from, to] = item as readonly [string, string];
      return { from, to, checkpoint: -1 };
    });
  },
  run: (env) => new FilesystemSinkRun(env),
};

class FilesystemSinkRun implements Running {
  private readonly env: OperatorEnv;
  private readonly own: SinkOwn;
  private readonly config: FilesystemSinkConfig;
  private readonly lineOf: (record: StreamRecord) => string;
  private readonly folderOf: (record: StreamRecord) => string;

  constructor(env: OperatorEnv) {
    this.env = env;
    this.own = env.own as SinkOwn;
    this.config = env.spec.config as FilesystemSinkConfig;
    const { format, stored, partition, path, defaultPartition, zone } = this.config;
    const encode = encoderOf(format);
    this.lineOf = ({ kind, row }) => `${encode(kind, stored.map((at) => row[at] ?? null)) ?? ''}\n`;
    const texts = partition.map(({ type }) => textOf(type));
    this.folderOf = ({ row }) => partition.reduce((folder, { name, at }, i) => {
      const value = row[at] ?? null;
      return `${folder}/${name}=${value === null ? defaultPartition : escaped(texts[i]?.(value, zone) ?? '')}`;
    }, path);
  }

  open(): void {
    const { own, env, config } = this;
    const scheme = /^([a-z][a-z0-9+.-]*):\/\//.exec(config.path)?.[1];
    if (scheme !== undefined) throw new UserCodeError('org.apache.flink.core.fs.UnsupportedFileSystemSchemeException', unsupportedScheme(scheme));
    if (own.id === '') own.id = uuid(() => env.context().random());
    if (own.beganMs < 0) own.beganMs = env.nowMs();
    if (!own.restored) return;
    own.restored = false;
    if (own.parts.length > 0) env.wakeAt(env.nowMs() + config.checkMs);
    const back = own.pending.map(({ from, to }): DiskOperation => ({ do: 'rename', from, to }));
    own.pending = [];
    this.ask([...own.parts.map(({ hidden, written }): DiskOperation => ({ do: 'truncate', path: hidden, length: written })), ...back]);
  }

  element(record: StreamRecord): void {
    const { own, env } = this;
    const folder = this.folderOf(record);
    let part = own.parts.find((one) => one.folder === folder);
    if (part === undefined) {
      part = this.begin(folder);
      own.parts.push(part);
      env.wakeAt(env.nowMs() + this.config.checkMs);
    }
    part.text += this.lineOf(record);
    part.lastMs = env.nowMs();
    if (part.text.length >= PIECE) this.flush([part]);
    if (part.written + part.text.length >= this.config.rollBytes) this.roll((one) => one === part);
  }

  wake(): void {
    const { own, env, config } = this;
    const now = env.nowMs();
    this.roll((part) => now - part.createdMs >= config.rollMs || now - part.lastMs >= config.inactiveMs);
    env.wakeAt(own.parts.length > 0 ? now + config.checkMs : null);
  }

  message(message: Message): void {
    const { own } = this;
    if (message.kind !== 'DiskAnswer') {
      if (own.open > 0) throw new UserCodeError('java.io.IOException', `Mkdirs failed to create ${this.config.path}`);
      return;
    }
    own.open = Math.max(0, own.open - 1);
    const { problem } = message as DiskAnswer;
    if (problem !== null) throw new UserCodeError('java.io.IOException', problem === 'Permission denied' || problem === 'Not a directory' ? `Mkdirs failed to create ${this.config.path}` : problem);
  }

  mayCheckpoint(): boolean {
    this.flush(this.own.parts);
    return this.own.open === 0;
  }

  lists(checkpoint: number): OperatorLists {
    const { own } = this;
    for (const one of own.pending) if (one.checkpoint === 0) one.checkpoint = checkpoint;
    return {
      counter: { mode: 'UNION', items: [own.counter] },
      parts: { mode: 'SPLIT_DISTRIBUTE', items: own.parts.map(({ folder, name, hidden, written, createdMs }) => [folder, name, hidden, written, createdMs]) },
      pending: { mode: 'SPLIT_DISTRIBUTE', items: own.pending.map(({ from, to }) => [from, to]) },
    };
  }

  complete(checkpoint: number): void {
    this.commit(({ checkpoint: of }) => of !== 0 && of <= checkpoint);
  }

  /** What is whole at the end of the input is finished: with checkpoints by the last of them. */
  finish(): void {
    this.roll(() => true);
    if (!this.env.checkpoints) this.commit(() => true);
  }

  drained(): boolean {
    return this.own.open === 0;
  }

  close(): void {
    this.env.context().close();
  }

  private begin(folder: string): Part {
    const { own, env, config } = this;
    const name = config.isBatch ? `part-${own.id}-task-${env.subtask}-file-${own.counter}` : `part-${own.id}-${env.subtask}-${own.counter}`;
    own.counter += 1;
    const hidden = `${folder}/.${name}.inprogress.${uuid(() => env.context().random())}`;
    return { folder, name, hidden, written: 0, text: '', createdMs: env.nowMs(), lastMs: env.nowMs() };
  }

  private flush(parts: readonly Part[]): void {
    const operations = parts.flatMap((part): DiskOperation[] => {
      if (part.text === '') return [];
      const { text } = part;
      part.written += text.length;
      part.text = '';
      return [{ do: 'append', path: part.hidden, text }];
    });
    this.ask(operations);
  }

  private roll(isDue: (part: Part) => boolean): void {
    const { own } = this;
    const due = own.parts.filter(isDue);
    if (due.length === 0) return;
    this.flush(due);
    own.pending.push(...due.map(({ hidden, folder, name }) => ({ from: hidden, to: `${folder}/${name}`, checkpoint: 0 })));
    own.parts = own.parts.filter((part) => !due.includes(part));
  }

  private commit(isDue: (one: Pending) => boolean): void {
    const { own } = this;
    this.ask([...this.clearing(), ...own.pending.filter(isDue).map(({ from, to }): DiskOperation => ({ do: 'rename', from, to }))]);
    own.pending = own.pending.filter((one) => !isDue(one));
  }

  /** What INSERT OVERWRITE takes away before the new files get their names (PartitionLoader.overwriteAndMoveFiles). */
  private clearing(): DiskOperation[] {
    const { own, config } = this;
    if (config.overwrites !== true) return [];
    const written = new Set(own.pending.map(({ to }) => to.slice(0, to.lastIndexOf('/'))));
    return (config.partition.length === 0 ? [config.path] : [...written]).map((path) => ({ do: 'clear', path, beforeMs: own.beganMs }));
  }

  private ask(operations: readonly DiskOperation[]): void {
    const { own, env } = this;
    if (operations.length === 0) return;
    own.open += 1;
    const request: DiskRequest = { kind: 'DiskRequest', request: own.requests++, operations };
    env.context().send(DISK, freeze(request));
  }
}

/** PartitionPathUtils.escapePathName. */
const escaped = (text: string): string => text.replace(/[\u0001-\u001f"#%'*/:=?\\\u007f{[\]^]/g, (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}`);

function uuid(random: () => number): string {
  const hex = Array.from({ length: 32 }, () => Math.floor(random() * 16).toString(16)).join('');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-a${hex.slice(17, 20)}-${hex.slice(20)}`;
}
