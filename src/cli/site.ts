// `npm run build` and `npm start`: the page as static files, or served while lessons are written; of the whole course, or of one of one's own.
import { join, relative, resolve } from 'node:path';
import { build, createServer } from 'vite';
import { openCourse, setCourseFolder } from './own-course.ts';

const ROOT = join(import.meta.dirname, '../..');
const USAGE = 'npm run build -- [--course FOLDER] [--out FOLDER], npm start -- [--course FOLDER] [--port PORT], for example npm run build -- --course lessons/my-course';
const NAMES = ['--course', '--out', '--port'];

interface Asked {
  readonly course: string | null;
  readonly out: string | null;
  /** Where it is served; null for the port that is usual. */
  readonly port: number | null;
}

/** What was asked for, or what is wrong with it. */
export function readArguments(given: readonly string[]): Asked | string {
  const named = new Map<string, string>();
  for (let at = 0; at < given.length; at += 2) {
    const [name = '', value] = given.slice(at, at + 2);
    if (!NAMES.includes(name)) return `"${name}" is not known here: ${USAGE}`;
    if (value === undefined || value.startsWith('--')) return `${name} has nothing behind it: ${USAGE}`;
    if (named.has(name)) return `${name} stands twice: ${USAGE}`;
    named.set(name, value);
  }
  const port = named.get('--port') ?? null;
  if (port !== null && !/^\d{1,5}$/.test(port)) return `"${port}" is no port: ${USAGE}`;
  return { port: port === null ? null : Number(port), course: named.get('--course') ?? null, out: named.get('--out') ?? null };
}

/** Builds the page (`build`) or serves it while lessons are written (`start`). The exit status: 0 done, 1 a course that can't be read, 2 not understood. `quiet` leaves out what the builder tells. */
export async function site([command, ...given]: readonly string[], print: (line: string) => void, quiet = false): Promise<number> {
  const asked = readArguments(given);
  if (typeof asked === 'string') {
    print(`${command}: ${asked}`);
    return 2;
  }
  if (asked.course !== null) {
    try {
      const { title, lessons } = openCourse(resolve(asked.course), join(ROOT, 'lessons'));
      print(`${title.pt}: ${lessons.length} ${lessons.length === 1 ? 'lesson' : 'lessons'}`);
    } catch (problem) {
      print(`${command}: ${problem instanceof Error ? problem.message : String(problem)}`);
      return 1;
    }
    setCourseFolder(resolve(asked.course));
  }
  if (command === 'start') {
    const server = await createServer({ root: ROOT, configFile: join(ROOT, 'vite.config.ts'), ...(asked.port === null ? {} : { server: { port: asked.port } }) });
    await server.listen();
    server.printUrls();
    return 0;
  }
  const outDir = asked.out === null ? join(ROOT, 'dist') : resolve(asked.out);
  await build({ root: ROOT, configFile: join(ROOT, 'vite.config.ts'), build: { outDir, emptyOutDir: true }, logLevel: quiet ? 'error' : 'info' });
  print(`built into ${relative(process.cwd(), outDir)}`);
  return 0;
}
