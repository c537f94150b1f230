// Which colour and letter a record's key has: a key keeps them for as long as the page is open.

export const HUES = 10;

/** The values of a JSON object of one level, texts without their quotes. */
const VALUES = /"\s*:\s*(?:"((?:[^"\\]|\\.)*)"|([^,{}"[\]]+))/g;

/** A key that is a JSON object says with its values whose it is: `{"item":"caldo"}` is drawn as `caldo` is. */
function saidBy(key: string): string {
  if (!key.startsWith('{')) return key;
  const values = [...key.matchAll(VALUES)].map(([, text, other]) => text ?? other?.trim() ?? '');
  return values.length === 0 ? key : values.join(' ');
}

/** A number from 0 to 9 for each key: the hash spreads them, so that the same key has the same colour on every visit. */
export function hueOf(whole: string): number {
  const key = saidBy(whole);
  let hash = 2_166_136_261;
  for (let at = 0; at < key.length; at += 1) hash = Math.imul(hash ^ key.charCodeAt(at), 16_777_619);
  return (hash >>> 8) % HUES;
}

/** One letter that tells keys apart: a number at the end says more than the word before it. */
export function letterOf(whole: string): string {
  const key = saidBy(whole);
  const digit = /(\d)$/.exec(key)?.[1];
  return digit ?? (/[\p{L}\p{N}]/u.exec(key)?.[0] ?? '·').toUpperCase();
}
