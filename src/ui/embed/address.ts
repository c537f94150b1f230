// What an address asks of the page as a guest: what is shown, how it looks, which panels it has, what is locked, and whom it answers to.

/** What a guest shows. A sandbox is a fresh cluster, or the world of a level of the course. */
export type Content =
  | { readonly kind: 'lesson'; readonly lesson: string }
  | { readonly kind: 'demo'; readonly demo: string }
  | { readonly kind: 'sandbox'; readonly level: string | null }
  | { readonly kind: 'course' };

export const PANELS = ['bar', 'lesson', 'terminal', 'inspector', 'timeline'] as const;
export type PanelName = (typeof PANELS)[number];

export const LOCKS = ['course', 'acts', 'time', 'language', 'theme'] as const;
export type LockName = (typeof LOCKS)[number];

export interface Embed {
  readonly content: Content;
  /** Null for what the browser prefers. */
  readonly theme: 'light' | 'dark' | null;
  readonly locale: 'pt-BR' | 'en' | null;
  readonly panels: ReadonlySet<PanelName>;
  readonly locks: ReadonlySet<LockName>;
  /** The origin of the page around, with which messages are exchanged; null for none. */
  readonly host: string | null;
  /** It answers to the LMS that launched it (SCORM 1.2). */
  readonly scorm: boolean;
}

/** What can't be understood: which part of the address, what it says, and what may stand there. */
export interface AddressProblem {
  readonly part: string;
  readonly value: string;
  readonly allowed: string;
}

const CONTENTS = ['lesson', 'demo', 'sandbox', 'course'] as const;
const KNOWN = new Set<string>([...CONTENTS, 'theme', 'lang', 'panels', 'lock', 'host', 'scorm']);
const NAME = /^[a-z0-9-]+(\/[a-z0-9-]+)*$/;
const LANGUAGES: Readonly<Record<string, 'pt-BR' | 'en'>> = { pt: 'pt-BR', 'pt-BR': 'pt-BR', en: 'en' };

/** Reads the part of an address behind its question mark. What is not understood is named, and taken as if it were not there. */
export function readAddress(search: string): { readonly embed: Embed; readonly problems: readonly AddressProblem[] } {
  const given = new URLSearchParams(search);
  const problems: AddressProblem[] = [];
  const oneOf = <T>(part: string, known: Readonly<Record<string, T>>): T | null => {
    const value = given.get(part);
    if (value === null) return null;
    if (Object.hasOwn(known, value)) return known[value] ?? null;
    problems.push({ part, value, allowed: Object.keys(known).join(', ') });
    return null;
  };
  for (const [part, value] of given) if (!KNOWN.has(part)) problems.push({ part, value, allowed: [...KNOWN].join(', ') });
  return {
    embed: {
      content: contentOf(given, problems), theme: oneOf('theme', { light: 'light', dark: 'dark' }), locale: oneOf('lang', LANGUAGES),
      panels: listOf(given, 'panels', PANELS, problems) ?? new Set(PANELS), locks: listOf(given, 'lock', LOCKS, problems) ?? new Set(),
      host: hostOf(given, problems), scorm: given.has('scorm'),
    },
    problems,
  };
}

function contentOf(given: URLSearchParams, problems: AddressProblem[]): Content {
  const asked = CONTENTS.filter((kind) => given.has(kind));
  const [kind] = asked;
  if (asked.length > 1) problems.push({ part: asked.join(' + '), value: '', allowed: `one of ${CONTENTS.join(', ')}` });
  const value = (kind === undefined ? null : given.get(kind)) ?? '';
  const isNamed = NAME.test(value);
  switch (kind) {
    case 'lesson':
    case 'demo':
      if (!isNamed) problems.push({ part: kind, value, allowed: kind === 'lesson' ? 'kafka/3-kafka/07-topic-is-a-log' : 'leader-loss' });
      return !isNamed ? { kind: 'course' } : kind === 'lesson' ? { kind, lesson: value } : { kind, demo: value };
    case 'sandbox':
      return { kind, level: isNamed ? value : null };
    default:
      return { kind: 'course' };
  }
}

function listOf<T extends string>(given: URLSearchParams, part: string, known: readonly T[], problems: AddressProblem[]): ReadonlySet<T> | null {
  const value = given.get(part);
  if (value === null) return null;
  const names = value.split(',').map((name) => name.trim()).filter((name) => name !== '');
  for (const name of names) if (!known.some((one) => one === name)) problems.push({ part, value: name, allowed: known.join(', ') });
  return new Set(known.filter((one) => names.includes(one)));
}

function hostOf(given: URLSearchParams, problems: AddressProblem[]): string | null {
  const value = given.get('host');
  if (value === null) return null;
  try {
    const { origin } = new URL(value);
    if (origin === value.replace(/\/$/, '') && /^https?:/.test(origin)) return origin;
  } catch {
    // It is said below what a host is.
  }
  problems.push({ part: 'host', value, allowed: 'https://lms.example.org' });
  return null;
}

/** The address of a guest: the page's own, and what it is asked for. */
export function toAddress(page: string, embed: Partial<Omit<Embed, 'content'>> & Pick<Embed, 'content'>): string {
  const { content, theme, locale, panels, locks, host, scorm } = embed;
  const parts: [string, string][] = [[content.kind, content.kind === 'lesson' ? content.lesson : content.kind === 'demo' ? content.demo : content.kind === 'sandbox' ? (content.level ?? '') : '']];
  if (theme != null) parts.push(['theme', theme]);
  if (locale != null) parts.push(['lang', locale]);
  if (panels !== undefined) parts.push(['panels', [...panels].join(',')]);
  if (locks !== undefined && locks.size > 0) parts.push(['lock', [...locks].join(',')]);
  if (host != null) parts.push(['host', host]);
  if (scorm === true) parts.push(['scorm', '1']);
  const query = parts.map(([name, value]) => `${name}=${encodeURIComponent(value).replaceAll('%2F', '/').replaceAll('%2C', ',').replaceAll('%3A', ':')}`).join('&');
  return `${page}?${query}`;
}
