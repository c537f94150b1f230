// The client's command line: embedded mode, with -f, -i, -j, -D and the rest; the gateway mode is refused, as there is no gateway.
import type { Os } from '../../program.ts';
import { splitLines } from './split-lines.ts';

export type Arguments =
  | { readonly kind: 'run'; readonly settings: Readonly<Record<string, string>>; /** Lines of -i. */ readonly init: string[] | null; /** Lines of -f. */ readonly file: string[] | null }
  | { readonly kind: 'exit'; readonly text: string; readonly status: number };

const TAKES_VALUE: Readonly<Record<string, string>> = {
  '-f': 'file', '--file': 'file', '-i': 'init', '--init': 'init', '-j': 'jar', '--jar': 'jar', '-l': 'library', '--library': 'library', '-D': 'define', '-s': 'session', '--session': 'session', '-hist': 'history', '--history': 'history',
  '-pyfs': 'python', '-pyarch': 'python', '-pyreq': 'python', '-pyexec': 'python', '-pyclientexec': 'python', '-pypath': 'python', '-u': 'update', '--update': 'update',
};

/** What is wrong with a file's name, as the client says it. */
const noFile = (path: string): Arguments => ({ kind: 'exit', status: 1, text: `\n\nException in thread "main" org.apache.flink.table.client.SqlClientException: Unexpected exception. This is a bug. Please consider filing an issue.\nCaused by: org.apache.flink.table.client.SqlClientException: Failed to open the file: ${path}\n` });

export function readArguments(os: Os): Arguments {
  const args = os.argv.slice(1);
  const mode = args[0] === 'embedded' || args[0] === 'gateway' ? args[0] : null;
  const settings: Record<string, string> = {};
  const paths: Record<string, string> = {};
  for (let i = mode === null ? 0 : 1; i < args.length; i++) {
    const arg = args[i] ?? '';
    const [name = '', inline] = arg.startsWith('--') ? arg.split(/=(.*)/s) : [arg];
    const takes = TAKES_VALUE[name] ?? (arg.startsWith('-D') ? 'define' : null);
    if (takes === null) continue;
    const value = takes === 'define' && arg.length > 2 ? arg.slice(2) : (inline ?? args[++i] ?? '');
    if (takes === 'define') {
      const [key = '', set = 'true'] = value.split(/=(.*)/s);
      settings[key] = set;
    } else paths[takes] = value;
  }
  const [init, file] = [fileOf(os, paths['init']), fileOf(os, paths['file'])];
  if (init === null) return noFile(paths['init'] ?? '');
  if (file === null) return noFile(paths['file'] ?? '');
  return { kind: 'run', settings, init: init === undefined ? null : init, file: file === undefined ? null : file };
}

/** The file's lines; undefined where none was asked for, null where it is not there. */
function fileOf(os: Os, path: string | undefined): string[] | null | undefined {
  if (path === undefined) return undefined;
  const text = os.readFile(path);
  return text === null ? null : splitLines(text);
}
