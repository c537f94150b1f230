// What the browser keeps for the page: one gate to its storage. Where that is full or forbidden, things are held as long as the page is open, and it is said.
import { createStore } from 'zustand/vanilla';

/** Why the browser does not keep what matters; null while it does. `large` is a run that is more than a page may keep. */
export const storage = createStore<{ readonly trouble: 'full' | 'absent' | 'large' | null }>(() => ({ trouble: null }));

/** What could not be written; null for what is to be gone. */
const held = new Map<string, string | null>();

interface How {
  /** Each tab has its own, which survives a reload; the next visit begins with the one that was written last. */
  readonly ofTab?: boolean;
  /** A preference, whose loss is not worth a word. */
  readonly small?: boolean;
}

let inMemory = false;

/** From now on nothing is read from this browser or left in it, and nothing is known of before: an LMS keeps what each of its students does, and the gallery shows its own. */
export function keepInMemory(): void {
  inMemory = true;
  held.clear();
}

export function kept(name: string, { ofTab = false }: How = {}): string | null {
  const waiting = held.get(name);
  if (waiting !== undefined || inMemory) return waiting ?? null;
  try {
    return (ofTab ? sessionStorage.getItem(name) : null) ?? localStorage.getItem(name);
  } catch {
    return null;
  }
}

/** Keeps a text under a name; null forgets it. */
export function keep(name: string, text: string | null, { ofTab = false, small = false }: How = {}): void {
  if (inMemory) return void held.set(name, text);
  try {
    if (ofTab) put(sessionStorage, name, text);
    put(localStorage, name, text);
    held.delete(name);
  } catch (problem) {
    held.set(name, text);
    if (!small && text !== null) storage.setState({ trouble: isFull(problem) ? 'full' : 'absent' });
  }
}

/** The names that begin so, in order. */
export function keptNames(prefix: string): string[] {
  const names = new Set<string>();
  try {
    if (!inMemory) for (const name of Object.keys(localStorage)) names.add(name);
  } catch {
    // A browser that forbids its storage has nothing there; what is held is all.
  }
  for (const [name, text] of held) if (text === null) names.delete(name); else names.add(name);
  return [...names].filter((name) => name.startsWith(prefix)).sort();
}

function put(where: Storage, name: string, text: string | null): void {
  if (text === null) where.removeItem(name);
  else where.setItem(name, text);
}

const isFull = (problem: unknown): boolean => typeof problem === 'object' && problem !== null && 'name' in problem && /quota/i.test(String(problem.name));
