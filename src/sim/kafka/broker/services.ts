// What a broker does for clients beyond reading and writing logs: groups, transactions, share groups. It is handed to the
// broker, so that a page can show a cluster at work before it has the code of what no client has asked for yet.
import { assert } from '../../kernel/assert.ts';
import type { Context, NodeId } from '../../kernel/types.ts';
import type { AnyRequest, AnyResponse, ApiKey, Request } from '../protocol.ts';
import type { ShareApis } from '../protocol-share.ts';
import type { Broker } from './state.ts';
import type { AfterAppend, DataTimer, DelayedPartition, Env, Partition } from './plane.ts';

export type ServiceTimer = Extract<DataTimer['what'], { readonly kind: 'coordinator-append' | 'group' | 'share' | 'transaction' }>;
export type AfterServiceAppend = Extract<AfterAppend, { readonly kind: 'coordinator' | 'share' | 'transaction' }>;

export interface Services {
  /** What clients and tools ask about the cluster. */
  aboutCluster(broker: Broker, request: AnyRequest, from: NodeId, ctx: Context): void;
  /** A topic that a client names and that is not there yet, with the cluster's defaults. */
  createTopic(broker: Broker, name: string, ctx: Context): void;
  /** Answers with ctx.send, now or later. */
  request(env: Env, request: AnyRequest, from: NodeId): void;
  response(env: Env, response: AnyResponse): void;
  timer(env: Env, what: ServiceTimer): void;
  /** A coordinator's write is replicated, or has failed. */
  appended(env: Env, after: AfterServiceAppend, partitions: readonly DelayedPartition[]): void;
  /** Whether a produce waits until its transaction is verified; then it is appended later. */
  verifies(env: Env, request: Request<'Produce'>, from: NodeId): boolean;
  becameLeader(env: Env, partition: Partition): void;
  resigned(env: Env, partition: Partition): void;
  /** A topic is gone, and what was committed for it with it. */
  topicDeleted(env: Env, topic: string): void;
  /** A partition has new records that may be read, or another leader. */
  dataCame(env: Env, topic: string, partition: number): void;
  peerGone(env: Env, peer: NodeId): void;
}

/** Where a client has asked for something, its code is here, and so is this. */
export function presentServices(services: Services | null): Services {
  assert(services !== null, 'the services have come before the first client');
  return services;
}

const GROUP_APIS: readonly ApiKey[] = [
  'FindCoordinator', 'JoinGroup', 'SyncGroup', 'Heartbeat', 'LeaveGroup', 'OffsetCommit', 'OffsetFetch', 'OffsetDelete',
  'ListGroups', 'DescribeGroups', 'DeleteGroups', 'ConsumerGroupHeartbeat', 'ConsumerGroupDescribe',
];
const SHARE_APIS: Readonly<Record<keyof ShareApis, true>> = {
  ShareGroupHeartbeat: true, ShareGroupDescribe: true, ShareFetch: true, ShareAcknowledge: true, DescribeShareGroupOffsets: true, AlterShareGroupOffsets: true, DeleteShareGroupOffsets: true,
  InitializeShareGroupState: true, ReadShareGroupState: true, WriteShareGroupState: true, DeleteShareGroupState: true, ReadShareGroupStateSummary: true,
};
const TRANSACTION_APIS: readonly ApiKey[] = [
  'AddPartitionsToTxn', 'AddOffsetsToTxn', 'EndTxn', 'WriteTxnMarkers', 'TxnOffsetCommit', 'DescribeTransactions', 'ListTransactions', 'DescribeProducers',
];

export function isShareRequest(api: ApiKey): boolean {
  return api in SHARE_APIS;
}

export function isTransactionRequest(api: ApiKey): boolean {
  return TRANSACTION_APIS.includes(api);
}

export function isServiceRequest(api: ApiKey): boolean {
  return GROUP_APIS.includes(api) || isShareRequest(api) || isTransactionRequest(api);
}

/** The answers to what brokers ask each other about transactions. */
export function isTransactionResponse(api: ApiKey): boolean {
  return api === 'AddPartitionsToTxn' || api === 'WriteTxnMarkers';
}

/** Answers of the share coordinator, of leaders that were asked for the ends of their logs, and about transactions. */
export function isServiceResponse(api: ApiKey): boolean {
  return api === 'ListOffsets' || isShareRequest(api) || isTransactionResponse(api);
}
