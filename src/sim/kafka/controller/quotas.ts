// Quotas of clients and credentials of users, as the active controller changes them (KIP-546, KIP-554).
import type { Context } from '../../kernel/types.ts';
import { isAddress } from '../address.ts';
import { quotaKey } from '../metadata-image.ts';
import type { MetadataRecord } from '../metadata-record.ts';
import type { AlterClientQuotasRequest, AlterClientQuotasResponse, AlterUserScramCredentialsRequest, AlterUserScramCredentialsResponse, QuotaEntity } from '../protocol-operations.ts';
import { append, type Controller } from './state.ts';

type Entry = AlterClientQuotasRequest['entries'][number];

/** The quotas that users and clients can have; whether each is a whole number (QuotaConfig). */
const USER_AND_CLIENT: Readonly<Record<string, 'LONG' | 'DOUBLE'>> = { producer_byte_rate: 'LONG', consumer_byte_rate: 'LONG', request_percentage: 'DOUBLE', controller_mutation_rate: 'DOUBLE' };
const IP: Readonly<Record<string, 'INT'>> = { connection_creation_rate: 'INT' };
const INT_MAX = 2_147_483_647;

export function alterQuotas(controller: Controller, request: AlterClientQuotasRequest, ctx: Context): AlterClientQuotasResponse {
  const entries = request.entries.map((entry) => {
    const problem = entryProblem(entry);
    if (problem === null && !request.validateOnly) change(controller, entry, ctx);
    return { entity: entry.entity, errorCode: problem === null ? 'NONE' as const : 'INVALID_REQUEST' as const, errorMessage: problem };
  });
  return { entries };
}

function entryProblem({ entity, ops }: Entry): string | null {
  const types = entity.map((part) => part.entityType);
  if (types.includes('ip') && types.length > 1) return 'Invalid quota entity combination, IP entity shouldnot be combined with User or ClientId';
  if (types.length === 0) return 'Invalid empty client quota entity';
  const address = entity.find((part) => part.entityType === 'ip')?.entityName ?? null;
  if (address !== null && !isAddress(address)) return `${address} is not a valid IP or resolvable host.`;
  const known: Readonly<Record<string, string>> = types.includes('ip') ? IP : USER_AND_CLIENT;
  for (const { key, value, remove } of ops) {
    if (remove) continue;
    const type = known[key];
    if (type === undefined) return `Invalid configuration key ${key}`;
    if (value <= 0) return `Quota ${key} must be greater than 0`;
    if (type === 'INT' && value > INT_MAX) return `Proposed value for ${key} is too large for an INT.`;
    if (type !== 'DOUBLE' && Math.abs(value % 1) > 1e-6) return `${key} cannot be a fractional value.`;
  }
  return null;
}

function change(controller: Controller, { entity, ops }: Entry, ctx: Context): void {
  const own = controller.image.quotas[quotaKey(entity)]?.values ?? {};
  const records: MetadataRecord[] = [];
  for (const { key, value, remove } of ops) {
    if (remove ? own[key] === undefined : own[key] === value) continue;
    ctx.note('quota-changed', { entity: entityText(entity), name: key, value: remove ? '' : String(value) }, []);
    records.push({ kind: 'ClientQuotaRecord', entity, key, value: remove ? 0 : value, remove });
  }
  append(controller, records, ctx);
}

/** As facts name it: `user alice, client-id app`; the default one is an asterisk. */
function entityText(entity: QuotaEntity): string {
  return entity.map(({ entityType, entityName }) => `${entityType} ${entityName ?? '*'}`).join(', ');
}

// --- credentials ---------------------------------------------------------------------------------------------------------

/** ScramMechanism: at least so many rounds, and at most. */
const ITERATIONS = { least: 4_096, most: 16_384 };

export function alterScram(controller: Controller, request: AlterUserScramCredentialsRequest, ctx: Context): AlterUserScramCredentialsResponse {
  const users = [...new Set([...request.deletions, ...request.upsertions].map(({ name }) => name))];
  const results = users.map((user) => {
    const refuse = (errorCode: 'RESOURCE_NOT_FOUND' | 'UNACCEPTABLE_CREDENTIAL', errorMessage: string): AlterUserScramCredentialsResponse['results'][number] => ({ user, errorCode, errorMessage });
    const records: MetadataRecord[] = [];
    for (const { name, mechanism } of request.deletions.filter((each) => each.name === user)) {
      if (controller.image.scram[`${mechanism}:${name}`] === undefined) return refuse('RESOURCE_NOT_FOUND', 'Attempt to delete a user credential that does not exist');
      records.push({ kind: 'RemoveUserScramCredentialRecord', name, mechanism });
    }
    for (const { name, mechanism, iterations } of request.upsertions.filter((each) => each.name === user)) {
      if (iterations < ITERATIONS.least) return refuse('UNACCEPTABLE_CREDENTIAL', 'Too few iterations');
      if (iterations > ITERATIONS.most) return refuse('UNACCEPTABLE_CREDENTIAL', 'Too many iterations');
      records.push({ kind: 'UserScramCredentialRecord', name, mechanism, iterations });
    }
    append(controller, records, ctx);
    return { user, errorCode: 'NONE' as const, errorMessage: null };
  });
  return { results };
}
