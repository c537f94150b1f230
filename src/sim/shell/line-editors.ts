// Programs whose prompt has a line editor of its own, and what was entered there before. It is known before the programs' own code has come, and so stands
// beside them. The SQL client's history lies in its file: a statement a line, after the time at which it was entered, as JLine keeps it.

/** In the home folder. */
export const HISTORY_FILE = '.flink-sql-history';
const MOST = 500;

/** The line of the file for a statement that was entered. */
export function remembered(text: string, wallClockMs: number): string {
  return `${Math.floor(wallClockMs)}:${text.replaceAll('\\', '\\\\').replaceAll('\n', '\\n')}\n`;
}

/** The file that was read last, and what it says: whoever looks at a terminal reads it again and again. */
const read: { file: string; statements: readonly string[] } = { file: '', statements: [] };

/** The statements of a file, oldest first, each on one line: a terminal that edits one line can't show more. */
export function historyIn(file: string): readonly string[] {
  if (read.file !== file) {
    read.statements = statementsIn(file);
    read.file = file;
  }
  return read.statements;
}

function statementsIn(file: string): readonly string[] {
  const entries = file.split('\n').slice(-MOST).flatMap((line) => /^\d+:(.*)$/.exec(line)?.[1] ?? []);
  return entries.map((text) => oneLine(text.replace(/\\(n|\\)/g, (_all, letter: string) => (letter === 'n' ? '\n' : '\\'))));
}

/** Comments to the end of a line would swallow what follows them. */
function oneLine(text: string): string {
  return text.split('\n').map((line) => line.replace(/^((?:[^'-]|'[^']*'|-(?!-))*)--(.*)$/, '$1/*$2 */')).join(' ');
}

/** By the program's name: what was entered before, oldest first, from the files of the home folder (null where there is none). */
export const LINE_EDITORS: Readonly<Record<string, (readHome: (name: string) => string | null) => readonly string[]>> = {
  'sql-client.sh': (readHome) => historyIn(readHome(HISTORY_FILE) ?? ''),
};
