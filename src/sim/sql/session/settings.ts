// SET and RESET: the session's options, the names that they had before, and their values' types where a wrong one is refused.
import { refused } from '../problem.ts';
import { allSettings, type Session } from './session.ts';

/** Former names of the client's options (TableConfigOptions and SqlClientOptions, fallback keys). */
const FORMER: Readonly<Record<string, string>> = { 'sql-client.display.max-column-width': 'table.display.max-column-width' };

const ILLEGAL = 'java.lang.IllegalArgumentException';

/** SET 'key' = 'value'. Values are only looked at where they are used. */
export function setOption(session: Session, key: string, value: string): Session {
  if (key.trim() === '') throw refused('key is null', null, 'java.lang.NullPointerException');
  if (key === 'table.planner' && value.toLowerCase() !== 'blink') throw refused('Unsupported value \'OLD\' for \'table.planner\'. The old planner has been removed in Flink 1.14. Please update your table program to use the default planner (previously known as the \'blink\' planner).', null, 'org.apache.flink.table.api.TableException');
  return { ...session, settings: { ...session.settings, [key]: value } };
}

/** RESET: back to what the client began with. */
export function resetOption(session: Session, key: string | null): Session {
  if (key === null) return { ...session, settings: {} };
  const settings = Object.fromEntries(Object.entries(session.settings).filter(([one]) => one !== key));
  return { ...session, settings };
}

/** Rows of SET; alone. */
export function settingRows(session: Session): readonly (readonly string[])[] {
  return Object.entries(allSettings(session)).toSorted(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0)).map(([key, value]) => [key, value]);
}

/** A text option, by its name or a former one. */
export function textOption(session: Session, key: string, otherwise: string): string {
  const all = allSettings(session);
  const former = Object.entries(FORMER).find(([, now]) => now === key)?.[0];
  return all[key] ?? (former === undefined ? undefined : all[former]) ?? otherwise;
}

/** An option of an enum: one of these names in any case. */
export function enumOption<T extends string>(session: Session, key: string, names: readonly T[], otherwise: T, javaClass: string): T {
  const given = textOption(session, key, otherwise);
  const found = names.find((name) => name === given.toUpperCase().replaceAll('-', '_'));
  if (found === undefined) throw refused(`Could not parse value for enum class ${javaClass}. Expected one of: [[${names.join(', ')}]]`, null, ILLEGAL);
  return found;
}

export function booleanOption(session: Session, key: string, otherwise: boolean): boolean {
  const given = textOption(session, key, String(otherwise)).toUpperCase();
  if (given !== 'TRUE' && given !== 'FALSE') throw refused(`Could not parse value '${textOption(session, key, '')}' for key '${key}'.`, null, ILLEGAL);
  return given === 'TRUE';
}

export function intOption(session: Session, key: string, otherwise: number): number {
  const given = textOption(session, key, String(otherwise)).trim();
  if (!/^[+-]?\d{1,10}$/.test(given)) throw refused(`Could not parse value '${given}' for key '${key}'.`, null, ILLEGAL);
  return Number(given);
}
