// Scripts that the real bash 5.2 has run: the simulated one must print the same and end alike.
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { TestTerminal } from '../testing/terminal.ts';

interface Recorded {
  readonly script: string;
  readonly output: string;
  readonly status: number;
}

const recorded = JSON.parse(readFileSync(new URL('../../../../conformance/shell/bash.json', import.meta.url), 'utf8')) as readonly Recorded[];

function check(each: Recorded): void {
  const terminal = new TestTerminal({ 'a.txt': 'x 1\ny 2\nz 3\n', '.s': each.script });
  const shown = terminal.run("bash -c 'eval \"$(cat .s)\"' bash 2>&1");
  const text = shown.text.replace(/^bash: (?:eval: )?line \d+: /gm, 'bash: ');
  expect({ text, status: shown.status }).toEqual({ text: each.output, status: each.status });
}

describe('what bash printed', () => {
  for (const each of recorded) it(each.script, () => check(each));
});
