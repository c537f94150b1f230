// The format of recorded sessions (conformance/README.md): text in, steps out, or the line that can't be read.

export type Step =
  | { readonly kind: 'text'; readonly line: string }
  | { readonly kind: 'terminal'; readonly name: string; readonly line: string }
  | { readonly kind: 'command'; readonly waits: boolean; readonly lines: readonly string[]; readonly source: readonly string[] }
  | { readonly kind: 'typed'; readonly text: string; readonly line: string }
  | { readonly kind: 'control'; readonly key: 'C' | 'D'; readonly line: string }
  | { readonly kind: 'pause'; readonly us: number; readonly line: string }
  | { readonly kind: 'node'; readonly verb: 'crash' | 'stop' | 'start'; readonly id: number; readonly line: string }
  | { readonly kind: 'setting'; readonly name: string; readonly value: string; readonly line: string }
  | { readonly kind: 'flink'; readonly verb: 'crash' | 'stop' | 'start'; readonly node: string; readonly line: string }
  | { readonly kind: 'flink setting'; readonly name: string; readonly value: string; readonly line: string }
  | { readonly kind: 'no kafka'; readonly line: string };

/** A step, and what was recorded behind it. */
export interface Recorded {
  readonly step: Step;
  readonly output: readonly string[];
}

export type Session = { readonly kind: 'session'; readonly steps: readonly Recorded[] } | { readonly kind: 'error'; readonly line: number; readonly message: string };

/** Reads a session file. */
export function parseSession(text: string): Session {
  const lines = text.replace(/\r\n/g, '\n').replace(/\n+$/, '').split('\n');
  const steps: { step: Step; output: string[] }[] = [];
  for (const [index, line] of lines.entries()) {
    const last = steps.at(-1);
    if (/^[|?]/.test(line)) {
      if (last === undefined) return { kind: 'error', line: index + 1, message: 'output stands before any input: begin with a command (`$ ...`)' };
      last.output.push(line);
      continue;
    }
    if (line.startsWith('.. ') || line === '..') {
      if (last?.step.kind !== 'command' || last.output.length > 0) return { kind: 'error', line: index + 1, message: '`..` goes on a command: put it right below a `$` or `&` line' };
      last.step = { ...last.step, lines: [...last.step.lines, line.slice(3)], source: [...last.step.source, line] };
      continue;
    }
    const step = readStep(line);
    if (step === null) return { kind: 'error', line: index + 1, message: `${JSON.stringify(line)} is none of the lines of a session (# $ & .. < ^C ^D ~ @ ! | ?)` };
    steps.push({ step, output: [] });
  }
  return { kind: 'session', steps };
}

function readStep(line: string): Step | null {
  if (line === '' || line.startsWith('#')) return { kind: 'text', line };
  if (/^@\S+\s*$/.test(line)) return { kind: 'terminal', name: line.slice(1).trim(), line };
  if (line.startsWith('$ ') || line.startsWith('& ')) return { kind: 'command', waits: line.startsWith('$'), lines: [line.slice(2)], source: [line] };
  if (line === '<' || line.startsWith('< ')) return { kind: 'typed', text: line.slice(2), line };
  if (line === '^C' || line === '^D') return { kind: 'control', key: line === '^C' ? 'C' : 'D', line };
  const pause = /^~ (\d+)(ms|s)$/.exec(line);
  if (pause !== null) return { kind: 'pause', us: Number(pause[1]) * (pause[2] === 's' ? 1_000_000 : 1_000), line };
  if (line === '! no kafka') return { kind: 'no kafka', line };
  const flinkSetting = /^! flink set ([\w.-]+): ?(.*)$/.exec(line);
  if (flinkSetting !== null) return { kind: 'flink setting', name: flinkSetting[1] ?? '', value: flinkSetting[2] ?? '', line };
  const process = /^! flink (crash|stop|start) (\S+)$/.exec(line);
  if (process !== null) return { kind: 'flink', verb: verbOf(process[1]), node: process[2] ?? '', line };
  const setting = /^! set ([\w.]+)=(.*)$/.exec(line);
  if (setting !== null) return { kind: 'setting', name: setting[1] ?? '', value: setting[2] ?? '', line };
  const node = /^! (crash|stop|start) (\d+)$/.exec(line);
  if (node !== null) return { kind: 'node', verb: verbOf(node[1]), id: Number(node[2]), line };
  return null;
}

const verbOf = (word: string | undefined): 'crash' | 'stop' | 'start' => (word === 'crash' ? 'crash' : word === 'stop' ? 'stop' : 'start');

const FLINK_TOOL = /(?:^|[|;&(]\s*)(?:flink|sql-client\.sh|(?:start|stop)-cluster\.sh|(?:taskmanager|jobmanager)\.sh)(?:\s|$)/;

/** Whether a session uses Flink: its world then has a cluster of it. */
export function needsFlink(steps: readonly Recorded[]): boolean {
  return steps.some(({ step }) => step.kind === 'flink' || step.kind === 'flink setting' || (step.kind === 'command' && FLINK_TOOL.test(step.lines[0] ?? '')));
}
