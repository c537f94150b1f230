// Errors of brokers and of arguments as the exceptions that Java's tools throw.
import type { AdminError } from '../../../kafka/client/admin-calls.ts';
import { errorInfo } from '../../../kafka/errors.ts';
import type { ErrorCode } from '../../../kafka/protocol.ts';

/** The exception of a broker's error, with the server's own words where it sent some. */
export function brokerError(code: ErrorCode, message: string | null): AdminError {
  const info = errorInfo(code);
  return { exception: `org.apache.kafka.common.errors.${info.exception}`, message: message ?? info.message, cause: null };
}

/** An exception by its class. */
export function exception(name: string, message: string, cause: AdminError | null = null): AdminError {
  return { exception: name, message, cause };
}

export function illegalArgument(message: string): AdminError {
  return exception('java.lang.IllegalArgumentException', message);
}

/** As a Future's get() throws it: wrapped. */
export function wrapped(error: AdminError): AdminError {
  return exception('java.util.concurrent.ExecutionException', `${error.exception}: ${error.message}`, error);
}

/** jopt's complaint about a value that is no number. */
export function notANumber(option: string, value: string): AdminError {
  const number = exception('java.lang.NumberFormatException', `For input string: "${value}"`);
  const reflection = exception('joptsimple.internal.ReflectionException', `java.lang.NumberFormatException: For input string: "${value}"`, number);
  return exception('joptsimple.OptionArgumentConversionException', `Cannot parse argument '${value}' of option ${option}`, reflection);
}

/** Bootstrap addresses that can't be; a value of the wrong type is refused before the client is made. */
export function adminProblem(message: string): AdminError {
  if (message.startsWith('Invalid value ')) return exception('org.apache.kafka.common.config.ConfigException', message);
  return exception('org.apache.kafka.common.KafkaException', 'Failed to create new KafkaAdminClient', exception('org.apache.kafka.common.config.ConfigException', message));
}
