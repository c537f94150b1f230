// Settings as the active controller changes them (IncrementalAlterConfigs), with Kafka's words for what can't be.
import type { Context } from '../../kernel/types.ts';
import { configKey } from '../config-described.ts';
import { configsOf, topicsOf } from '../metadata-image.ts';
import type { MetadataRecord } from '../metadata-record.ts';
import type { ConfigResourceType, IncrementalAlterConfigsRequest, IncrementalAlterConfigsResponse } from '../protocol.ts';
import { topicNameProblem } from '../topic-name.ts';
import { brokerConfigsProblem, groupConfigsProblem, metricsConfigsProblem, type Problem, topicConfigsProblem, type Wanted } from './config-rules.ts';
import { append, type Controller, sources } from './state.ts';

type Resource = IncrementalAlterConfigsRequest['resources'][number];

/** What a client asks of the controller itself (`direct`) no broker has looked at: their rules for settings that change while they run do not count (ConfigAdminManager). */
export function alterConfigs(controller: Controller, request: IncrementalAlterConfigsRequest, direct: boolean, ctx: Context): IncrementalAlterConfigsResponse {
  const responses = request.resources.map((resource) => {
    const { resourceType, resourceName } = resource;
    const values = newValues(controller, resource);
    const problem = resourceProblem(controller, resource, values, direct);
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

function resourceProblem(controller: Controller, { resourceType, resourceName }: Resource, values: Wanted, direct: boolean): Problem | null {
  const invalid = (errorMessage: string | null): Problem | null => (errorMessage === null ? null : { errorCode: 'INVALID_CONFIG', errorMessage });
  switch (resourceType) {
    case 'TOPIC': {
      const nameProblem = topicNameProblem(resourceName);
      if (nameProblem !== null) return { errorCode: 'INVALID_TOPIC_EXCEPTION', errorMessage: nameProblem };
      if (controller.image.topics[resourceName] === undefined) return { errorCode: 'UNKNOWN_TOPIC_OR_PARTITION', errorMessage: `The topic '${resourceName}' does not exist.` };
      return invalid(topicConfigsProblem(sources(controller), resourceName, values));
    }
    case 'GROUP': return invalid(groupConfigsProblem(sources(controller), values));
    case 'CLIENT_METRICS': return metricsConfigsProblem(values);
    case 'BROKER_LOGGER': return { errorCode: 'INVALID_REQUEST', errorMessage: 'Loggers are set on their own broker.' };
    case 'BROKER': return brokerConfigsProblem({ ...sources(controller), broker: resourceName === '' ? -1 : Number(resourceName) }, resourceName, values, direct);
  }
}

function change(controller: Controller, { resourceType, resourceName }: Resource, values: ReadonlyMap<string, string | null>, ctx: Context): void {
  const own = configsOf(controller.image, resourceType, resourceName);
  const records: MetadataRecord[] = [];
  for (const [name, value] of values) {
    if (value === null && own[name] === undefined) continue;
    const subject = resourceType === 'TOPIC' ? `topic/${resourceName}` : resourceType === 'GROUP' ? `group/${resourceName}` : resourceType === 'CLIENT_METRICS' ? `client-metrics/${resourceName}` : `node/broker-${resourceName}`;
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
