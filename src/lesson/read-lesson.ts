// Reads a lesson's files into a Lesson, or says what is wrong in them: file, line and remedy for each problem.
import * as v from 'valibot';
import { isNode, LineCounter, parseDocument } from 'yaml';
import type { Input, NodeId } from '../bridge/input.ts';
import { defaultScenario, type Scenario } from '../bridge/scenario.ts';
import { CLICKABLE, isClickable } from './clicks.ts';
import { type Expression, type ExpressionProblem, parseExpression, parseSelection, type Selection } from './expression.ts';
import { type GlossaryWord, LANGUAGES, type Lesson, type LessonProblem, type Move, type Question, type Shown, type Step } from './lesson.ts';
import { inputsAtOnce, moveOf, nodesOf, OPENED, timedInputs } from './moves.ts';
import { glossarySchema, type LessonFile, lessonSchema, type MoveFile, type StepFile } from './schema.ts';
import { readText } from './text-file.ts';

/** A lesson's files by name: `lesson.yaml`, `pt.md`, `en.md`. */
export type LessonFiles = Readonly<Record<string, string | undefined>>;

export type ReadLesson = { readonly lesson: Lesson; readonly problems: readonly [] } | { readonly lesson: null; readonly problems: readonly LessonProblem[] };

/** `path` is the lesson's folder below `lessons/`; it names the files in problems. */
export function readLesson(path: string, files: LessonFiles): ReadLesson {
  const file = `lessons/${path}/lesson.yaml`;
  const source = files['lesson.yaml'];
  if (source === undefined) return { lesson: null, problems: [{ file, line: 1, message: 'the lesson has no lesson.yaml', remedy: 'write one, see docs/lessons.md' }] };
  const reader = new YamlReader(file, source);
  const parsed = reader.read(lessonSchema);
  if (parsed === null) return { lesson: null, problems: reader.problems };
  const number = Number(/(\d+)-[^/]*$/.exec(path)?.[1] ?? Number.NaN);
  if (Number.isNaN(number)) reader.add([], `the folder "${path}" has no number`, 'call it like 07-topic-is-a-log');
  const scenario = scenarioOf(path, parsed);
  const steps = readSteps(parsed, reader, nodesOf(scenario));
  const before = timedInputs(parsed.world.before.map((move) => moveOf(move, nodesOf(scenario))), scenario.shownFromUs);
  if (before === null) reader.add(['world', 'before'], 'nobody waits for a command here', 'write "type" with a "pause" that is long enough, instead of "run"');
  const problems = [...reader.problems];
  const texts = LANGUAGES.map((language) => {
    const name = `${language}.md`;
    const markdown = files[name];
    if (markdown === undefined) problems.push({ file: `lessons/${path}/${name}`, line: 1, message: 'this language is missing', remedy: 'each lesson has pt.md and en.md' });
    const read = readText(`lessons/${path}/${name}`, markdown ?? '', steps);
    if (markdown !== undefined) problems.push(...read.problems);
    return [language, read.text] as const;
  });
  if (problems.length > 0) return { lesson: null, problems };
  const [pt, en] = texts;
  if (pt === undefined || en === undefined) return { lesson: null, problems };
  return {
    lesson: { path, number, minutes: parsed.minutes, seed: parsed.world.seed, scenario, before: before ?? [], steps, texts: { pt: pt[1], en: en[1] } },
    problems: [],
  };
}

/** Reads the glossary's file. */
export function readGlossary(file: string, source: string): { readonly words: readonly GlossaryWord[]; readonly problems: readonly LessonProblem[] } {
  const reader = new YamlReader(file, source);
  const parsed = reader.read(glossarySchema);
  return { words: Object.entries(parsed ?? {}).map(([id, word]) => ({ id, ...word })), problems: reader.problems };
}

/** Controllers are numbered from here on. */
const FIRST_CONTROLLER = 101;

type Path = readonly (string | number)[];

/** A YAML file and the problems found in it, each at its line. */
class YamlReader {
  readonly problems: LessonProblem[] = [];
  private readonly file: string;
  private readonly lines = new LineCounter();
  private readonly document: ReturnType<typeof parseDocument>;

  constructor(file: string, source: string) {
    this.file = file;
    this.document = parseDocument(source, { lineCounter: this.lines });
    for (const error of this.document.errors) {
      this.problems.push({ file, line: this.lines.linePos(error.pos[0]).line, message: `not YAML: ${error.message.split('\n')[0] ?? ''}`, remedy: 'mind the indentation and the quotes' });
    }
  }

  read<const S extends v.GenericSchema>(schema: S): v.InferOutput<S> | null {
    if (this.problems.length > 0) return null;
    const result = v.safeParse(schema, this.document.toJS());
    if (result.success) return result.output;
    for (const issue of result.issues) {
      const path = (issue.path ?? []).map((part) => (typeof part.key === 'number' ? part.key : String(part.key)));
      const where = path.length === 0 ? 'the file' : path.join('.');
      const strange = issue.type === 'strict_object' && issue.expected === 'never';
      this.add(path, strange ? `"${String(path.at(-1))}" is not known here` : `${where}: ${issue.message}`, strange ? 'take it out, or see docs/lessons.md for what may stand there' : 'see docs/lessons.md');
    }
    return null;
  }

  add(path: Path, message: string, remedy: string): void {
    this.problems.push({ file: this.file, line: this.lineOf(path), message, remedy });
  }

  expression(path: Path, text: string): Expression {
    const parsed = parseExpression(text);
    if (parsed.ok) return parsed.expression;
    this.addProblem(path, text, parsed.problem);
    return { kind: 'literal', value: false };
  }

  selection(path: Path, text: string): Selection {
    const parsed = parseSelection(text);
    if (parsed.ok) return parsed.selection;
    this.addProblem(path, text, parsed.problem);
    return { kind: 'node', alias: null, where: null };
  }

  private addProblem(path: Path, text: string, { at, message }: ExpressionProblem): void {
    this.add(path, `${path.join('.')}: at letter ${at + 1} (…${text.slice(Math.max(0, at - 12), at)}▸${text.slice(at, at + 12)}…): ${message}`, 'docs/lessons.md shows the language of checks');
  }

  private lineOf(path: Path): number {
    for (let length = path.length; length >= 0; length -= 1) {
      const node = length === 0 ? this.document.contents : this.document.getIn(path.slice(0, length), true);
      if (isNode(node) && node.range) return this.lines.linePos(node.range[0]).line;
    }
    return 1;
  }
}

function readSteps(parsed: LessonFile, reader: YamlReader, nodes: readonly NodeId[]): Step[] {
  const seen = new Set<string>();
  return parsed.steps.map((step, at) => {
    if (seen.has(step.id)) reader.add(['steps', at, 'id'], `the step "${step.id}" stands twice`, 'give each step an id of its own');
    seen.add(step.id);
    if (step.kind === 'watch' && parsed.steps[at - 1]?.kind === 'watch') reader.add(['steps', at], 'two steps to watch stand in a row', 'put a prediction or an act between them');
    return readStep(step, at, reader, nodes);
  });
}

function readStep(step: StepFile, at: number, reader: YamlReader, nodes: readonly NodeId[]): Step {
  const shown = shownAt(step, at, reader);
  const moves = (list: readonly MoveFile[]): Move[] => list.map((move) => moveOf(move, nodes));
  switch (step.kind) {
    case 'watch':
      return { kind: 'watch', id: step.id, shown, moves: moves(step.moves), ...(step.until === undefined ? {} : { until: reader.expression(['steps', at, 'until'], step.until) }) };
    case 'act':
      return {
        kind: 'act',
        id: step.id,
        shown,
        check: reader.expression(['steps', at, 'check'], step.check),
        solution: moves(step.solution),
        wrong: step.wrong.map((wrong, index) => ({ id: wrong.id, moves: moves(wrong.moves), when: reader.expression(['steps', at, 'wrong', index, 'when'], wrong.when) })),
      };
    case 'predict': {
      const { open: tty, lines } = step.foresee;
      const inputs: Input[] = [{ kind: 'open-tty', tty, ...OPENED }, ...step.foresee.moves.flatMap((move) => inputsAtOnce(moveOf(move, nodes))), ...lines.map((text): Input => ({ kind: 'line', tty, text }))];
      return { kind: 'predict', id: step.id, shown, question: questionOf(step, at, reader), inputs, forUs: step.foresee.for };
    }
  }
}

function shownAt(step: StepFile, at: number, reader: YamlReader): Shown {
  const look = (step.look ?? []).map((text, index) => reader.selection(['steps', at, 'look', index], text));
  return { look, speed: step.speed ?? null, control: step.stage?.control ?? null, internal: step.stage?.internal ?? null };
}

function questionOf(step: Extract<StepFile, { kind: 'predict' }>, at: number, reader: YamlReader): Question {
  const asked = [step.options, step.number, step.order, step.click].filter((one) => one !== undefined);
  if (asked.length !== 1) reader.add(['steps', at], `the prediction "${step.id}" asks ${asked.length === 0 ? 'nothing' : 'more than one thing'}`, 'give one of options, number, order and click');
  if (step.options !== undefined) {
    return { kind: 'choice', options: step.options.map((option, index) => ({ id: option.id, when: reader.expression(['steps', at, 'options', index, 'when'], option.when) })) };
  }
  if (step.order !== undefined) {
    const items = step.order.items.map((item, index) => ({ id: item.id, value: reader.expression(['steps', at, 'order', 'items', index, 'value'], item.value) }));
    return { kind: 'order', first: step.order.first, items };
  }
  if (step.click !== undefined) {
    const of = reader.selection(['steps', at, 'click'], step.click);
    if (!isClickable(of.kind)) reader.add(['steps', at, 'click'], `a ${of.kind} can't be clicked`, `ask for one of ${CLICKABLE.join(', ')}`);
    return { kind: 'click', of };
  }
  return { kind: 'number', value: reader.expression(['steps', at, 'number'], step.number ?? '0') };
}

function scenarioOf(path: string, parsed: LessonFile): Scenario {
  const { settings, home, apps, brokers, controllers, racks } = parsed.world;
  const topics = parsed.world.topics.map(({ configs, ...topic }) => (configs === undefined ? topic : { ...topic, configs }));
  const numbered = (count: number, first: number): { readonly id: number }[] => Array.from({ length: count }, (_, at) => ({ id: first + at }));
  return {
    ...defaultScenario, name: path, settings, topics, home, apps, controllers: numbered(controllers, FIRST_CONTROLLER),
    brokers: numbered(brokers, 1).map((broker, at) => ({ ...broker, ...(racks.length === 0 ? {} : { rack: racks[at % racks.length] ?? '' }) })),
  };
}
