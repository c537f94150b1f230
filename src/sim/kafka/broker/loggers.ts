// The levels of a broker's loggers: seen and set by kafka-configs.sh, kept until the process ends (KIP-412).
import type { DescribeConfigsResponse, IncrementalAlterConfigsRequest, IncrementalAlterConfigsResponse } from '../protocol.ts';
import type { Broker } from './state.ts';

const LEVELS = ['DEBUG', 'ERROR', 'FATAL', 'INFO', 'TRACE', 'WARN'];
const ROOT = 'root';

type Asked = IncrementalAlterConfigsRequest['resources'][number];
type Result = IncrementalAlterConfigsResponse['responses'][number];

/** The level in force of each of these loggers; who has none of its own has that of the root. */
export function describeLoggers(broker: Broker, names: readonly string[]): DescribeConfigsResponse['results'][number]['configs'] {
  return names.map((name) => ({ name, value: broker.loggers[name] ?? broker.loggers[ROOT] ?? 'INFO', readOnly: false, configSource: 'DYNAMIC_BROKER_LOGGER_CONFIG', isSensitive: false, synonyms: [] }));
}

/** Sets levels on this broker alone; all of a resource's or none. Returns what to answer for it. */
export function alterLoggers(broker: Broker, resource: Asked): Result {
  const { resourceType, resourceName, configs } = resource;
  const refuse = (errorCode: Result['errorCode'], errorMessage: string): Result => ({ resourceType, resourceName, errorCode, errorMessage });
  if (resourceName !== String(broker.id)) return refuse('INVALID_REQUEST', `Unexpected broker id, expected ${broker.id} but received ${resourceName}`);
  for (const { name, configOperation, value } of configs) {
    if (configOperation === 'DELETE' && name === ROOT) return refuse('INVALID_REQUEST', 'Removing the log level of the root logger is not allowed');
    if (configOperation === 'SET' && !LEVELS.includes(value ?? '')) {
      return refuse('INVALID_CONFIG', `Cannot set the log level of ${name} to ${value} as it is not a supported log level. Valid log levels are ${LEVELS.join(', ')}`);
    }
    if (configOperation === 'APPEND' || configOperation === 'SUBTRACT') return refuse('INVALID_REQUEST', `${configOperation} operation is not allowed for the BROKER_LOGGER resource`);
  }
  for (const { name, configOperation, value } of configs) {
    if (configOperation === 'DELETE') delete broker.loggers[name];
    else broker.loggers[name] = value ?? '';
  }
  return { resourceType, resourceName, errorCode: 'NONE', errorMessage: null };
}
