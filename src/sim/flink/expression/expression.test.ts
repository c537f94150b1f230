// Expressions: what they give over rows, and what is said of wrong ones.
import { describe, expect, test } from 'vitest';
import type { Value } from '../record.ts';
import { compile, NO_ENV } from './compile.ts';
import { parseExpression, type Scope } from './expression.ts';

const scope: Scope = { inputs: [{ alias: 'left', fields: ['user', 'amount', 'tags'] }, { alias: 'right', fields: ['user', 'city'] }] };

function check(text: string, expected: Value): void {
  expect(compile(text, scope)(['ana', 12, ['a', 'b']], ['rui', 'Recife'], NO_ENV)).toEqual(expected);
}

describe('expressions', () => {
  test.each<[string, Value]>([
    ['amount', 12], ['amount * 2 + 1', 25], ['1 + 2 * 3', 7], ['-(amount - 2)', -10], ['amount % 5', 2], ['(amount + 1) / 2', 6.5],
    ["user = 'ana'", true], ["user != \"ana\"", false], ["left.user || '/' || right.user", 'ana/rui'], ['city', 'Recife'],
    ['amount > 10 and not (amount >= 13)', true], ["amount < 3 or user = 'ana'", true], ['null = null', true], ['amount + null', null], ['null > 1', null],
    ["if(amount > 10, 'much', 'little')", 'much'], ['tags[1]', 'b'], ["split('a-b-c', '-')[2]", 'c'], ["upper(substring(user, 1))", 'NA'], ['length(tags)', 2],
    ['[amount, user]', [12, 'ana']], ["coalesce(null, 3)", 3], ["'it\\'s'", "it's"], ['round(2.345, 2)', 2.35], ['max(1, amount, 3)', 12],
  ])('%s', (text, expected) => check(text, expected));

  test.each([
    ['amont', /there is no field amont; there are user, amount, tags/], ['amount +', /expected a value, but found the end/], ['sum(amount)', /there is no function sum/],
    ['(amount', /expected "\)", but found the end/], ['amount amount', /expected the end/], ['if(1)', /takes 2 to 3/], ['('.repeat(200), /too deep/], ['amount & 1', /&/],
  ])('%s is refused', (text, expected) => {
    const parsed = parseExpression(text, scope);
    expect(parsed.ok ? '' : parsed.problem.message).toMatch(expected);
  });

  test('a division of whole numbers by zero is Java\'s exception', () => expect(() => compile('amount % 0', scope)([null, 1], [], NO_ENV)).toThrow('/ by zero'));
});
