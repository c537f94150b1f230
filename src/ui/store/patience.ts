// Whatever takes longer than a second says so.
import { say } from './announce.ts';

const PATIENCE_MS = 1_000;

/** Waits for this work, and says this where it takes longer than a second. */
export async function patiently<T>(work: Promise<T>, text: () => string): Promise<T> {
  const timer = setTimeout(() => say(text()), PATIENCE_MS);
  try {
    return await work;
  } finally {
    clearTimeout(timer);
  }
}
