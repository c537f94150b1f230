// A topic's log configuration with Kafka's defaults, for tests.
import { freeze } from '../../../kernel/freeze.ts';
import { TOPIC_KEYS } from '../../config-topic-keys.ts';
import { type LogConfig, logConfigOf } from '../log-config.ts';

export function testConfig(changes: Partial<LogConfig> = {}): LogConfig {
  return freeze({ ...logConfigOf((name) => TOPIC_KEYS.find(([key]) => key === name)?.[2] ?? ''), ...changes });
}
