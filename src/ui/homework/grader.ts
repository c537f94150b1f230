// Grades files in a worker of their own, one after the other; whoever asked hears how far it is, and can stop it.
import { build } from 'virtual:build';
import { alikeOf, type HandedIn } from '../../lesson/alike.ts';
import type { Graded, GradeRow, Unread } from '../../lesson/graded.ts';
import { type Claim, LARGEST_FILE_BYTES, readHomework } from '../../lesson/homework.ts';
import { firstRun, type Lesson } from '../../lesson/lesson.ts';
import { loadLesson } from '../lesson/catalogue.ts';
import { connectWorker } from '../worker.ts';

export interface Grading {
  readonly rows: readonly GradeRow[];
  /** The file that is graded, its place among those that were given, and how much of it was played; null where none is. */
  readonly running: { readonly file: string; readonly at: number; readonly all: number; readonly part: number } | null;
  /** So many files were left when it was stopped. */
  readonly left: number;
}

interface Held {
  readonly row: Omit<GradeRow, 'alike'>;
  readonly handed: HandedIn;
}

export class Grader {
  view: Grading = { rows: [], running: null, left: 0 };
  private readonly listeners = new Set<() => void>();
  private held: readonly Held[] = [];
  private waiting: File[] = [];
  private given = 0;
  private worker: ReturnType<typeof connectWorker> | null = null;
  /** Grows when everything is stopped: what was under way then counts no more. */
  private turn = 0;

  readonly subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  add(files: readonly File[]): void {
    this.waiting.push(...files);
    this.given = (this.view.running === null ? 0 : this.given) + files.length;
    if (this.view.running === null) void this.run();
  }

  stop(): void {
    this.turn += 1;
    const left = this.waiting.length + (this.view.running === null ? 0 : 1);
    this.waiting = [];
    this.worker?.close();
    this.worker = null;
    this.change({ running: null, left });
  }

  clear(): void {
    this.stop();
    this.held = [];
    this.change({ rows: [], left: 0 });
  }

  private async run(): Promise<void> {
    const { turn } = this;
    for (let file = this.waiting.shift(); file !== undefined; file = this.waiting.shift()) {
      const { name } = file;
      const at = this.given - this.waiting.length;
      this.change({ left: 0, running: { file: name, at, all: this.given, part: 0 } });
      const found = await this.gradeFile(file, (part) => { if (turn === this.turn) this.change({ running: { file: name, at, all: this.given, part } }); });
      if (turn !== this.turn) return;
      this.held = [...this.held, ...found];
      const alike = alikeOf(this.held.map(({ handed }) => handed));
      this.change({ rows: this.held.map(({ row }, place) => ({ ...row, alike: alike[place] ?? [] })) });
    }
    this.worker?.close();
    this.worker = null;
    this.change({ running: null });
  }

  private async gradeFile(file: File, told: (part: number) => void): Promise<readonly Held[]> {
    const text = file.size > LARGEST_FILE_BYTES ? null : await file.text().catch(() => '');
    const read = text === null ? { kind: 'problem', problem: 'too-large', where: '' } as const : readHomework(text);
    if (read.kind === 'problem') return [heldOf(file.name, null, text ?? '', null, { kind: 'unread', problem: read.problem, where: read.where })];
    const found: Held[] = [];
    for (const claim of read.claims) {
      const lesson = await loadLesson(claim.lesson).catch(() => null);
      found.push(heldOf(file.name, claim, text ?? '', lesson, lesson === null ? { kind: 'unread', problem: 'unknown-lesson', where: claim.lesson } : await this.gradeClaim(claim, lesson, told)));
    }
    return found;
  }

  private async gradeClaim(claim: Claim, lesson: Lesson, told: (part: number) => void): Promise<Graded | Unread> {
    this.worker ??= connectWorker(() => undefined);
    const outcome = await this.worker.grade(claim, lesson, build, told);
    return isOutcome(outcome) ? outcome : { kind: 'unread', problem: 'not-fetched', where: '' };
  }

  private change(change: Partial<Grading>): void {
    this.view = { ...this.view, ...change };
    for (const listener of this.listeners) listener();
  }
}

function isOutcome(value: unknown): value is Graded | Unread {
  return typeof value === 'object' && value !== null && 'kind' in value && (value.kind === 'graded' || value.kind === 'unread');
}

function heldOf(file: string, claim: Claim | null, text: string, lesson: Lesson | null, outcome: Graded | Unread): Held {
  const mended = typeof claim?.progress === 'object' && claim.progress !== null && 'byLesson' in claim.progress;
  return {
    row: { file, name: claim?.name ?? '', lesson: claim?.lesson ?? '', outcome },
    handed: { file, text, lesson: claim?.lesson ?? `no lesson in ${file}`, run: claim?.run ?? null, given: lesson === null ? 0 : firstRun(lesson).inputs.length, mended },
  };
}
