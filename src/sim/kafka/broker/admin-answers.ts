// What a broker answers to administrators' tools: who is in the cluster, what stands on its disk, what has settings.
import type { Context } from '../../kernel/types.ts';
import { logSize } from '../log/log.ts';
import { brokersOf } from '../metadata-image.ts';
import { type DescribeClusterResponse, portOf } from '../protocol.ts';
import type { DescribeClusterRequest, DescribeLogDirsRequest, DescribeLogDirsResponse, ListConfigResourcesRequest, ListConfigResourcesResponse } from '../protocol-admin.ts';
import { logDirOf } from './log-dir.ts';
import type { Broker } from './state.ts';


/** What stands in every broker's server.properties, beside the settings of the scenario. */
export function serverProperties({ id, voters, rack }: Broker): Record<string, string> {
  const address = `PLAINTEXT://localhost:${portOf(id)}`;
  return {
    'advertised.listeners': address, 'broker.id': String(id), 'controller.listener.names': 'CONTROLLER', 'controller.quorum.voters': voters.map((voter) => `${voter}@localhost:${portOf(voter)}`).join(','),
    'listener.security.protocol.map': 'CONTROLLER:PLAINTEXT,PLAINTEXT:PLAINTEXT', listeners: address, 'log.dirs': logDirOf(id), 'node.id': String(id), 'process.roles': 'broker', ...(rack === null ? {} : { 'broker.rack': rack }),
  };
}

/** Fenced brokers are left out where they are not asked for (KIP-1073). In KRaft clients are told any live broker as controller. */
export function describeCluster(broker: Broker, request: DescribeClusterRequest, ctx: Context): DescribeClusterResponse {
  const all = brokersOf(broker.image).map(({ id, host, port, rack, fenced }) => ({ nodeId: id, host, port, rack, isFenced: fenced }));
  const alive = all.filter((each) => !each.isFenced);
  const controllerId = alive[Math.floor(ctx.random() * alive.length)]?.nodeId ?? -1;
  return { errorCode: 'NONE', clusterId: broker.clusterId, controllerId, brokers: request.includeFencedBrokers === true ? all : alive };
}

export function describeLogDirs(broker: Broker, request: DescribeLogDirsRequest): DescribeLogDirsResponse {
  const topics = new Map<string, DescribeLogDirsResponse['results'][number]['topics'][number]['partitions'][number][]>();
  for (const { topic, partition, log } of Object.values(broker.plane.partitions)) {
    if (request.topics !== null && !request.topics.includes(topic)) continue;
    const rows = topics.get(topic) ?? [];
    topics.set(topic, rows);
    rows.push({ partitionIndex: partition, partitionSize: logSize(log), offsetLag: Math.max(0, log.highWatermark - log.logEndOffset), isFutureKey: false });
  }
  return { errorCode: 'NONE', results: [{ errorCode: 'NONE', logDir: logDirOf(broker.id), topics: [...topics].map(([name, partitions]) => ({ name, partitions })) }] };
}

export function listConfigResources(broker: Broker, request: ListConfigResourcesRequest): ListConfigResourcesResponse {
  const configResources = Object.keys(broker.image.configs).sort((a, b) => (a < b ? -1 : 1)).flatMap((key) => {
    const colon = key.indexOf(':');
    const resourceType = request.resourceTypes.find((each) => each === key.slice(0, colon));
    return resourceType === undefined ? [] : [{ resourceName: key.slice(colon + 1), resourceType }];
  });
  return { errorCode: 'NONE', configResources };
}
