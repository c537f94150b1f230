// A Java program of the DataStream API to the graph of its job: `main` is run as it describes the job, and nothing else of it.
import { freeze } from '../kernel/freeze.ts';
import type { StreamGraph } from '../../bridge/flink.ts';
import { UserCodeError } from '../flink/user-code-error.ts';
import type { Stmt } from './ast.ts';
import { describingHost } from './describe.ts';
import { PendingJob } from './job.ts';
import { JavaError } from './lexer.ts';
import { attemptJava, type JavaProblem, newFrame, Program } from './program.ts';
import { newBudget, Scope } from './scope.ts';
import { compileBody } from './statements.ts';
import { STRING, VOID, arrayOf } from './types.ts';

export type Described = { readonly ok: true; readonly value: StreamGraph } | { readonly ok: false; readonly problem: JavaProblem };

/** The job of a program, or what is wrong with it and where. `parallelism`: the cluster's default, or `-p`. */
export function describeJob(source: string, parallelism: number): Described {
  return attemptJava(source, () => {
    const program = new Program(source);
    const job = new PendingJob();
    program.host = describingHost(job);
    const { body, at } = mainOf(program);
    const scope = new Scope(null, null, VOID);
    const args = scope.declare('args', arrayOf(STRING), at);
    const snippet = program.node.classes.length === 0 || program.node.statements.length > 0;
    const env = snippet && !declares(body, 'env') ? scope.declare('env', { name: 'StreamExecutionEnvironment', args: [] }, at) : -1;
    const code = compileBody({ program, scope }, body);
    program.checkFunctions();
    const frame = newFrame(null, newBudget());
    frame.slots[args] = [];
    if (env >= 0) frame.slots[env] = job;
    run(() => code.run(frame), at);
    if (!job.executed && !snippet) throw new JavaError('No operators are run: env.execute() is missing at the end of main.', program.source.length);
    if (job.nodes.length === 0) throw new JavaError('No operators defined in streaming topology. Cannot execute.', at);
    return freeze(job.graph(parallelism));
  });
}

/** What `main` throws is a problem of the program. */
function run(work: () => unknown, at: number): void {
  try {
    work();
  } catch (error) {
    if (error instanceof UserCodeError) throw new JavaError(error.message, at);
    throw error;
  }
}

function declares(body: readonly Stmt[], name: string): boolean {
  return body.some((one) => one.kind === 'local' && one.vars.some((variable) => variable.name === name));
}

/** The statements of `main`; of a snippet those outside of any class. */
function mainOf(program: Program): { readonly body: readonly Stmt[]; readonly at: number } {
  if (program.node.statements.length > 0) return { body: program.node.statements, at: 0 };
  for (const info of Object.values(program.table.classes)) {
    const main = info.node.methods.find(({ name, isStatic }) => name === 'main' && isStatic);
    if (main !== undefined) return main;
  }
  throw new JavaError('There is no main method: `public static void main(String[] args) throws Exception { … }`.', 0);
}
