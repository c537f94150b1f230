// The client's command line: embedded mode, with -f, -i, -j, -D and the rest; the gateway mode is refused, as there is no gateway.
import type { Os } from '../../program.ts';
import { ALL_HELP, EMBEDDED_HELP, GATEWAY_HELP } from './options-help.ts';
import { splitLines } from './split-lines.ts';

export type Arguments =
  | { readonly kind: 'run'; readonly settings: Readonly<Record<string, string>>; /** Lines of -i. */ readonly init: string[] | null; readonly initPath: string; /** Lines of -f. */ readonly file: string[] | null }
  | { readonly kind: 'exit'; readonly text: string; readonly status: number };

const TAKES_VALUE: Readonly<Record<string, string>> = {
  '-f': 'file', '--file': 'file', '-i': 'init', '--init': 'init', '-j': 'jar', '--jar': 'jar', '-l': 'library', '--library': 'library', '-D': 'define', '-s': 'session', '--session': 'session', '-hist': 'history', '--history': 'history',
  '-e': 'endpoint', '--endpoint': 'endpoint', '-pyfs': 'python', '-pyarch': 'python', '-pyreq': 'python', '-pyexec': 'python', '-pyclientexec': 'python', '-pypath': 'python',
};

const CLIENT = 'org.apache.flink.table.client.SqlClientException';
const GATEWAY = 'org.apache.flink.table.gateway.api.utils.SqlGatewayException';
const SHUTDOWN = '\nShutting down the session...\ndone.\n';

function thrown(lines: readonly string[], after: string): Arguments {
  return { kind: 'exit', status: 1, text: `\n\nException in thread "main" ${lines.join('\nCaused by: ')}\n${after}` };
}

const noFile = (path: string): Arguments => thrown([`${CLIENT}: Failed to read file ${path}`, `java.io.FileNotFoundException: ${path} (No such file or directory)`], SHUTDOWN);

function noJar(path: string): Arguments {
  const server = `[Internal server error., <Exception on server side:\n${GATEWAY}: Failed to openSession.\nCaused by: ${GATEWAY}: Failed to open the session.\nCaused by: java.io.FileNotFoundException: jar resource [${path}] not found.\n\nEnd of exception on server side>]`;
  const rest = 'org.apache.flink.runtime.rest.util.RestClientException';
  return thrown([`${CLIENT}: Failed to create the executor.`, `java.util.concurrent.ExecutionException: ${rest}: ${server}`, `${rest}: ${server}`], '');
}

const noGateway = (address: string): Arguments => thrown([`${CLIENT}: Failed to create the executor.`, `org.apache.flink.table.client.gateway.SqlExecutionException: Failed to connect to the SQL Gateway endpoint ${address}.`, 'java.net.ConnectException: Connection refused'], '');

/** Reads options up to the first argument that is none: what follows it is left alone, as commons-cli leaves it. */
export function readArguments(os: Os): Arguments {
  const args = os.argv.slice(1);
  const mode = args[0] === 'embedded' || args[0] === 'gateway' ? args[0] : null;
  const settings: Record<string, string> = {};
  const paths: Record<string, string> = {};
  for (let i = mode === null ? 0 : 1; i < args.length; i++) {
    const arg = args[i] ?? '';
    if (arg === '-h' || arg === '--help') return { kind: 'exit', status: 0, text: mode === null ? ALL_HELP : mode === 'gateway' ? GATEWAY_HELP : EMBEDDED_HELP };
    const [name = '', inline] = arg.startsWith('--') ? arg.split(/=(.*)/s) : [arg];
    const takes = TAKES_VALUE[name] ?? (arg.startsWith('-D') ? 'define' : null);
    if (takes === null) break;
    const value = takes === 'define' && arg.length > 2 ? arg.slice(2) : (inline ?? args[++i]);
    if (value === undefined) return thrown([`${CLIENT}: Could not parse command line options.`, `org.apache.commons.cli.MissingArgumentException: Missing argument for option: ${name.replace(/^-+/, '')}`], '');
    if (takes === 'define') {
      const [key = '', set = 'true'] = value.split(/=(.*)/s);
      settings[key] = set;
    } else paths[takes] = value;
  }
  if (mode === 'gateway') return noGateway(paths['endpoint'] ?? 'localhost:8083');
  if (paths['jar'] !== undefined && os.readFile(paths['jar']) === null) return noJar(paths['jar']);
  const [init, file] = [fileOf(os, paths['init']), fileOf(os, paths['file'])];
  if (init === null) return noFile(paths['init'] ?? '');
  if (file === null) return noFile(paths['file'] ?? '');
  return { kind: 'run', settings, init: init ?? null, initPath: paths['init'] ?? '', file: file ?? null };
}

/** The file's lines; undefined where none was asked for, null where it is not there. */
function fileOf(os: Os, path: string | undefined): string[] | null | undefined {
  if (path === undefined) return undefined;
  const text = os.readFile(path);
  return text === null ? null : splitLines(text);
}
