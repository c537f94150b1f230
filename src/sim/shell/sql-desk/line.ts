// Completion at the SQL client's prompt: what the editor would offer at this place of the statement that is being typed, as words for a line editor.
import type { Completion } from '../../../bridge/command.ts';
import type { SqlOption } from '../../../bridge/sql.ts';
import { foregroundOf } from '../session.ts';
import type { LaptopState } from '../machine/state.ts';
import type { SqlClientState } from '../program/sql-client/state.ts';
import { complete, deskOn } from './desk.ts';

const MOST = 200;

/** Words that a statement, or a command of the client, begins with. */
const BEGINNINGS = [
  'ADD JAR', 'ALTER', 'ANALYZE', 'BEGIN STATEMENT SET', 'CALL', 'CLEAR', 'COMPILE PLAN', 'CREATE', 'DELETE', 'DESCRIBE', 'DROP', 'EXECUTE', 'EXIT', 'EXPLAIN', 'HELP', 'INSERT', 'LOAD MODULE', 'QUIT', 'REMOVE JAR', 'RESET',
  'SELECT', 'SET', 'SHOW', 'STOP JOB', 'TRUNCATE TABLE', 'UNLOAD MODULE', 'UPDATE', 'USE', 'VALUES', 'WITH',
];

/** Words that follow a beginning (as Flink's parser expects them). */
const SECOND: Readonly<Record<string, readonly string[]>> = {
  ALTER: ['CATALOG', 'DATABASE', 'FUNCTION', 'TABLE', 'VIEW'],
  CREATE: ['CATALOG', 'DATABASE', 'FUNCTION', 'MODEL', 'OR REPLACE', 'TABLE', 'TEMPORARY', 'VIEW'],
  DROP: ['CATALOG', 'DATABASE', 'FUNCTION', 'TABLE', 'TEMPORARY', 'VIEW'],
  EXECUTE: ['PLAN', 'STATEMENT SET'],
  INSERT: ['INTO', 'OVERWRITE'],
  SHOW: ['CATALOGS', 'COLUMNS', 'CREATE', 'CURRENT', 'DATABASES', 'FULL', 'FUNCTIONS', 'JARS', 'JOBS', 'MODELS', 'MODULES', 'PARTITIONS', 'PROCEDURES', 'TABLES', 'USER', 'VIEWS'],
  USE: ['CATALOG', 'MODULES'],
};

/** What could stand at the cursor; null where no SQL client reads this terminal's lines. Keywords are offered in the case in which they were begun. */
export function completeLine(laptop: LaptopState | null, tty: string, line: string, cursor: number, startedMs: number, isOver: () => boolean): Completion | null {
  if (laptop === null || foregroundOf(laptop, tty) !== 'sql-client.sh') return null;
  const clients = Object.values(laptop.processes).filter((one) => one.tty === tty && one.name === 'sql-client.sh' && one.program !== null);
  const before = (clients.at(-1)?.program as SqlClientState | undefined)?.buffer ?? '';
  const words = before + line.slice(0, cursor);
  const opened = /^\s*(?:([A-Za-z]+)\s+)?([A-Za-z]*)$/.exec(words.slice(words.lastIndexOf(';') + 1));
  const begun = opened?.[2] ?? '';
  const listed = opened === null ? null : opened[1] === undefined ? BEGINNINGS : (SECOND[opened[1].toUpperCase()] ?? null);
  if (listed !== null) {
    const names = opened?.[1]?.toUpperCase() === 'USE' ? namesAt(laptop, tty, before, line, cursor, startedMs, isOver) : [];
    return { from: cursor - begun.length, candidates: fitting([...listed, ...names], begun) };
  }
  const { from, options } = complete(deskOn(laptop, tty), before + line, before.length + cursor, startedMs, isOver);
  const start = from - before.length;
  if (start < 0 || start > cursor) return { from: cursor, candidates: [] };
  const word = line.slice(start, cursor);
  // With nothing begun, the hundreds of functions and keywords would hide the names.
  const names = fitting(options.filter(({ kind }) => kind !== 'keyword' && kind !== 'type' && (word !== '' || kind !== 'function')).map(wordOf), word);
  // Who writes in small letters where a name fits means the name.
  const isName = word === '' || (word === word.toLowerCase() && names.length > 0);
  return { from: start, candidates: isName ? names : fitting([...names, ...options.map(wordOf)], word) };
}

function namesAt(laptop: LaptopState, tty: string, before: string, line: string, cursor: number, startedMs: number, isOver: () => boolean): readonly string[] {
  return complete(deskOn(laptop, tty), before + line, before.length + cursor, startedMs, isOver).options.filter(({ kind }) => kind === 'database').map(wordOf);
}

function wordOf({ label, kind, insert }: SqlOption): string {
  return kind === 'function' && insert !== label ? `${label}(` : (insert ?? label);
}

function fitting(words: readonly string[], begun: string): readonly string[] {
  const isLower = begun !== '' && begun === begun.toLowerCase();
  const cased = words.map((word) => (isLower && word.toUpperCase().startsWith(begun.toUpperCase()) && word === word.toUpperCase() ? word.toLowerCase() : word));
  return [...new Set(cased)].filter((word) => word.startsWith(begun)).sort((a, b) => (a < b ? -1 : a > b ? 1 : 0)).slice(0, MOST);
}
