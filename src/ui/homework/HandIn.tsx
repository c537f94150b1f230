// Hands in the open lesson: what the file holds is said before it is saved, and a name is the student's choice.
import { Dialog } from 'radix-ui';
import { Download } from 'lucide-react';
import { build } from 'virtual:build';
import { useEffect, useRef, useState } from 'react';
import { homeworkName, homeworkText, LONGEST_NAME } from '../../lesson/homework.ts';
import { isComplete } from '../../lesson/progress.ts';
import { lessonLanguage } from '../lesson/catalogue.ts';
import { keepName, keptName, keptReached } from '../lesson/keep.ts';
import { type LessonSession, openSession } from '../lesson/session.ts';
import { m } from '../paraglide/messages.js';
import { say } from '../store/announce.ts';
import { setPage } from '../store/page-store.ts';
import { useWorld } from '../store/world.ts';
import { saveFile } from '../teach/save-file.ts';
import { number } from '../words/numbers.ts';

/** The default export is what React.lazy loads. */
export default function HandIn(): React.ReactNode {
  const [session] = useState(openSession);
  return session === null ? <NoLesson /> : <OpenLesson session={session} />;
}

function NoLesson(): React.ReactNode {
  return (
    <>
      <p>{m.hand_in_no_lesson()}</p>
      <footer><Dialog.Close className="button">{m.acting_close()}</Dialog.Close></footer>
    </>
  );
}

function OpenLesson({ session }: { readonly session: LessonSession }): React.ReactNode {
  const { api } = useWorld();
  const [name, setName] = useState(keptName);
  const [problem, setProblem] = useState<string | null>(null);
  const [saving, setSaving] = useState(false);
  const closed = useRef(false);
  useEffect(() => {
    closed.current = false;
    return () => { closed.current = true; };
  }, []);
  const { lesson, view: { progress } } = session;
  const acts = lesson.steps.filter((step) => step.kind === 'act');
  const asked = lesson.steps.filter((step) => step.kind === 'predict');
  const done = acts.filter(({ id }) => progress.done.includes(id)).length;
  const answered = asked.filter(({ id }) => progress.answers[id] !== undefined).length;
  const save = async (event: React.FormEvent): Promise<void> => {
    event.preventDefault();
    const typed = name.trim();
    setSaving(true);
    const sealed = await api.sealed();
    // Closed meanwhile, nothing is saved.
    if (closed.current) return;
    setSaving(false);
    if (sealed === null) return setProblem(m.hand_in_failed());
    if (sealed.run.scenario.name !== lesson.scenario.name) return setProblem(m.hand_in_other_world());
    const points = keptReached(lesson.path)?.points;
    const file = homeworkName(lesson, typed);
    saveFile(file, new Blob([homeworkText(lesson, { build, name: typed, progress: session.view.progress, ...sealed, ...(points === undefined ? {} : { points }) })], { type: 'application/json' }));
    keepName(typed);
    setPage({ sheet: null });
    say(m.hand_in_saved({ file }));
  };
  return (
    <form onSubmit={(event) => void save(event)}>
      <p className="sheet-lesson">{lesson.texts[lessonLanguage()].title}</p>
      <p>{acts.length === 0 ? null : m.hand_in_steps({ done: number(done), all: number(acts.length) })}{acts.length === 0 || asked.length === 0 ? null : ' · '}{asked.length === 0 ? null : m.hand_in_predictions({ answered: number(answered), all: number(asked.length) })}</p>
      {isComplete(progress, lesson) ? null : <p className="sheet-warn">{m.hand_in_open()}</p>}
      <label className="field"><span>{m.hand_in_name()}</span><input type="text" value={name} maxLength={LONGEST_NAME} autoComplete="name" onChange={({ target }) => setName(target.value)} /></label>
      <p className="sheet-muted">{m.hand_in_inside()}</p>
      {problem === null ? null : <p className="sheet-problem" role="alert">{problem}</p>}
      <div className="sheet-run is-brief">{saving ? <><progress aria-label={m.hand_in_sealing()} /><output>{m.hand_in_sealing()}</output></> : null}</div>
      <footer>
        <Dialog.Close className="button">{m.cancel()}</Dialog.Close>
        <button type="submit" className="button is-main" disabled={saving}><Download size={15} aria-hidden /> {m.hand_in_save()}</button>
      </footer>
    </form>
  );
}
