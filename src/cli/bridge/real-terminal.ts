// One real bash on a pseudo terminal, as the recorder of sessions has it: no echo, and a prompt that carries the last exit status.
import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';

/** Two control characters with the last command's exit status between them. */
const PROMPT = /\x02(\d+)\x03/;
const ESCAPES = /\x1b\[[0-9;?]*[A-Za-z]/g;
/** How long nothing must come for output to be taken for whole, in ms. */
const QUIET_MS = 150;

export class RealTerminal {
  readonly name: string;
  private readonly process: ChildProcessWithoutNullStreams;
  private buffer = Buffer.alloc(0);

  private constructor(name: string, folder: string, bin: string) {
    this.name = name;
    // util-linux's script gives a program a terminal of its own.
    this.process = spawn('script', ['-qfec', 'bash --norc --noediting -i', '/dev/null'], {
      cwd: folder,
      env: { ...process.env, TERM: 'dumb', HISTFILE: '', LC_ALL: 'C.UTF-8', TZ: 'UTC', PATH: `${bin}:${process.env['PATH'] ?? ''}`, COLUMNS: '200', LINES: '50' },
    });
    this.process.stdout.on('data', (bytes: Buffer) => {
      this.buffer = Buffer.concat([this.buffer, bytes]);
    });
  }

  static async open(name: string, folder: string, bin: string): Promise<RealTerminal> {
    const terminal = new RealTerminal(name, folder, bin);
    // Said to bash itself: the shell in between keeps a prompt of its own.
    terminal.type("stty -echo -onlcr columns 200 rows 50; PS2=; PS1=$'\\x02$?\\x03'\n");
    await terminal.untilPrompt(20_000);
    terminal.take();
    return terminal;
  }

  type(text: string): void {
    this.process.stdin.write(text);
  }

  /** Whether the prompt came within so many ms. */
  async untilPrompt(limitMs: number): Promise<boolean> {
    const end = performance.now() + limitMs;
    while (performance.now() < end) {
      await pass(50);
      if (!PROMPT.test(this.buffer.toString('utf8'))) continue;
      await pass(QUIET_MS);
      return true;
    }
    return false;
  }

  /** What was shown since the last take, and the exit status where a command ended. */
  take(): { readonly text: string; readonly status: number | null } {
    const shown = this.buffer.toString('utf8');
    this.buffer = Buffer.alloc(0);
    const statuses = [...shown.matchAll(new RegExp(PROMPT, 'g'))];
    const text = shown.replace(new RegExp(PROMPT, 'g'), '').replaceAll('\r', '').replace(ESCAPES, '');
    return { text, status: statuses.length === 0 ? null : Number(statuses.at(-1)?.[1]) };
  }

  close(): void {
    this.process.kill('SIGKILL');
  }
}

export const pass = (ms: number): Promise<void> => new Promise((done) => setTimeout(done, ms));
