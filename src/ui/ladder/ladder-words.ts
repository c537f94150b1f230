// The ladder's names in the reader's language: rungs, questions, and how a rung stands.
import { m } from '../paraglide/messages.js';
import { jobState } from '../words/flink-names.ts';
import type { QuestionId, RungId } from './questions.ts';
import type { RungState } from './results.ts';

/** Names of Flink's own, the same in every language. */
export function rungName(rung: RungId): string {
  switch (rung) {
    case 'sql': return 'SQL';
    case 'table': return 'Table API';
    case 'datastream': return 'DataStream';
    case 'process': return 'ProcessFunction';
  }
}

export function rungText(rung: RungId): string {
  switch (rung) {
    case 'sql': return m.ladder_about_sql();
    case 'table': return m.ladder_about_table();
    case 'datastream': return m.ladder_about_datastream();
    case 'process': return m.ladder_about_process();
  }
}

export function questionName(question: QuestionId): string {
  switch (question) {
    case 'por-minuto': return m.ladder_question_minute();
    case 'pagamentos': return m.ladder_question_payments();
    case 'inativos': return m.ladder_question_inactive();
  }
}

export function stateText(state: RungState): string {
  switch (state.kind) {
    case 'none': return m.ladder_state_none();
    case 'submitting': return m.ladder_state_submitting();
    case 'refused': return m.ladder_state_refused();
    case 'job': return jobState(state.job);
  }
}
