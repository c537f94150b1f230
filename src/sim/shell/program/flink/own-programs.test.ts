// Programs of one's own on a cluster in the world: saved in an editor, compiled, packed, run, and what the API ladder's questions come to on every rung.
import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { defaultFlink } from '../../../../bridge/flink.ts';
import { defaultScenario } from '../../../../bridge/scenario.ts';
import type { Kernel } from '../../../kernel/kernel.ts';
import { SECOND } from '../../../kernel/types.ts';
import { createWorld, giveInput } from '../../../world.ts';
import type { LaptopState } from '../../machine/state.ts';
import { lineInput, openTty, outputMark, outputSince, promptIsBack } from '../../session.ts';

const QUESTIONS = 'src/ui/ladder/questions';
const SERVER = '--bootstrap-server localhost:9092';

const laptop = (kernel: Kernel): LaptopState => kernel.actorState('laptop') as LaptopState;

function world(): Kernel {
  const kernel = createWorld({ ...defaultScenario, name: 'programs', topics: [{ name: 'cliques', partitions: 1, replicationFactor: 3 }], flink: defaultFlink, home: { 'cliques.csv': readFileSync(`${QUESTIONS}/cliques.csv`, 'utf8') } }, 1);
  giveInput(kernel, openTty('main'));
  kernel.runUntil(kernel.state.now + SECOND);
  return kernel;
}

/** Types a line and waits for the prompt; ids are written as ID. */
function type(kernel: Kernel, line: string, seconds = 100): string {
  const mark = outputMark(laptop(kernel), 'main');
  giveInput(kernel, lineInput('main', line));
  const end = kernel.state.now + seconds * SECOND;
  while (!promptIsBack(laptop(kernel), 'main') && kernel.state.now < end) kernel.runUntil(kernel.state.now + 10_000);
  return outputSince(laptop(kernel), 'main', mark).replace(/\b[0-9a-f]{32}\b/g, 'ID').replace(/Runtime: \d+ ms/, 'Runtime: N ms');
}

const save = (kernel: Kernel, path: string, text: string): void => {
  expect(giveInput(kernel, { kind: 'write-file', path, text })).toBeNull();
};

const RUNGS: readonly (readonly [string, string, (name: string, main: string) => string])[] = [
  ['sql', 'sql.sql', (name) => `sql-client.sh -f ${name}.sql`],
  ['table', 'table.java', (name, main) => `javac -d ${name} ${main}.java && jar cfe ${name}.jar ${main} -C ${name} . && flink run -d ${name}.jar`],
  ['table', 'table.py', (name) => `flink run -d -py ${name}.py`],
  ['datastream', 'datastream.java', (name, main) => `javac -d ${name} ${main}.java && jar cfe ${name}.jar ${main} -C ${name} . && flink run -d ${name}.jar`],
  ['process', 'process.java', (name, main) => `javac -d ${name} ${main}.java && jar cfe ${name}.jar ${main} -C ${name} . && flink run -d ${name}.jar`],
];

describe.each(readdirSync(QUESTIONS).filter((name) => !name.includes('.')))('the question %s', (question) => {
  test.each(RUNGS)('%s, %s: the rows that the real Flink wrote', (rung, file, command) => {
    const kernel = world();
    expect(type(kernel, `kafka-console-producer.sh ${SERVER} --topic cliques < cliques.csv`)).toBe('');
    const text = readFileSync(`${QUESTIONS}/${question}/${file}`, 'utf8');
    const main = /public class (\w+)/.exec(text)?.[1] ?? '';
    save(kernel, file.endsWith('.java') ? `${main}.java` : `${rung}.${file.split('.')[1] ?? ''}`, text);
    expect(type(kernel, command(rung, main))).toMatch(/JobID ID\n$|Job ID: ID\n/);
    kernel.runUntil(kernel.state.now + 10 * SECOND);
    expect(type(kernel, 'flink list -a')).toContain(` : ${question}-${rung} (FINISHED)`);
    const rows = type(kernel, `kafka-console-consumer.sh ${SERVER} --topic ${question}-${rung} --from-beginning --timeout-ms 8000`).split('\n').filter((line) => line.includes(',') && !/^\[|Exception/.test(line));
    expect(rows.sort().join('\n')).toBe(readFileSync(`conformance/ladder/${question}.csv`, 'utf8').trim());
  });
});
