// Finds a prediction's answer while a copy of a world is lived: behind the page as it is asked, and again where a homework is graded.
import { answerOf, foreseeing, type Foreseen, kindsAsked, truthText } from '../lesson/answers.ts';
import { look, type Look } from '../lesson/evaluate.ts';
import type { Question } from '../lesson/lesson.ts';
import type { KernelState } from '../sim/kernel/state.ts';
import { CheckedLogs } from '../view-model/checked-logs.ts';
import { projectWhole } from '../view-model/whole.ts';

export class Foreseer {
  private readonly question: Question;
  private readonly kinds: ReadonlySet<string>;
  private readonly before: Look;
  private readonly logs = new CheckedLogs();
  private seen: Foreseen;

  constructor(question: Question, state: KernelState) {
    this.question = question;
    this.kinds = kindsAsked(question);
    this.before = this.look(state, state.now);
    this.seen = foreseeing(question, this.before, null);
  }

  see(state: KernelState, atUs: number): void {
    this.seen = foreseeing(this.question, this.look(state, atUs), this.seen);
  }

  /** The answer as it is kept; null where the world fits no answer. */
  answer(): string | null {
    return truthText(answerOf(this.question, this.before, this.seen));
  }

  private look(state: KernelState, atUs: number): Look {
    const records = projectWhole(state, this.kinds, this.logs.looking());
    this.logs.saw(records.values());
    return look(atUs, records.values());
  }
}
