// An error as a Java exception: its class and message, as tools print it.
import type { ErrorCode } from '../protocol.ts';
import { errorInfo } from '../errors.ts';
import type { ConfigProblem } from './config-reader.ts';

export interface Failure {
  /** With its package, for example `org.apache.kafka.common.errors.TimeoutException`. */
  readonly exception: string;
  /** Null prints the class alone. */
  readonly message: string | null;
  readonly cause: Failure | null;
  /** The error code behind it, where it came from a broker. */
  readonly code: ErrorCode | null;
}

/** The exception of a broker's error code, with the server's own words where it sent some. */
export function failureOf(code: ErrorCode, serverMessage: string | null = null): Failure {
  const info = errorInfo(code);
  const message = serverMessage === null || serverMessage === '' ? info.message : serverMessage;
  // One of Kafka's exceptions lives beside the others.
  const place = code === 'INVALID_RECORD' ? 'org.apache.kafka.common' : 'org.apache.kafka.common.errors';
  return { exception: `${place}.${info.exception}`, message, cause: null, code };
}

/** One of Kafka's client exceptions. */
export function clientFailure(exception: string, message: string | null, cause: Failure | null = null): Failure {
  return { exception: `org.apache.kafka.common.${exception}`, message, cause, code: null };
}

/** What a client's constructor throws for its configuration. */
export function configFailure(problem: ConfigProblem, client: 'producer' | 'consumer' | 'Kafka share consumer'): Failure {
  const { message, constructing, because } = problem;
  if (constructing === undefined) return clientFailure('config.ConfigException', message);
  return clientFailure('KafkaException', `Failed to construct ${client === 'Kafka share consumer' ? client : `kafka ${client}`}`, { exception: constructing, message, cause: because === undefined ? null : { exception: because[0], message: because[1], cause: null, code: null }, code: null });
}

/** What should be a controller is a broker (KIP-919). */
export const NO_CONTROLLER_HERE: Failure = { exception: 'org.apache.kafka.common.errors.MismatchedEndpointTypeException', message: 'The request was sent to an endpoint of type BROKER, but we wanted an endpoint of type CONTROLLER', cause: null, code: null };

/** The bootstrap server is a controller. */
export const NO_METADATA_HERE: Failure = { exception: 'org.apache.kafka.common.errors.UnsupportedVersionException', message: 'The node does not support METADATA', cause: null, code: null };

/** As Java's Throwable.toString. */
export function failureText(failure: Failure): string {
  return failure.message === null ? failure.exception : `${failure.exception}: ${failure.message}`;
}

/** As a log prints an exception: its text, then its causes. Kafka's API exceptions carry no stack. */
export function failureLines(failure: Failure): string[] {
  const lines = [failureText(failure)];
  for (let cause = failure.cause; cause !== null; cause = cause.cause) lines.push(`Caused by: ${failureText(cause)}`);
  return lines;
}

/** Errors that say that the client's knowledge of leaders is old (InvalidMetadataException). */
export function isInvalidMetadata(code: ErrorCode): boolean {
  return INVALID_METADATA.includes(code);
}

const INVALID_METADATA: readonly ErrorCode[] = [
  'UNKNOWN_TOPIC_OR_PARTITION',
  'LEADER_NOT_AVAILABLE',
  'NOT_LEADER_OR_FOLLOWER',
  'REPLICA_NOT_AVAILABLE',
  'NETWORK_EXCEPTION',
  'KAFKA_STORAGE_ERROR',
  'LISTENER_NOT_FOUND',
  'FENCED_LEADER_EPOCH',
  'UNKNOWN_TOPIC_ID',
  'INCONSISTENT_TOPIC_ID',
];
