// What a lesson needs of the page: to look at the world, to act in it, and to ask what would happen.
import type { Input, SavedRun } from '../../bridge/input.ts';
import type { WorldRecord } from '../../bridge/records.ts';

export interface LessonWorld {
  /** Resolves once the page has a world to look at. */
  ready(): Promise<void>;
  records(): Iterable<WorldRecord>;
  nowUs(): number;
  /** Calls back after each frame, until the returned function is called. */
  subscribe(listener: () => void): () => void;
  /** Null when taken, else a key that says why not. */
  input(input: Input): Promise<string | null>;
  foresee(inputs: readonly Input[], forUs: number): Promise<readonly WorldRecord[]>;
  load(run: SavedRun): Promise<void>;
  save(): Promise<SavedRun>;
  /** Another value once something was typed or shown in a terminal. */
  stamp(): unknown;
  /** Lets virtual time run. */
  play(): Promise<void>;
  /** Types a line in a terminal for the learner, letter by letter; false where that terminal is not to be seen. */
  typeLine(tty: string, text: string): Promise<boolean>;
}
