// Log lines and exceptions as Kafka's tools print them on standard error.
import type { Failure } from '../../../kafka/client/failure.ts';
import { failureLines } from '../../../kafka/client/failure.ts';
import type { LogLine } from '../../../kafka/client/io.ts';

/** `[2026-01-05 12:00:01,234] WARN message (logger)`; the tools' log shows WARN and above. The time zone is UTC. */
export function logText(line: LogLine, wallClockMs: number): string {
  if (line.level === 'INFO') return '';
  return `[${logTime(wallClockMs)}] ${line.level} ${line.message} (${line.logger})\n${line.thrown === undefined ? '' : `${line.thrown}\n`}`;
}

export function logTime(wallClockMs: number): string {
  return new Date(wallClockMs).toISOString().replace('T', ' ').replace('.', ',').slice(0, 23);
}

/** An exception below its log line: its text and its causes. */
export function exceptionText(failure: Failure): string {
  return `${failureLines(failure).join('\n')}\n`;
}
