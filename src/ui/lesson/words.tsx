// Lesson text in which the glossary's words explain themselves on hover, focus and touch.
import { useEffect, useId, useState } from 'react';
import type { GlossaryWord } from '../../lesson/lesson.ts';
import { lessonLanguage, loadWords } from './catalogue.ts';

interface Shown {
  readonly word: GlossaryWord;
  readonly left: number;
  /** From the window's top, or where there is no room below the word from its foot. */
  readonly top: number | null;
  readonly bottom: number | null;
}

/** Room that an explanation takes, in CSS pixels; its style sets the same width. */
const BUBBLE = { width: 260, margin: 8, gap: 4, height: 150 };

/** An option's label: what stands between backticks is code. */
export function Label({ text }: { readonly text: string }): React.ReactNode {
  return text.split('`').map((part, at) => (at % 2 === 1 ? <code key={at}>{part}</code> : part));
}

/** A label where only text can stand. */
export function plainLabel(text: string): string {
  return text.replaceAll('`', '');
}

/** `html` was made of the lesson's Markdown while building, and holds nothing but text, lists, code and words. */
export function LessonHtml({ html, className }: { readonly html: string; readonly className?: string }): React.ReactNode {
  const [shown, setShown] = useState<Shown | null>(null);
  const words = useWords();
  const id = useId();
  const show = (event: React.SyntheticEvent<HTMLElement>): void => {
    const button = event.target instanceof Element ? event.target.closest('.lesson-word') : null;
    const word = words.find((one) => one.id === button?.getAttribute('data-word'));
    if (button === null || word === undefined) return;
    // Presented, the page is larger than what it measures itself by.
    const unit = event.currentTarget.getBoundingClientRect().width / Math.max(1, event.currentTarget.offsetWidth);
    const box = scaled(button.getBoundingClientRect(), 1 / unit);
    const [width, height] = [window.innerWidth / unit, window.innerHeight / unit];
    const left = Math.max(BUBBLE.margin, Math.min(box.left, width - BUBBLE.width - BUBBLE.margin));
    button.setAttribute('aria-describedby', id);
    const below = box.bottom + BUBBLE.height < height || box.top < BUBBLE.height;
    setShown({ word, left, top: below ? box.bottom + BUBBLE.gap : null, bottom: below ? null : height - box.top + BUBBLE.gap });
  };
  const hide = (): void => setShown(null);
  const language = lessonLanguage();
  return (
    // The listeners serve the buttons inside, which come as HTML and can't have their own.
    // oxlint-disable-next-line jsx-a11y/no-static-element-interactions
    <div className={`lesson-text ${className ?? ''}`} onPointerOver={show} onPointerOut={hide} onFocus={show} onBlur={hide} onClick={show} onKeyDown={(event) => { if (event.key === 'Escape') hide(); }}>
      <div dangerouslySetInnerHTML={{ __html: html }} />
      {shown === null ? null : (
        <div role="tooltip" id={id} className="lesson-bubble" style={{ left: shown.left, top: shown.top ?? 'auto', bottom: shown.bottom ?? 'auto' }}>
          <strong>{shown.word.term[language]}</strong>
          <p>{shown.word.meaning[language]}</p>
        </div>
      )}
    </div>
  );
}

const scaled = ({ left, top, bottom }: DOMRect, by: number): Record<'left' | 'top' | 'bottom', number> => ({ left: left * by, top: top * by, bottom: bottom * by });

let loaded: Promise<readonly GlossaryWord[]> | null = null;

function useWords(): readonly GlossaryWord[] {
  const [words, setWords] = useState<readonly GlossaryWord[]>([]);
  useEffect(() => {
    const load = async (): Promise<void> => {
      loaded ??= loadWords();
      setWords(await loaded);
    };
    void load();
  }, []);
  return words;
}
