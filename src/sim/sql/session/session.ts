// What a SQL session knows: catalogs, settings, functions, modules, jars, and the statement set that is being gathered. Plain data.
import type { Insert, Statement } from '../parser/statement.ts';
import type { Query } from '../parser/ast.ts';
import { type Catalogs, newCatalogs } from '../query/catalog.ts';

/** A function of a catalog or of the session; its class is only known by name. */
export interface FunctionEntry {
  readonly className: string;
  readonly language: string;
  readonly jars: readonly string[];
}

export interface ModuleEntry {
  readonly name: string;
  readonly used: boolean;
}

export interface Session {
  readonly catalogs: Catalogs;
  /** What SET has set over the client's own settings. */
  readonly settings: Readonly<Record<string, string>>;
  /** The client's configuration, which RESET goes back to. */
  readonly initial: Readonly<Record<string, string>>;
  /** Functions of databases, by `pathKey`. */
  readonly functions: Readonly<Record<string, FunctionEntry>>;
  readonly temporaryFunctions: Readonly<Record<string, FunctionEntry>>;
  /** Temporary system functions by name. */
  readonly systemFunctions: Readonly<Record<string, FunctionEntry>>;
  readonly modules: readonly ModuleEntry[];
  readonly jars: readonly string[];
  /** Between BEGIN STATEMENT SET and END; null outside. */
  readonly gathering: readonly Insert[] | null;
}

/** What the client has to do or show for a statement. */
export type Answer =
  | { readonly kind: 'done' }
  /** A table of texts: widths from the data, no time. */
  | { readonly kind: 'table'; readonly columns: readonly string[]; readonly rows: readonly (readonly string[])[] }
  | { readonly kind: 'query'; readonly query: Query; readonly text: string }
  /** One job of one or more INSERTs. */
  | { readonly kind: 'insert'; readonly inserts: readonly Insert[] }
  | { readonly kind: 'explain'; readonly of: Statement; readonly details: readonly string[] }
  | { readonly kind: 'jobs' }
  | { readonly kind: 'describe job'; readonly job: string }
  | { readonly kind: 'stop job'; readonly job: string; readonly savepoint: boolean; readonly drain: boolean }
  | { readonly kind: 'execute plan'; readonly path: string }
  /** `text` is what is compiled, as it was written. */
  | { readonly kind: 'compile plan'; readonly path: string; readonly executes: boolean; readonly ifNotExists: boolean; readonly inserts: readonly Insert[]; readonly text: string }
  | { readonly kind: 'help' | 'clear' | 'quit' };

export interface Executed {
  readonly session: Session;
  readonly answer: Answer;
}

/** A session with a client's configuration. */
export function newSession(initial: Readonly<Record<string, string>>): Session {
  return {
    catalogs: newCatalogs(), settings: {}, initial, functions: {}, temporaryFunctions: {}, systemFunctions: {}, modules: [{ name: 'core', used: true }], jars: [], gathering: null,
  };
}

/** A setting's value; undefined where nobody has set it. */
export function settingOf(session: Session, key: string): string | undefined {
  return Object.hasOwn(session.settings, key) ? session.settings[key] : Object.hasOwn(session.initial, key) ? session.initial[key] : undefined;
}

/** All settings, those of SET over those of the client. */
export function allSettings(session: Session): Readonly<Record<string, string>> {
  return { ...session.initial, ...session.settings };
}
