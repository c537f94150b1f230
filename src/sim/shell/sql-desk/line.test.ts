// The SQL client's prompt in a terminal: what completes there, and what its history brings back.
import { describe, expect, it } from 'vitest';
import { defaultFlink } from '../../../bridge/flink.ts';
import { defaultScenario } from '../../../bridge/scenario.ts';
import { createWorld, giveInput } from '../../world.ts';
import type { LaptopState } from '../machine/state.ts';
import { historyIn, remembered } from '../line-editors.ts';
import { historyOf } from '../session.ts';
import { completeLine } from './line.ts';

const STATEMENTS = ["CREATE TABLE pedidos (id INT, valor DOUBLE) WITH ('connector' = 'datagen');", 'CREATE VIEW produtos AS', 'SELECT 1 AS preco;'];

function client(): LaptopState {
  const kernel = createWorld({ ...defaultScenario, name: 'line', flink: defaultFlink }, 1);
  giveInput(kernel, { kind: 'open-tty', tty: 'main', columns: 100, rows: 24, echo: true });
  for (const text of ['sql-client.sh', ...STATEMENTS]) giveInput(kernel, { kind: 'line', tty: 'main', text });
  kernel.runUntil(kernel.state.now + 20_000_000);
  return kernel.actorState('laptop') as LaptopState;
}

describe('completion at the prompt', () => {
  const laptop = client();
  const check = (line: string, expected: readonly string[]): void => it(JSON.stringify(line), () => expect(completeLine(laptop, 'main', line, line.length, 0, () => false)?.candidates).toEqual(expected));
  check('SEL', ['SELECT']);
  check('sel', ['select']);
  check('INSERT ', ['INTO', 'OVERWRITE']);
  check('SELECT * FROM p', ['pedidos', 'produtos']);
  check('SELECT id FROM pedidos WHERE val', ['valor']);
  check('SELECT COUN', ['COUNT(']);
  check('select coun', ['count(']);
  it('is not for other programs', () => expect(completeLine(laptop, 'nowhere', 'S', 1, 0, () => false)).toBeNull());
});

describe('history', () => {
  it('is what was entered, a statement on a line', () => expect(historyOf(client(), 'main')).toEqual([STATEMENTS[0], 'CREATE VIEW produtos AS SELECT 1 AS preco;']));
  const check = (text: string, expected: string): void => it(JSON.stringify(text), () => expect(historyIn(remembered(text, 5))).toEqual([expected]));
  check('SELECT 1\n;', 'SELECT 1 ;');
  check("SELECT '--' -- um\n;", "SELECT '--' /* um */ ;");
  check('SELECT \'a\\nb\';', 'SELECT \'a\\nb\';');
});
