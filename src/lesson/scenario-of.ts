// The world that a lesson's file describes, as a scenario.
import { defaultScenario, type Scenario } from '../bridge/scenario.ts';
import type { WorldFile } from './schema.ts';

/** Controllers are numbered from here on. */
const FIRST_CONTROLLER = 101;

/** `name` is the scenario's name: by it a page knows whose world it shows. */
export function scenarioOf(name: string, world: WorldFile): Scenario {
  const { settings, home, apps, engines, brokers, controllers, racks, flink } = world;
  const topics = world.topics.map(({ configs, assignment, ...topic }) => ({ ...topic, ...(configs === undefined ? {} : { configs }), ...(assignment === undefined ? {} : { assignment }) }));
  const numbered = (count: number, first: number): { readonly id: number }[] => Array.from({ length: count }, (_, at) => ({ id: first + at }));
  return {
    ...defaultScenario, name, settings, topics, home, apps, ...(engines.length === 0 ? {} : { engines }), ...(flink === undefined ? {} : { flink: { ...flink, jobs: [] } }), controllers: numbered(controllers, FIRST_CONTROLLER),
    brokers: numbered(brokers, 1).map((broker, at) => ({ ...broker, ...(racks.length === 0 ? {} : { rack: racks[at % racks.length] ?? '' }) })),
  };
}
