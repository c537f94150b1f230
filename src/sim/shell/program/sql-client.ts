// sql-client.sh: SQL statements typed or read from a file, run on the cluster, their results shown.
import type { ClientResponse } from '../../flink/rpc.ts';
import { freeze } from '../../kernel/freeze.ts';
import { type Message, SECOND } from '../../kernel/types.ts';
import { newSession } from '../../sql/session/session.ts';
import type { Os, Program, Wake } from '../program.ts';
import { readArguments } from './sql-client/arguments.ts';
import { BANNER } from './sql-client/banner.ts';
import { configurationOf } from './flink/daemons.ts';
import { initialSettings } from './sql-client/initial-settings.ts';
import { isBlank, isWhole } from './sql-client/lines.ts';
import { askAgain, type Ended, interrupt, runStatement, takeResponse, unreachable } from './sql-client/run.ts';
import type { SqlClientState } from './sql-client/state.ts';
import { isViewing, leaveScreen, pressKeys, refreshScreen, resizeScreen } from './sql-client/viewing.ts';
import { REFRESH } from './sql-client/view/screen.ts';
import { HISTORY_FILE, remembered } from '../line-editors.ts';
import { newTold, tellEnd } from './sql-client/told.ts';

/** From the exec to the first line: a JVM with the client and the gateway in it. */
const STARTUP_US = 5 * SECOND;
const PROMPT = 'Flink SQL> ';

/** Whether the terminal can do more than print lines, as TERM says. */
const canDraw = (os: Os): boolean => os.isTty(0) && os.env['TERM'] !== 'dumb';
const goesOn = (os: Os): string => (canDraw(os) ? '> ' : '');

const isResponse = (message: Message): message is ClientResponse => message.kind === 'FlinkResponse';

function start(os: Os): SqlClientState {
  const given = readArguments(os);
  const settings = given.kind === 'run' ? initialSettings({ ...configurationOf(os), ...given.settings }) : {};
  const state: SqlClientState = {
    session: freeze(newSession(settings)), script: null, initial: false, initPath: '', after: null, buffer: '', prompted: false, running: null, requests: 0, nextNode: 1, ...(Object.keys(os.context.disks()).some((node) => node.startsWith('database-')) ? { jdbc: true } : {}), alarm: null, told: newTold(), over: false,
  };
  if (given.kind === 'exit') {
    os.write(given.status === 0 ? 1 : 2, given.text);
    os.exit(given.status);
    return state;
  }
  return begin({ ...state, script: given.init ?? given.file, initial: given.init !== null, initPath: given.initPath, after: given.init === null ? null : given.file }, os);
}

function begin(state: SqlClientState, os: Os): SqlClientState {
  if (state.script === null) greet(os);
  else if (!state.initial) os.write(1, `[INFO] Executing SQL from file.\n\n${historyLine(os)}`);
  goOn(state, os);
  return state;
}

const historyPath = (os: Os): string => `${os.env['HOME'] ?? ''}/${HISTORY_FILE}`;
const historyLine = (os: Os): string => `Command history file path: ${historyPath(os)}\n`;

function greet(os: Os): void {
  os.write(1, `${BANNER}\n\n${historyLine(os)}\n`);
}

function wake(state: SqlClientState, reason: Wake, os: Os): void {
  if (state.over) return;
  switch (reason.kind) {
    case 'message':
      if (isResponse(reason.message)) settle(state, told(state, os, (to) => takeResponse(state, reason.message as ClientResponse, to)), os);
      else if (reason.message.kind === 'Disconnected') settle(state, told(state, os, (to) => unreachable(state, to)), os);
      break;
    case 'timer':
      if (reason.message.kind === REFRESH) settle(state, told(state, os, (to) => refreshScreen(state, to)), os);
      else askAgain(state, os);
      break;
    case 'signal':
      interrupted(state, reason.signal, os);
      break;
    case 'readable':
      if (isViewing(state)) settle(state, told(state, os, (to) => pressKeys(state, to)), os);
      break;
    case 'writable': break;
  }
  if (!state.over) goOn(state, os);
}

function interrupted(state: SqlClientState, signal: string, os: Os): void {
  if (signal === 'WINCH') return resizeScreen(state, os);
  if (signal !== 'INT') return leave(state, os, signal === 'TERM' ? 143 : 129);
  if (state.running !== null) return settle(state, told(state, os, (to) => interrupt(state, to)), os);
  if (state.script !== null) return leave(state, os, 130);
  // At the prompt ^C throws away what was typed.
  state.buffer = '';
  state.prompted = false;
  os.write(1, '\n');
}

/** What the script of `-i` answers is not shown. */
const heard = (state: SqlClientState, os: Os): Os => (state.initial ? { ...os, write: () => true } : os);

const REASON = /\[ERROR\] Could not execute SQL statement\. Reason:\n([\s\S]*)/;

/** Works at a statement, and notes how it ended: where nothing more was said of an error, with what was printed. */
function told(state: SqlClientState, os: Os, work: (os: Os) => Ended): Ended {
  let reason = '';
  const to = heard(state, os);
  const ended = work({ ...to, write(fd, text) {
    reason = REASON.exec(text)?.[1]?.trimEnd() ?? reason;
    return to.write(fd, text);
  } });
  if (ended !== 'running') tellEnd(state.told, ended === 'badly' ? { kind: 'failed', text: reason } : { kind: 'done' }, os.now);
  return ended;
}

/** Reads and runs statements while none is under way. */
function goOn(state: SqlClientState, os: Os): void {
  while (state.running === null && !state.over) {
    if (!state.prompted && !state.initial) os.write(1, state.buffer === '' || state.script !== null ? PROMPT : goesOn(os));
    state.prompted = true;
    const line = state.script === null ? os.readLine() : (state.script.shift() ?? null);
    if (line === undefined) return;
    if (line === null) return endOfInput(state, os);
    state.buffer += line.endsWith('\n') ? line : `${line}\n`;
    if (!isWhole(state.buffer)) {
      if (state.script === null && isBlank(state.buffer) && state.buffer.trim() === '') state.buffer = '';
      // A terminal that can edit lines shows that the statement goes on.
      if (state.script === null && canDraw(os)) state.prompted = false;
      continue;
    }
    const text = state.buffer.trim();
    state.buffer = '';
    remember(state, text, os);
    settle(state, told(state, os, (to) => runStatement(state, text, to)), os);
  }
}

function remember(state: SqlClientState, text: string, os: Os): void {
  if (state.script !== null) return;
  os.writeFile(historyPath(os), remembered(text, os.wallClockMs), true);
}

function endOfInput(state: SqlClientState, os: Os): void {
  // A file's last statement needs no semicolon. What is still open then, and what was typed before ^D, is dropped.
  const text = `${state.buffer.trim()};`;
  const runs = state.script !== null && !isBlank(state.buffer) && isWhole(text);
  state.buffer = '';
  if (runs) {
    settle(state, told(state, os, (to) => runStatement(state, text, to)), os);
    return goOn(state, os);
  }
  if (state.initial) os.write(1, `Successfully initialized from sql script: ${state.initPath}\n`);
  if (state.initial && state.after !== null) {
    Object.assign(state, begin({ ...state, script: [...state.after], initial: false, after: null, prompted: false }, os));
    return;
  }
  if (state.initial) {
    Object.assign(state, { script: null, initial: false, prompted: false });
    greet(os);
    return goOn(state, os);
  }
  leave(state, os, 0);
}

/** What follows a statement's end. */
function settle(state: SqlClientState, ended: Ended, os: Os): void {
  switch (ended) {
    case 'running': return;
    case 'quit': return leave(state, os, 0);
    case 'crashed': return leave(state, os, 1);
    case 'badly':
      if (state.initial) os.write(1, `Failed to initialize from sql script: ${state.initPath}. Please refer to the LOG for detailed error messages.\n`);
      if (state.script !== null) return leave(state, os, 0);
      break;
    case 'well': break;
  }
  if (!state.initial) os.write(1, '\n');
  state.prompted = false;
}

/** The shutdown hook's words, then the end. */
function leave(state: SqlClientState, os: Os, status: number): void {
  if (state.over) return;
  state.over = true;
  if (state.alarm !== null) os.cancel(state.alarm);
  leaveScreen(state, os);
  os.write(1, '\nShutting down the session...\ndone.\n');
  os.exit(status);
}

export const sqlClient: Program<SqlClientState> = {
  name: 'sql-client.sh',
  startup: STARTUP_US,
  handles: ['INT', 'TERM', 'HUP', 'WINCH'],
  start,
  wake,
  options: [
    { name: '-f', takes: 'file' }, { name: '--file', takes: 'file' }, { name: '-i', takes: 'file' }, { name: '--init', takes: 'file' }, { name: '-h', takes: 'nothing' }, { name: '--help', takes: 'nothing' },
    { name: '-j', takes: 'file' }, { name: '--jar', takes: 'file' }, { name: '-l', takes: 'file' }, { name: '--library', takes: 'file' }, { name: '-D', takes: 'text' }, { name: '-s', takes: 'text' }, { name: '--session', takes: 'text' }, { name: '-hist', takes: 'file' }, { name: '--history', takes: 'file' },
  ],
};

