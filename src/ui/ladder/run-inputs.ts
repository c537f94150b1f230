// What the ladder gives the world: a rung's text is saved, compiled, and run in a terminal of its own, as one would by hand.
import type { Input } from '../../bridge/input.ts';
import { EVENTS, EVENTS_TOPIC, type HostLanguage, languageOf, type QuestionId, resultTopic, type RungId } from './questions.ts';

const SERVER = '--bootstrap-server localhost:9092';
const FOLDER = 'escada';
const SIZE = { columns: 100, rows: 24, echo: true } as const;

/** The terminal in which a rung is run. */
export const rungTerminal = (rung: RungId): string => rung;
export const EVENTS_TERMINAL = 'main';

/** The class whose main method is run. */
function mainClass(text: string): string {
  return /\bpublic\s+class\s+(\w+)/.exec(text)?.[1] ?? /\bclass\s+(\w+)/.exec(text)?.[1] ?? 'Main';
}

/** The file that a rung's text is saved as, and what runs it. */
export function commandOf(question: QuestionId, rung: RungId, host: HostLanguage, text: string): { readonly path: string; readonly command: string } {
  const name = `${FOLDER}/${resultTopic(question, rung)}`;
  switch (languageOf(rung, host)) {
    case 'sql': return { path: `${name}.sql`, command: `sql-client.sh -f ${name}.sql` };
    case 'python': return { path: `${name}.py`, command: `flink run -d -py ${name}.py` };
    case 'java': {
      const main = mainClass(text);
      return { path: `${FOLDER}/${main}.java`, command: `javac -d ${name} ${FOLDER}/${main}.java && jar cfe ${name}.jar ${main} -C ${name} . && flink run -d ${name}.jar` };
    }
  }
}

/** What was written before goes first, so that what is there is this run's. `terminals`: the names of those that are open. */
export function runInputs(question: QuestionId, rung: RungId, host: HostLanguage, text: string, terminals: readonly string[]): readonly Input[] {
  const { path, command } = commandOf(question, rung, host, text);
  const tty = rungTerminal(rung);
  return [
    ...opened(tty, terminals),
    { kind: 'write-file', path, text },
    { kind: 'line', tty, text: `kafka-topics.sh ${SERVER} --delete --if-exists --topic ${resultTopic(question, rung)} && ${command}` },
  ];
}

/** Brings the events that all questions read into their topic. */
export function eventInputs(terminals: readonly string[]): readonly Input[] {
  const path = `${FOLDER}/${EVENTS_TOPIC}.csv`;
  return [
    ...opened(EVENTS_TERMINAL, terminals),
    { kind: 'write-file', path, text: EVENTS },
    { kind: 'line', tty: EVENTS_TERMINAL, text: `kafka-topics.sh ${SERVER} --create --if-not-exists --topic ${EVENTS_TOPIC} --partitions 1 && kafka-console-producer.sh ${SERVER} --topic ${EVENTS_TOPIC} < ${path}` },
  ];
}

export function clusterInputs(terminals: readonly string[]): readonly Input[] {
  return [...opened(EVENTS_TERMINAL, terminals), { kind: 'line', tty: EVENTS_TERMINAL, text: 'start-cluster.sh' }];
}

function opened(tty: string, terminals: readonly string[]): readonly Input[] {
  return terminals.includes(tty) ? [] : [{ kind: 'open-tty', tty, ...SIZE }];
}
