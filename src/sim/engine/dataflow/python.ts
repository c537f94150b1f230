// Values of Python as the dataflow engine has them: JSON in, `repr` out.

/** A float is told apart from an int, as Python does: 28 and 28.0 print differently. */
export type Py = string | number | boolean | null | PyFloat | readonly Py[] | PyDict;

export interface PyFloat {
  readonly float: number;
}

export interface PyDict {
  readonly dict: readonly (readonly [string, Py])[];
}

export const isFloat = (value: Py): value is PyFloat => typeof value === 'object' && value !== null && 'float' in value;
export const isDict = (value: Py): value is PyDict => typeof value === 'object' && value !== null && 'dict' in value;
/** Its number; null where it is none. */
export const numberOf = (value: Py): number | null => (typeof value === 'number' ? value : isFloat(value) ? value.float : null);

const TOKEN = /"(?:[^"\\]|\\.)*"|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/g;

/** json.loads; null where the text is no JSON. */
export function fromJson(text: string): { readonly value: Py } | null {
  try {
    // Numbers with a point or an exponent are marked, since a parsed number no longer says how it was written.
    const marked = text.replace(TOKEN, (token) => (!token.startsWith('"') && /[.eE]/.test(token) ? `{"\\u0000float":${token}}` : token));
    return { value: taken(JSON.parse(marked)) };
  } catch {
    return null;
  }
}

function taken(value: unknown): Py {
  if (Array.isArray(value)) return value.map(taken);
  if (typeof value !== 'object' || value === null) return value as Py;
  const entries = Object.entries(value);
  const [first] = entries;
  if (entries.length === 1 && first?.[0] === '\u0000float') return { float: first[1] as number };
  return { dict: entries.map(([name, each]) => [name, taken(each)] as const) };
}

/** The field of a dict; undefined where it has none (KeyError). */
export function field(value: Py, name: string): Py | undefined {
  return isDict(value) ? value.dict.find(([key]) => key === name)?.[1] : undefined;
}

/** repr(value). */
export function repr(value: Py): string {
  if (value === null) return 'None';
  if (typeof value === 'boolean') return value ? 'True' : 'False';
  if (typeof value === 'number') return String(value);
  if (typeof value === 'string') return quoted(value);
  if (isFloat(value)) return floatText(value.float);
  if (isDict(value)) return `{${value.dict.map(([key, each]) => `${quoted(key)}: ${repr(each)}`).join(', ')}}`;
  return `[${value.map(repr).join(', ')}]`;
}

/** A text literal in single quotes, unless it has such quotes and no double ones. */
export function quoted(text: string): string {
  const quote = text.includes('\'') && !text.includes('"') ? '"' : '\'';
  const escaped = text.replace(/[\\\n\r\t]/g, (sign) => ({ '\\': '\\\\', '\n': '\\n', '\r': '\\r', '\t': '\\t' })[sign] ?? sign);
  return quote + (quote === '\'' ? escaped.replaceAll('\'', '\\\'') : escaped) + quote;
}

/** float.__repr__: the shortest digits, with an exponent from 1e16 on and below 1e-4. */
export function floatText(value: number): string {
  if (!Number.isFinite(value)) return Number.isNaN(value) ? 'nan' : value > 0 ? 'inf' : '-inf';
  if (value === 0) return Object.is(value, -0) ? '-0.0' : '0.0';
  const size = Math.abs(value);
  if (size >= 1e16 || size < 1e-4) {
    const [digits = '', exponent = '0'] = value.toExponential().split('e');
    const power = Number(exponent);
    return `${digits}e${power < 0 ? '-' : '+'}${String(Math.abs(power)).padStart(2, '0')}`;
  }
  const text = String(value);
  return text.includes('.') ? text : `${text}.0`;
}

/** json.dumps(value, ensure_ascii=False). */
export function dumps(value: Py): string {
  if (value === null || typeof value === 'boolean' || typeof value === 'number') return String(value);
  if (typeof value === 'string') return JSON.stringify(value);
  if (isFloat(value)) return floatText(value.float);
  if (isDict(value)) return `{${value.dict.map(([key, each]) => `${JSON.stringify(key)}: ${dumps(each)}`).join(', ')}}`;
  return `[${value.map(dumps).join(', ')}]`;
}
