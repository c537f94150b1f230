// Brings the demos into the page's build: a list of all, and each as a chunk of its own, read and checked while building.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Demo, DemoEntry } from '../lesson/demo.ts';
import { problemLine } from '../lesson/lesson.ts';
import { readDemo } from '../lesson/read-demo.ts';

const INDEX = 'virtual:demos';
const ONE = 'virtual:demo/';

interface DemoPlugin {
  readonly name: string;
  resolveId(id: string): string | null;
  load(this: { addWatchFile(path: string): void }, id: string): string | null;
}

/** The plugin for the demos in this folder. */
export function demoPlugin(folder: string): DemoPlugin {
  return {
    name: 'correnteza-demos',
    resolveId: (id) => (id === INDEX || id.startsWith(ONE) ? `\0${id}` : null),
    load(id) {
      if (id === `\0${INDEX}`) return indexModule(folder);
      if (!id.startsWith(`\0${ONE}`)) return null;
      const name = `${id.slice(ONE.length + 1)}.yaml`;
      this.addWatchFile(join(folder, name));
      return `export default ${JSON.stringify(readOne(folder, name))};`;
    },
  };
}

/** The names of all demos' files, in their order. */
export function demoFiles(folder: string): string[] {
  return readdirSync(folder).filter((name) => name.endsWith('.yaml')).sort((a, b) => (a < b ? -1 : 1));
}

function readOne(folder: string, name: string): Demo {
  const { demo, problems } = readDemo(name, readFileSync(join(folder, name), 'utf8'));
  if (demo === null) throw new Error(`\n${problems.map((problem) => problemLine(problem)).join('\n')}\n`);
  return demo;
}

function indexModule(folder: string): string {
  const files = demoFiles(folder);
  const entries = files.map((name): DemoEntry => {
    const { id, number, group, title, watch } = readOne(folder, name);
    return { id, number, group, title, watch };
  });
  const loaders = files.map((name, at) => `${JSON.stringify(entries[at]?.id)}: () => import(${JSON.stringify(ONE + name.replace(/\.yaml$/, ''))})`);
  return `export const entries = ${JSON.stringify(entries)};\nexport const loaders = {${loaders.join(', ')}};\n`;
}
