// base64: bytes as letters, and back.
import { fromUtf8, utf8 } from '../../../sql/expr/bytes.ts';
import { gathered } from './gather.ts';
import { optionsOf, say } from './once.ts';

const LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';

interface Base64 {
  readonly files: readonly string[];
  readonly decode: boolean;
  readonly lenient: boolean;
  readonly wrap: number;
}

export const base64 = gathered<Base64>('base64', (os, args) => {
  const options = optionsOf(os, 'base64', args, { letters: 'diw:', long: { decode: 'd', 'ignore-garbage': 'i', wrap: 'w' } });
  if (options === null) return 1;
  const wrap = options.values['w']?.at(-1) ?? '76';
  if (!/^\d+$/.test(wrap)) return say(os, `base64: invalid wrap size: ‘${wrap}’`);
  return { files: options.operands.length === 0 ? ['-'] : options.operands, decode: options.flags.includes('d'), lenient: options.flags.includes('i'), wrap: Number(wrap) };
}, (os, options, contentOf) => {
  const [file = '-'] = options.files;
  const content = contentOf(file);
  if ('problem' in content) return say(os, `base64: ${file}: ${content.problem}`);
  if (!options.decode) {
    const text = encoded(utf8(content.text));
    os.write(1, options.wrap === 0 ? text : text.replace(new RegExp(`.{1,${options.wrap}}`, 'g'), '$&\n'));
    return 0;
  }
  const letters = content.text.replace(options.lenient ? /[^A-Za-z0-9+/=]/g : /\n/g, '');
  const whole = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?/.exec(letters)?.[0] ?? '';
  os.write(1, fromUtf8(decoded(whole)));
  return whole === letters ? 0 : say(os, 'base64: invalid input');
});

function encoded(bytes: readonly number[]): string {
  let out = '';
  for (let at = 0; at < bytes.length; at += 3) {
    const three = ((bytes[at] ?? 0) << 16) | ((bytes[at + 1] ?? 0) << 8) | (bytes[at + 2] ?? 0);
    for (let part = 0; part < 4; part += 1) out += at + part > bytes.length ? '=' : LETTERS.charAt((three >> (18 - 6 * part)) & 63);
  }
  return out;
}

function decoded(letters: string): number[] {
  const bytes: number[] = [];
  for (let at = 0; at < letters.length; at += 4) {
    const four = [0, 1, 2, 3].map((part) => Math.max(0, LETTERS.indexOf(letters[at + part] ?? '=')));
    const three = ((four[0] ?? 0) << 18) | ((four[1] ?? 0) << 12) | ((four[2] ?? 0) << 6) | (four[3] ?? 0);
    const padding = letters.slice(at, at + 4).split('=').length - 1;
    bytes.push(...[three >> 16, (three >> 8) & 255, three & 255].slice(0, 3 - padding));
  }
  return bytes;
}
