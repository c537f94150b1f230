// A jar of the student's machine: it holds its program's source, which is compiled when it is run. What javac would say is said then.
import type { StreamGraph } from '../../bridge/flink.ts';
import { describeJob } from './main.ts';

/** What running a jar comes to: a job, or what the compiler says and the status it ends with. */
export interface RanJar {
  readonly out: string;
  readonly err?: string;
  readonly job: StreamGraph | null;
  readonly status?: number;
}

/** `configuration`: the command's, by Flink's names; what the program itself sets counts before it. */
export function runJar({ name, source }: { readonly name: string; readonly source: string }, { configuration }: { readonly configuration: Readonly<Record<string, string>> }): RanJar {
  const described = describeJob(source, Number(configuration['parallelism.default'] ?? 1));
  if (described.ok) return { out: '', job: { ...described.value, configuration: { ...configuration, ...described.value.configuration } } };
  const { line, column, message } = described.problem;
  const shown = source.split('\n')[line - 1] ?? '';
  const file = name.replace(/\.jar$/, '.java');
  return { out: '', err: `${file}:${line}: error: ${message}\n${shown}\n${' '.repeat(Math.max(0, column - 1))}^\n1 error\n`, job: null, status: 1 };
}
