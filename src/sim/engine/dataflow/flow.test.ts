// The dataflow engine beside recordings of the real Bytewax: what each program prints, batch after batch, over restarts too.
import { describe, expect, it } from 'vitest';
import { BYTEWAX_CASES, type BytewaxCase } from '../../../../conformance/engines/cases.ts';
import recorded from '../../../../conformance/engines/bytewax.json';
import { flowOn, flowProblem, type FlowState, flowTime } from './flow.ts';
import { bytewaxProgram } from './program.ts';

const START = Date.UTC(2026, 2, 1, 10);

function play({ spec, batches, clock }: BytewaxCase): string[] {
  const printed: string[] = [];
  let state: FlowState = [];
  batches.forEach((texts, at) => {
    const nowMs = START + (clock[at] ?? 0) * 1_000;
    const flowed = flowOn(spec, state, texts.map((value) => ({ value, timeMs: 0 })), nowMs);
    if ('problem' in flowed) throw new Error(flowed.problem);
    // What the clock alone closes, it closes after the items of the same moment.
    const later = flowTime(spec, flowed.state, nowMs);
    printed.push(...[...flowed.out, ...later.out].map(({ text }) => text));
    state = later.state;
  });
  return printed;
}

describe.each(BYTEWAX_CASES)('$name', (one) => {
  const real = recorded.recordings.find(({ name }) => name === one.name);

  it('is the program that was recorded', () => {
    expect(bytewaxProgram(one.spec)).toBe(real?.program);
    expect(flowProblem(one.spec)).toBeNull();
  });

  it('prints what the real one does', () => {
    expect(play(one)).toEqual(real?.printed);
  });
});
