// Where each node keeps its logs: all of them on the student's machine, so each has a folder of its own.

/** The last part of log.dirs, as in Kafka's own server.properties. */
export const LOG_FOLDER = 'kraft-combined-logs';

/** log.dirs of a broker or controller. */
export function logDirOf(node: number): string {
  return `/tmp/kafka/node-${node}/${LOG_FOLDER}`;
}
