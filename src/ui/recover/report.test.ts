// A report has the error's words and place, and nothing of the address or the machine.
import { expect, it } from 'vitest';
import { reportOf, wordsOf } from './report.ts';

const check = (stack: string, expected: string): void => {
  it(`keeps ${expected}`, () => {
    const problem = new Error('no such lane');
    problem.stack = stack;
    expect(wordsOf(problem)).toBe(expected);
  });
};

check('Error: no such lane\n    at draw (https://aulas.exemplo.edu/turma-7/correnteza/assets/Stage-x1.js:1:22)', 'Error: no such lane\n    at draw (Stage-x1.js:1:22)');
check('draw@file:///home/maria/correnteza/assets/Stage-x1.js:1:22', 'no such lane\ndraw@Stage-x1.js:1:22');

it('names the version, the part and the instant', () => {
  expect(reportOf('stage', 'x', null)).toMatchObject({ correnteza: expect.stringMatching(/^\d+\.\d+\.\d+/), part: 'stage', problem: 'x', atUs: null, run: null });
});
