// Arguments of the flink command, read as commons-cli's DefaultParser reads them.

export interface OptionSpec {
  readonly short: string;
  readonly long: string | null;
  /** What follows it: nothing, a value, perhaps a value, or `name=value`. */
  readonly takes: 'nothing' | 'value' | 'perhaps' | 'property';
}

export interface Parsed {
  /** Values by the option's short name, in the order in which they came; without values for options that take none. */
  readonly options: Readonly<Record<string, readonly string[]>>;
  readonly rest: readonly string[];
}

export type Parsing = { readonly ok: true; readonly parsed: Parsed } | { readonly ok: false; readonly message: string };

const none = (short: string, long: string | null): OptionSpec => ({ short, long, takes: 'nothing' });
const value = (short: string, long: string | null): OptionSpec => ({ short, long, takes: 'value' });

const HELP = none('h', 'help');
const VERBOSE = none('v', 'verbose');
/** GenericCLI, FlinkYarnSessionCli's fallback and DefaultCLI. */
const CUSTOM: readonly OptionSpec[] = [
  { short: 'D', long: null, takes: 'property' }, value('e', 'executor'), value('t', 'target'), value('m', 'jobmanager'), value('z', 'zookeeperNamespace'), value('yid', 'yarnapplicationId'),
];
const PROGRAM: readonly OptionSpec[] = [
  value('c', 'class'), value('C', 'classpath'), value('p', 'parallelism'), none('d', 'detached'), none('sae', 'shutdownOnAttachedExit'), value('s', 'fromSavepoint'),
  none('n', 'allowNonRestoredState'), value('cm', 'claimMode'), value('rm', 'restoreMode'), value('py', 'python'), value('pyfs', 'pyFiles'), value('pym', 'pyModule'),
  value('pyreq', 'pyRequirements'), value('pyarch', 'pyArchives'), value('pyexec', 'pyExecutable'), value('pyclientexec', 'pyClientExecutable'), value('pypath', 'pyPythonPath'),
];

/** The options of each action (CliFrontendParser). */
export const ACTION_OPTIONS: Readonly<Record<string, readonly OptionSpec[]>> = {
  run: [HELP, VERBOSE, ...PROGRAM, ...CUSTOM],
  info: [HELP, VERBOSE, ...PROGRAM, ...CUSTOM],
  list: [HELP, VERBOSE, none('r', 'running'), none('s', 'scheduled'), none('a', 'all'), ...CUSTOM],
  cancel: [HELP, VERBOSE, { short: 's', long: 'withSavepoint', takes: 'perhaps' }, ...CUSTOM],
  stop: [HELP, VERBOSE, { short: 'p', long: 'savepointPath', takes: 'perhaps' }, none('d', 'drain'), value('type', 'type'), none('detached', null), ...CUSTOM],
  savepoint: [HELP, VERBOSE, value('d', 'dispose'), value('j', 'jarfile'), value('type', 'type'), none('detached', null), ...CUSTOM],
  checkpoint: [HELP, VERBOSE, none('full', 'full'), ...CUSTOM],
};

/** Reads the arguments behind the action. `stops`: from the first that is no option on, everything is the program's. */
export function parseArguments(specs: readonly OptionSpec[], args: readonly string[], stops: boolean): Parsing {
  const options: Record<string, string[]> = {};
  const rest: string[] = [];
  for (let at = 0; at < args.length; at++) {
    const arg = args[at] ?? '';
    if (arg === '--') return { ok: true, parsed: { options, rest: [...rest, ...args.slice(at + 1)] } };
    const found = arg.startsWith('-') && arg !== '-' ? match(specs, arg) : null;
    if (found !== null && 'ambiguous' in found) return { ok: false, message: `Ambiguous option: '${arg}'  (could be: ${found.ambiguous.map((one) => `'${one}'`).join(', ')})` };
    if (found === null) {
      if (stops) return { ok: true, parsed: { options, rest: args.slice(at) } };
      if (arg.startsWith('-') && arg !== '-') return { ok: false, message: `Unrecognized option: ${arg}` };
      rest.push(arg);
      continue;
    }
    const { spec, attached } = found;
    const values = (options[spec.short] ??= []);
    if (spec.takes === 'nothing') {
      if (attached !== null) return { ok: false, message: `Unrecognized option: ${arg}` };
      continue;
    }
    const next = args[at + 1];
    const own = attached ?? (next !== undefined && !isOption(specs, next) ? next : null);
    if (own === null && spec.takes !== 'perhaps') return { ok: false, message: `Missing argument for option: ${spec.short}` };
    if (own !== null && attached === null) at += 1;
    if (own !== null) values.push(own);
  }
  return { ok: true, parsed: { options, rest } };
}

type Match = { readonly spec: OptionSpec; readonly attached: string | null } | { readonly ambiguous: readonly string[] } | null;

const isOption = (specs: readonly OptionSpec[], arg: string): boolean => arg.startsWith('-') && arg !== '-' && match(specs, arg) !== null;

function match(specs: readonly OptionSpec[], arg: string): Match {
  const body = arg.replace(/^--?/, '');
  const cut = body.indexOf('=');
  const [name, attached] = cut < 0 ? [body, null] : [body.slice(0, cut), body.slice(cut + 1)];
  const exact = specs.find(({ short, long }) => long === name || (short === name && !arg.startsWith('--')));
  if (exact !== undefined && exact.takes !== 'property') return { spec: exact, attached };
  if (exact !== undefined) return { spec: exact, attached: null };
  // A long option may be cut short, with one dash too, as long as only one begins like this.
  const partial = [...new Set(specs.flatMap(({ long }) => (long?.startsWith(name) === true && name !== '' ? [long] : [])))];
  if (partial.length > 1) return { ambiguous: partial };
  const only = specs.find(({ long }) => long === partial[0] && partial.length === 1);
  if (only !== undefined) return { spec: only, attached };
  if (arg.startsWith('--')) return null;
  // `-p2`, `-Dname=value`.
  const glued = specs.find(({ short, takes }) => takes !== 'nothing' && short.length === 1 && body.startsWith(short));
  return glued === undefined ? null : { spec: glued, attached: body.slice(1) };
}

/** `-D name=value`, all of them. */
export function propertiesOf({ options }: Parsed): Readonly<Record<string, string>> {
  return Object.fromEntries((options['D'] ?? []).map((text) => {
    const cut = text.indexOf('=');
    return cut < 0 ? [text, 'true'] : [text.slice(0, cut), text.slice(cut + 1)];
  }));
}
