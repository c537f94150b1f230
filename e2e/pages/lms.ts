// An LMS of one page (scorm-again), which launches a SCORM package's first item and keeps what that commits.
import { cpSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { unzipSync } from 'fflate';
import type { FrameLocator, Page } from 'playwright';

const LMS = `
const kept = JSON.parse(localStorage.getItem('lms') ?? 'null');
const api = new window.Scorm12API({ autocommit: false, logLevel: 5 });
if (kept !== null) api.loadFromJSON(kept, '');
const keep = () => localStorage.setItem('lms', JSON.stringify(api.renderCommitCMI(true).cmi ?? api.cmi));
api.on('LMSCommit', keep);
api.on('LMSFinish', keep);
window.API = api;
const manifest = new DOMParser().parseFromString(await (await fetch('sco/imsmanifest.xml')).text(), 'application/xml');
document.title = manifest.querySelector('parsererror') === null ? manifest.querySelector('organization > title').textContent : 'damaged';
const frame = document.createElement('iframe');
frame.src = 'sco/' + manifest.querySelector('resource').getAttribute('href') + manifest.querySelector('item').getAttribute('parameters');
frame.style.cssText = 'width:1400px;height:800px';
document.body.append(frame);
`;

interface Kept {
  readonly core: { readonly lesson_status: string; readonly score: { readonly raw: string | number }; readonly lesson_location: string; readonly total_time?: string; readonly session_time?: string; readonly exit?: string };
  readonly suspend_data: string;
}

/** Lays a package and its LMS into a folder, to be served from there: the package's files are below `sco/`. */
export function unpackFor(folder: string, zip: string): void {
  for (const [name, bytes] of Object.entries(unzipSync(readFileSync(zip)))) {
    mkdirSync(dirname(join(folder, 'sco', name)), { recursive: true });
    writeFileSync(join(folder, 'sco', name), bytes);
  }
  cpSync(join(import.meta.dirname, '../../node_modules/scorm-again/dist/scorm12.min.js'), join(folder, 'scorm12.js'));
  writeFileSync(join(folder, 'lms.html'), '<!doctype html><script src="scorm12.js"></script><script type="module" src="lms.js"></script>');
  writeFileSync(join(folder, 'index.html'), 'an LMS');
  writeFileSync(join(folder, 'lms.js'), LMS);
}

/** What the LMS has kept, read on a page of its site. */
export const keptBy = async (page: Page): Promise<Kept> => page.evaluate(() => JSON.parse(localStorage.getItem('lms') ?? '{}'));

/** Opens the package's first item, with what was kept before. */
export async function launch(page: Page, url: string): Promise<FrameLocator> {
  await page.goto(`${url}lms.html`);
  const sco = page.frameLocator('iframe');
  await sco.locator('article.lesson[aria-busy="false"]').waitFor({ timeout: 60_000 });
  return sco;
}
