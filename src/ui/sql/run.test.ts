// What running a statement types: the client is started once, a running query is stopped first, and the statement under the cursor is the one meant.
import { describe, expect, it } from 'vitest';
import type { SqlSessionRecord } from '../../bridge/sql-records.ts';
import type { TtyRecord } from '../../bridge/records.ts';
import { ended, pieceAt, runInputs } from './run.ts';

const tty = (foreground: string): TtyRecord => ({ kind: 'tty', id: 'tty/sql', tty: 'sql', columns: 100, rows: 24, firstLine: 0, endLine: 1, waiting: foreground === '' ? 'shell' : 'program', foreground, history: [] });
const session = (state: SqlSessionRecord['state']): SqlSessionRecord => ({ kind: 'sql-session', id: 'sql-session/sql', tty: 'sql', state, catalog: '', database: '', mode: 'streaming', tables: [], statements: 0 });

/** Results as lines: the editor has a table of its own. */
const START = 'sql-client.sh -D sql-client.execution.result-mode=TABLEAU';

describe('running a statement', () => {
  const check = (name: string, client: Parameters<typeof runInputs>[0], expected: readonly string[]): void => {
    it(name, () => expect(runInputs(client, ['SELECT 1;']).map((input) => (input.kind === 'line' ? input.text : input.kind))).toEqual(expected));
  };
  check('opens a terminal and the client where there is none', { tty: undefined, session: undefined }, ['open-tty', START, 'SELECT 1;']);
  check('starts the client in a terminal that waits', { tty: tty(''), session: undefined }, [START, 'SELECT 1;']);
  check('types into a client that is ready', { tty: tty('sql-client.sh'), session: session('ready') }, ['SELECT 1;']);
  check('stops a query that runs', { tty: tty('sql-client.sh'), session: session('running') }, ['control', 'SELECT 1;']);
  check('waits for a client that starts', { tty: tty('sql-client.sh'), session: session('starting') }, ['SELECT 1;']);
  check('stops another program first', { tty: tty('cat'), session: undefined }, ['control', START, 'SELECT 1;']);
});

describe('a semicolon', () => {
  const check = (text: string, expected: string): void => it(JSON.stringify(text), () => expect(ended(text)).toBe(expected));
  check('SELECT 1;', 'SELECT 1;');
  check(' SELECT 1 ', 'SELECT 1;');
  check('SELECT 1 -- um', 'SELECT 1 -- um\n;');
});

describe('the statement under the cursor', () => {
  const pieces = [{ from: 2, to: 10 }, { from: 12, to: 20 }];
  const check = (cursor: number, expected: number | undefined): void => it(String(cursor), () => expect(pieceAt(pieces, cursor)?.from).toBe(expected));
  check(0, 2);
  check(5, 2);
  check(11, 2);
  check(12, 12);
  check(99, 12);
  it('is none where there are none', () => expect(pieceAt([], 3)).toBeNull());
});
