// Bytes as hexadecimal text: to and from text in the encodings that Flink knows, and Base64.

export const hexOf = (bytes: readonly number[]): string => bytes.map((byte) => (byte & 0xff).toString(16).padStart(2, '0')).join('');

export function bytesOf(hex: string): number[] {
  const bytes: number[] = [];
  for (let i = 0; i + 1 < hex.length; i += 2) bytes.push(Number.parseInt(hex.slice(i, i + 2), 16));
  return bytes;
}

/** Text as UTF-8. */
export function utf8(text: string): number[] {
  const bytes: number[] = [];
  for (const letter of text) {
    const code = letter.codePointAt(0) ?? 0;
    if (code < 0x80) bytes.push(code);
    else if (code < 0x800) bytes.push(0xc0 | (code >> 6), 0x80 | (code & 0x3f));
    else if (code >= 0xd800 && code < 0xe000) bytes.push(0x3f);
    else if (code < 0x10000) bytes.push(0xe0 | (code >> 12), 0x80 | ((code >> 6) & 0x3f), 0x80 | (code & 0x3f));
    else bytes.push(0xf0 | (code >> 18), 0x80 | ((code >> 12) & 0x3f), 0x80 | ((code >> 6) & 0x3f), 0x80 | (code & 0x3f));
  }
  return bytes;
}

/** UTF-8 as text; what is none becomes U+FFFD. */
export function fromUtf8(bytes: readonly number[]): string {
  let text = '';
  for (let i = 0; i < bytes.length;) {
    const first = bytes[i] ?? 0;
    const length = first < 0x80 ? 1 : first >= 0xc2 && first < 0xe0 ? 2 : first >= 0xe0 && first < 0xf0 ? 3 : first >= 0xf0 && first < 0xf5 ? 4 : 0;
    const rest = bytes.slice(i + 1, i + length);
    if (length === 0 || rest.length < length - 1 || rest.some((byte) => (byte & 0xc0) !== 0x80)) {
      text += '\ufffd';
      i += 1;
      continue;
    }
    const lead = length === 1 ? first : first & (0x7f >> length);
    const code = rest.reduce((sum, byte) => (sum << 6) | (byte & 0x3f), lead);
    const wrong = code > 0x10ffff || (code >= 0xd800 && code < 0xe000);
    text += wrong ? '\ufffd' : String.fromCodePoint(code);
    i += length;
  }
  return text;
}

export const bytesToText = (hex: string): string => fromUtf8(bytesOf(hex));
export const textToBytes = (text: string): string => hexOf(utf8(text));

/** Text in an encoding; null where its name is none. */
export function encode(text: string, charset: string): string | null {
  switch (charset.toUpperCase()) {
    case 'UTF-8': case 'UTF8': return textToBytes(text);
    case 'US-ASCII': case 'ASCII': return hexOf([...text].map((letter) => ((letter.codePointAt(0) ?? 63) < 128 ? (letter.codePointAt(0) ?? 63) : 63)));
    case 'ISO-8859-1': case 'LATIN1': return hexOf([...text].map((letter) => ((letter.codePointAt(0) ?? 63) < 256 ? (letter.codePointAt(0) ?? 63) : 63)));
    case 'UTF-16BE': return hexOf(units(text, false));
    case 'UTF-16LE': return hexOf(units(text, true));
    case 'UTF-16': return `feff${hexOf(units(text, false))}`;
    default: return null;
  }
}

function units(text: string, little: boolean): number[] {
  return Array.from({ length: text.length }, (_, i) => text.charCodeAt(i)).flatMap((unit) => (little ? [unit & 0xff, unit >> 8] : [unit >> 8, unit & 0xff]));
}

/** Bytes read in an encoding; null where its name is none. */
export function decode(hex: string, charset: string): string | null {
  const bytes = bytesOf(hex);
  switch (charset.toUpperCase()) {
    case 'UTF-8': case 'UTF8': return fromUtf8(bytes);
    case 'US-ASCII': case 'ASCII': return bytes.map((byte) => (byte < 128 ? String.fromCharCode(byte) : '\ufffd')).join('');
    case 'ISO-8859-1': case 'LATIN1': return String.fromCharCode(...bytes);
    case 'UTF-16LE': return wide(bytes, true);
    case 'UTF-16BE': return wide(bytes, false);
    case 'UTF-16': return bytes[0] === 0xff && bytes[1] === 0xfe ? wide(bytes.slice(2), true) : wide(bytes[0] === 0xfe && bytes[1] === 0xff ? bytes.slice(2) : bytes, false);
    default: return null;
  }
}

function wide(bytes: readonly number[], little: boolean): string {
  let text = '';
  for (let i = 0; i + 1 < bytes.length; i += 2) {
    const [a, b] = [bytes[i] ?? 0, bytes[i + 1] ?? 0];
    text += String.fromCharCode(little ? a | (b << 8) : (a << 8) | b);
  }
  return text;
}

const BASE64 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';

export function toBase64(bytes: readonly number[]): string {
  let text = '';
  for (let i = 0; i < bytes.length; i += 3) {
    const all = ((bytes[i] ?? 0) << 16) | ((bytes[i + 1] ?? 0) << 8) | (bytes[i + 2] ?? 0);
    const have = bytes.length - i;
    text += BASE64.charAt(all >> 18) + BASE64.charAt((all >> 12) & 63) + (have > 1 ? BASE64.charAt((all >> 6) & 63) : '=') + (have > 2 ? BASE64.charAt(all & 63) : '=');
  }
  return text;
}

/** Null where the text is no Base64. */
export function fromBase64(text: string): number[] | null {
  const digits = text.replace(/=+$/, '');
  if (!/^[A-Za-z0-9+/]*$/.test(digits) || digits.length % 4 === 1) return null;
  const bytes: number[] = [];
  let [bits, held] = [0, 0];
  for (const digit of digits) {
    bits = (bits << 6) | BASE64.indexOf(digit);
    held += 6;
    if (held >= 8) {
      held -= 8;
      bytes.push((bits >> held) & 0xff);
      bits &= (1 << held) - 1;
    }
  }
  return bytes;
}
