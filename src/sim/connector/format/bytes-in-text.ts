// Bytes of records that are no text: keys and values of records are text, in which a byte that is no UTF-8 stands as U+DC80 to U+DCFF.
import { bytesOf, hexOf, utf8 } from '../../sql/expr/bytes.ts';

/** The bytes that a record's text stands for. */
export function recordBytes(text: string): number[] {
  const bytes: number[] = [];
  for (const letter of text) {
    const code = letter.codePointAt(0) ?? 0;
    if (code >= 0xdc80 && code < 0xdd00) bytes.push(code & 0xff);
    else bytes.push(...utf8(letter));
  }
  return bytes;
}

/** The text that stands for these bytes. */
export function recordText(bytes: readonly number[]): string {
  let text = '';
  for (let i = 0; i < bytes.length;) {
    const first = bytes[i] ?? 0;
    const length = first < 0x80 ? 1 : first >= 0xc2 && first < 0xe0 ? 2 : first >= 0xe0 && first < 0xf0 ? 3 : first >= 0xf0 && first < 0xf5 ? 4 : 0;
    const rest = bytes.slice(i + 1, i + length);
    const code = rest.reduce((sum, byte) => (sum << 6) | (byte & 0x3f), length === 1 ? first : first & (0x7f >> length));
    const overlong = (length === 3 && code < 0x800) || (length === 4 && code < 0x10000);
    const isLetter = length > 0 && rest.length === length - 1 && rest.every((byte) => (byte & 0xc0) === 0x80) && !overlong && code <= 0x10ffff && (code < 0xd800 || code >= 0xe000);
    text += isLetter ? String.fromCodePoint(code) : String.fromCharCode(0xdc00 | first);
    i += isLetter ? length : 1;
  }
  return text;
}

export const recordHex = (text: string): string => hexOf(recordBytes(text));
export const recordOfHex = (hex: string): string => recordText(bytesOf(hex));

/** What stands for no letter, as a reader of UTF-8 shows it. */
export const readable = (text: string): string => text.replace(/[\udc80-\udcff]/g, (sign, at: number) => (/[\ud800-\udbff]/.test(text.charAt(at - 1)) ? sign : '\ufffd'));

const BASE64 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';

/** Base64 of bytes in hexadecimal. */
export function fromBase64Hex(hex: string): string {
  const bytes = bytesOf(hex);
  let text = '';
  for (let i = 0; i < bytes.length; i += 3) {
    const [a = 0, b, c] = [bytes[i], bytes[i + 1], bytes[i + 2]];
    const word = (a << 16) | ((b ?? 0) << 8) | (c ?? 0);
    text += BASE64.charAt(word >> 18) + BASE64.charAt((word >> 12) & 63) + (b === undefined ? '=' : BASE64.charAt((word >> 6) & 63)) + (c === undefined ? '=' : BASE64.charAt(word & 63));
  }
  return text;
}
