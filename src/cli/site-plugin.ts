// What the built page says of itself: what it may load, its name, and how it is installed and kept for when there is no network.
import type { Language } from '../lesson/lesson.ts';
import type { VitePWAOptions } from 'vite-plugin-pwa';

/**
 * What the page may do, as a browser enforces it: nothing but files that lie beside it. No script in the page itself, no eval, no other host.
 * Styles may stand in the page: React, the terminal and the editor write rules of their own. Images may be drawn (`data:`, `blob:`) for pictures and films
 * of the stage.
 */
export const POLICY = [
  "default-src 'none'", "script-src 'self'", "worker-src 'self'", "connect-src 'self'", "style-src 'self' 'unsafe-inline'", "img-src 'self' data: blob:",
  "media-src 'self' blob:", "font-src 'self'", "manifest-src 'self'", "frame-src 'self'", "base-uri 'none'", "form-action 'none'", "object-src 'none'",
].join('; ');

type Said = Readonly<Record<Language, string>>;

interface SitePlugin {
  readonly name: string;
  readonly apply: 'build';
  transformIndexHtml(html: string): string;
}

/** Writes the policy into the page, its styles behind what is seen first, and the course's title where it is built for one. A page in development needs scripts that the policy forbids. */
export function sitePlugin(title: Said | null): SitePlugin {
  return {
    name: 'correnteza-site',
    apply: 'build',
    transformIndexHtml: (html) => {
      const guarded = stylesLast(withoutComments(html)).replace('<meta charset="utf-8" />', `<meta charset="utf-8" />\n    <meta http-equiv="Content-Security-Policy" content="${POLICY}" />`);
      if (title === null) return guarded;
      return guarded
        .replace('<html lang="pt-BR">', `<html lang="pt-BR" data-course-pt="${inHtml(title.pt)}" data-course-en="${inHtml(title.en)}">`)
        .replace('<title>Correnteza</title>', `<title>${inHtml(title.pt)} · Correnteza</title>`);
    },
  };
}

/** What stands in the page until it opens is seen before the style sheet has come; the page's own script waits for it. */
function stylesLast(html: string): string {
  const styles = html.match(/ *<link rel="stylesheet"[^>]*>\n?/g) ?? [];
  return styles.reduce((rest, style) => rest.replace(style, ''), html).replace('  </body>', `${styles.join('')}  </body>`);
}

/** What is meant for those who read the source is not sent. */
const withoutComments = (html: string): string => html.replaceAll(/<!--[^]*?-->\s*/g, '');

function inHtml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('"', '&quot;').replaceAll('<', '&lt;');
}

/** The files that a visit keeps, all of them, so that every door opens without a network; and what an installed page is called. */
export function offline(title: Said | null): Partial<VitePWAOptions> {
  return {
    registerType: 'prompt',
    injectRegister: false,
    manifest: {
      name: title === null ? 'Correnteza' : `${title.pt} · Correnteza`, short_name: 'Correnteza', lang: 'pt-BR', display: 'standalone', start_url: './', scope: './', id: './',
      description: 'Kafka e Flink numa aba do navegador', background_color: '#f3f5f4', theme_color: '#0f6b7d', categories: ['education'],
      icons: [
        { src: 'icon.svg', sizes: 'any', type: 'image/svg+xml' },
        { src: 'icon-192.png', sizes: '192x192', type: 'image/png' },
        { src: 'icon-512.png', sizes: '512x512', type: 'image/png' },
        { src: 'icon-maskable-512.png', sizes: '512x512', type: 'image/png', purpose: 'maskable' },
      ],
    },
    workbox: {
      globPatterns: ['**/*.{html,js,css,svg,png,webmanifest}'],
      // What is asked behind the question mark is the page's own affair: it is one page.
      ignoreURLParametersMatching: [/./],
      navigateFallback: 'index.html', clientsClaim: true, skipWaiting: false, cleanupOutdatedCaches: true, sourcemap: false, inlineWorkboxRuntime: true,
      dontCacheBustURLsMatching: /^assets\//, maximumFileSizeToCacheInBytes: 8_000_000,
    },
  };
}
