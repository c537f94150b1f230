// How javac says what is wrong with a program.
import type { ProgramProblem } from '../../../../bridge/program.ts';

/** The message, the line, and a mark below its place; with a newline at the end. */
export function javacText(file: string, source: string, { line, column, message }: ProgramProblem): string {
  const shown = source.split('\n')[line - 1] ?? '';
  return `${file}:${line}: error: ${message}\n${shown}\n${' '.repeat(Math.max(0, column - 1))}^\n1 error\n`;
}
