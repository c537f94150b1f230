// The rules of this tree, as a test: the whole repository is read, and a fixture of planted violations must be caught.
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join, relative } from 'node:path';
import { describe, expect, it } from 'vitest';
import { violations } from './tidy/rules.ts';
import type { SourceFile } from './tidy/source.ts';

const ROOT = join(import.meta.dirname, '..');
const LEFT_OUT = new Set(['node_modules', 'dist', '.git', 'paraglide', '.cache', 'test-results']);

function read(folder: string, wanted: (path: string) => boolean): SourceFile[] {
  return readdirSync(folder).flatMap((name) => {
    if (LEFT_OUT.has(name)) return [];
    const path = join(folder, name);
    if (statSync(path).isDirectory()) return read(path, wanted);
    const fromRoot = relative(ROOT, path).split('\\').join('/');
    return wanted(fromRoot) ? [{ path: fromRoot, text: readFileSync(path, 'utf8') }] : [];
  });
}

const isCode = (path: string): boolean => /\.tsx?$/.test(path);

describe('the tree', () => {
  it('keeps the rules of the house', { timeout: 240_000 }, () => {
    const files = read(ROOT, isCode);
    expect(files.length).toBeGreaterThan(20);
    expect(violations(files)).toEqual([]);
  });

  it('speaks of Correnteza alone', () => {
    const files = read(ROOT, (path) => /\.(tsx?|md|json|ya?ml|html|css|session)$/.test(path) && path !== 'src/tidy.test.ts');
    const foreign = /\/work\/|\.\.\/shared|\bregistry\.npmjs\b|\.library\b/;
    expect(files.filter((file) => foreign.test(file.text)).map((file) => file.path)).toEqual([]);
  });

  const check = (path: string, text: string, expected: RegExp): void => {
    it(`catches ${expected.source} in ${path}`, () => {
      expect(violations([{ path, text: `// A planted file.\n${text}` }]).join('\n')).toMatch(expected);
    });
  };
  check('src/bridge/x.ts', `import { a } from '../sim/kernel/kernel.ts';\na();`, /bridge must not import/);
  check('src/bridge/x.ts', `import * as v from 'valibot';\nv.string();`, /bridge imports nothing/);
  check('src/sim/kafka/x.ts', `import { a } from '../flink/job.ts';\na();`, /sim\/kafka must not import sim\/flink/);
  check('src/sim/flink/x.ts', `export type A = import('../kafka/record.ts').KafkaRecord;`, /sim\/flink must not import sim\/kafka/);
  check('src/ui/x.tsx', `import { Kernel } from '../sim/kernel/kernel.ts';\nnew Kernel();`, /ui must not import sim/);
  check('src/view-model/x.ts', `import { a } from '../ui/a.ts';\na();`, /view-model must not import ui/);
  check('src/sim/kafka/x.ts', `import { parse } from 'unbash';\nparse();`, /sim must not import the package/);
  check('src/elsewhere/x.ts', `import { a } from '../bridge/input.ts';\na();`, /does not know/);
  check('src/sim/x.ts', 'export const t = Date.now();', /wall clock/);
  check('src/sim/x.ts', 'export const t = (a: string, b: string) => a.localeCompare(b);', /locale/);
  check('src/sim/x.ts', 'export const t = Math.log(2);', /last bit/);
  check('src/sim/x.ts', 'export async function f() { return 1; }', /asynchronous/);
  check('src/sim/x.ts', `export function f() {\n${'  f();\n'.repeat(70)}}`, /a function of 72 lines/);
  check('src/sim/x.ts', 'export {};\n'.repeat(501), /more than 500/);
  check('src/ui/x.ts', `export * from './y.ts';`, /barrel/);
  check('src/ui/x.test.ts', ['it', `skip('x', () => {});`].join('.'), /skipped/);
  check('e2e/x.ts', ['await page.waitFor', 'Timeout(100);'].join(''), /sleep in a test/);

  it('catches a circle of imports that leaves its folder', () => {
    const file = (path: string, ...targets: string[]): SourceFile => ({ path, text: `// A planted file.\n${targets.join('\n')}\nexport const own = 1;\n` });
    const valued = (target: string): string => `import { own } from '${target}';`;
    const [a, b, c] = ['src/sim/a/a.ts', 'src/sim/b/b.ts', 'src/sim/b/c.ts'];
    const found = (...files: SourceFile[]): string => violations(files).join();
    expect(found(file(a, valued('../b/b.ts')), file(b, valued('./c.ts')), file(c, valued('../a/a.ts')))).toMatch(/imports itself by way of \S+, \S+: move/);
    expect(found(file(b, valued('./c.ts')), file(c, valued('./b.ts')))).toBe('');
    expect(found(file(a, valued('../b/b.ts')), file(b, `import type { own } from '../a/a.ts';`))).toBe('');
  });

  it('wants a first line that says what a file is', () => {
    expect(violations([{ path: 'src/ui/x.ts', text: 'export const a = 1;\n' }]).join()).toMatch(/comment sentence/);
  });

  it('lets words in comments and text pass', () => {
    const text = '// Says what it is.\n/* await */ export const a = `Date.now ${1} await`; // Math.random\n';
    expect(violations([{ path: 'src/sim/x.ts', text }])).toEqual([]);
  });
});
