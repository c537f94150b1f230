// What was reached in a lesson, as lists of lessons show it.
import { Check, Star } from 'lucide-react';
import type { Reached } from '../../lesson/stars.ts';
import { m } from '../paraglide/messages.js';

/** Done so far, or the stars of a lesson that is complete. */
export function Reach({ reached, minutes }: { readonly reached: Reached | null; readonly minutes: number }): React.ReactNode {
  if (reached === null) return <small>{m.lesson_minutes({ minutes })}</small>;
  if (!reached.complete) return <small>{m.course_reached({ done: reached.done, of: reached.of })}</small>;
  return (
    <span className="course-stars">
      <Check size={15} aria-hidden />
      <Stars count={reached.prediction} name={m.course_stars_prediction({ count: reached.prediction })} />
      <Stars count={reached.independence} name={m.course_stars_independence({ count: reached.independence })} />
    </span>
  );
}

function Stars({ count, name }: { readonly count: number; readonly name: string }): React.ReactNode {
  return (
    <span className="course-star-row" role="img" aria-label={name} title={name}>
      {[1, 2, 3].map((place) => <Star key={place} size={12} aria-hidden data-lit={place <= count} />)}
    </span>
  );
}
