// A world for the real systems: a folder with a compose file, scripts that make the same topics and replay the same acts, and the lesson's text.
import type { SavedRun } from '../../bridge/input.ts';
import type { AppSpec } from '../../bridge/scenario.ts';
import { composeFile, flinkDockerfile, hasFlink } from './compose.ts';
import { acts, quoted } from './replay.ts';
import { LIBRARY, START_LOCAL, STOP_LOCAL } from './library.ts';

/** A record that an application of the world sent: what no command line did. */
export interface SentRecord {
  readonly topic: string;
  readonly key: string | null;
  readonly value: string | null;
}

export interface ExportOptions {
  readonly run: SavedRun;
  /** What applications sent, in the order in which it was written. */
  readonly records: readonly SentRecord[];
  /** The lesson's text by file name, where the world is a lesson's. */
  readonly texts: Readonly<Record<string, string>>;
}

const SCRIPT = '#!/usr/bin/env bash\n';
const SOURCE = 'cd "$(dirname "$0")/.." && . scripts/lib.sh\n';

/** All files by their paths in the folder; those below `scripts/` are to be run with bash. */
export function exportWorld({ run, records, texts }: ExportOptions): Readonly<Record<string, string>> {
  const { scenario, inputs } = run;
  const home = Object.fromEntries(Object.entries(scenario.home).map(([path, text]) => [`home/${path.replace(/^(\.\/|\/)+/, '')}`, text] as const).filter(([path]) => !path.split('/').includes('..')));
  return {
    'README.md': readme(run),
    'compose.yaml': composeFile(run),
    ...(hasFlink(run) ? { 'flink/Dockerfile': flinkDockerfile() } : {}),
    'scripts/lib.sh': LIBRARY,
    'scripts/start-local.sh': `${SCRIPT}# Starts the same nodes as processes of this machine, from the Kafka that KAFKA_HOME names: where there is no Docker.\n${SOURCE}${nodesOf(run)}${START_LOCAL}`,
    'scripts/stop-local.sh': `${SCRIPT}# Ends what start-local.sh began, and deletes its data.\n${SOURCE}${STOP_LOCAL}`,
    'scripts/1-create.sh': `${SCRIPT}# The topics that the world begins with.\n${SOURCE}${createTopics(run)}`,
    'scripts/2-apps.sh': `${SCRIPT}# What the world's applications do, as far as the console tools can do it.\n${SOURCE}${scenario.apps.map((app) => appLines(app)).join('')}${recordLines(records)}`,
    'scripts/3-replay.sh': `${SCRIPT}# What was typed and done in the world, at its times. PACE=2 takes twice as long: real tools start more slowly.\n${SOURCE}${acts(inputs, scenario.shownFromUs)}`,
    ...recordFiles(records),
    ...home,
    ...texts,
  };
}

/** The lists that start-local.sh goes by. */
function nodesOf({ scenario }: SavedRun): string {
  const settings = Object.entries(scenario.settings).map(([name, value]) => `${name}=${value}`).join('\n');
  const racks = scenario.brokers.flatMap(({ id, rack }) => (rack === undefined ? [] : [`${id}=${rack}`])).join(' ');
  return `CONTROLLERS=${quoted(scenario.controllers.map(({ id }) => id).join(' '))}\nBROKERS=${quoted(scenario.brokers.map(({ id }) => id).join(' '))}\nRACKS=${quoted(racks)}\nSETTINGS=${quoted(settings)}\n`;
}

function createTopics({ scenario }: SavedRun): string {
  if (scenario.topics.length === 0) return 'echo "The world begins without topics."\n';
  return scenario.topics.map(({ name, partitions, replicationFactor, configs = {}, assignment }) => {
    const layout = assignment === undefined ? `--partitions ${partitions} --replication-factor ${replicationFactor}` : `--replica-assignment ${assignment.map((brokers) => brokers.join(':')).join(',')}`;
    const settings = Object.entries(configs).map(([key, value]) => ` --config ${quoted(`${key}=${value}`)}`).join('');
    return `kafka-topics.sh --bootstrap-server "$BOOTSTRAP" --create --if-not-exists --topic ${quoted(name)} ${layout}${settings}\n`;
  }).join('');
}

/** A console consumer stands for a consumer; what it can't do is said. */
function appLines(app: AppSpec): string {
  switch (app.kind) {
    case 'producer': return `# ${comment(app.name)} produces to ${comment(app.topic)}: what it sent in the world is below. Real time is another: its records are sent at once.\n${others(app.settings)}`;
    case 'consumer': return `# ${comment(app.name)} takes ${app.processingMsPerRecord} ms for each record; the console consumer takes none.\n${others(app.settings)}background ${quoted(app.name)} kafka-console-consumer.sh --bootstrap-server "$BOOTSTRAP" --include ${quoted(app.topics.map(inPattern).join('|'))} --group ${quoted(app.group)}\n`;
    case 'share-consumer': return app.topics.map((topic) => `# ${comment(app.name)}, a share consumer: it releases and rejects nothing here.\nbackground ${quoted(app.name)} kafka-console-share-consumer.sh --bootstrap-server "$BOOTSTRAP" --topic ${quoted(topic)} --group ${quoted(app.group)}\n`).join('');
    case 'processor': return `# ${comment(app.name)} reads ${comment(app.topics.join(', '))} in group ${comment(app.group)}, writes ${comment(app.output)} and commits ${app.commit}: no console tool does both. It would be a program of your own.\n`;
  }
}

function others(settings: Readonly<Record<string, string>>): string {
  const names = Object.entries(settings);
  return names.length === 0 ? '' : `# Its settings: ${comment(names.map(([name, value]) => `${name}=${value}`).join(', '))}\n`;
}

const SEPARATOR = '\t';
const NULL = 'NULL';

/** A line is a record: what has a line's end or the separator in it can't be sent by the console producer. */
const fits = ({ key, value }: SentRecord): boolean => !/[\t\r\n]/.test(`${key ?? ''}${value ?? ''}`) && key !== NULL && value !== NULL;

function recordFiles(records: readonly SentRecord[]): Readonly<Record<string, string>> {
  return Object.fromEntries(topicsOf(records).map((topic) => [`records/${topic}.tsv`, records.filter((one) => one.topic === topic && fits(one)).map(({ key, value }) => `${key ?? NULL}${SEPARATOR}${value ?? NULL}\n`).join('')]));
}

function recordLines(records: readonly SentRecord[]): string {
  return topicsOf(records).map((topic) => {
    const left = records.filter((one) => one.topic === topic && !fits(one)).length;
    const note = left === 0 ? '' : `# ${left} records have a tab or a line's end in them, which the console producer can't send: they are left out.\n`;
    return `${note}kafka-console-producer.sh --bootstrap-server "$BOOTSTRAP" --topic ${quoted(topic)} --reader-property parse.key=true --reader-property key.separator=$'\\t' --reader-property null.marker=${NULL} < ${quoted(`records/${topic}.tsv`)}\n`;
  }).join('');
}

function topicsOf(records: readonly SentRecord[]): readonly string[] {
  return [...new Set(records.map(({ topic }) => topic))].filter((topic) => /^[a-zA-Z0-9._-]{1,249}$/.test(topic) && topic !== '.' && topic !== '..').sort();
}

/** What stands in a comment stays in its line. */
function comment(text: string): string {
  return text.replaceAll(/[\r\n]+/g, ' ');
}

/** A topic's name as a pattern that fits it alone. */
function inPattern(topic: string): string {
  return topic.replaceAll('.', '\\.');
}

const FLINK_PT = `   Os contêineres do Flink usam a rede desta máquina, para que \`localhost:9092\` seja para eles o mesmo broker: no Docker Desktop, ligue "Enable host networking".
   O que foi digitado para o Flink pede \`FLINK_HOME\` (um Flink 2.2 com o conector do Kafka em \`lib\`) nesta máquina; sem Docker, suba-o com \`$FLINK_HOME/bin/start-cluster.sh\`.
`;
const FLINK_EN = `   Flink's containers use the network of this machine, so that \`localhost:9092\` is the same broker for them: in Docker Desktop, switch "Enable host networking" on.
   What was typed for Flink needs \`FLINK_HOME\` (a Flink 2.2 with the Kafka connector in \`lib\`) on this machine; without Docker, start it with \`$FLINK_HOME/bin/start-cluster.sh\`.
`;

function readme(run: SavedRun): string {
  const { scenario } = run;
  const first = `\`${scenario.brokers.length} broker(s), ${scenario.controllers.length} controller(s)${hasFlink(run) ? ', Flink 2.2' : ''}\``;
  return `# ${scenario.name}: from Correnteza to the real Apache Kafka 4.3${hasFlink(run) ? ' and Apache Flink 2.2' : ''}

${first}, on the same ports as in the world: localhost:${scenario.brokers.map(({ id }) => 9091 + id).join(', ')}.

## Português

1. \`docker compose up -d --wait\` sobe o cluster. Sem Docker: \`KAFKA_HOME=/onde/está/o/kafka bash scripts/start-local.sh\`.
2. Com as ferramentas do Kafka 4.3 no PATH (ou \`KAFKA_HOME\`): \`bash scripts/1-create.sh\` cria os tópicos, \`bash scripts/2-apps.sh\` manda o que as aplicações mandaram,
   \`bash scripts/3-replay.sh\` repete o que foi digitado e feito. O que cada terminal mostrou fica em \`out/\`.
${hasFlink(run) ? FLINK_PT : ''}3. \`docker compose down -v\`, ou \`bash scripts/stop-local.sh\`, termina tudo.

O que as ferramentas reais não fazem está escrito como comentário nos scripts. Os tempos não serão os mesmos: um cluster real não recomeça igual.

## English

1. \`docker compose up -d --wait\` starts the cluster. Without Docker: \`KAFKA_HOME=/where/kafka/is bash scripts/start-local.sh\`.
2. With the tools of Kafka 4.3 on the PATH (or \`KAFKA_HOME\`): \`bash scripts/1-create.sh\` creates the topics, \`bash scripts/2-apps.sh\` sends what the applications sent,
   \`bash scripts/3-replay.sh\` does again what was typed and done. What each terminal showed is in \`out/\`.
${hasFlink(run) ? FLINK_EN : ''}3. \`docker compose down -v\`, or \`bash scripts/stop-local.sh\`, ends all of it.

What the real tools can't do stands as a comment in the scripts. Times will differ: a real cluster does not begin anew in the same way.
`;
}
