// What every controller, active or not, tells administrators' tools of itself (KIP-919).
import { logDirOf } from '../broker/log-dir.ts';
import { describeBrokerConfigs, describeClusterConfigs } from '../config-described.ts';
import { type DescribeConfigsRequest, type DescribeConfigsResponse, portOf } from '../protocol.ts';
import type { Controller } from './state.ts';

/** What stands in every controller's server.properties, beside the settings of the scenario. */
function serverProperties({ id, raft }: Controller): Record<string, string> {
  return {
    'controller.listener.names': 'CONTROLLER', 'controller.quorum.voters': raft.voters.map((voter) => `${voter}@localhost:${portOf(voter)}`).join(','),
    'listener.security.protocol.map': 'CONTROLLER:PLAINTEXT,PLAINTEXT:PLAINTEXT', listeners: `CONTROLLER://localhost:${portOf(id)}`, 'log.dirs': logDirOf(id), 'node.id': String(id), 'process.roles': 'controller',
  };
}

/** What a controller tells of its own settings, and of those that are set for all nodes (ControllerApis.handleDescribeConfigs). */
export function describeConfigs(controller: Controller, request: DescribeConfigsRequest): DescribeConfigsResponse {
  const own = { image: controller.image, settings: { ...serverProperties(controller), ...controller.settings }, broker: controller.id };
  const results = request.resources.map(({ resourceType, resourceName, configurationKeys }): DescribeConfigsResponse['results'][number] => {
    const base = { resourceType, resourceName };
    if (resourceName !== '' && resourceName !== String(controller.id)) {
      return { ...base, errorCode: 'INVALID_REQUEST', errorMessage: `Unexpected broker id, expected ${controller.id} or empty string, but received ${resourceName}`, configs: [] };
    }
    const all = resourceName === '' ? describeClusterConfigs(controller.image) : describeBrokerConfigs(own);
    const configs = configurationKeys === null ? all : all.filter((config) => configurationKeys.includes(config.name));
    return { ...base, errorCode: 'NONE', errorMessage: null, configs: request.includeSynonyms ? configs : configs.map((config) => ({ ...config, synonyms: [] })) };
  });
  return { results };
}
