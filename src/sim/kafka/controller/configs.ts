// Settings as the active controller changes them (IncrementalAlterConfigs), with Kafka's words for what can't be.
import type { Context } from '../../kernel/types.ts';
import { configKey, isDynamicBrokerConfig, valueProblem } from '../config.ts';
import { configsOf, topicsOf } from '../metadata-image.ts';
import type { MetadataRecord } from '../metadata-record.ts';
import type { ConfigResourceType, ErrorCode, IncrementalAlterConfigsRequest, IncrementalAlterConfigsResponse } from '../protocol.ts';
import { append, type Controller } from './state.ts';

type Resource = IncrementalAlterConfigsRequest['resources'][number];

interface Problem {
  readonly errorCode: ErrorCode;
  readonly errorMessage: string | null;
}

/** What is wrong with a setting of a topic or a group; null where nothing is. */
export function configProblem(type: ConfigResourceType, name: string, value: string): string | null {
  const key = configKey(type, name);
  if (key === null) return `Unknown ${type === 'GROUP' ? 'group' : 'topic'} config name: ${name}`;
  return valueProblem(key, value);
}

export function alterConfigs(controller: Controller, request: IncrementalAlterConfigsRequest, ctx: Context): IncrementalAlterConfigsResponse {
  const responses = request.resources.map((resource) => {
    const { resourceType, resourceName } = resource;
    const values = newValues(controller, resource);
    const problem = resourceProblem(controller, resource, values);
    if (problem === null && !request.validateOnly) change(controller, resource, values, ctx);
    return { resourceType, resourceName, ...(problem ?? { errorCode: 'NONE' as const, errorMessage: null }) };
  });
  return { responses };
}

/** The value that each setting would have; null where it goes. APPEND and SUBTRACT are for lists. */
function newValues(controller: Controller, { resourceType, resourceName, configs }: Resource): Map<string, string | null> {
  const own = configsOf(controller.image, resourceType, resourceName);
  const out = new Map<string, string | null>();
  for (const { name, configOperation, value } of configs) {
    const items = (own[name] ?? configKey(resourceType, name)?.default ?? '').split(',').filter((item) => item !== '');
    const given = (value ?? '').split(',');
    if (configOperation === 'SET') out.set(name, value ?? '');
    else if (configOperation === 'DELETE') out.set(name, null);
    else if (configOperation === 'APPEND') out.set(name, [...items, ...given.filter((item) => !items.includes(item))].join(','));
    else out.set(name, items.filter((item) => !given.includes(item)).join(','));
  }
  return out;
}

function resourceProblem(controller: Controller, { resourceType, resourceName }: Resource, values: ReadonlyMap<string, string | null>): Problem | null {
  if (resourceType === 'TOPIC' && controller.image.topics[resourceName] === undefined) return { errorCode: 'UNKNOWN_TOPIC_OR_PARTITION', errorMessage: `The topic '${resourceName}' does not exist.` };
  if (resourceType === 'BROKER') return brokerProblem(controller, resourceName, values);
  for (const [name, value] of values) {
    const problem = value === null ? null : configProblem(resourceType, name, value);
    if (problem !== null) return { errorCode: 'INVALID_CONFIG', errorMessage: problem };
  }
  return null;
}

function brokerProblem(controller: Controller, resourceName: string, values: ReadonlyMap<string, string | null>): Problem | null {
  const elr = (controller.image.features['eligible.leader.replicas.version'] ?? 0) > 0;
  const minIsr = values.get('min.insync.replicas');
  if (elr && minIsr !== undefined) {
    if (resourceName !== '') return { errorCode: 'INVALID_CONFIG', errorMessage: 'Broker-level min.insync.replicas cannot be altered while ELR is enabled.' };
    if (minIsr === null) return { errorCode: 'INVALID_CONFIG', errorMessage: 'Cluster-level min.insync.replicas cannot be removed while ELR is enabled.' };
  }
  const fixed = [...values.keys()].filter((name) => configKey('BROKER', name) !== null && !isDynamicBrokerConfig(name));
  if (fixed.length > 0) return { errorCode: 'INVALID_REQUEST', errorMessage: `Cannot update these configs dynamically: [${fixed.join(', ')}]` };
  for (const [name, value] of values) {
    const key = configKey('BROKER', name);
    const problem = key === null || value === null ? null : valueProblem(key, value);
    if (problem !== null) return { errorCode: 'INVALID_REQUEST', errorMessage: problem };
  }
  return null;
}

function change(controller: Controller, { resourceType, resourceName }: Resource, values: ReadonlyMap<string, string | null>, ctx: Context): void {
  const own = configsOf(controller.image, resourceType, resourceName);
  const records: MetadataRecord[] = [];
  for (const [name, value] of values) {
    if (value === null && own[name] === undefined) continue;
    const subject = resourceType === 'TOPIC' ? `topic/${resourceName}` : resourceType === 'GROUP' ? `group/${resourceName}` : `node/broker-${resourceName}`;
    ctx.note('config-changed', { resource: resourceName, name, value: value ?? '' }, [subject]);
    records.push({ kind: 'ConfigRecord', resourceType, resourceName, name, value });
  }
  records.push(...forgetElrs(controller, resourceType, resourceName, values));
  append(controller, records, ctx);
}

/** Another min.insync.replicas makes what was kept of eligible leader replicas worthless (KIP-966). */
function forgetElrs(controller: Controller, type: ConfigResourceType, name: string, values: ReadonlyMap<string, string | null>): MetadataRecord[] {
  if (!values.has('min.insync.replicas')) return [];
  const topics = topicsOf(controller.image).filter((topic) => type === 'BROKER' || topic.name === name);
  return topics.flatMap((topic) => topic.partitions.flatMap((partition, partitionId): MetadataRecord[] => {
    if (partition.elr.length === 0 && partition.lastKnownElr.length === 0) return [];
    return [{ kind: 'PartitionChangeRecord', topicId: topic.topicId, partitionId, isr: null, leader: null, replicas: null, removingReplicas: null, addingReplicas: null, leaderRecoveryState: null, elr: [], lastKnownElr: [] }];
  }));
}
