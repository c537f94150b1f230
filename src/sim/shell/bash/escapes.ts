// Backslash escapes of echo -e and printf, and printf's formats.
import { Exhausted, held } from '../exhausted.ts';
import { WIDEST } from '../program/text/printf.ts';

/** Replaces \n, \t, \xHH and the like; `stop` says that \c ended the output. */
export function unescape(text: string): { readonly text: string; readonly stop: boolean } {
  const cut = /(?<!\\)(?:\\\\)*\\c/.exec(text);
  const source = cut === null ? text : text.slice(0, cut.index + cut[0].length - 2);
  const out = source.replace(/\\(?:x([0-9a-fA-F]{1,2})|u([0-9a-fA-F]{1,4})|U([0-9a-fA-F]{1,8})|0?([0-7]{1,3})|([abefnrtv\\"'?E]))/g, (whole, hex: string | undefined, u4: string | undefined, u8: string | undefined, octal: string | undefined, letter: string | undefined) => {
    const code = hex ?? u4 ?? u8;
    if (code !== undefined) return String.fromCodePoint(Math.min(0x10ffff, Number.parseInt(code, 16)));
    if (octal !== undefined) return String.fromCharCode(Number.parseInt(octal, 8) & 255);
    return LETTERS[letter ?? ''] ?? whole;
  });
  return { text: out, stop: cut !== null };
}

const LETTERS: Readonly<Record<string, string>> = { a: '\u0007', b: '\b', e: '\u001b', E: '\u001b', f: '\f', n: '\n', r: '\r', t: '\t', v: '\v', '\\': '\\', '"': '"', "'": "'", '?': '?' };

/** printf: the format is used again as long as arguments are left. Problems are messages without the tool's name. */
export function formatPrintf(format: string, values: readonly string[]): { readonly text: string; readonly problems: readonly string[] } {
  const problems: string[] = [];
  const rest = [...values];
  let out = '';
  for (let round = 0; round < 100_000; round += 1) {
    const before = rest.length;
    let stop = false;
    const pieces = /%%|%([-+ 0#]*)(\*|\d+)?(?:\.(\*|\d+))?([a-zA-Z])|\\c|[^%\\]+|\\(?:x[0-9a-fA-F]{1,2}|u[0-9a-fA-F]{1,4}|U[0-9a-fA-F]{1,8}|[0-7]{1,3}|[\s\S])|[%\\]/g;
    for (const found of format.matchAll(pieces)) {
      const [piece, flags = '', width, precision, conversion] = found;
      if (piece === '%%') out += '%';
      else if (conversion === undefined) out += piece.startsWith('\\') ? unescape(piece).text : piece;
      else {
        const wide = width === '*' ? Number(rest.shift() ?? 0) : Number(width ?? 0);
        const exact = precision === undefined ? null : precision === '*' ? Number(rest.shift() ?? 0) : Number(precision);
        if (wide > WIDEST || (exact ?? 0) > WIDEST) throw new Exhausted(`printf: a field of ${Math.max(wide, exact ?? 0)} characters does not fit in memory`);
        held(out.length);
        const shown = convert(conversion, rest.shift(), flags, exact, problems);
        if (conversion === 'b' && shown.endsWith('\u0000')) stop = true;
        out += pad(shown.replace(/\u0000$/, ''), flags, wide, conversion);
      }
      if (stop) return { text: out, problems };
    }
    if (rest.length === 0 || rest.length === before) break;
  }
  return { text: out, problems };
}

function pad(text: string, flags: string, width: number, conversion: string): string {
  const length = [...text].length;
  if (length >= width) return text;
  if (flags.includes('-')) return text + ' '.repeat(width - length);
  if (flags.includes('0') && /[diouxXeEfgG]/.test(conversion)) {
    const sign = /^[-+ ]/.exec(text)?.[0] ?? '';
    return sign + '0'.repeat(width - length) + text.slice(sign.length);
  }
  return ' '.repeat(width - length) + text;
}

function convert(conversion: string, value: string | undefined, flags: string, precision: number | null, problems: string[]): string {
  const text = value ?? '';
  switch (conversion) {
    case 's':
      return precision === null ? text : text.slice(0, precision);
    case 'b': {
      const plain = unescape(text);
      return plain.stop ? `${plain.text}\u0000` : plain.text;
    }
    case 'q':
      return text === '' ? "''" : text.replace(/[^\w@%+=:,./-]/g, (char) => `\\${char}`);
    case 'c':
      return text.slice(0, 1);
    case 'e':
    case 'f':
    case 'g':
    case 'E':
    case 'F':
    case 'G': {
      const number = Number(text === '' ? 0 : text);
      if (Number.isNaN(number)) problems.push(`${text}: invalid number`);
      const safe = Number.isNaN(number) ? 0 : number;
      const shown = conversion.toLowerCase() === 'f' ? safe.toFixed(Math.min(100, precision ?? 6)) : conversion.toLowerCase() === 'e' ? safe.toExponential(Math.min(100, precision ?? 6)).replace(/e([+-])(\d)$/, 'e$10$2') : String(Number(safe.toPrecision(Math.min(100, Math.max(1, precision ?? 6)))));
      return signed(shown, flags);
    }
  }
  const quoted = /^["']([\s\S])/u.exec(text);
  const whole = quoted === null ? /^\s*([-+]?(?:0[xX][0-9a-fA-F]+|\d+))/.exec(text) : null;
  if (quoted === null && text !== '' && (whole === null || whole[0].length !== text.length)) problems.push(`${text}: invalid number`);
  const source = whole?.[1] ?? '0';
  const magnitude = BigInt(/^[-+]?0\d/.test(source) ? `0o${source.replace(/^[-+]?0/, '') || '0'}` : source.replace(/^[-+]/, ''));
  const number = quoted === null ? (source.startsWith('-') ? -magnitude : magnitude) : BigInt(quoted[1]?.codePointAt(0) ?? 0);
  const based = conversion === 'x' ? number.toString(16) : conversion === 'X' ? number.toString(16).toUpperCase() : conversion === 'o' ? number.toString(8) : number.toString();
  return signed(precision === null ? based : based.replace(/\d+$/, (digits) => digits.padStart(precision, '0')), flags);
}

function signed(text: string, flags: string): string {
  if (text.startsWith('-')) return text;
  return flags.includes('+') ? `+${text}` : flags.includes(' ') ? ` ${text}` : text;
}
