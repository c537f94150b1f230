// What a controller knows, and how the active one decides: records are appended, and answers wait until they are committed.
import { freeze } from '../../kernel/freeze.ts';
import type { Context, FactId, Message, NodeId, Time } from '../../kernel/types.ts';
import { brokerConfig, type ConfigSources, type StaticSettings, topicConfig } from '../config.ts';
import type { Bucket } from './mutation-quota.ts';
import { apply, emptyImage, type MetadataImage } from '../metadata-image.ts';
import type { MetadataRecord } from '../metadata-record.ts';
import { type ApiKey, type Apis, nodeOf, type Request } from '../protocol.ts';
import { readLog } from '../raft/log.ts';
import { propose } from '../raft/raft.ts';
import { createRaft, crashRaft, type Raft } from '../raft/state.ts';

/** An answer that waits until the high watermark has passed what it promises. */
export interface PendingAnswer {
  readonly offset: number;
  readonly to: NodeId;
  readonly message: Message;
}

/** What the active controller has heard of a broker (BrokerHeartbeatManager). */
export interface Contact {
  readonly id: number;
  lastContactAt: Time;
  /** As the broker said last. */
  metadataOffset: number;
  /** While the broker shuts down in order: the offset that all others must have read before it may go; -1 otherwise. */
  shutdownOffset: number;
  /** The fact of its registration, for explanations; NO_FACT where this controller did not take it. */
  registered: FactId;
}

export interface Controller {
  readonly id: number;
  readonly raft: Raft;
  readonly settings: StaticSettings;
  readonly clusterId: string;
  /** The active controller's holds what it has appended; a standby's only what is committed. */
  image: MetadataImage;
  active: boolean;
  pending: PendingAnswer[];
  contacts: Record<string, Contact>;
  /** When it last took a snapshot of the metadata, or started. */
  snapshotAt: Time;
  shuttingDown: boolean;
  /** By client id: what clients with a quota may still change. */
  buckets: Record<string, Bucket>;
}

export function createController(id: number, voters: readonly number[], settings: StaticSettings, clusterId: string): Controller {
  return { id, raft: createRaft(id, voters), settings: freeze({ ...settings }), clusterId, image: emptyImage(), active: false, pending: [], contacts: {}, snapshotAt: 0, shuttingDown: false, buckets: {} };
}

/** After a crash: what the log holds; what is committed of it is learnt again. */
export function crashController(controller: Controller): Controller {
  return { ...createController(controller.id, controller.raft.voters, controller.settings, controller.clusterId), raft: crashRaft(controller.raft) };
}

export function sources(controller: Controller): ConfigSources {
  return { image: controller.image, settings: controller.settings, broker: -1 };
}

/** A broker's setting as the controller sees it. */
export function setting(controller: Controller, name: string): string {
  return brokerConfig(sources(controller), name);
}

export function topicSetting(controller: Controller, topic: string, name: string): string {
  return topicConfig(sources(controller), topic, name);
}

/** Appends records and takes them into the image. Returns the offset after which they are decided. */
export function append(controller: Controller, records: readonly MetadataRecord[], ctx: Context): number {
  if (records.length === 0) return controller.raft.log.endOffset;
  const from = controller.raft.log.endOffset;
  const end = propose(controller.raft, records, ctx);
  for (const batch of readLog(controller.raft.log, from, 1)) apply(controller.image, batch);
  return end;
}

/** Answers a request once everything appended so far is committed. */
export function answerWhenCommitted<K extends ApiKey>(controller: Controller, to: NodeId, request: Request<K>, body: Apis[K][1], ctx: Context): void {
  const message = { kind: 'Response', api: request.api, correlationId: request.correlationId, body } as Message;
  controller.pending.push({ offset: controller.raft.log.endOffset, to, message });
  answerCommitted(controller, ctx);
}

/** Sends the answers whose records are committed. */
export function answerCommitted(controller: Controller, ctx: Context): void {
  const ready = controller.pending.filter((answer) => answer.offset <= controller.raft.highWatermark);
  if (ready.length === 0) return;
  controller.pending = controller.pending.filter((answer) => answer.offset > controller.raft.highWatermark);
  for (const answer of ready) ctx.send(answer.to, answer.message);
}

/** The record id of a node, for facts. */
export function nodeSubject(id: number): string {
  return `node/${nodeOf(id)}`;
}
