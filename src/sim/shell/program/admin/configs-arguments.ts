// The command line of kafka-configs.sh: which entity is meant, and what does not go together (ConfigCommand).
import { isAddress } from '../../../kafka/address.ts';
import { type Given, has, valueOf } from '../console/arguments.ts';
import { conflict, specs } from './tool-arguments.ts';

export const SPECS = specs(
  'add-config add-config-file bootstrap-controller bootstrap-server broker broker-logger client client-metrics command-config delete-config entity-name entity-type group ip topic user',
  'all alter broker-defaults client-defaults describe entity-default help ip-defaults user-defaults version',
);

/** Entity types in the order in which the tool names them. */
const TYPES = ['topics', 'clients', 'users', 'brokers', 'ips', 'client-metrics', 'groups', 'broker-loggers'];
/** Flags that name an entity and its type at once. */
const FLAGS: readonly (readonly [string, string])[] = [['topic', 'topics'], ['client', 'clients'], ['user', 'users'], ['broker', 'brokers'], ['broker-logger', 'broker-loggers'], ['ip', 'ips'], ['client-metrics', 'client-metrics'], ['group', 'groups']];
const DEFAULT_FLAGS: readonly (readonly [string, string])[] = [['client-defaults', 'clients'], ['user-defaults', 'users'], ['broker-defaults', 'brokers'], ['ip-defaults', 'ips']];
/** Types that have a default entity. */
const WITH_DEFAULT = ['clients', 'users', 'brokers', 'ips'];

export interface Entities {
  readonly types: readonly string[];
  /** In the order of the types; an empty name is the default entity. */
  readonly names: readonly string[];
}

/** The names that the generic options give, in their own order: which belongs to which type depends on it. */
function genericNames(given: Given, argv: readonly string[]): string[] {
  const names = [...(given['entity-name'] ?? [])];
  return argv.flatMap((word) => (/^--?entity-name(=|$)/.test(word) ? names.splice(0, 1) : /^--?entity-default$/.test(word) ? [''] : []));
}

export function entitiesOf(given: Given, argv: readonly string[]): Entities {
  const flags = FLAGS.filter(([flag]) => has(given, flag));
  const defaults = DEFAULT_FLAGS.filter(([flag]) => has(given, flag));
  return {
    types: [...(given['entity-type'] ?? []), ...flags.map(([, type]) => type), ...defaults.map(([, type]) => type)],
    names: [...genericNames(given, argv), ...flags.flatMap(([flag]) => given[flag] ?? []), ...defaults.map(() => '')],
  };
}

/** What ends with the usage. */
export function actionComplaint(given: Given): string | null {
  const actions = ['alter', 'describe'].filter((action) => has(given, action));
  if (actions.length !== 1) return 'Command must include exactly one action: --describe, --alter';
  return conflict(given, 'alter', 'describe') ?? conflict(given, 'describe', 'alter', 'add-config', 'delete-config');
}

/** What ends with one line. */
export function entityComplaint(given: Given, { types, names }: Entities): string | null {
  const twice = types.filter((type, index) => types.indexOf(type) !== index);
  if (twice.length > 0) return `Duplicate entity type(s) specified: ${twice.join(',')}`;
  if (!has(given, 'bootstrap-server') && !has(given, 'bootstrap-controller')) return 'Either --bootstrap-server or --bootstrap-controller must be specified.';
  if (has(given, 'bootstrap-server') && has(given, 'bootstrap-controller')) return 'Only one of --bootstrap-server or --bootstrap-controller can be specified';
  const [first] = types;
  if (first === undefined) return 'At least one entity type must be specified';
  const unknown = types.find((type) => !TYPES.includes(type));
  if (unknown !== undefined) return `Invalid entity type ${unknown}, the entity type must be one of ${TYPES.join(', ')} with a --bootstrap-server or --bootstrap-controller argument`;
  if (types.length > 1 && !(types.includes('users') && types.includes('clients'))) return "Only 'users' and 'clients' entity types may be specified together";
  const generic = ['entity-type', 'entity-name', 'entity-default'].some((name) => has(given, name));
  if (generic && [...FLAGS, ...DEFAULT_FLAGS].some(([flag]) => has(given, flag))) return '--entity-{type,name,default} should not be used in conjunction with specific entity flags';
  const notANumber = types.includes('brokers') || types.includes('broker-loggers') ? names.find((name) => name !== '' && !/^[+-]?\d{1,10}$/.test(name)) : undefined;
  if (notANumber !== undefined) return `The entity name for ${first} must be a valid integer broker id, but it is: ${notANumber}`;
  const noAddress = types.includes('ips') ? names.find((name) => name !== '' && !isAddress(name)) : undefined;
  if (noAddress !== undefined) return `The entity name for ${first} must be a valid IP or resolvable host, but it is: ${noAddress}`;
  if (has(given, 'describe')) return describeComplaint(first, names);
  return alterComplaint(given, types, names);
}

function describeComplaint(type: string, names: readonly string[]): string | null {
  const named = names.some((name) => name !== '');
  if (type === 'broker-loggers' && !named) return `An entity name must be specified with --describe of ${type}`;
  if (!WITH_DEFAULT.includes(type) && names.includes('')) return `--entity-default must not be specified with --describe of ${type}`;
  return null;
}

function alterComplaint(given: Given, types: readonly string[], names: readonly string[]): string | null {
  const named = names.some((name) => name !== '');
  if (types.some((type) => WITH_DEFAULT.includes(type))) {
    if (names.length === 0) return 'An entity-name or default entity must be specified with --alter of users, clients, brokers or ips';
  } else if (!named) return `An entity name must be specified with --alter of ${types.join(',')}`;
  if (has(given, 'add-config') && has(given, 'add-config-file')) return 'Only one of --add-config or --add-config-file must be specified';
  if (!['add-config', 'add-config-file', 'delete-config'].some((name) => has(given, name))) return 'At least one of --add-config, --add-config-file, or --delete-config must be specified with --alter';
  return null;
}

export interface Setting {
  readonly name: string;
  readonly value: string;
}

/** `k1=v1,k2=[v1,v2]`; null where it is not of that form. */
export function addedConfigs(text: string): Setting[] | null {
  const pairs = text.split(/,(?=[^\]]*(?:\[|$))/).map((each) => /^(.*?)\s*=\s*(.*)$/s.exec(each));
  if (pairs.some((pair) => pair === null)) return null;
  return inOrder(pairs.map((pair) => ({ name: (pair?.[1] ?? '').trim(), value: (pair?.[2] ?? '').replace(/[[\]]/g, '').trim() })));
}

export const BAD_CONFIG = 'requirement failed: Invalid entity config: all configs to be added must be in the format "key=val" or  "key=[val1,val2]" to group values which contain commas.';

/** A later value of a name wins, in the place of the first. */
function inOrder(settings: readonly Setting[]): Setting[] {
  const byName = new Map(settings.map(({ name, value }) => [name, value]));
  return [...byName].map(([name, value]) => ({ name, value }));
}

/** `k1,k2`: the names to remove. */
export function removedConfigs(given: Given): string[] {
  return (valueOf(given, 'delete-config') ?? '').split(',').map((name) => name.trim()).filter((name) => name !== '');
}
