// A student's machine alone in a kernel, for tests: type a line, read what it showed.
import { Kernel } from '../../kernel/kernel.ts';
import { createLaptop } from '../laptop-state.ts';
import { laptop } from '../laptop.ts';
import type { LaptopState } from '../machine/state.ts';
import { controlInput, lastStatus, lineInput, openTty, outputMark, outputSince, promptIsBack } from '../session.ts';

export interface Shown {
  readonly text: string;
  readonly status: number;
}

export class TestTerminal {
  readonly kernel: Kernel;
  private mark = 0;

  constructor(home: Readonly<Record<string, string>> = {}) {
    this.kernel = new Kernel({
      behaviors: { laptop: laptop }, seed: 1, startedAtMs: Date.UTC(2026, 0, 5, 12), check: true,
      link: { latencyUs: 200, jitterUs: 100, bytesPerSecond: 125_000_000, lossRate: 0, duplicateRate: 0 },
    });
    this.kernel.spawn('laptop', 'laptop', createLaptop(home));
    this.tell(openTty('main'));
  }

  get state(): LaptopState {
    return this.kernel.actorState('laptop') as LaptopState;
  }

  private tell(input: ReturnType<typeof openTty>): void {
    this.kernel.tell('laptop', { kind: 'Input', input } as { kind: string }, -1);
  }

  /** Types a command and waits for the prompt, at most a virtual minute. */
  run(command: string): Shown {
    for (const line of command.split('\n')) this.tell(lineInput('main', line));
    return this.settle();
  }

  /** Types a line and lets `us` pass. */
  type(line: string, us: number): void {
    this.tell(lineInput('main', line));
    this.kernel.runUntil(this.kernel.state.now + us);
  }

  control(key: 'C' | 'D' | 'Z' | '\\'): Shown {
    this.tell(controlInput('main', key));
    return this.settle();
  }

  settle(): Shown {
    const end = this.kernel.state.now + 60_000_000;
    while (!promptIsBack(this.state, 'main') && this.kernel.state.now < end) this.kernel.runUntil(this.kernel.state.now + 1_000);
    return this.shown();
  }

  shown(): Shown {
    const text = outputSince(this.state, 'main', this.mark);
    this.mark = outputMark(this.state, 'main');
    return { text, status: lastStatus(this.state, 'main') };
  }
}
