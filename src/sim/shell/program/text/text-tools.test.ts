// grep, sed, awk and jq against what GNU grep, GNU sed, mawk and jq 1.6 printed (conformance/shell/*.json).
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { runAlone } from '../../testing/run-alone.ts';
import type { Program } from '../../program.ts';
import { awk } from '../awk/program.ts';
import { jq } from '../jq/program.ts';
import { egrep, fgrep, grep } from './grep.ts';
import { sed } from './sed.ts';

interface Case {
  readonly stdin: string;
  readonly argv: readonly string[];
  readonly out: string;
  readonly err: string;
  readonly status: number;
}

const PROGRAMS: Readonly<Record<string, Program>> = { awk, jq, sed, grep, egrep, fgrep };
interface Cases {
  readonly stdin: Readonly<Record<string, string>>;
  readonly cases: readonly Case[];
}

for (const file of ['text-tools.json', 'jq.json']) {
  describe(file, () => {
    const data: Cases = JSON.parse(readFileSync(join(import.meta.dirname, '../../../../../conformance/shell', file), 'utf8'));
    const check = (each: Case): void => {
      it(`${each.argv.map((arg) => JSON.stringify(arg)).join(' ')} < ${each.stdin}`, () => {
        const program = PROGRAMS[each.argv[0] ?? ''];
        expect(program).toBeDefined();
        if (program === undefined) return;
        const { out, err, status } = runAlone(program, each.argv, data.stdin[each.stdin] ?? '');
        expect({ out, err, status }).toEqual({ out: each.out, err: each.err, status: each.status });
      });
    };
    expect(data.cases.length).toBeGreaterThan(60);
    for (const each of data.cases) check(each);
  });
}
