// Everything that a broker does for clients beyond reading and writing logs, put together; and the broker that has it all.
import { answerAboutCluster, createForClient } from './broker/admin-requests.ts';
import { brokerWith } from './broker/broker.ts';
import { isShareRequest, isTransactionRequest, isTransactionResponse, type Services } from './broker/services.ts';
import { decideShareFetches } from './broker/share-fetch.ts';
import { forgetSharesOf } from './broker/share-partitions.ts';
import { handleShareRequest, handleShareResponse, sharePeersGone, shareTimer } from './broker/share-requests.ts';
import { afterCoordinatorAppend } from './coordinator/after-append.ts';
import { coordinatorAppend } from './coordinator/append.ts';
import { handleGroupRequest } from './coordinator/group-requests.ts';
import { groupTimer } from './coordinator/group-timers.ts';
import { onBecomeCoordinator, onResignCoordinator } from './coordinator/loading.ts';
import { forgetOffsetsOf } from './coordinator/deleted-topics.ts';
import { GROUP_TOPIC } from './coordinator/partition-of.ts';
import { afterStateAppend, onBecomeShareCoordinator, onResignShareCoordinator } from './coordinator/share/share-coordinator.ts';
import { SHARE_TOPIC } from './coordinator/share/share-topic.ts';
import { afterTransactionAppend } from './coordinator/transaction/after-append.ts';
import { handleTransactionalInit } from './coordinator/transaction/init-producer-id.ts';
import { onBecomeTransactionCoordinator, onResignTransactionCoordinator } from './coordinator/transaction/loading.ts';
import { TRANSACTION_TOPIC } from './coordinator/transaction/transaction-partition.ts';
import { handleTransactionRequest, handleTransactionResponse, transactionPeerGone, transactionTimer } from './coordinator/transaction/transaction-requests.ts';
import { verifyProduce } from './coordinator/transaction/verification.ts';

export const services: Services = {
  aboutCluster: answerAboutCluster,
  createTopic: createForClient,
  request(env, request, from) {
    if (request.api === 'InitProducerId') handleTransactionalInit(env, request, from);
    else if (isTransactionRequest(request.api)) handleTransactionRequest(env, request, from);
    else if (isShareRequest(request.api)) handleShareRequest(env, request, from);
    else handleGroupRequest(env, request, from);
  },
  response(env, response) {
    if (isTransactionResponse(response.api)) handleTransactionResponse(env, response);
    else handleShareResponse(env, response);
  },
  timer(env, what) {
    switch (what.kind) {
      case 'coordinator-append': return coordinatorAppend(env, what.partition, what.work);
      case 'group': return groupTimer(env, what.timer);
      case 'share': return shareTimer(env, what.timer);
      case 'transaction': return transactionTimer(env, what.timer);
    }
  },
  appended(env, after, partitions) {
    switch (after.kind) {
      case 'coordinator': return afterCoordinatorAppend(env, after.work, partitions[0]?.error ?? 'NONE');
      case 'transaction': return afterTransactionAppend(env, after.after, partitions);
      case 'share': return afterStateAppend(env, after.work, partitions[0]?.error ?? 'NONE');
    }
  },
  verifies: verifyProduce,
  becameLeader(env, partition) {
    if (partition.topic === GROUP_TOPIC) onBecomeCoordinator(env, partition);
    if (partition.topic === SHARE_TOPIC) onBecomeShareCoordinator(env, partition);
    if (partition.topic === TRANSACTION_TOPIC) onBecomeTransactionCoordinator(env, partition);
  },
  resigned(env, partition) {
    if (partition.topic === GROUP_TOPIC) onResignCoordinator(env, partition);
    if (partition.topic === SHARE_TOPIC) onResignShareCoordinator(env, partition);
    if (partition.topic === TRANSACTION_TOPIC) onResignTransactionCoordinator(env, partition);
    forgetSharesOf(env, partition);
  },
  topicDeleted: forgetOffsetsOf,
  dataCame: decideShareFetches,
  peerGone(env, peer) {
    sharePeersGone(env, peer);
    transactionPeerGone(env, peer);
  },
};

export const broker = brokerWith(() => services);
