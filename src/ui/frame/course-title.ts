// The name of the course that the page was built for, in the reader's language: the build writes it into the page.
import { getLocale } from '../paraglide/runtime.js';

/** Null where the page has the whole course of Correnteza. */
export function courseTitle(): string | null {
  if (typeof document === 'undefined') return null;
  const { coursePt, courseEn } = document.documentElement.dataset;
  return (getLocale() === 'en' ? courseEn : coursePt) ?? null;
}
