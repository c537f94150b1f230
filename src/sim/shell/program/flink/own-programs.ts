// Programs that a student wrote: found in a jar or a Python file, and made into jobs. What makes them comes with Flink's side.
import type { StreamGraph } from '../../../../bridge/flink.ts';
import type { Os } from '../../program.ts';
import type { CompiledProgram, CompileOptions } from './compile.ts';
import type { ProgramLanguage } from '../../../../bridge/program.ts';
import { type Chain, fails, INVOCATION } from './failures.ts';
import { javacText } from './javac-text.ts';
import { type JarFile, readJar } from './jar-file.ts';
import { type Part, readText } from './script.ts';

type Compile = (language: ProgramLanguage, source: string, options: CompileOptions) => CompiledProgram;

let compile: Compile | null = null;

/** Makes the compiler known: its code is only needed in a world that has Flink. */
export function bringCompiler(given: Compile): void {
  compile = given;
}

export interface OwnProgram {
  readonly jobs: readonly StreamGraph[];
  /** Whether `execute()` waits for the job's end, as that of the DataStream API does. */
  readonly waits: boolean;
}

export type FoundOwn = { readonly kind: 'own'; readonly program: OwnProgram } | { readonly kind: 'ended'; readonly status: number };

/** Begins as a program in Java does: a jar may hold the plain text of one. */
const JAVA = /^\s*(?:\/\/|\/\*|package\s|import\s|(?:public\s+)?(?:final\s+)?class\s|StreamExecutionEnvironment\s)/;

/** The program in a jar; null where the file is no jar of one's own. */
export function* ownJar(path: string, mainClass: string | null, settings: Readonly<Record<string, string>>, os: Os): Part<FoundOwn | null> {
  const text = (yield* readText(path)) ?? '';
  const jar = readJar(text);
  if (jar === null) return path.endsWith('.jar') && JAVA.test(text) ? yield* plainText(path, text, settings, os) : null;
  const main = mainClass ?? jar.mainClass;
  if (main === null) return yield* ended([`${INVOCATION}: Neither a 'Main-Class', nor a 'program-class' entry was found in the jar file.`]);
  const source = sourceOf(jar, main);
  if (source === null) return yield* ended([`${INVOCATION}: The program's entry point class '${main}' was not found in the jar file.`, `java.lang.ClassNotFoundException: ${main}`]);
  return yield* made('java', source, settings, os);
}

/** It is compiled when it is run: what javac would say is said then. */
function* plainText(path: string, source: string, settings: Readonly<Record<string, string>>, os: Os): Part<FoundOwn> {
  const compiled = compile?.('java', source, { settings, nowMs: os.wallClockMs });
  if (compiled === undefined || compiled.ok) return yield* made('java', source, settings, os);
  yield { kind: 'write', fd: 2, text: javacText(path.slice(path.lastIndexOf('/') + 1).replace(/\.jar$/, '.java'), source, compiled.problem) };
  return { kind: 'ended', status: 1 };
}

/** `-py file`. */
export function* ownPython(path: string, settings: Readonly<Record<string, string>>, os: Os): Part<FoundOwn> {
  const source = yield* readText(path);
  if (source === null) return yield* ended([`${INVOCATION}: Python file ${path} does not exist.`]);
  return yield* made('python', source, settings, os);
}

function sourceOf({ classes }: JarFile, main: string): string | null {
  const name = main.slice(main.lastIndexOf('.') + 1);
  return classes.find((one) => one.name === name)?.source ?? null;
}

function* made(language: ProgramLanguage, source: string, settings: Readonly<Record<string, string>>, os: Os): Part<FoundOwn> {
  if (compile === null) return yield* ended(['java.lang.IllegalStateException: Flink is not here yet: try again.']);
  const compiled = compile(language, source, { settings, nowMs: os.wallClockMs });
  if (!compiled.ok) {
    const { line, message } = compiled.problem;
    return yield* ended([`${INVOCATION}: The main method caused an error: ${message} (line ${line})`, `org.apache.flink.table.api.ValidationException: ${message} (line ${line})`]);
  }
  if (compiled.collects) return yield* ended([`${INVOCATION}: The main method caused an error: Rows of a query are not shown by flink run here: write them into a table with INSERT INTO, or ask in sql-client.sh.`]);
  return { kind: 'own', program: { jobs: compiled.jobs, waits: language === 'java' && !/\bTableEnvironment\b/.test(source) } };
}

function* ended(chain: Chain): Part<FoundOwn> {
  return { kind: 'ended', status: yield* fails(chain) };
}
