// What is typed into the SQL client so that it runs statements: the client is started where none waits, and a query that still runs is stopped first.
import type { Input } from '../../bridge/input.ts';
import type { SqlSessionRecord } from '../../bridge/sql-records.ts';
import type { TtyRecord } from '../../bridge/records.ts';

/** The terminal of the editor's SQL client. */
export const SQL_TTY = 'sql';
const PROGRAM = 'sql-client.sh';
/** Results run as lines: the editor shows the table beside them itself. */
const START = `${PROGRAM} -D sql-client.execution.result-mode=TABLEAU`;
const SIZE = { columns: 120, rows: 24 };

/** Where the client stands: its terminal and its session, as far as they are there. */
export interface Client {
  readonly tty: TtyRecord | undefined;
  readonly session: SqlSessionRecord | undefined;
}

/** The inputs that run these statements, one after the other. */
export function runInputs({ tty, session }: Client, statements: readonly string[]): readonly Input[] {
  const inputs: Input[] = [];
  if (tty === undefined) inputs.push({ kind: 'open-tty', tty: SQL_TTY, ...SIZE, echo: true });
  // What else runs in the terminal is stopped: it would take the statements for its own input.
  else if (tty.foreground !== '' && tty.foreground !== PROGRAM) inputs.push(stop(SQL_TTY));
  if (session === undefined) inputs.push({ kind: 'line', tty: SQL_TTY, text: START });
  else if (session.state === 'running') inputs.push(stop(SQL_TTY));
  return [...inputs, ...statements.map((text): Input => ({ kind: 'line', tty: SQL_TTY, text: ended(text) }))];
}

export const stop = (tty: string): Input => ({ kind: 'control', tty, key: 'C', text: '' });

/** The client waits for a semicolon; who writes one statement may leave it out. */
export function ended(text: string): string {
  const trimmed = text.trim();
  if (trimmed.endsWith(';')) return trimmed;
  // Behind a comment a semicolon would be a part of it.
  return /--[^\n]*$/.test(trimmed) ? `${trimmed}\n;` : `${trimmed};`;
}

/** The piece at the cursor: the one around it, else the one that ends before it, else the first. */
export function pieceAt<P extends { readonly from: number; readonly to: number }>(pieces: readonly P[], cursor: number): P | null {
  const around = pieces.findLast(({ from }) => from <= cursor);
  return around ?? pieces[0] ?? null;
}
