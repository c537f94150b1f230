// The world that a lesson's file describes, as a scenario.
import { defaultScenario, type Scenario } from '../bridge/scenario.ts';
import type { WorldFile } from './schema.ts';

/** Controllers are numbered from here on. */
const FIRST_CONTROLLER = 101;

/** A cluster of fewer than three brokers keeps its own topics in fewer copies, as the server.properties that Kafka comes with says for one broker. */
function ofFewBrokers(brokers: number): Readonly<Record<string, string>> {
  if (brokers >= 3) return {};
  const copies = ['offsets.topic', 'transaction.state.log', 'share.coordinator.state.topic'].map((topic) => [`${topic}.replication.factor`, String(brokers)] as const);
  return Object.fromEntries([...copies, ['transaction.state.log.min.isr', '1'], ['share.coordinator.state.topic.min.isr', '1']]);
}

/** `name` is the scenario's name: by it a page knows whose world it shows. */
export function scenarioOf(name: string, world: WorldFile): Scenario {
  const { settings, home, apps, engines, brokers, controllers, racks, flink } = world;
  const topics = world.topics.map(({ configs, assignment, ...topic }) => ({ ...topic, ...(configs === undefined ? {} : { configs }), ...(assignment === undefined ? {} : { assignment }) }));
  const numbered = (count: number, first: number): { readonly id: number }[] => Array.from({ length: count }, (_, at) => ({ id: first + at }));
  return {
    ...defaultScenario, name, settings: { ...ofFewBrokers(brokers), ...settings }, topics, home, apps, ...(engines.length === 0 ? {} : { engines }), ...(flink === undefined ? {} : { flink: { ...flink, jobs: [] } }), controllers: numbered(controllers, FIRST_CONTROLLER),
    brokers: numbered(brokers, 1).map((broker, at) => ({ ...broker, ...(racks.length === 0 ? {} : { rack: racks[at % racks.length] ?? '' }) })),
  };
}
