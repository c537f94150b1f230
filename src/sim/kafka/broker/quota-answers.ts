// What a broker answers about quotas of clients and credentials of users, from its image.
import type { MetadataImage } from '../metadata-image.ts';
import type { DescribeClientQuotasRequest, DescribeClientQuotasResponse, DescribeUserScramCredentialsRequest, DescribeUserScramCredentialsResponse, QuotaEntity, ScramMechanism } from '../protocol-operations.ts';

type Component = DescribeClientQuotasRequest['components'][number];

/** The entities that have every part that is asked for (ClientQuotasImage.describe). */
export function describeQuotas(image: MetadataImage, { components, strict }: DescribeClientQuotasRequest): DescribeClientQuotasResponse {
  const entries = Object.values(image.quotas)
    .filter(({ entity }) => components.every((component) => hasPart(entity, component)) && (!strict || entity.length === components.length))
    .map(({ entity, values }) => ({ entity, values: Object.entries(values).map(([key, value]) => ({ key, value })) }));
  return { errorCode: 'NONE', errorMessage: null, entries };
}

function hasPart(entity: QuotaEntity, { entityType, matchType, match }: Component): boolean {
  const part = entity.find((each) => each.entityType === entityType);
  if (part === undefined) return false;
  if (matchType === 'specified') return true;
  return part.entityName === (matchType === 'default' ? null : match);
}

export function describeScram(image: MetadataImage, request: DescribeUserScramCredentialsRequest): DescribeUserScramCredentialsResponse {
  const all = Object.entries(image.scram).map(([key, iterations]) => {
    const colon = key.indexOf(':');
    return { user: key.slice(colon + 1), mechanism: key.slice(0, colon) as ScramMechanism, iterations };
  });
  const users = request.users ?? [...new Set(all.map(({ user }) => user))];
  const results = users.map((user): DescribeUserScramCredentialsResponse['results'][number] => {
    const credentialInfos = all.filter((each) => each.user === user).map(({ mechanism, iterations }) => ({ mechanism, iterations })).sort((a, b) => (a.mechanism < b.mechanism ? -1 : 1));
    if (credentialInfos.length > 0) return { user, errorCode: 'NONE', errorMessage: null, credentialInfos };
    return { user, errorCode: 'RESOURCE_NOT_FOUND', errorMessage: `Attempt to describe a user credential that does not exist: ${user}`, credentialInfos };
  });
  return { errorCode: 'NONE', errorMessage: null, results };
}
