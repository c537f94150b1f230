// The API ladder as it is drawn and run: golden graphs, rows side by side, the inputs of a run, places of problems, and that every text is there in both languages.
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { toJobGraph } from '../../sim/flink/graph/job-graph.ts';
import { compileProgram } from '../../sim/shell/program/flink/compile.ts';
import { graphOf } from '../../view-model/flink/jobs.ts';
import type { PlannedGraph } from '../../bridge/program.ts';
import { frameOf, NAMED_WORLDS } from '../states/named.ts';
import { applyFrame, emptyWorld, type Tables } from '../store/world-store.ts';
import { layoutGraph } from './graph-layout.ts';
import { placeOf } from './problem-place.ts';
import { readLesson } from '../../lesson/read-lesson.ts';
import { EVENTS, type HostLanguage, languageOf, QUESTIONS, type QuestionId, type RungId, RUNGS, runsHere, textOf } from './questions.ts';
import { allResults, compare, missing } from './results.ts';
import { commandOf, runInputs } from './run-inputs.ts';

function planned(question: QuestionId, rung: RungId, host: HostLanguage): PlannedGraph {
  const compiled = compileProgram(languageOf(rung, host), textOf(question, rung, host), { settings: {}, nowMs: 0 });
  if (!compiled.ok) throw new Error(`${question} ${rung}: ${compiled.problem.line}: ${compiled.problem.message}`);
  const [job] = compiled.jobs;
  if (job === undefined) throw new Error('there is no job');
  return { name: job.name, ...graphOf(toJobGraph(job)) };
}

const LESSON = 'kafka/4-flink/32-ladder-of-apis';
const HOSTS: readonly HostLanguage[] = ['java', 'python'];

describe.each(QUESTIONS)('%s', (question) => {
  test('every rung has a text in every language, and becomes a job of its name where it runs', () => {
    const all = RUNGS.flatMap((rung) => HOSTS.map((host) => ({ rung, host })));
    for (const { rung, host } of all) expect(textOf(question, rung, host).length).toBeGreaterThan(100);
    for (const { rung, host } of all.filter((one) => runsHere(one.rung, one.host))) expect(planned(question, rung, host).name).toBe(`${question}-${rung}`);
  });

  test('golden graphs', async () => {
    const lines = RUNGS.flatMap((rung) => [420, 300].flatMap((width) => {
      const { boxes, arrows, height } = layoutGraph(planned(question, rung, 'java'), width);
      return [`${rung} ${width} × ${height}`, ...boxes.map((box) => `  ${box.x} ${box.y} ${box.width} ${box.height} ×${box.parallelism}: ${box.operators.map(({ name }) => name).join(' → ')}`), ...arrows.map(({ partitioner, path }) => `  ${partitioner} ${path}`)];
    }));
    await expect(`${lines.join('\n')}\n`).toMatchFileSnapshot(`golden/${question}.txt`);
  });
});

function tablesOf(name: string): Tables {
  const world = NAMED_WORLDS.find((candidate) => candidate.name === name);
  const tables = world === undefined ? undefined : applyFrame(emptyWorld(), frameOf(world), 0)?.tables;
  if (tables === undefined) throw new Error(`there is no world ${name}`);
  return tables;
}

describe('results', () => {
  test('rungs that have finished are compared row by row', () => {
    const results = allResults('por-minuto', tablesOf('api-ladder'));
    expect(results.map(({ rung, state, rows }) => `${rung} ${state.kind} ${rows.length}`)).toEqual(['sql job 4', 'table job 4', 'datastream job 3', 'process none 0']);
    const { finished, differing, rows } = compare(results);
    expect([finished, differing]).toEqual([['sql', 'table', 'datastream'], 1]);
    expect(rows.filter(({ counts }) => counts.datastream === 0).map(({ text }) => text)).toEqual(['rui,12:01:00,2']);
  });

  test('what is missing is said', () => {
    expect([missing(tablesOf('fresh-cluster')), missing(tablesOf('flink-at-work')), missing(tablesOf('api-ladder'))]).toEqual(['flink', 'events', null]);
  });
});

test('a run saves the text, and types one line in a terminal of its own', () => {
  const text = 'public class Um {}';
  expect(runInputs('por-minuto', 'process', 'java', text, ['main'])).toEqual([
    { kind: 'open-tty', tty: 'process', columns: 100, rows: 24, echo: true },
    { kind: 'write-file', path: 'escada/Um.java', text },
    { kind: 'line', tty: 'process', text: 'kafka-topics.sh --bootstrap-server localhost:9092 --delete --if-exists --topic por-minuto-process && javac -d escada/por-minuto-process escada/Um.java && jar cfe escada/por-minuto-process.jar Um -C escada/por-minuto-process . && flink run -d escada/por-minuto-process.jar' },
  ]);
  expect(runInputs('por-minuto', 'table', 'python', '', ['main', 'table']).map((input) => (input.kind === 'line' ? input.text.split('&& ')[1] : input.kind))).toEqual(['write-file', 'flink run -d -py escada/por-minuto-table.py']);
});

test.each([['a\nbcd e', 2, 1, 'bcd'], ['a\n  bcd', 2, 99, 'bcd'], ['a b', 9, 3, 'b'], ['', 1, 1, ''], ['x = ;', 1, 5, ';']])('the place of a problem in %j at %i:%i', (text, line, column, marked) => {
  const { from, to } = placeOf(text, { line, column });
  expect(text.slice(from, to)).toBe(marked);
});

test('the events that are brought are those that were recorded with', () => {
  const rows = readFileSync('src/ui/ladder/questions/cliques.csv', 'utf8').trim().split('\n');
  expect(rows.length).toBe(12);
  expect(rows.every((row) => /^\w+,\/\w*,\d{13}$/.test(row))).toBe(true);
});

test('the lesson of the ladder has the same texts in its home folder, so what its solutions run is what the page runs', () => {
  const home: Readonly<Record<string, string>> = readLesson(LESSON, Object.fromEntries(['lesson.yaml', 'pt.md', 'en.md'].map((name) => [name, readFileSync(`lessons/${LESSON}/${name}`, 'utf8')]))).lesson?.scenario.home ?? {};
  const own = Object.fromEntries(QUESTIONS.flatMap((question) => RUNGS.map((rung) => {
    const text = textOf(question, rung, 'java');
    return [commandOf(question, rung, 'java', text).path, text.trimEnd()];
  })));
  const shared = Object.keys(home).filter((path) => path.startsWith('escada/'));
  expect(shared.length).toBeGreaterThan(5);
  for (const path of shared) expect(home[path]?.trimEnd()).toBe(own[path]);
  expect(home['cliques.csv']?.trimEnd()).toBe(EVENTS.trimEnd());
});
