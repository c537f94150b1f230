// How Flink's tools say that something went wrong: exceptions with their causes, as stack traces without frames.
import type { Failure } from '../../../flink/rpc.ts';
import { print, printError, type Reply, type Script } from './script.ts';

/** An exception and its causes, as Java's printStackTrace names them, the outermost first. */
export type Chain = readonly string[];

export const INVOCATION = 'org.apache.flink.client.program.ProgramInvocationException';
export const FLINK_EXCEPTION = 'org.apache.flink.util.FlinkException';
const EXECUTION = 'java.util.concurrent.ExecutionException';
const COMPLETION = 'java.util.concurrent.CompletionException';
const REST_CLIENT = 'org.apache.flink.runtime.rest.util.RestClientException';
const REST_HANDLER = 'org.apache.flink.runtime.rest.handler.RestHandlerException';
const REFUSED = 'org.apache.flink.shaded.netty4.io.netty.channel.AbstractChannel$AnnotatedConnectException: Connection refused: localhost/127.0.0.1:8081';

/** A Java exception as toString says it. */
export const shown = ({ exception, message }: Failure): string => (message === '' ? exception : `${exception}: ${message}`);

/** A failure and all that is behind it. */
export function chainOf(failure: Failure): Chain {
  const found: string[] = [];
  for (let at: Failure | null = failure; at !== null; at = at.cause) found.push(shown(at));
  return found;
}

/** Nobody listens at the Dispatcher's port. */
export const UNREACHABLE: Chain = [
  'org.apache.flink.util.concurrent.FutureUtils$RetryException: Could not complete the operation. Number of retries has been exhausted.',
  `${COMPLETION}: ${REFUSED}`, REFUSED, 'java.net.ConnectException: Connection refused',
];

/** An exception that passed through a future, and then another. */
export function wrapped(inner: Chain, ...by: readonly ('execution' | 'completion')[]): Chain {
  return by.reduceRight((below: Chain, one) => [`${one === 'execution' ? EXECUTION : COMPLETION}: ${below[0] ?? ''}`, ...below], inner);
}

/** What a handler of the REST API answers, as its client throws it: the server's own trace is text within. */
export function restError(message: string, server: Chain): Chain {
  return [`${REST_CLIENT}: [${REST_HANDLER}: ${message}${server.map((line) => `\nCaused by: ${line}`).join('')}\n]`];
}

/** The trace that an asynchronous operation (a savepoint) brings back: each exception was serialised with the name of its own. */
export function operationError(failure: Failure): Chain {
  const own = shown(failure);
  return [`${COMPLETION}: ${COMPLETION}: ${own}`, `${failure.exception}: ${own}`];
}

/** CliFrontend.handleError: on standard error, and status 1. */
export function* fails(chain: Chain): Script {
  yield* printError(['', '-'.repeat(60), ' The program finished with the following exception:', '', chain[0] ?? '', ...chain.slice(1).map((line) => `Caused by: ${line}`)].join('\n'));
  return 1;
}

/** CliFrontend.handleArgException: on standard output, and status 1. */
export function* refuses(message: string): Script {
  yield* print(`${message}\n\nUse the help option (-h or --help) to get help on the command.`);
  return 1;
}

/** What stands behind a reply that is no answer. Where nobody answers a client waits for client.timeout. */
export function behind(reply: Exclude<Reply, { kind: 'answer' }>, ofFailure: (failure: Failure) => Chain): Chain {
  return reply.kind === 'unreachable' ? ['java.util.concurrent.TimeoutException'] : ofFailure(reply.failure);
}
