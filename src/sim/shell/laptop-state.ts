// The student's machine before anything happened on it: its folders and files. Light, as a page shows a world before it has the shell.
import type { LaptopState } from './machine/state.ts';

export const HOME = '/home/aluno';

/** A machine with these files in its home folder, and no terminal yet. */
export function createLaptop(home: Readonly<Record<string, string>>): LaptopState {
  const files: LaptopState['files'] = {};
  for (const path of ['/', '/home', HOME, '/tmp', '/dev', '/etc']) files[path] = { kind: 'folder', modifiedMs: 0 };
  files['/etc/hostname'] = { kind: 'file', text: 'laptop\n', modifiedMs: 0, executable: false };
  for (const [name, text] of Object.entries(home)) {
    const parts = name.split('/');
    parts.slice(0, -1).forEach((_, index) => {
      files[`${HOME}/${parts.slice(0, index + 1).join('/')}`] ??= { kind: 'folder', modifiedMs: 0 };
    });
    files[`${HOME}/${name}`] = { kind: 'file', text, modifiedMs: 0, executable: text.startsWith('#!') };
  }
  return { home: HOME, user: 'aluno', files, ttys: {}, processes: {}, pipes: {}, openFiles: {}, nextPid: 1001, nextId: 1, runQueue: [], busy: false };
}
