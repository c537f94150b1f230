// The questions of the API ladder: one job in four texts each, where they read and write, and which of them can run here.
import events from './questions/cliques.csv?raw';

export type RungId = 'sql' | 'table' | 'datastream' | 'process';
export type HostLanguage = 'java' | 'python';

export const RUNGS: readonly RungId[] = ['sql', 'table', 'datastream', 'process'];
export const QUESTIONS = ['por-minuto', 'pagamentos', 'inativos'] as const;
export type QuestionId = (typeof QUESTIONS)[number];

/** What all questions read. */
export const EVENTS_TOPIC = 'cliques';
export const EVENTS: string = events;

const TEXTS: Readonly<Record<string, string>> = import.meta.glob('./questions/*/*.{sql,java,py}', { query: '?raw', import: 'default', eager: true });

export function isQuestion(id: string): id is QuestionId {
  return QUESTIONS.some((one) => one === id);
}

export function isRung(id: string): id is RungId {
  return RUNGS.some((one) => one === id);
}

/** SQL is the same in all languages. */
export function languageOf(rung: RungId, host: HostLanguage): 'sql' | HostLanguage {
  return rung === 'sql' ? 'sql' : host;
}

/** There is no Python on the page: what a program of the DataStream API does record by record can't run. */
export function runsHere(rung: RungId, host: HostLanguage): boolean {
  return languageOf(rung, host) !== 'python' || rung === 'table';
}

/** The text that a rung begins with. */
export function textOf(question: QuestionId, rung: RungId, host: HostLanguage): string {
  const language = languageOf(rung, host);
  const name = language === 'sql' ? 'sql.sql' : `${rung}.${language === 'java' ? 'java' : 'py'}`;
  return TEXTS[`./questions/${question}/${name}`] ?? '';
}

/** The name of a rung's job, which is that of the topic that it writes to, too. */
export const resultTopic = (question: QuestionId, rung: RungId): string => `${question}-${rung}`;
