// Reads a lesson's files into a Lesson, or says what is wrong in them: file, line and remedy for each problem.
import type { NodeId, SavedRun, TimedInput } from '../bridge/input.ts';
import type { Scenario } from '../bridge/scenario.ts';
import { CLICKABLE, isClickable } from './clicks.ts';
import { type Exam, type Fault, REPAIRED } from './exam.ts';
import { type ActStep, type CourseLevel, firstRun, type GlossaryWord, type Incident, type Language, type Lesson, type LessonEntry, type LessonProblem, type LessonText, type Move, type Question, type Rule, type Shown, type Step } from './lesson.ts';
import { foreseenInputs, moveOf, nodesOf, timedInputs } from './moves.ts';
import { courseSchema, examSchema, glossarySchema, type LessonFile, lessonSchema, type MoveFile, type StepFile, type WorldFile } from './schema.ts';
import { scenarioOf } from './scenario-of.ts';
import { nightOf, readShift, shiftProblems } from './shift.ts';
import { readText } from './text-file.ts';
import { type Path, YamlReader } from './yaml-reader.ts';

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
  const scenario = scenarioOf(path, parsed.world);
  const steps = readSteps(parsed, reader, nodesOf(scenario));
  const before = timedInputs(parsed.world.before.map((move) => moveOf(move, nodesOf(scenario))), scenario.shownFromUs);
  if (before === null) reader.add(['world', 'before'], 'nobody waits for a command here', 'write "type" with a "pause" that is long enough, instead of "run"');
  const problems = [...reader.problems];
  const shift = parsed.shift === undefined ? null : readShift(parsed.shift, nodesOf(scenario));
  if (shift !== null) problems.push(...shiftProblems(shift, file));
  const texts = readTexts(path, files, steps, problems, shift?.incidents ?? []);
  if (problems.length > 0) return { lesson: null, problems };
  const lesson = { path, number, minutes: parsed.minutes, seed: parsed.world.seed, scenario, before: before ?? [], ...(shift === null ? {} : { shift }), steps, texts };
  return { lesson: shift === null ? lesson : nightOf(lesson, lesson.seed), problems: [] };
}

/** Reads an exam's files, as `readLesson` reads a lesson's. */
export function readExam(path: string, files: LessonFiles): { readonly exam: Exam | null; readonly problems: readonly LessonProblem[] } {
  const reader = new YamlReader(`lessons/${path}/exam.yaml`, files['exam.yaml'] ?? '');
  const parsed = reader.read(examSchema);
  if (parsed === null) return { exam: null, problems: reader.problems };
  const scenario = scenarioOf(path, parsed.world);
  const nodes = nodesOf(scenario);
  const moves = (list: readonly MoveFile[]): Move[] => list.map((move) => moveOf(move, nodes));
  const faults = parsed.faults.map(({ break: breaks, ...step }, at): Fault => ({ step: readAct(step, ['faults', at], reader, nodes), breaks: moves(breaks) }));
  if (parsed.pick > faults.length) reader.add(['pick'], `${parsed.pick} faults are picked, and there are ${faults.length}`, 'pick fewer, or write more');
  if (faults.some((fault) => timedInputs(fault.breaks, 0) === null)) reader.add(['faults'], 'nobody waits for a command while things are broken', 'write "type" with a "pause" that is long enough, instead of "run"');
  const problems = [...reader.problems];
  const texts = readTexts(path, files, [...faults.map((fault) => fault.step), { kind: 'watch', id: REPAIRED }], problems);
  const { minutes, choose, pick } = parsed;
  return problems.length > 0 ? { exam: null, problems } : { exam: { path, minutes, scenario, before: moves(parsed.world.before), choose, pick, faults, texts }, problems };
}

function readTexts(path: string, files: LessonFiles, steps: readonly Step[], problems: LessonProblem[], incidents: readonly Incident[] = []): Record<Language, LessonText> {
  const one = (language: Language): LessonText => {
    const file = `lessons/${path}/${language}.md`;
    const markdown = files[`${language}.md`];
    if (markdown === undefined) problems.push({ file, line: 1, message: 'this language is missing', remedy: 'each lesson has pt.md and en.md' });
    const read = readText(file, markdown ?? '', steps, incidents);
    if (markdown !== undefined) problems.push(...read.problems);
    return read.text;
  };
  const [pt, en] = [one('pt'), one('en')];
  const both = files['pt.md'] !== undefined && files['en.md'] !== undefined;
  for (const [name, has, lacks, language] of both ? oneSided(pt, en) : []) problems.push({ file: `lessons/${path}/${language}.md`, line: 1, message: `${has}.md has ${name}, and ${lacks}.md has not`, remedy: 'write it in both languages' });
  return { pt, en };
}

/** What may be left out is left out in both languages, or in none. */
function oneSided(pt: LessonText, en: LessonText): (readonly [string, Language, Language, Language])[] {
  const parts: (readonly [string, unknown, unknown])[] = [['## summary', pt.summary, en.summary], ['## reading', pt.reading, en.reading], ...Object.keys(pt.steps).map((id) => [`### real in step "${id}"`, pt.steps[id]?.real, en.steps[id]?.real] as const)];
  return parts.flatMap(([name, a, b]) => ((a === undefined) === (b === undefined) ? [] : [a === undefined ? [name, 'en', 'pt', 'pt'] as const : [name, 'pt', 'en', 'en'] as const]));
}

/** Reads the map of the course. `written` are the lessons that can be opened. */
export function readCourse(file: string, source: string, written: readonly LessonEntry[], exams: readonly string[]): { readonly levels: readonly CourseLevel[]; readonly problems: readonly LessonProblem[] } {
  const reader = new YamlReader(file, source);
  const parsed = reader.read(courseSchema);
  const levels = (parsed ?? []).map(({ id, title, story, sandbox, lessons }): CourseLevel => {
    return {
      id, title, story, exam: exams.find((path) => path.includes(`/${id}/`)) ?? null,
      sandbox: sandbox === undefined ? null : sandboxRun(id, sandbox),
      lessons: lessons.map(({ number, title: coming }) => {
        const entry = written.find((one) => one.number === number);
        return { number, title: entry?.title ?? coming, path: entry?.path ?? null, minutes: entry?.minutes ?? null };
      }),
    };
  });
  return { levels, problems: reader.problems };
}

/** The run with which a level's world to play in begins. */
export function sandboxRun(id: string, world: WorldFile): SavedRun {
  const scenario = scenarioOf(`sandbox/${id}`, world);
  return firstRun({ scenario, seed: world.seed, before: beforeOf(scenario, world) });
}

/** What happens in a sandbox before anybody plays in it; nobody waits for a command here. */
function beforeOf(scenario: Scenario, { before }: WorldFile): readonly TimedInput[] {
  return timedInputs(before.map((move) => moveOf(move, nodesOf(scenario))), scenario.shownFromUs) ?? [];
}

/** Reads the glossary's file. */
export function readGlossary(file: string, source: string): { readonly words: readonly GlossaryWord[]; readonly problems: readonly LessonProblem[] } {
  const reader = new YamlReader(file, source);
  const parsed = reader.read(glossarySchema);
  return { words: Object.entries(parsed ?? {}).map(([id, word]) => ({ id, ...word })), problems: reader.problems };
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
  const shown = shownAt(step, ['steps', at], reader);
  const moves = (list: readonly MoveFile[]): Move[] => list.map((move) => moveOf(move, nodes));
  switch (step.kind) {
    case 'watch':
      return { kind: 'watch', id: step.id, shown, moves: moves(step.moves), ...(step.until === undefined ? {} : { until: reader.expression(['steps', at, 'until'], step.until) }) };
    case 'act':
      return { ...readAct(step, ['steps', at], reader, nodes), shown };
    case 'predict': {
      const { open: tty, lines, for: forUs } = step.foresee;
      const inputs = foreseenInputs(tty, lines, moves(step.foresee.moves));
      foreseenInTime(inputs.at(-1)?.atUs ?? 0, forUs, ['steps', at, 'foresee', 'for'], reader);
      return { kind: 'predict', id: step.id, shown, question: questionOf(step, at, reader), inputs, forUs };
    }
  }
}

/** A page can't look further ahead than this while its learner waits, in virtual time. */
const LONGEST_FORESIGHT_US = 120_000_000;

function foreseenInTime(lastUs: number, forUs: number, path: Path, reader: YamlReader): void {
  const seconds = (us: number): string => `${us / 1_000_000} s`;
  if (forUs > LONGEST_FORESIGHT_US) reader.add(path, `a prediction looks ${seconds(forUs)} ahead, and ${seconds(LONGEST_FORESIGHT_US)} is the most`, 'ask for what comes sooner, or let an act or a step to watch pass the time before');
  if (lastUs >= forUs) reader.add(path, `the last move comes after ${seconds(lastUs)}, when the ${seconds(forUs)} of the prediction are over`, 'make "for" longer, or the waits shorter');
}

/** What an operator does; a rule says when, or for what. */
function readRule({ id, when, of, moves, rest }: NonNullable<Extract<StepFile, { kind: 'act' }>['rules']>[number], path: Path, reader: YamlReader, nodes: readonly NodeId[]): Rule {
  if (when === undefined && of === undefined) reader.add(path, `the rule "${id}" always applies`, 'say "when" it applies, or "of" what');
  return {
    id, when: when === undefined ? null : reader.expression([...path, 'when'], when), of: of === undefined ? null : reader.selection([...path, 'of'], of), moves: moves.map((move) => moveOf(move, nodes)), restUs: rest,
  };
}

function readAct(step: Omit<Extract<StepFile, { kind: 'act' }>, 'look' | 'speed' | 'stage' | 'inspect' | 'panel' | 'ladder'>, path: Path, reader: YamlReader, nodes: readonly NodeId[]): ActStep {
  if ((step.solution.length === 0) === (step.rules === undefined)) reader.add(path, `the step "${step.id}" has ${step.rules === undefined ? 'no solution' : 'a solution and rules'}`, 'give it a solution of at least one move, or rules');
  const moves = (list: readonly MoveFile[]): Move[] => list.map((move) => moveOf(move, nodes));
  return {
    kind: 'act',
    id: step.id,
    check: reader.expression([...path, 'check'], step.check),
    solution: moves(step.solution),
    ...(step.rules === undefined ? {} : { rules: step.rules.map((rule, index): Rule => readRule(rule, [...path, 'rules', index], reader, nodes)) }),
    ...(step.soon === undefined ? {} : { soon: step.soon }),
    wrong: step.wrong.map((wrong, index) => ({ id: wrong.id, moves: moves(wrong.moves), when: reader.expression([...path, 'wrong', index, 'when'], wrong.when) })),
  };
}

/** What the page shows, of a step or of a demo. */
export function shownAt(step: Pick<StepFile, 'look' | 'speed' | 'stage' | 'inspect' | 'panel' | 'ladder'>, path: Path, reader: YamlReader): Shown {
  const look = (step.look ?? []).map((text, index) => reader.selection([...path, 'look', index], text));
  const { control = null, internal = null, lens = null, job = null } = step.stage ?? {};
  const inspect = step.inspect === undefined ? null : step.inspect === false ? false : reader.selection([...path, 'inspect'], step.inspect);
  return { look, speed: step.speed ?? null, control, internal, lens, job, inspect, ladder: step.ladder ?? null, panel: step.panel ?? null };
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
