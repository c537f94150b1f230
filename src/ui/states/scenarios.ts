// The worlds behind the doors of the first screen: each is a scenario and the inputs that make it worth watching.
import type { SavedRun, TimedInput } from '../../bridge/input.ts';
import { defaultScenario, type AppSpec, type Scenario } from '../../bridge/scenario.ts';

const CUSTOMERS = ['ana', 'bruno', 'carla', 'davi', 'elisa', 'fabio', 'gabi'];

const producer = (name: string, recordsPerSecond: number, keys: readonly string[]): AppSpec => ({
  kind: 'producer', name, topic: 'pedidos', recordsPerSecond, keys, value: 'pedido {n} de {key}', settings: {},
});
const consumer = (name: string, group: string, processingMsPerRecord: number): AppSpec => ({ kind: 'consumer', name, topics: ['pedidos'], group, processingMsPerRecord, settings: {} });

/** A small shop: two producers, one topic with three partitions, two consumers in a group. */
const shop: Scenario = {
  ...defaultScenario,
  name: 'shop',
  topics: [{ name: 'pedidos', partitions: 3, replicationFactor: 3 }],
  apps: [producer('caixa', 1, CUSTOMERS), producer('site', 0.6, CUSTOMERS), consumer('c1', 'entregas', 20), consumer('c2', 'entregas', 20)],
};

const terminal: TimedInput = { atUs: defaultScenario.shownFromUs, input: { kind: 'open-tty', tty: 'main', columns: 100, rows: 24, echo: true } };

function run(scenario: Scenario, inputs: readonly TimedInput[] = []): SavedRun {
  return { version: 1, scenario, seed: 7, inputs: [terminal, ...inputs] };
}

/** What lives behind the first screen. */
export const livingRun: SavedRun = run(shop);
/** The same without what stands outside of the cluster: light enough to be the first picture of a first visit. */
export const livingCluster: Scenario = { ...shop, apps: [] };
/** Three controllers, three brokers and a terminal: nothing else, as after an installation. */
export const freshRun: SavedRun = run(defaultScenario);
