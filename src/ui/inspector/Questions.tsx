// The questions that one has at a thing, the likeliest first and open; each answered from the records of this instant.
import { useState } from 'react';
import { m } from '../paraglide/messages.js';
import { setPage, usePage } from '../store/page-store.ts';
import { useWorldState } from '../store/world.ts';
import type { WorldRecord } from '../../bridge/records.ts';
import type { Question, Seen } from '../why/answer.ts';
import { questionsAt, questionsAtRecord } from '../why/questions.ts';
import { AnswerView } from './AnswerView.tsx';

/** What is seen now, by half seconds: an answer that is read must not change with each frame. */
export function useSeen(): Seen {
  const tables = useWorldState((state) => state.tables);
  const nowUs = useWorldState((state) => Math.floor(state.clock.nowUs / 500_000) * 500_000);
  const epochMs = useWorldState((state) => state.tables['flink-node'].get('flink-node/jobmanager')?.epochMs ?? 0);
  return { tables, nowUs, epochMs };
}

export function Questions({ record }: { readonly record: WorldRecord }): React.ReactNode {
  const seen = useSeen();
  return <QuestionList questions={questionsAt(record, seen)} />;
}

export function RecordQuestions({ id }: { readonly id: string }): React.ReactNode {
  const seen = useSeen();
  return <QuestionList questions={questionsAtRecord(id, seen)} />;
}

function QuestionList({ questions }: { readonly questions: readonly Question[] }): React.ReactNode {
  if (questions.length === 0) return null;
  return (
    <section className="questions" aria-label={m.why_questions()} data-testid="questions">
      <h3>{m.why_questions()}</h3>
      {questions.map((question, at) => <QuestionView key={question.id} question={question} first={at === 0 && question.holds} />)}
    </section>
  );
}

function QuestionView({ question, first }: { readonly question: Question; readonly first: boolean }): React.ReactNode {
  const asked = usePage((state) => state.asked === question.id);
  const [open, setOpen] = useState<boolean | null>(null);
  const shown = open ?? (asked || first);
  const toggle = (): void => {
    setOpen(!shown);
    if (asked) setPage({ asked: null });
  };
  return (
    <div className={shown ? 'question is-open' : 'question'} data-question={question.id}>
      <button type="button" className="question-text" aria-expanded={shown} onClick={toggle}>{question.text}</button>
      {shown ? <div className="why"><AnswerView {...question.answer()} /></div> : null}
    </div>
  );
}
