// The course on the page: its lessons, and the one that is open.
import { ArrowRight } from 'lucide-react';
import { useState } from 'react';
import LessonPanel from '../lesson/LessonPanel.tsx';
import { lessonEntries, lessonLanguage } from '../lesson/catalogue.ts';
import type { LessonWorld } from '../lesson/world.ts';
import { m } from '../paraglide/messages.js';

export default function Course({ world }: { readonly world: LessonWorld }): React.ReactNode {
  const only = lessonEntries.length === 1 ? (lessonEntries[0]?.path ?? null) : null;
  const [path, setPath] = useState<string | null>(only);
  if (path !== null) return <LessonPanel path={path} world={world} onLeave={() => setPath(null)} />;
  return (
    <div className="demos">
      <h1>{m.door_course()}</h1>
      <p>{m.course_text()}</p>
      <ul>
        {lessonEntries.map((entry) => (
          <li key={entry.path}>
            <button type="button" className="door" onClick={() => setPath(entry.path)}>
              <span><strong>{entry.title[lessonLanguage()]}</strong><span>{m.course_minutes({ minutes: entry.minutes })}</span></span>
              <ArrowRight size={17} aria-hidden />
            </button>
          </li>
        ))}
      </ul>
    </div>
  );
}
