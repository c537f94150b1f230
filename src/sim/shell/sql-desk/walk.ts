// A text read as a script over a session that stays as it is: statement by statement, each seeing what those before it have defined. Nothing is submitted.
import type { SqlPiece } from '../../../bridge/sql.ts';
import { parseStatement, type Piece, splitStatements } from '../../sql/parser/parse.ts';
import type { Statement } from '../../sql/parser/statement.ts';
import type { Result, SqlProblem } from '../../sql/problem.ts';
import { type Path, pathKey, permanent, qualified, withEntry, withTemporary } from '../../sql/query/catalog.ts';
import { execute } from '../../sql/session/execute.ts';
import { newSession, type Session } from '../../sql/session/session.ts';
import { initialSettings } from '../program/sql-client/initial-settings.ts';
import { checkSources, explained, planInserts, planQuery, type PlanState } from '../program/sql-client/plan.ts';
import type { SqlClientState } from '../program/sql-client/state.ts';

/** Statements of one text that are looked at. */
const MOST_PIECES = 500;

/** A session that statements are read over, of a client that runs or of one that would begin. */
export type Desk = PlanState;

export const deskOf = (client: SqlClientState | null): Desk => (client === null ? { session: newSession(initialSettings({})), nextNode: 1 } : { session: client.session, nextNode: client.nextNode, ...(client.jdbc === true ? { jdbc: true } : {}) });

export interface Step {
  readonly piece: SqlPiece;
  readonly text: string;
  /** Null where it can't be read. */
  readonly statement: Statement | null;
  /** The session that it sees. */
  readonly desk: Desk;
  /** The session that those behind it see. */
  readonly after: Desk;
  readonly problem: SqlProblem | null;
}

/** The pieces of a text; where it can't be cut (a quote that is not closed), the last one begins at what can't be read, and has the problem. */
export function pieces(text: string): { readonly pieces: readonly Piece[]; readonly broken: { readonly offset: number; readonly problem: SqlProblem } | null } {
  const whole = splitStatements(text);
  if (whole.ok) return { pieces: whole.value, broken: null };
  const at = whole.problem.at === null ? 0 : offsetAt(text, whole.problem.at.line, whole.problem.at.column);
  const before = splitStatements(text.slice(0, at));
  if (!before.ok) return { pieces: [], broken: { offset: 0, problem: whole.problem } };
  const last = before.value.at(-1);
  const isOpen = last !== undefined && !last.text.endsWith(';');
  return { pieces: isOpen ? before.value.slice(0, -1) : before.value, broken: { offset: isOpen ? last.offset : at, problem: whole.problem } };
}

/** Where a place stands; the text's end for one behind it. */
export function offsetAt(text: string, line: number, column: number): number {
  let from = 0;
  for (let n = 1; n < line; n++) {
    const next = text.indexOf('\n', from);
    if (next < 0) return text.length;
    from = next + 1;
  }
  return Math.min(text.length, from + column - 1);
}

/** Reads the statements one after the other. A statement that is refused changes nothing for those behind it. */
export function* walk(desk: Desk, text: string, startedMs: number): Generator<Step> {
  const cut = pieces(text);
  let now = desk;
  const made = new Set<string>();
  for (const { text: own, offset } of cut.pieces.slice(0, MOST_PIECES)) {
    const parsed = parseStatement(own);
    const piece: SqlPiece = { from: offset, to: offset + own.length, kind: parsed.ok ? parsed.value.kind : '', ended: own.endsWith(';') };
    if (!parsed.ok) {
      yield { piece, text: own, statement: null, desk: now, after: now, problem: parsed.problem };
      continue;
    }
    const ready = { ...now, session: withoutOld(now.session, parsed.value, made) };
    const outcome = tried(ready, parsed.value, own, startedMs);
    if (outcome.ok) now = { ...now, session: outcome.value };
    yield { piece, text: own, statement: parsed.value, desk: ready, after: now, problem: outcome.ok ? null : outcome.problem };
  }
  if (cut.broken !== null) {
    const { offset, problem } = cut.broken;
    yield { piece: { from: offset, to: text.length, kind: '', ended: false }, text: text.slice(offset), statement: null, desk: now, after: now, problem };
  }
}

/** The session after a statement, or why it is refused: queries and INSERTs are planned to see that. */
function tried(desk: Desk, statement: Statement, text: string, startedMs: number): Result<Session> {
  const done = execute(desk.session, statement, text, (rel, session) => checkSources(rel, { ...desk, session }, startedMs));
  if (!done.ok) return done;
  const { session, answer } = done.value;
  const after = { ...desk, session };
  switch (answer.kind) {
    case 'query': return only(planQuery(after, answer.query, startedMs), session);
    case 'insert': return only(planInserts(after, answer.inserts, startedMs), session);
    case 'explain': return only(explained(after, answer.of, answer.details, startedMs), session);
    default: return { ok: true, value: session };
  }
}

const only = (result: Result<unknown>, session: Session): Result<Session> => (result.ok ? { ok: true, value: session } : result);

/**
 * What a text creates may be there already, as it was run before. So it makes its own anew; a name that it makes twice is refused as it
 * would be. IF NOT EXISTS and OR REPLACE need no help.
 */
function withoutOld(session: Session, statement: Statement, made: Set<string>): Session {
  if (statement.kind !== 'create table' && statement.kind !== 'create view') return session;
  const path: Path = qualified(session.catalogs, statement.name.parts);
  const key = `${statement.temporary ? 'temporary' : ''}${pathKey(path)}`;
  if (made.has(key)) return session;
  made.add(key);
  if (statement.temporary) return { ...session, catalogs: withTemporary(session.catalogs, path, null) };
  return permanent(session.catalogs, path) === undefined ? session : { ...session, catalogs: withEntry(session.catalogs, path, null) };
}
