// What the ladder remembers while the page is open: the texts as they were edited, and what each would become.
import { createStore } from 'zustand/vanilla';
import type { PlannedGraph, ProgramPlan } from '../../bridge/program.ts';
import { type HostLanguage, languageOf, type QuestionId, type RungId, textOf } from './questions.ts';

export interface LadderState {
  /** Edited texts, by `keyOf`. */
  readonly texts: Readonly<Record<string, string>>;
  /** What was planned last, and of which text; and the last graph that there was: what is being typed is rarely whole. */
  readonly plans: Readonly<Record<string, { readonly text: string; readonly plan: ProgramPlan; readonly graph: PlannedGraph | null }>>;
}

export const ladderStore = createStore<LadderState>(() => ({ texts: {}, plans: {} }));

export const keyOf = (question: QuestionId, rung: RungId, host: HostLanguage): string => `${question}/${rung}/${languageOf(rung, host)}`;

export function currentText({ texts }: LadderState, question: QuestionId, rung: RungId, host: HostLanguage): string {
  return texts[keyOf(question, rung, host)] ?? textOf(question, rung, host);
}

export function setText(question: QuestionId, rung: RungId, host: HostLanguage, text: string): void {
  const { texts } = ladderStore.getState();
  ladderStore.setState({ texts: { ...texts, [keyOf(question, rung, host)]: text } });
}

export function resetText(question: QuestionId, rung: RungId, host: HostLanguage): void {
  const { [keyOf(question, rung, host)]: _gone, ...texts } = ladderStore.getState().texts;
  ladderStore.setState({ texts });
}

export function setPlan(key: string, text: string, plan: ProgramPlan): void {
  const { plans } = ladderStore.getState();
  const graph = plan.ok ? (plan.jobs[0] ?? null) : (plans[key]?.graph ?? null);
  ladderStore.setState({ plans: { ...plans, [key]: { text, plan, graph } } });
}
