// Packs on the course's map: each under its own name, with a mark that says that it is from elsewhere.
import { Package } from 'lucide-react';
import { useSyncExternalStore } from 'react';
import { lessonLanguage } from '../lesson/catalogue.ts';
import { keptReached } from '../lesson/keep.ts';
import { Reach } from '../lesson/Reach.tsx';
import { m } from '../paraglide/messages.js';
import { packsNow, watchPacks } from './kept-packs.ts';

/** The default export is what React.lazy loads. */
export default function PackLevels({ onOpen }: { readonly onOpen: (path: string) => void }): React.ReactNode {
  const packs = useSyncExternalStore(watchPacks, packsNow) ?? [];
  const language = lessonLanguage();
  return packs.map(({ id, about, entries }) => {
    const complete = entries.filter(({ path }) => keptReached(path)?.complete === true).length;
    return (
      <section key={id} className="course-level" aria-labelledby={`pack-${id}`} data-pack={id}>
        <h2 id={`pack-${id}`}><span className="course-number"><Package size={15} aria-hidden /></span> {about.title[language]} <span className="pack-foreign" title={m.pack_foreign_hint()}>{m.pack_foreign()}</span> <small>{m.course_complete_of({ complete, all: entries.length })}</small></h2>
        {about.about === undefined ? null : <p>{about.about[language]}</p>}
        <ol>
          {entries.map(({ path, number: at, title, minutes }) => (
            <li key={path}>
              <button type="button" className="course-lesson" onClick={() => onOpen(path)} data-lesson={path}>
                <span className="course-at">{at}</span><span className="course-name">{title[language]}</span><Reach reached={keptReached(path)} minutes={minutes} />
              </button>
            </li>
          ))}
        </ol>
      </section>
    );
  });
}
