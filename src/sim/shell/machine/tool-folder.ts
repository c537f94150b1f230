// Where Kafka is installed on the student's machine: /opt/kafka/bin holds one script for each of its tools. Nobody may change it.
import { FLINK_TOOLS } from '../disk/flink-files.ts';
import { programNames } from '../program/list.ts';

export const TOOL_FOLDER = '/opt/kafka/bin';

/** Whether a path is inside of /opt, which is not on the small disk. */
export function isInstalled(path: string): boolean {
  return path === '/opt' || path.startsWith('/opt/');
}

/** The names in a folder of /opt, null where there is none. */
export function installedNames(path: string): string[] | null {
  if (path === '/opt') return ['flink', 'kafka'];
  if (path === '/opt/kafka') return ['bin'];
  return path === TOOL_FOLDER ? programNames().filter((name) => name.endsWith('.sh') && !FLINK_TOOLS.includes(name)).sort((a, b) => (a < b ? -1 : 1)) : null;
}

/** The text of one of its scripts, null where there is none: it calls the program of its name. */
export function installedScript(path: string): string | null {
  const name = path.startsWith(`${TOOL_FOLDER}/`) ? path.slice(TOOL_FOLDER.length + 1) : '';
  return installedNames(TOOL_FOLDER)?.includes(name) === true ? `#!/bin/bash\nexec ${name} "$@"\n` : null;
}

/** Where a program is found that is known by its name. */
export function programPath(name: string): string {
  return `${installedNames(TOOL_FOLDER)?.includes(name) === true ? TOOL_FOLDER : '/usr/bin'}/${name}`;
}

/** Scripts of a Kafka installation that this machine does not have, for who looks for them. */
const ABSENT =
  'connect-distributed.sh connect-mirror-maker.sh connect-plugin-path.sh connect-standalone.sh kafka-delegation-tokens.sh kafka-e2e-latency.sh kafka-jmx.sh kafka-replica-verification.sh kafka-run-class.sh kafka-share-consumer-perf-test.sh kafka-streams-application-reset.sh kafka-streams-groups.sh kafka-verifiable-share-consumer.sh trogdor.sh'.split(' ');
/** Those that Kafka 4 does not have any more. */
const GONE = 'kafka-mirror-maker.sh kafka-preferred-replica-election.sh zookeeper-server-start.sh zookeeper-server-stop.sh zookeeper-shell.sh zookeeper-security-migration.sh'.split(' ');

/** What to say, below `command not found`, of a script that one may know from elsewhere; empty for other words. */
export function absenceNote(name: string): string {
  if (GONE.includes(name)) return `${name}: o Kafka 4 não tem mais este script; veja: ajuda (Kafka 4 has this script no more; see: help)\n`;
  return ABSENT.includes(name) ? `${name}: existe no Kafka, mas não nesta máquina; veja: ajuda (it is Kafka's, but not on this machine; see: help)\n` : '';
}
