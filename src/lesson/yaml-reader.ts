// A YAML file that is read strictly: what is wrong in it is said with file, line and remedy.
import * as v from 'valibot';
import { isNode, LineCounter, parseDocument } from 'yaml';
import { type Expression, type ExpressionProblem, parseExpression, parseSelection, type Selection } from './expression.ts';
import type { LessonProblem } from './lesson.ts';

/** As the YAML library counts them: what references stand for, multiplied. */
const MOST_ALIASES = 100;
const UNREADABLE = Symbol('unreadable');

export type Path = readonly (string | number)[];

/** A YAML file and the problems found in it, each at its line. */
export class YamlReader {
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
    const value = this.valueOf();
    if (value === UNREADABLE) return null;
    const result = v.safeParse(schema, value);
    if (result.success) return result.output;
    for (const issue of result.issues) {
      const path = (issue.path ?? []).map((part) => (typeof part.key === 'number' ? part.key : String(part.key)));
      const where = path.length === 0 ? 'the file' : path.join('.');
      const strange = issue.type === 'strict_object' && issue.expected === 'never';
      this.add(path, strange ? `"${String(path.at(-1))}" is not known here` : `${where}: ${issue.message}`, strange ? 'take it out, or see docs/lessons.md for what may stand there' : 'see docs/lessons.md');
    }
    return null;
  }

  /** References that multiply, or lists without end inside of each other, are refused by the YAML library as it makes them. */
  private valueOf(): unknown {
    try {
      return this.document.toJS({ maxAliasCount: MOST_ALIASES });
    } catch (problem) {
      this.problems.push({ file: this.file, line: 1, message: `can't be read: ${problem instanceof Error ? problem.message : String(problem)}`, remedy: 'write it out, without references' });
      return UNREADABLE;
    }
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
