// javac and jar, as far as one needs them to hand a program of one's own to `flink run`.
import type { ClassNode } from '../../../java/ast.ts';
import { parseProgram } from '../../../java/parse.ts';
import { attemptJava } from '../../../java/program.ts';
import { once } from '../core/once.ts';
import type { Os, Program } from '../../program.ts';
import { compileProgram } from './compile.ts';
import { javacText } from './javac-text.ts';
import { type ClassFile, readClass, readJar, writeClass, writeJar } from './jar-file.ts';

/** From the exec to the first line: a JVM with the compiler in it. */
const JAVAC_STARTUP = 1_100_000;
const JAR_STARTUP = 350_000;
/** Options of javac that have a value behind them. */
const WITH_VALUE = ['-cp', '-classpath', '--class-path', '-source', '-target', '--release', '-encoding', '-sourcepath', '--source-path'];

const baseName = (path: string): string => path.slice(path.lastIndexOf('/') + 1);
const failed = (os: Os, text: string, status: number): number => {
  os.write(2, `${text}\n`);
  return status;
};

// --- javac --------------------------------------------------------------------------------------------------------------

export const javac: Program<object> = once('javac', (os, args) => {
  const files: string[] = [];
  let folder: string | null = null;
  for (let i = 0; i < args.length; i++) {
    const arg = args[i] ?? '';
    if (arg === '-d') folder = args[++i] ?? null;
    else if (WITH_VALUE.includes(arg)) i += 1;
    else if (arg === '-version' || arg === '--version') {
      os.write(1, 'javac 17.0.19\n');
      return 0;
    } else if (arg.startsWith('-') && !/^-(?:g|Xlint|nowarn|parameters|verbose|deprecation)/.test(arg)) return failed(os, `error: invalid flag: ${arg}\nUsage: javac <options> <source files>\nuse --help for a list of possible options`, 2);
    else if (!arg.startsWith('-')) files.push(arg);
  }
  if (files.length === 0) return failed(os, args.length === 0 ? 'Usage: javac <options> <source files>\nuse --help for a list of possible options' : 'error: no source files', 2);
  if (folder !== null && os.stat(folder) === null) os.makeFolder(folder);
  return files.map((file) => compileFile(os, file, folder)).some((status) => status !== 0) ? 1 : 0;
}, JAVAC_STARTUP);

function compileFile(os: Os, file: string, folder: string | null): number {
  if (!file.endsWith('.java')) return failed(os, `error: Class names, '${file}', are only accepted if annotation processing is explicitly requested\n1 error`, 2);
  const source = os.readFile(file);
  if (source === null) return failed(os, `error: file not found: ${file}\nUsage: javac <options> <source files>\nuse --help for a list of possible options`, 2);
  const parsed = attemptJava(source, () => parseProgram(source));
  const expected = baseName(file).slice(0, -'.java'.length);
  const misnamed = parsed.ok ? parsed.value.classes.find(({ isPublic, name }) => isPublic && name !== expected) : undefined;
  const at = misnamed === undefined ? null : { line: source.slice(0, misnamed.at).split('\n').length, column: 1, message: `class ${misnamed.name} is public, should be declared in a file named ${misnamed.name}.java` };
  const compiled = compileProgram('java', source, { settings: {}, nowMs: os.wallClockMs });
  const problem = at ?? (compiled.ok ? null : compiled.problem);
  if (problem !== null || !parsed.ok) {
    os.write(2, javacText(file, source, problem ?? { line: 1, column: 1, message: '' }));
    return 1;
  }
  for (const name of parsed.value.classes.flatMap((one) => namesOf(one, ''))) {
    const path = folder === null ? file.slice(0, file.length - baseName(file).length) + name : `${folder}/${name}`;
    const refused = os.writeFile(`${path}.class`, writeClass({ name, source }), false);
    if (refused !== null) return failed(os, `error: error while writing ${name}: ${path}.class (${refused})\n1 error`, 1);
  }
  return 0;
}

/** A class and those within it, as their files are named. */
function namesOf({ name, classes }: ClassNode, around: string): string[] {
  const own = `${around}${name}`;
  return [own, ...classes.flatMap((one) => namesOf(one, `${own}$`))];
}

// --- jar ----------------------------------------------------------------------------------------------------------------

const JAR_USAGE = "Usage: jar [OPTION...] [ [--release VERSION] [-C dir] files] ...\nTry `jar --help' for more information.";

interface JarRequest {
  mode: 'create' | 'list' | null;
  file: string | null;
  mainClass: string | null;
  readonly paths: { readonly folder: string; readonly path: string }[];
}

export const jar: Program<object> = once('jar', (os, args) => {
  const request = readJarArguments(args);
  if (typeof request === 'string') return failed(os, request, 1);
  const { mode, file, mainClass } = request;
  if (mode === null) return failed(os, `You must specify one of -ctxui options!\n${JAR_USAGE}`, 1);
  if (file === null) return failed(os, 'Archives are read from and written to files here: jar cfe program.jar MainClass *.class', 1);
  if (mode === 'list') return listJar(os, file);
  const classes: ClassFile[] = [];
  for (const { folder, path } of request.paths) {
    const found = classesAt(os, folder, path);
    if (found === null) return failed(os, `${path} : no such file or directory`, 1);
    classes.push(...found);
  }
  const refused = os.writeFile(file, writeJar({ mainClass, classes }), false);
  return refused === null ? 0 : failed(os, `java.io.FileNotFoundException: ${file} (${refused})`, 1);
}, JAR_STARTUP);

function readJarArguments(args: readonly string[]): JarRequest | string {
  const request: JarRequest = { mode: null, file: null, mainClass: null, paths: [] };
  const rest = [...args];
  const letters = /^-?([ctvfe0M]+)$/.exec(rest[0] ?? '')?.[1];
  if (letters !== undefined) {
    rest.shift();
    for (const letter of letters) {
      if (letter === 'c') request.mode = 'create';
      if (letter === 't') request.mode = 'list';
      if (letter === 'f') request.file = rest.shift() ?? null;
      if (letter === 'e') request.mainClass = rest.shift() ?? null;
    }
  }
  let folder = '';
  while (rest.length > 0) {
    const arg = rest.shift() ?? '';
    const [name, glued] = arg.startsWith('--') && arg.includes('=') ? [arg.slice(0, arg.indexOf('=')), arg.slice(arg.indexOf('=') + 1)] : [arg, undefined];
    if (name === '--create') request.mode = 'create';
    else if (name === '--list') request.mode = 'list';
    else if (name === '--file') request.file = glued ?? rest.shift() ?? null;
    else if (name === '--main-class') request.mainClass = glued ?? rest.shift() ?? null;
    else if (name === '-C') folder = `${rest.shift() ?? ''}/`;
    else if (name === '--verbose') continue;
    else if (name.startsWith('-')) return `Error: ${name.startsWith('--') ? `unrecognized option : ${name}` : `Unrecognized option: ${name}`}\n${JAR_USAGE}`;
    else {
      request.paths.push({ folder, path: name });
      folder = '';
    }
  }
  return request;
}

/** The class files at a path: a file, or all of a folder. Null where there is none. */
function classesAt(os: Os, folder: string, path: string): readonly ClassFile[] | null {
  const at = `${folder}${path}`;
  const found = os.stat(at);
  if (found === null) return null;
  if (found.kind === 'folder') return (os.list(at) ?? []).flatMap((name) => classesAt(os, '', `${at}/${name}`) ?? []);
  const one = readClass(os.readFile(at) ?? '');
  return one === null ? [] : [one];
}

function listJar(os: Os, file: string): number {
  const text = os.readFile(file);
  if (text === null) return failed(os, `java.nio.file.NoSuchFileException: ${file}`, 1);
  const found = readJar(text);
  if (found === null) return failed(os, 'java.util.zip.ZipException: zip END header not found', 1);
  os.write(1, `META-INF/\nMETA-INF/MANIFEST.MF\n${found.classes.map(({ name }) => `${name}.class\n`).join('')}`);
  return 0;
}
