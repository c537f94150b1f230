// The compose file of a world: Apache Kafka 4.3 in KRaft mode with the same nodes and ports, and Flink 2.2 with the Kafka connector where the world has Flink.
import { stringify } from 'yaml';
import type { SavedRun } from '../../bridge/input.ts';

const KAFKA_IMAGE = 'apache/kafka:4.3.1';
const FLINK_IMAGE = 'flink:2.2.1-java17';
const CONNECTOR = 'flink-sql-connector-kafka-5.0.0-2.2.jar';
const CLUSTER_ID = 'MkU3OEVBNTcwNTJENDM2Qg';
/** Where brokers speak with each other inside of the network; outside it is the port of the world. */
const INSIDE = 19_092;
const portOf = (id: number): number => 9_091 + id;

/** Flink's tools may be typed in a world that begins without it. */
export function hasFlink({ scenario, inputs }: SavedRun): boolean {
  return scenario.flink !== undefined || inputs.some(({ input }) => input.kind === 'line' && /(^|[\s/;|])(flink|sql-client\.sh|start-cluster\.sh)(\s|$)/.test(input.text));
}

export function composeFile(run: SavedRun): string {
  const { scenario } = run;
  const voters = scenario.controllers.map(({ id }) => `${id}@controller-${id}:${portOf(id)}`).join(',');
  const common = { KAFKA_CONTROLLER_QUORUM_VOTERS: voters, KAFKA_CONTROLLER_LISTENER_NAMES: 'CONTROLLER', CLUSTER_ID, ...settingsOf(scenario.settings) };
  const controllers = scenario.controllers.map(({ id }) => [`controller-${id}`, {
    image: KAFKA_IMAGE, hostname: `controller-${id}`,
    environment: { KAFKA_NODE_ID: String(id), KAFKA_PROCESS_ROLES: 'controller', KAFKA_LISTENERS: `CONTROLLER://:${portOf(id)}`, KAFKA_LISTENER_SECURITY_PROTOCOL_MAP: 'CONTROLLER:PLAINTEXT', ...common },
  }] as const);
  const brokers = scenario.brokers.map(({ id, rack }) => [`broker-${id}`, {
    image: KAFKA_IMAGE, hostname: `broker-${id}`, ports: [`${portOf(id)}:${portOf(id)}`], depends_on: scenario.controllers.map((controller) => `controller-${controller.id}`),
    environment: {
      KAFKA_NODE_ID: String(id), KAFKA_PROCESS_ROLES: 'broker', KAFKA_LISTENERS: `PLAINTEXT://:${INSIDE},HOST://:${portOf(id)}`, KAFKA_ADVERTISED_LISTENERS: `PLAINTEXT://broker-${id}:${INSIDE},HOST://localhost:${portOf(id)}`,
      KAFKA_LISTENER_SECURITY_PROTOCOL_MAP: 'CONTROLLER:PLAINTEXT,PLAINTEXT:PLAINTEXT,HOST:PLAINTEXT', KAFKA_INTER_BROKER_LISTENER_NAME: 'PLAINTEXT', ...(rack === undefined ? {} : { KAFKA_BROKER_RACK: rack }), ...common,
    },
    healthcheck: { test: ['CMD-SHELL', `/opt/kafka/bin/kafka-broker-api-versions.sh --bootstrap-server localhost:${INSIDE} > /dev/null`], interval: '10s', timeout: '20s', retries: 12 },
  }] as const);
  const text = stringify({ name: projectOf(scenario.name), services: Object.fromEntries([...controllers, ...brokers, ...flinkServices(run)]) }, { lineWidth: 0 });
  return `# The nodes of the world ${JSON.stringify(scenario.name)}, as containers. Brokers are reached from this machine at the ports of the world.\n${text}`;
}

/** A project's name has small letters, digits, hyphens and underscores. */
function projectOf(name: string): string {
  return `correnteza-${name.toLowerCase().replace(/[^a-z0-9]+/g, '-').replace(/^-+|-+$/g, '').slice(0, 50) || 'world'}`;
}

/** Kafka's image takes settings as variables: dots become underscores, underscores two of them, hyphens three. */
function settingsOf(settings: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(settings).map(([name, value]) => [`KAFKA_${name.replaceAll('_', '__').replaceAll('-', '___').replaceAll('.', '_').toUpperCase()}`, value]));
}

/** On the network of this machine: what was typed names brokers as localhost:9092, and for Flink that must be the same brokers. */
function flinkServices(run: SavedRun): (readonly [string, object])[] {
  if (!hasFlink(run)) return [];
  const { taskManagers = [{ name: 'tm-1', slots: 2 }, { name: 'tm-2', slots: 2 }], settings = {} } = run.scenario.flink ?? {};
  const properties = (slots: number | null): string => [['jobmanager.rpc.address', 'localhost'], ...(slots === null ? [] : [['taskmanager.numberOfTaskSlots', String(slots)]]), ...Object.entries(settings)].map(([name, value]) => `${name}: ${value}`).join('\n');
  const service = (command: string, slots: number | null): object => ({ build: './flink', image: 'correnteza-flink:2.2', command, network_mode: 'host', environment: { FLINK_PROPERTIES: properties(slots) } });
  return [
    ['jobmanager', service('jobmanager', null)],
    ...taskManagers.map(({ name, slots }) => [name, { ...service('taskmanager', slots), depends_on: ['jobmanager'] }] as const),
  ];
}

export function flinkDockerfile(): string {
  return `# Flink 2.2 with the Kafka connector, which is a project of its own and not in Flink's image.
FROM ${FLINK_IMAGE}
ADD --chown=flink:flink https://repo1.maven.org/maven2/org/apache/flink/flink-sql-connector-kafka/5.0.0-2.2/${CONNECTOR} /opt/flink/lib/${CONNECTOR}
`;
}
