// What the SQL client says: notices, errors, tables.
import { booleanOption, intOption } from '../../../sql/session/settings.ts';
import { border, displayWidth, head, line } from '../../../sql/client-table.ts';
import { allSettings, type Session } from '../../../sql/session/session.ts';
import { attempt, type SqlProblem, VALIDATION_EXCEPTION, VALIDATOR_EXCEPTION } from '../../../sql/problem.ts';
import type { Os } from '../../program.ts';

const SECOND_US = 1_000_000;

export const SUCCEEDED = 'Execute statement succeeded.';

export function info(os: Os, text: string): void {
  os.write(1, `[INFO] ${text}\n`);
}

export function problem(os: Os, text: string): void {
  os.write(1, `[ERROR] Could not execute SQL statement. Reason:\n${text}\n`);
}

export const rowsInSet = (count: number): string => (count === 1 ? '1 row in set' : `${count} rows in set`);
export const rowsReceived = (count: number): string => `${count} ${count > 1 ? 'rows' : 'row'}`;

/** A table of texts as SHOW prints it: as wide as its longest cell, whatever breaks are in it. */
export function showTable(os: Os, columns: readonly string[], rows: readonly (readonly string[])[]): void {
  if (rows.length === 0) return void os.write(1, 'Empty set\n');
  const widths = columns.map((name, i) => Math.max(displayWidth(name), ...rows.map((row) => displayWidth(row[i] ?? ''))));
  os.write(1, `${[...head(columns, widths), ...rows.map((row) => line(row, widths)), border(widths), rowsInSet(rows.length)].join('\n')}\n`);
}

/** ` (0.53 seconds)`, where sql-client.display.print-time-cost says so. */
export function timeCost(session: Session, since: number, now: number): string {
  const shows = attempt(() => booleanOption(session, 'sql-client.display.print-time-cost', true));
  return shows.ok && !shows.value ? '' : ` (${((now - since) / SECOND_US).toFixed(2)} seconds)`;
}

/** table.display.max-column-width, Flink default 30. */
export function columnWidth(session: Session): number {
  const width = attempt(() => intOption(session, 'table.display.max-column-width', 30));
  return width.ok ? Math.max(1, width.value) : 30;
}

/** table.local-time-zone; the machine's zone is UTC. */
export const zoneOf = (session: Session): string => {
  const zone = allSettings(session)['table.local-time-zone'];
  return zone === undefined || zone === 'default' ? 'UTC' : zone;
};

/** sql-client.verbose. */
export function isVerbose(session: Session): boolean {
  return (allSettings(session)['sql-client.verbose'] ?? '').toLowerCase() === 'true';
}

const GATEWAY = 'org.apache.flink.table.gateway.api.utils.SqlGatewayException';
const EXECUTION = 'org.apache.flink.table.gateway.service.utils.SqlExecutionException';

/** A problem with all that wrapped it on its way through the gateway, without the frames. */
export function traceText({ exception, message, at }: SqlProblem, random: () => number): string {
  const place = at === null ? '' : at.line === at.endLine && at.column === at.endColumn ? `At line ${at.line}, column ${at.column}: ` : `From line ${at.line}, column ${at.column} to line ${at.endLine}, column ${at.endColumn}: `;
  const context = exception === VALIDATOR_EXCEPTION && place !== '' ? [`${VALIDATION_EXCEPTION}: SQL validation failed. ${place}${message}`, `org.apache.calcite.runtime.CalciteContextException: ${place}${message}`] : [];
  const causes = [`${GATEWAY}: Failed to fetchResults.`, `${EXECUTION}: Failed to execute the operation ${uuid(random)}.`, ...context, message === '' ? exception : `${exception}: ${message}`];
  return `org.apache.flink.runtime.rest.util.RestClientException: [Internal server error., <Exception on server side:\n${GATEWAY}: ${GATEWAY}: Failed to fetchResults.\n${causes.map((cause) => `Caused by: ${cause}`).join('\n')}\n\nEnd of exception on server side>]\n`;
}

function uuid(random: () => number): string {
  return 'xxxxxxxx-xxxx-4xxx-8xxx-xxxxxxxxxxxx'.replace(/x/g, () => Math.floor(random() * 16).toString(16));
}
