// Where a command says what it has to say.

export function printLine(line: string): void {
  process.stdout.write(`${line}\n`);
}
