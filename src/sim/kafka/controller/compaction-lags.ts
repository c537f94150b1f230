// Two settings of a topic that must go together, whoever gave them.
import { type ConfigSources, topicConfig } from '../config.ts';

/** What is wrong with the lags of compaction that a topic would have (LogConfig.validateConfigValuesRange); null where nothing is. */
export function compactionProblem(sources: ConfigSources, topic: string, wanted: ReadonlyMap<string, string | null>): string | null {
  const value = (name: string): string => wanted.get(name) ?? topicConfig(sources, topic, name);
  const [shortest, longest] = [value('min.compaction.lag.ms'), value('max.compaction.lag.ms')];
  return Number(shortest) > Number(longest) ? `conflict topic config setting min.compaction.lag.ms (${shortest}) > max.compaction.lag.ms (${longest})` : null;
}
