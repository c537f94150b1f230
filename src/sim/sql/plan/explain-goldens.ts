// What the real Flink explained in recorded sessions, statement by statement. For tests.
import { parseStatement, splitStatements } from '../parser/parse.ts';
import type { Statement } from '../parser/statement.ts';
import { type Catalogs, newCatalogs } from '../query/catalog.ts';
import { createTable, createView } from '../query/define.ts';

export interface Golden {
  readonly sql: string;
  readonly statement: Extract<Statement, { kind: 'explain' }>;
  readonly catalogs: Catalogs;
  readonly settings: Readonly<Record<string, string>>;
  /** The cell of the result. */
  readonly text: string;
}

const lines = (session: string, prefix: RegExp): string => session.split('\n').filter((line) => prefix.test(line)).map((line) => line.replace(prefix, '')).join('\n');

/** The cell of a table with one row and one column. */
function cell(output: string): string | null {
  const all = output.split('\n');
  const borders = all.flatMap((line, i) => (/^\+-+\+$/.test(line) ? [i] : []));
  const [, header = -1, end = -1] = borders;
  if (header < 0 || end < 0) return null;
  return all.slice(header + 1, end).join('\n').replace(/^\| /, '').replace(/ \|$/, '');
}

/** The EXPLAINs of a session that has scripts, each with its output behind it. */
export function goldens(session: string): readonly Golden[] {
  return session.split(/^\$ cat > .* <<'EOF'$/m).slice(1).flatMap(ofScript);
}

function ofScript(part: string): readonly Golden[] {
  const script = lines(part.slice(0, part.indexOf('.. EOF')), /^\.\. ?/);
  const shown = lines(part, /^\| ?/).split(/^Flink SQL> /m).slice(1);
  const pieces = splitStatements(script);
  if (!pieces.ok) return [];
  let catalogs = newCatalogs();
  const settings: Record<string, string> = {};
  return pieces.value.flatMap((piece, i): Golden[] => {
    const parsed = parseStatement(piece.text);
    if (!parsed.ok) return [];
    const statement = parsed.value;
    if (statement.kind === 'set' && statement.key !== null) settings[statement.key] = statement.value ?? '';
    const defined = statement.kind === 'create table' ? createTable(catalogs, statement) : statement.kind === 'create view' ? createView(catalogs, statement) : null;
    if (defined?.ok === true) catalogs = defined.value;
    const text = cell(shown[i] ?? '');
    return statement.kind === 'explain' && text !== null ? [{ sql: piece.text.trim(), statement, catalogs, settings: { ...settings }, text }] : [];
  });
}

/** The parts of an explanation by their headings. */
export function sections(text: string): ReadonlyMap<string, string> {
  const parts = text.split(/^== (.*) ==$/m).slice(1);
  return new Map(parts.flatMap((heading, i) => (i % 2 === 0 ? [[heading, (parts[i + 1] ?? '').replace(/^\n/, '').replace(/\n\n$/, '\n')] as const] : [])));
}
