// The worlds behind the doors of the first screen: each is a scenario and the inputs that make it worth watching.
import type { SavedRun, TimedInput } from '../../bridge/input.ts';
import { defaultScenario, type AppSpec, type Scenario } from '../../bridge/scenario.ts';

const SECOND = 1_000_000;
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
export const livingCluster: SavedRun = { ...livingRun, scenario: { ...shop, apps: [] }, inputs: [] };
/** Three controllers, three brokers and a terminal: nothing else, as after an installation. */
export const freshRun: SavedRun = run(defaultScenario);

export interface Demonstration {
  readonly id: 'shop' | 'leader' | 'hot-key' | 'lag' | 'flink' | 'flink-sql' | 'sql-desk' | 'flink-silent' | 'ladder';
  /** Worlds with Flink are fetched when they are asked for: their jobs are long. */
  readonly run: SavedRun | (() => Promise<SavedRun>);
}

export const DEMONSTRATIONS: readonly Demonstration[] = [
  { id: 'shop', run: livingRun },
  { id: 'leader', run: run({ ...shop, name: 'leader' }, [{ atUs: 16 * SECOND, input: { kind: 'crash', node: 'broker-1' } }]) },
  { id: 'hot-key', run: run({ ...shop, name: 'hot-key', apps: [producer('site', 1, CUSTOMERS), producer('robo', 4, ['gabi']), consumer('c1', 'entregas', 20), consumer('c2', 'entregas', 20)] }) },
  { id: 'lag', run: run({ ...shop, name: 'lag', apps: [producer('caixa', 5, CUSTOMERS), consumer('c1', 'entregas', 400)] }) },
  { id: 'flink', run: async () => (await import('./flink-scenarios.ts')).flinkRun },
  { id: 'flink-sql', run: async () => (await import('./flink-scenarios.ts')).sqlRun },
  { id: 'sql-desk', run: async () => (await import('./flink-scenarios.ts')).sqlDeskRun },
  { id: 'flink-silent', run: async () => (await import('./flink-scenarios.ts')).silentRun },
  { id: 'ladder', run: async () => (await import('./ladder-scenario.ts')).ladderRun },
];
