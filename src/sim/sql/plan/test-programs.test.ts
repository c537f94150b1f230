// Flink's own table test programs run on a simulated cluster: a floor for the share whose changelogs are equal.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { type Program, runProgram } from '../../testing/sql-programs.ts';

const FILE = join(import.meta.dirname, '../../../../conformance/vectors/flink-test-programs.json');

/** The part of the programs that must pass: of all, and of those that are there in Flink 2.2 word by word. */
const FLOOR = 0.79;
const FLOOR_OF_22 = 0.93;

it('runs the table test programs as Flink does', { timeout: 300_000 }, () => {
  const programs = JSON.parse(readFileSync(FILE, 'utf8')) as readonly Program[];
  const wrong: string[] = [];
  for (const program of programs) {
    if (process.env['PROGRAM'] !== undefined && program.id !== process.env['PROGRAM']) continue;
    try {
      const difference = runProgram(program);
      if (difference !== null) wrong.push(`${program.id}: ${difference}`);
    } catch (error) {
      wrong.push(`${program.id}: ${error instanceof Error ? error.message.slice(0, 700) : String(error)}`);
    }
  }
  const passed = programs.length - wrong.length;
  const own = programs.filter(({ newerThan22 }) => newerThan22 !== true);
  const ownPassed = own.filter(({ id }) => !wrong.some((text) => text.startsWith(`${id}: `))).length;
  console.log(`table test programs: ${passed} of ${programs.length}, of Flink 2.2's ${ownPassed} of ${own.length}`);
  const list = process.env['PROGRAMS_WRONG'];
  if (list !== undefined) writeFileSync(list, wrong.join('\n\n'));
  expect(passed / programs.length).toBeGreaterThanOrEqual(FLOOR);
  expect(ownPassed / own.length).toBeGreaterThanOrEqual(FLOOR_OF_22);
});
