// Quotas of users, clients and addresses, and credentials of users, as kafka-configs.sh sees and changes them (ConfigCommand).
import type { AdminError } from '../../../kafka/client/admin-calls.ts';
import { hashOrder, stringHash } from '../../../jvm/hash-map.ts';
import { javaMapOrder } from '../../../kafka/client/java-map.ts';
import type { AlterUserScramCredentialsRequest, DescribeClientQuotasRequest, QuotaEntity, QuotaEntityType, ScramMechanism } from '../../../kafka/protocol-operations.ts';
import type { Entities, Setting } from './configs-arguments.ts';
import { brokerError, wrapped } from './errors.ts';
import { type Answer, call, print, type Step } from './script.ts';
import { doubleText } from '../../../jvm/number-text.ts';

/** Null where all went well. */
type Done = AdminError | { readonly refusal: string } | null;
type Part<T> = Generator<Step, T, Answer>;

const ENTITY_TYPES: Readonly<Record<string, QuotaEntityType>> = { users: 'user', clients: 'client-id', ips: 'ip' };
const WORDS: Readonly<Record<QuotaEntityType, string>> = { user: 'user-principal', 'client-id': 'client-id', ip: 'ip' };
const QUOTAS = ['producer_byte_rate', 'consumer_byte_rate', 'request_percentage', 'controller_mutation_rate'];
const IP_QUOTAS = ['connection_creation_rate'];
/** DefaultScramIterations, which is also what ScramMechanism asks for at least. */
const SCRAM_ITERATIONS = 4_096;

function isScram(name: string): name is ScramMechanism {
  return name === 'SCRAM-SHA-256' || name === 'SCRAM-SHA-512';
}

// --- alter ----------------------------------------------------------------------------------------------------------------

/** Changes quotas or credentials; the last line, "Completed ...", is the caller's. */
export function* alterQuotas(entities: Entities, added: readonly Setting[], removed: readonly string[]): Part<Done> {
  const refusal = entities.types.includes('ips') ? addressRefusal(added, removed) : userRefusal(entities, added, removed);
  if (refusal !== null) return { refusal };
  const scram = [...added.map((each) => each.name), ...removed].some(isScram);
  return scram ? yield* alterScram(entities.names[0] ?? '', added, removed) : yield* alterEntity(entities, added, removed);
}

function addressRefusal(added: readonly Setting[], removed: readonly string[]): string | null {
  const unknown = [...added.map((each) => each.name), ...removed].filter((name) => !IP_QUOTAS.includes(name));
  return unknown.length === 0 ? null : `Only connection quota configs can be added for 'ips' using --bootstrap-server. Unexpected config names: ${unknown.join(',')}`;
}

/** Scala's names of collections stand in what the tool says. */
function userRefusal({ types, names }: Entities, added: readonly Setting[], removed: readonly string[]): string | null {
  const ofClients = types[0] === 'clients' || types.length === 2;
  const isKnown = (name: string): boolean => QUOTAS.includes(name) || (isScram(name) && !ofClients);
  const [strange, strangeRemoved] = [added.map((each) => each.name), [...removed]].map((all) => all.filter((name) => !isKnown(name)));
  const what = ofClients ? 'Only quota configs can be' : 'Only quota and SCRAM credential configs can be';
  const whose = `for '${ofClients ? 'clients' : 'users'}' using --bootstrap-server. Unexpected config names:`;
  if (strange !== undefined && strange.length > 0) return `${what} added ${whose} Set(${strange.join(', ')})`;
  if (strangeRemoved !== undefined && strangeRemoved.length > 0) return `${what} deleted ${whose} ArrayBuffer(${strangeRemoved.join(', ')})`;
  const all = [...added.map((each) => each.name), ...removed];
  if (!all.some(isScram)) return null;
  if (names.includes('')) return 'The use of --entity-default or --user-defaults is not allowed with User SCRAM Credentials using --bootstrap-server.';
  return all.some((name) => QUOTAS.includes(name)) ? "Cannot alter both quota and SCRAM credential configs simultaneously for 'users' using --bootstrap-server." : null;
}

function entityOf({ types, names }: Entities): QuotaEntity {
  return types.flatMap((type, index) => {
    const entityType = ENTITY_TYPES[type];
    return entityType === undefined ? [] : [{ entityType, entityName: names[index] === '' ? null : (names[index] ?? null) }];
  });
}

function* alterEntity(entities: Entities, added: readonly Setting[], removed: readonly string[]): Part<Done> {
  const entity = entityOf(entities);
  const own = yield* quotas(entity.map(({ entityType, entityName }) => ({ entityType, matchType: entityName === null ? 'default' : 'exact', match: entityName })));
  if ('exception' in own) return own;
  const absent = removed.filter((name) => !own.some(({ values }) => values.some(({ key }) => key === name)));
  if (absent.length > 0) return { refusal: `Invalid config(s): ${absent.join(',')}` };
  const bad = added.find(({ value }) => !isNumber(value));
  if (bad !== undefined) return { refusal: `Cannot parse quota configuration value for ${bad.name}: ${bad.value}` };
  const ops = [...added.map(({ name, value }) => ({ key: name, value: Number(value), remove: false })), ...removed.map((key) => ({ key, value: 0, remove: true }))];
  const altered = yield* call({ kind: 'alterClientQuotas', entries: [{ entity, ops }], validateOnly: false });
  if (!altered.ok) return wrapped(altered.error);
  const failed = altered.value.entries.find(({ errorCode }) => errorCode !== 'NONE');
  return failed === undefined ? null : wrapped(brokerError(failed.errorCode, failed.errorMessage));
}

/** As java.lang.Double reads it. */
function isNumber(text: string): boolean {
  return /^\s*[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?[fFdD]?\s*$/.test(text);
}

function* alterScram(name: string, added: readonly Setting[], removed: readonly string[]): Part<Done> {
  const upsertions: AlterUserScramCredentialsRequest['upsertions'][number][] = [];
  for (const { name: mechanism, value } of added) {
    if (!isScram(mechanism)) continue;
    const read = /^(?:iterations=(-?\d*),)?password=(.*)$/s.exec(value);
    if (read === null) return { refusal: `Invalid credential property ${mechanism.replaceAll('-', '_')}=${value}` };
    const iterations = read[1] === undefined || read[1] === '-1' ? SCRAM_ITERATIONS : Number(read[1]);
    if (iterations < SCRAM_ITERATIONS) return { refusal: `Iterations ${iterations} is less than the minimum ${SCRAM_ITERATIONS} required for ${mechanism}` };
    upsertions.push({ name, mechanism, iterations });
  }
  const deletions = removed.filter(isScram).map((mechanism) => ({ name, mechanism }));
  const altered = yield* call({ kind: 'alterUserScramCredentials', deletions, upsertions });
  if (!altered.ok) return wrapped(altered.error);
  const failed = altered.value.results.find(({ errorCode }) => errorCode !== 'NONE');
  return failed === undefined ? null : wrapped(brokerError(failed.errorCode, failed.errorMessage));
}

// --- describe -------------------------------------------------------------------------------------------------------------

type Quotas = readonly { readonly entity: QuotaEntity; readonly values: readonly { readonly key: string; readonly value: number }[] }[];

function* quotas(components: DescribeClientQuotasRequest['components']): Part<Quotas | AdminError> {
  const described = yield* call({ kind: 'describeClientQuotas', components, strict: true });
  return described.ok ? described.value.entries : wrapped(described.error);
}

export function* describeQuotas({ types, names }: Entities): Part<Done> {
  const components = types.flatMap((type, index): DescribeClientQuotasRequest['components'] => {
    const entityType = ENTITY_TYPES[type];
    const name = names[index];
    if (entityType === undefined) return [];
    return [{ entityType, matchType: name === undefined ? 'specified' : name === '' ? 'default' : 'exact', match: name === undefined || name === '' ? null : name }];
  });
  const found = yield* quotas(components);
  if ('exception' in found) return found;
  for (const { entity, values } of inMapOrder(found)) {
    const entries = javaMapOrder(javaMapOrder(values.map(({ key }) => key)), values.length).map((key) => `${key}=${doubleText(values.find((each) => each.key === key)?.value ?? 0)}`);
    yield* print(`Quota configs for ${entityText(entity)} are ${entries.join(', ')}`);
  }
  return types.length === 1 && types[0] === 'users' && !names.includes('') ? yield* describeScram(names) : null;
}

function entityText(entity: QuotaEntity): string {
  return (['user', 'client-id', 'ip'] as const).flatMap((type) => {
    const part = entity.find(({ entityType }) => entityType === type);
    return part === undefined ? [] : [part.entityName === null ? `the default ${WORDS[type]}` : `${WORDS[type]} '${part.entityName}'`];
  }).join(', ');
}

/** The broker's map of entities, and then the client's: Objects.hash of a map of types and names. */
function inMapOrder(found: Quotas): Quotas {
  const hash = ({ entity }: Quotas[number]): number => entity.reduce((sum, { entityType, entityName }) => (sum + (stringHash(entityType) ^ (entityName === null ? 0 : stringHash(entityName)))) | 0, 31);
  return hashOrder(hashOrder(found, hash, 16), hash, found.length);
}

function* describeScram(names: readonly string[]): Part<Done> {
  const described = yield* call({ kind: 'describeUserScramCredentials', users: names.length === 0 ? null : names });
  if (!described.ok) return wrapped(described.error);
  const { results } = described.value;
  for (const user of javaMapOrder(results.map((each) => each.user))) {
    const result = results.find((each) => each.user === user);
    if (result === undefined || result.errorCode !== 'NONE') continue;
    yield* print(`SCRAM credential configs for user-principal '${user}' are ${result.credentialInfos.map(({ mechanism, iterations }) => `${mechanism}=iterations=${iterations}`).join(', ')}`);
  }
  return null;
}
