// The ways to answer a prediction: one of several, a number, an order, or a thing of the stage. All work with a pointer, by keyboard and by ear.
import { ArrowDown, ArrowUp, MousePointerClick } from 'lucide-react';
import { useEffect, useMemo, useState } from 'react';
import { idsOfText, orderText } from '../../lesson/answers.ts';
import { type Clickable, clickableIds, drawnThing, isClickable, meantThing } from '../../lesson/clicks.ts';
import type { Question, StepText } from '../../lesson/lesson.ts';
import { m } from '../paraglide/messages.js';
import { setPage } from '../store/page-store.ts';
import { markThings } from './marks.ts';
import type { LessonSession } from './session.ts';
import { thingName } from './thing-name.ts';
import { Label, plainLabel } from './words.tsx';

interface AnswerInputProps {
  readonly question: Question;
  readonly text: StepText;
  readonly session: LessonSession;
  readonly answer: string;
  readonly onAnswer: (answer: string) => void;
}

/** Asks for an answer as text: an option's id, a number, ids in their order, or a thing's record id. Empty is no answer yet. */
export function AnswerInput({ question, text, session, answer, onAnswer }: AnswerInputProps): React.ReactNode {
  switch (question.kind) {
    case 'choice': return (
      <fieldset className="lesson-options">
        <legend>{m.lesson_your_answer()}</legend>
        {question.options.map((option) => (
          <label key={option.id} className="lesson-option" htmlFor={`answer-${option.id}`}>
            <input type="radio" id={`answer-${option.id}`} name="answer" value={option.id} checked={answer === option.id} onChange={() => onAnswer(option.id)} />
            <span><Label text={text.options[option.id]?.label ?? option.id} /></span>
          </label>
        ))}
      </fieldset>
    );
    case 'number': return (
      <label className="lesson-number">
        {m.lesson_your_answer()} <input type="number" inputMode="numeric" value={answer} placeholder={m.lesson_number()} onChange={(event) => onAnswer(event.target.value)} />
      </label>
    );
    case 'order': return <OrderInput ids={answer === '' ? question.items.map((item) => item.id) : idsOfText(answer)} text={text} onAnswer={onAnswer} />;
    case 'click': return isClickable(question.of.kind) ? <ClickInput kind={question.of.kind} session={session} answer={answer} onAnswer={onAnswer} /> : null;
  }
}

interface OrderInputProps {
  readonly ids: readonly string[];
  readonly text: StepText;
  readonly onAnswer: (answer: string) => void;
}

function OrderInput({ ids, text, onAnswer }: OrderInputProps): React.ReactNode {
  const [dragged, setDragged] = useState<string | null>(null);
  const [moved, setMoved] = useState('');
  // An order is an answer from the start: whoever finds it right gives it as it stands.
  const whole = orderText(ids);
  useEffect(() => onAnswer(whole), [whole, onAnswer]);
  const label = (id: string): string => text.options[id]?.label ?? id;
  const move = (id: string, to: number): void => {
    if (to < 0 || to >= ids.length) return;
    const others = ids.filter((one) => one !== id);
    onAnswer(orderText([...others.slice(0, to), id, ...others.slice(to)]));
    setMoved(m.lesson_order_moved({ item: plainLabel(label(id)), at: to + 1, of: ids.length }));
  };
  return (
    <fieldset className="lesson-options">
      <legend>{m.lesson_order()}</legend>
      <ol className="lesson-order">
        {ids.map((id, at) => (
          // Dragging is a shortcut for pointers; the buttons do the same for everyone.
          // oxlint-disable-next-line jsx-a11y/no-noninteractive-element-interactions
          <li
            key={id} className="lesson-ranked" draggable data-item={id} data-dragged={dragged === id}
            onDragStart={() => setDragged(id)} onDragEnd={() => setDragged(null)}
            onDragOver={(event) => event.preventDefault()} onDragEnter={() => { if (dragged !== null && dragged !== id) move(dragged, at); }}
          >
            <span className="lesson-place">{at + 1}</span>
            <span className="lesson-ranked-label"><Label text={label(id)} /></span>
            <button type="button" className="lesson-quiet" disabled={at === 0} aria-label={m.lesson_order_up({ item: plainLabel(label(id)) })} onClick={() => move(id, at - 1)}><ArrowUp size={16} aria-hidden /></button>
            <button type="button" className="lesson-quiet" disabled={at === ids.length - 1} aria-label={m.lesson_order_down({ item: plainLabel(label(id)) })} onClick={() => move(id, at + 1)}><ArrowDown size={16} aria-hidden /></button>
          </li>
        ))}
      </ol>
      <span className="lesson-heard" role="status">{moved}</span>
    </fieldset>
  );
}

interface ClickInputProps {
  readonly kind: Clickable;
  readonly session: LessonSession;
  readonly answer: string;
  readonly onAnswer: (answer: string) => void;
}

function ClickInput({ kind, session, answer, onAnswer }: ClickInputProps): React.ReactNode {
  // The list is made anew when it is opened: the world goes on meanwhile.
  const [world, setWorld] = useState(() => session.look());
  const names = useMemo(() => clickableIds(kind, world).map((id) => ({ id, name: thingName(id, world) })), [kind, world]);
  useEffect(() => {
    const picking = (id: string, offset: number | null): void => {
      const meant = meantThing(kind, id, offset);
      const now = session.look();
      if (meant === null || !clickableIds(kind, now).includes(meant)) return;
      setWorld(now);
      onAnswer(meant);
    };
    setPage({ picking });
    return () => setPage({ picking: null });
  }, [kind, session, onAnswer]);
  // A world that is still being loaded has nothing to click: the list is made when it has.
  useEffect(() => session.subscribe(() => setWorld((known) => (clickableIds(kind, known).length === 0 ? session.look() : known))), [session, kind]);
  useEffect(() => {
    return answer === '' ? undefined : markThings({ [drawnThing(answer)]: 'chosen' });
  }, [answer]);
  return (
    <label className="lesson-click">
      <span><MousePointerClick size={16} aria-hidden /> {clickText(kind)}</span>
      <select value={answer} onPointerEnter={() => setWorld(session.look())} onFocus={() => setWorld(session.look())} onChange={(event) => onAnswer(event.target.value)}>
        <option value="" disabled>{m.lesson_click_list()}</option>
        {names.map(({ id, name }) => <option key={id} value={id}>{name}</option>)}
      </select>
    </label>
  );
}

function clickText(kind: Clickable): string {
  switch (kind) {
    case 'node': return m.lesson_click_node();
    case 'topic': return m.lesson_click_topic();
    case 'partition': return m.lesson_click_partition();
    case 'replica': return m.lesson_click_replica();
    case 'record': return m.lesson_click_record();
    case 'client': return m.lesson_click_client();
    case 'group': return m.lesson_click_group();
    case 'flink-node': return m.lesson_click_flink_node();
    case 'flink-task': return m.lesson_click_flink_task();
    case 'flink-job': return m.lesson_click_flink_job();
    case 'flink-window': return m.lesson_click_flink_window();
  }
}
