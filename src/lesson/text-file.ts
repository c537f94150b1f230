// A lesson's text in one language: Markdown whose second-level headings name the steps and whose third-level ones name their parts.
//
//   # Title of the lesson
//   The story that opens it.
//   ## step-id: Title of the step
//   What the learner reads.
//   ### hint 1 | hint 2 | hint 3 | done | real | wrong <attempt> | option <id>
//   ## summary | reading
//   ## incidents: ### <id> for each that a shift may have
import type { Incident, LessonProblem, LessonText, Question, Step, StepText } from './lesson.ts';

interface Part {
  readonly heading: string;
  readonly level: number;
  readonly line: number;
  readonly body: string;
  /** The first line of the body. */
  readonly bodyLine: number;
}

export interface ReadText {
  readonly text: LessonText;
  readonly problems: readonly LessonProblem[];
}

/** Sections about the whole lesson; a lesson may have them. */
const ABOUT = ['summary', 'reading'] as const;
/** What a shift's incidents were, told at its end. */
const INCIDENTS = 'incidents';
/** A note that any step may have. */
const REAL = 'real';
/** Hints stand in three strengths: where to look, what to do, how it is written. */
const HINTS = 3;

/** Reads one language's file and holds it against the lesson's steps and a shift's incidents. */
export function readText(file: string, source: string, steps: readonly Step[], incidents: readonly Incident[] = []): ReadText {
  const parts = split(source);
  const problems: LessonProblem[] = [];
  const problem = (line: number, message: string, remedy: string): void => void problems.push({ file, line, message, remedy });
  for (const { line, number } of parts.flatMap(oddLists)) problem(line, `a line that begins with "${number}." is shown as a list that begins with "1."`, 'write the number as a word, or put something before it');
  const first = parts.find((part) => part.level === 1);
  if (first === undefined) problem(1, 'the lesson has no title', 'begin the file with "# Title"');
  const texts: Record<string, StepText> = {};
  const all = sectionsOf(parts);
  const about = (name: (typeof ABOUT)[number]): Partial<Record<typeof name, string>> => {
    const body = all.find((one) => one.id === name && !steps.some((step) => step.id === name))?.body ?? '';
    return body === '' ? {} : { [name]: body };
  };
  const told = toldIncidents(all.find((one) => one.id === INCIDENTS), incidents, problem);
  const sections = all.filter((one) => (incidents.length === 0 || one.id !== INCIDENTS) && (steps.some((step) => step.id === one.id) || !ABOUT.some((name) => name === one.id)));
  for (const section of sections) {
    if (!steps.some((step) => step.id === section.id)) problem(section.line, `there is no step "${section.id}" in lesson.yaml`, `name one of ${steps.map((step) => step.id).join(', ')}`);
  }
  for (const step of steps) {
    const section = sections.find((one) => one.id === step.id);
    if (section === undefined) problem(parts.at(-1)?.line ?? 1, `the step "${step.id}" has no text`, `add "## ${step.id}: Title" and what the learner reads`);
    else texts[step.id] = readStep(step, section, problem);
  }
  return { text: { title: first?.heading ?? '', intro: first?.body ?? '', steps: texts, ...(incidents.length === 0 ? {} : { incidents: told }), ...about('summary'), ...about('reading') }, problems };
}

/** What each incident was: a title in its first paragraph, and what is to be said of it. */
function toldIncidents(section: Section | undefined, incidents: readonly Incident[], problem: (line: number, message: string, remedy: string) => void): NonNullable<LessonText['incidents']> {
  const found = new Map(section?.parts.map((part) => [part.heading, part]));
  for (const { id } of incidents) if ((found.get(id)?.body ?? '') === '') problem(section?.line ?? 1, `the incident "${id}" has no text`, `add "### ${id}" and its text below "## ${INCIDENTS}"`);
  return Object.fromEntries(incidents.map(({ id }) => [id, option(found.get(id)?.body ?? '')]));
}

interface Section {
  readonly id: string;
  readonly title: string;
  readonly line: number;
  readonly body: string;
  readonly parts: readonly Part[];
}

function sectionsOf(parts: readonly Part[]): Section[] {
  const sections: (Section & { parts: Part[] })[] = [];
  for (const part of parts) {
    if (part.level === 2) {
      const colon = part.heading.indexOf(':');
      const id = (colon === -1 ? part.heading : part.heading.slice(0, colon)).trim();
      sections.push({ id, title: colon === -1 ? '' : part.heading.slice(colon + 1).trim(), line: part.line, body: part.body, parts: [] });
    } else if (part.level === 3) sections.at(-1)?.parts.push(part);
  }
  return sections;
}

function readStep(step: Step, section: Section, problem: (line: number, message: string, remedy: string) => void): StepText {
  const expected = expectedParts(step);
  const found = new Map(section.parts.map((part) => [part.heading, part]));
  if (section.title === '') problem(section.line, `the step "${step.id}" has no title`, `write "## ${step.id}: Title"`);
  if (section.body === '') problem(section.line, `the step "${step.id}" has nothing to read`, 'write it below the heading');
  for (const name of expected) {
    const part = found.get(name);
    if (part === undefined || part.body === '') problem(part?.line ?? section.line, `the step "${step.id}" has no text "${name}"`, `add "### ${name}" and its text below "## ${step.id}"`);
  }
  for (const part of section.parts) {
    if (part.heading !== REAL && !expected.includes(part.heading)) problem(part.line, `"### ${part.heading}" belongs to nothing in step "${step.id}"`, `it may have ${expected.join(', ')}`);
  }
  const body = (name: string): string => found.get(name)?.body ?? '';
  const named = (prefix: string): string[] => expected.filter((name) => name.startsWith(prefix)).map((name) => name.slice(prefix.length));
  return {
    title: section.title,
    body: section.body,
    ...(body(REAL) === '' ? {} : { real: body(REAL) }),
    hints: named('hint ').map((number) => body(`hint ${number}`)),
    done: body('done'),
    wrong: Object.fromEntries(named('wrong ').map((id) => [id, body(`wrong ${id}`)])),
    options: Object.fromEntries(named('option ').map((id) => [id, option(body(`option ${id}`))])),
  };
}

/** An option's first paragraph is its label; the rest answers one who chose it. */
function option(body: string): { readonly label: string; readonly feedback: string } {
  const [label = '', ...rest] = body.split(/\n\s*\n/);
  return { label: label.replace(/\s+/g, ' ').trim(), feedback: rest.join('\n\n').trim() };
}

function expectedParts(step: Step): string[] {
  switch (step.kind) {
    case 'act':
      return [...Array.from({ length: HINTS }, (_, at) => `hint ${at + 1}`), 'done', ...step.wrong.map((wrong) => `wrong ${wrong.id}`)];
    case 'predict':
      return ['done', ...labelled(step.question).map((id) => `option ${id}`)];
    case 'watch':
      return [];
  }
}

/** The ids of a question that the learner reads a label of. */
function labelled(question: Question): string[] {
  switch (question.kind) {
    case 'choice':
      return question.options.map((one) => one.id);
    case 'order':
      return question.items.map((one) => one.id);
    case 'number': case 'click':
      return [];
  }
}

/** Paragraphs that begin with a number and a dot without being the next item of a list: Markdown takes the number for a list's, and the reader never sees it. */
function oddLists(part: Part): { readonly line: number; readonly number: number }[] {
  const odd: { line: number; number: number }[] = [];
  let fenced = false;
  let last = 0;
  part.body.split('\n').forEach((text, at) => {
    if (text.startsWith('```')) fenced = !fenced;
    const item = fenced ? null : /^(\d+)\. /.exec(text);
    const number = Number(item?.[1] ?? 0);
    if (item !== null && number !== last + 1) odd.push({ line: part.bodyLine + at, number });
    if (item !== null) last = number;
    else if (/^\S/.test(text)) last = 0;
  });
  return odd;
}

/** Splits at headings; what stands in fenced code is no heading. */
function split(source: string): Part[] {
  const parts: { heading: string; level: number; line: number; lines: string[] }[] = [];
  let fenced = false;
  source.split('\n').forEach((line, at) => {
    if (line.startsWith('```')) fenced = !fenced;
    const heading = fenced ? null : /^(#{1,3}) (.+)$/.exec(line);
    if (heading !== null) parts.push({ heading: (heading[2] ?? '').trim(), level: (heading[1] ?? '').length, line: at + 1, lines: [] });
    else parts.at(-1)?.lines.push(line);
  });
  return parts.map(({ lines, ...part }) => ({ ...part, body: lines.join('\n').trim(), bodyLine: part.line + 1 + Math.max(0, lines.findIndex((line) => line.trim() !== '')) }));
}
