// The rules of this tree as pure functions over its files: what may import what, how long things are, what is banned.
import ts from 'typescript';
import { circles } from './circles.ts';
import { parse, resolve, type SourceFile } from './source.ts';

/** What a folder under src/ may import from, besides itself. The longest prefix that fits a file counts. */
const MAY_IMPORT: readonly (readonly [string, readonly string[]])[] = [
  ['bridge', []],
  ['sim/kernel', ['bridge']],
  ['sim/jvm', []],
  ['sim/kafka', ['bridge', 'sim/kernel', 'sim/jvm']],
  ['sim/flink', ['bridge', 'sim/kernel', 'sim/jvm']],
  ['sim/connector', ['bridge', 'sim/kernel', 'sim/jvm', 'sim/kafka', 'sim/flink', 'sim/sql', 'sim/engine/database', 'sim/engine/micro-batch/row.ts']],
  ['sim/sql', ['bridge', 'sim/kernel', 'sim/jvm', 'sim/flink']],
  ['sim/java', ['bridge', 'sim/kernel', 'sim/jvm', 'sim/flink']],
  ['sim/engine', ['bridge', 'sim/kernel', 'sim/jvm', 'sim/kafka', 'sim/flink']],
  ['sim/shell', ['bridge', 'sim/kernel', 'sim/jvm', 'sim/kafka', 'sim/flink', 'sim/sql', 'sim/connector', 'sim/java']],
  ['sim/testing', ['']],
  ['sim', ['bridge', 'sim']],
  ['view-model', ['bridge', 'sim']],
  ['grade', ['bridge', 'sim', 'view-model', 'lesson']],
  ['worker', ['bridge', 'sim', 'view-model', 'lesson', 'grade']],
  ['lesson', ['bridge']],
  ['cli', ['bridge', 'sim', 'view-model', 'lesson', 'grade']],
  ['ui', ['bridge', 'lesson']],
  ['tidy', []],
  ['main.tsx', ['bridge', 'lesson', 'ui']],
];

/** Packages that sim/ may use, each with the one file that may. */
const SIM_PACKAGES: Readonly<Record<string, string>> = { unbash: 'src/sim/shell/bash/parse.ts' };

/** What would make a replay differ, or tie the world to a page. */
const BANNED_IN_SIM: readonly (readonly [RegExp, string])[] = [
  [/\bDate\.now\b|\bnew Date\(\)|\bperformance\.now\b/, 'reads a wall clock'],
  [/\bMath\.random\b|\bcrypto\./, 'draws a number outside the world'],
  [/\bsetTimeout\b|\bsetInterval\b|\brequestAnimationFrame\b|\bqueueMicrotask\b/, 'sets a timer of the host'],
  [/\bfetch\(|\bconsole\.|\bdocument\.|(?<![.\w])window\.|\bprocess\./, 'reaches for the host'],
  [/\basync\b|\bawait\b|\bnew Promise\b|\bPromise\./, 'is asynchronous'],
  [/\blocaleCompare\b|\btoLocale|\bIntl\./, 'depends on a locale'],
  [/\bMath\.(exp|log|log2|log10|log1p|expm1|sin|cos|tan|asin|acos|atan|atan2|sinh|cosh|tanh|pow|cbrt|hypot)\b/, 'may differ in its last bit between machines'],
];

const MAX_FILE_LINES = 500;
const MAX_FUNCTION_LINES = 70;

/** Every broken rule, as `path:line: what and the remedy`; empty where the tree is tidy. */
export function violations(files: readonly SourceFile[]): string[] {
  const each = files.flatMap((file) => [
    ...fileRules(file),
    ...importRules(file),
    ...(isSim(file.path) && !isTest(file.path) ? bannedInSim(file) : []),
    ...(isTest(file.path) ? testRules(file) : []),
  ]);
  return [...each, ...circles(files.filter((file) => !isTest(file.path)))];
}

function isTest(path: string): boolean {
  return /\.test\.tsx?$/.test(path) || path.includes('/testing/') || path.startsWith('e2e/');
}

function isSim(path: string): boolean {
  return path.startsWith('src/sim/');
}

function fileRules(file: SourceFile): string[] {
  const found: string[] = [];
  const lines = file.text.split('\n');
  if (lines.length > MAX_FILE_LINES + 1) found.push(`${file.path}:1: has ${lines.length} lines, more than ${MAX_FILE_LINES}: split it`);
  const first = lines[0] ?? '';
  if (!/^(\/\/|\/\*\*?|#!) ?\S.*\S/.test(first)) found.push(`${file.path}:1: must begin with a comment sentence that says what it is`);
  const source = parse(file);
  found.push(...longFunctions(file, source));
  const statements = source.statements;
  const onlyReexports = statements.length > 0 && statements.every((s) => ts.isExportDeclaration(s) && s.moduleSpecifier !== undefined);
  if (onlyReexports) found.push(`${file.path}:1: is a barrel file: import the file that defines the name`);
  return found;
}

function longFunctions(file: SourceFile, source: ts.SourceFile): string[] {
  const found: string[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isFunctionLike(node) && 'body' in node && node.body !== undefined) {
      const from = source.getLineAndCharacterOfPosition(node.getStart(source)).line;
      const to = source.getLineAndCharacterOfPosition(node.end).line;
      if (to - from + 1 > MAX_FUNCTION_LINES && !isSuite(node)) {
        found.push(`${file.path}:${from + 1}: a function of ${to - from + 1} lines, more than ${MAX_FUNCTION_LINES}: split it`);
      }
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  return found;
}

/** The callback of a `describe` is a table of contents, not a function to read at once. */
function isSuite(node: ts.Node): boolean {
  const call = node.parent;
  return call !== undefined && ts.isCallExpression(call) && /^describe\b/.test(call.expression.getText());
}

function importRules(file: SourceFile): string[] {
  if (!file.path.startsWith('src/') || isTest(file.path)) return [];
  const found: string[] = [];
  for (const { fileName, pos } of ts.preProcessFile(file.text, true, true).importedFiles) {
    const line = file.text.slice(0, pos).split('\n').length;
    const problem = fileName.startsWith('.') ? relativeImport(file.path, fileName) : packageImport(file.path, fileName);
    if (problem !== null) found.push(`${file.path}:${line}: ${problem}`);
  }
  return found;
}

function relativeImport(path: string, target: string): string | null {
  const resolved = resolve(path, target);
  if (!resolved.startsWith('src/')) return null;
  const from = path.slice(4);
  const to = resolved.slice(4);
  const rule = MAY_IMPORT.filter(([prefix]) => within(from, prefix)).sort((a, b) => b[0].length - a[0].length)[0];
  if (rule === undefined) return `stands in a folder that the import table does not know: add it there, or move the file`;
  const [home, allowed] = rule;
  if (within(to, home)) return null;
  return allowed.some((prefix) => within(to, prefix)) ? null : `${home} must not import ${to}: see the import table in ARCHITECTURE.md`;
}

function packageImport(path: string, name: string): string | null {
  if (path.startsWith('src/bridge/')) return `bridge imports nothing, not even ${name}`;
  if (isSim(path)) return SIM_PACKAGES[name] === path ? null : `sim must not import the package ${name}`;
  if (path.startsWith('src/view-model/')) return `view-model must not import the package ${name}`;
  if (name.startsWith('node:') && !path.startsWith('src/cli/')) return `only src/cli may import ${name}`;
  return null;
}

function within(path: string, prefix: string): boolean {
  return prefix === '' || path === prefix || path.startsWith(`${prefix}/`);
}

function bannedInSim(file: SourceFile): string[] {
  const found: string[] = [];
  const code = withoutCommentsAndText(file.text);
  code.split('\n').forEach((line, index) => {
    for (const [pattern, why] of BANNED_IN_SIM) {
      const hit = pattern.exec(line);
      if (hit !== null) found.push(`${file.path}:${index + 1}: ${hit[0]} ${why}: a world must replay alike everywhere`);
    }
  });
  return found;
}

/** The same lines with comments and the contents of text blanked out, so that words in them don't count. */
function withoutCommentsAndText(text: string): string {
  const source = ts.createSourceFile('x.ts', text, ts.ScriptTarget.ES2023, true, ts.ScriptKind.TS);
  const blank: (readonly [number, number])[] = [];
  const visit = (node: ts.Node): void => {
    for (const range of ts.getLeadingCommentRanges(text, node.pos) ?? []) blank.push([range.pos, range.end]);
    for (const range of ts.getTrailingCommentRanges(text, node.end) ?? []) blank.push([range.pos, range.end]);
    const isText = ts.isStringLiteral(node) || ts.isNoSubstitutionTemplateLiteral(node) || ts.isRegularExpressionLiteral(node);
    const isPiece = ts.isTemplateHead(node) || ts.isTemplateMiddle(node) || ts.isTemplateTail(node);
    if (isText || isPiece) blank.push([node.getStart(source), node.end]);
    ts.forEachChild(node, visit);
  };
  visit(source);
  let out = text;
  for (const [from, to] of blank) out = out.slice(0, from) + out.slice(from, to).replace(/[^\n]/g, ' ') + out.slice(to);
  return out;
}

function testRules(file: SourceFile): string[] {
  const found: string[] = [];
  file.text.split('\n').forEach((line, index) => {
    if (/\b(it|test|describe)\.(skip|todo|only)\b|\bxit\(|\bxdescribe\(/.test(line)) found.push(`${file.path}:${index + 1}: a skipped, planned or lone test: finish it or take it out`);
    if (/\bsetTimeout\(|\bwaitForTimeout\(|\bsleep\(/.test(line)) found.push(`${file.path}:${index + 1}: a sleep in a test: wait for what should happen instead`);
  });
  return found;
}
