// ConsumerGroupHeartbeat (KIP-848): joining, leaving, and coming to one's target assignment.
import type { NodeId } from '../../../kernel/types.ts';
import { type Env, respond } from '../../broker/plane.ts';
import type { Request } from '../../protocol.ts';
import type { ConsumerGroupTimer } from './state.ts';

export function handleConsumerGroupHeartbeat(env: Env, request: Request<'ConsumerGroupHeartbeat'>, from: NodeId): void {
  respond(env.ctx, from, 'ConsumerGroupHeartbeat', request.correlationId, { errorCode: 'UNSUPPORTED_VERSION', errorMessage: null, memberId: null, memberEpoch: 0, heartbeatIntervalMs: 0, assignment: null });
}

export function consumerTimer(_env: Env, _timer: ConsumerGroupTimer): void {}
