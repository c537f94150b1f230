// The small tools against what GNU coreutils, diffutils and util-linux printed (conformance/shell/tools.json), and the help.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { TestTerminal } from '../../testing/terminal.ts';

interface Case {
  readonly script: string;
  readonly output: string;
  readonly status: number;
}

const data: { readonly files: Readonly<Record<string, string>>; readonly cases: readonly Case[] } = JSON.parse(readFileSync(join(import.meta.dirname, '../../../../../conformance/shell/tools.json'), 'utf8'));

function check(each: Case): void {
  it(each.script, () => {
    const terminal = new TestTerminal({ ...data.files, '.s': each.script });
    const shown = terminal.run("bash -c 'eval \"$(cat .s)\"' bash 2>&1");
    expect({ text: shown.text.replace(/^bash: (?:eval: )?line \d+: /gm, 'bash: '), status: shown.status }).toEqual({ text: each.output, status: each.status });
  });
}

describe('what the real tools printed', () => {
  expect(data.cases.length).toBeGreaterThan(40);
  for (const each of data.cases) check(each);
});

describe('ajuda and help', () => {
  it('list only tools that are there', () => {
    const terminal = new TestTerminal();
    for (const command of ['ajuda', 'help']) {
      const names = terminal.run(command).text.split('\n').flatMap((line) => /^ {2}(\S+)/.exec(line)?.[1] ?? []);
      expect(names.length).toBeGreaterThan(30);
      for (const name of names) expect(terminal.run(`type -t ${name}`)).toEqual({ text: expect.stringMatching(/^(?:file|builtin)\n$/), status: 0 });
    }
  });

  it('explain a tool: what it is for, commands, traps', () => {
    const { text, status } = new TestTerminal().run('ajuda kafka-topics.sh');
    expect(text).toMatch(/^kafka-topics\.sh: cria, lista, .*\n\nUm tópico .*\n\nPara começar:\n {2}# .*\n {2}kafka-topics\.sh .*\n[^]*\nCuidado:\n {2}- .*\n[^]*\nTodas as opções: kafka-topics\.sh --help\n$/);
    expect(new TestTerminal().run('help topics').text).toMatch(/^kafka-topics\.sh: [^]*To begin with:[^]*Beware:/);
    expect(status).toBe(0);
  });

  it('say what is not there', () => {
    expect(new TestTerminal().run('ajuda nada')).toEqual({ text: 'ajuda: não há nada nesta máquina; veja a lista com: ajuda\n', status: 1 });
    expect(new TestTerminal().run('watch ls').status).toBe(1);
  });
});

describe('tail -f', () => {
  it('shows what comes, and ends at ^C', () => {
    const terminal = new TestTerminal({ x: '1\n2\n' });
    terminal.run('(sleep 2; echo 3 >> x; sleep 2; echo 4 >> x) &');
    terminal.shown();
    terminal.type('tail -n 1 -f x', 3_000_000);
    expect(terminal.shown().text).toBe('2\n3\n');
    terminal.type('', 2_000_000);
    expect(terminal.shown().text).toBe('4\n');
    expect(terminal.control('C').status).toBe(130);
  });
});
