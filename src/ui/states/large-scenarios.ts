// The two large worlds alive: what a browser's figures are taken from, and what one opens to see whether the page keeps up.
import type { SavedRun } from '../../bridge/input.ts';
import { type AppSpec, defaultScenario } from '../../bridge/scenario.ts';
import { countingGraph } from './flink-scenarios.ts';
import { SIX_HUNDRED, THIRTY, topicName } from './large.ts';

const CUSTOMERS = ['ana', 'bruno', 'carla', 'davi', 'elisa', 'fabio', 'gabi'];

/** As many as the size says, each producer on one of the first six topics, each group on one topic. */
function run(name: string, { brokers, topics, partitions, producers, groups, taskManagers, slots, parallelism }: typeof THIRTY): SavedRun {
  const writers = Array.from({ length: producers }, (_, at): AppSpec => ({
    kind: 'producer', name: `p${at + 1}`, topic: topicName(at % Math.min(topics, 5)), recordsPerSecond: 2, keys: CUSTOMERS, value: '{"cliente": "{key}", "valor": {n}}', settings: {},
  }));
  const readers = Object.entries(groups).flatMap(([group, members], g) => Array.from({ length: members }, (_, at): AppSpec => ({ kind: 'consumer', name: `${group}-${at + 1}`, topics: [topicName(g)], group, processingMsPerRecord: 5, settings: {} })));
  return {
    version: 1, seed: 7, inputs: [], scenario: {
      ...defaultScenario, name, brokers: Array.from({ length: brokers }, (_, at) => ({ id: at + 1 })), topics: Array.from({ length: topics }, (_, at) => ({ name: topicName(at), partitions, replicationFactor: 3 })), apps: [...writers, ...readers],
      flink: { taskManagers: Array.from({ length: taskManagers }, (_, at) => ({ name: `tm-${at + 1}`, slots })), settings: {}, jobs: [countingGraph(5_000, parallelism)] },
    },
  };
}

/** By the name that the address has after `#/state/`. */
export const LIVE_WORLDS: Readonly<Record<string, SavedRun>> = { 'live-thirty-partitions': run('thirty-partitions', THIRTY), 'live-six-hundred-partitions': run('six-hundred-partitions', SIX_HUNDRED) };
