// Reads a demo's file into a Demo, or says what is wrong in it: file, line and remedy for each problem.
import { type Demo, type DemoMark, demoScenario } from './demo.ts';
import type { LessonProblem } from './lesson.ts';
import { inputsAtOnce, moveOf, nodesOf, timedInputs } from './moves.ts';
import { shownAt } from './read-lesson.ts';
import { type DemoFile, demoSchema } from './schema.ts';
import { scenarioOf } from './scenario-of.ts';
import { YamlReader } from './yaml-reader.ts';

export type ReadDemo = { readonly demo: Demo; readonly problems: readonly [] } | { readonly demo: null; readonly problems: readonly LessonProblem[] };

/** `name` is the file's name below `demos/`: its number and its id, `01-leader-loss.yaml`. */
export function readDemo(name: string, source: string): ReadDemo {
  const reader = new YamlReader(`demos/${name}`, source);
  const parsed = reader.read(demoSchema);
  if (parsed === null) return { demo: null, problems: reader.problems };
  const [, number = '', id = ''] = /^(\d\d)-([a-z0-9-]+)\.yaml$/.exec(name) ?? [];
  if (id === '') reader.add([], `the file "${name}" has no number`, 'call it like 01-leader-loss.yaml');
  const scenario = scenarioOf(demoScenario(id), parsed.world);
  const nodes = nodesOf(scenario);
  const before = timedInputs(parsed.world.before.map((move) => moveOf(move, nodes)), scenario.shownFromUs);
  if (before === null) reader.add(['world', 'before'], 'nobody waits for a command here', 'write "type" with a "pause" that is long enough, instead of "run"');
  const marks = parsed.marks.map((mark, at) => readMark(mark, at, nodes, reader));
  checkMarks(parsed, reader);
  const { group, title, watch, lasts } = parsed;
  const demo = { id, number: Number(number), group, title, watch, scenario, seed: parsed.world.seed, before: before ?? [], shown: shownAt(parsed, [], reader), lastsUs: lasts, marks };
  return reader.problems.length > 0 ? { demo: null, problems: reader.problems } : { demo, problems: [] };
}

function readMark({ at: atUs, does = [], when, pt, en }: DemoFile['marks'][number], at: number, nodes: readonly string[], reader: YamlReader): DemoMark {
  const path = ['marks', at];
  if (does.length === 0 && when === undefined) reader.add(path, 'at this mark nothing is done, and nothing is seen', 'give it "does" or "when"');
  const moves = does.map((move) => moveOf(move, nodes));
  if (moves.some((move) => move.kind === 'wait')) reader.add([...path, 'does'], 'a mark is one instant', 'give what comes later a mark of its own');
  return { atUs, inputs: moves.flatMap(inputsAtOnce), when: when === undefined ? null : reader.expression([...path, 'when'], when), says: { pt, en } };
}

function checkMarks({ marks, lasts }: DemoFile, reader: YamlReader): void {
  for (const [at, mark] of marks.entries()) {
    if (at > 0 && mark.at < (marks[at - 1]?.at ?? 0)) reader.add(['marks', at, 'at'], 'this mark comes before the one above it', 'put marks in the order of time');
    if (mark.at >= lasts) reader.add(['marks', at, 'at'], 'this mark comes after the end', 'make "lasts" longer');
  }
  if (marks.at(-1)?.when === undefined) reader.add(['marks', marks.length - 1], 'nothing is promised at the last mark', 'give it a "when": what the demo shows in the end');
  if (!marks.some(({ does }) => does !== undefined)) reader.add(['marks'], 'nothing is done', 'give a mark "does": what goes wrong');
}
