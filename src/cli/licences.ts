// The licences of what the page is made of: every package that a build carries, from the lockfile and the packages' own files.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { LicensedPackage, Licences } from '../bridge/licences.ts';

/** Licences whose code may be part of a work under Apache-2.0, by their SPDX names. */
const COMPATIBLE = new Set(['0BSD', 'Apache-2.0', 'BlueOak-1.0.0', 'BSD-2-Clause', 'BSD-3-Clause', 'CC0-1.0', 'ISC', 'MIT', 'MIT-0', 'Unlicense', 'Zlib']);

/** Tools of the build of which small parts go into the page: its loaders, the texts' runtime, the service worker. */
const IN_THE_BUILD = ['@inlang/paraglide-js', 'rolldown', 'vite', 'workbox-core', 'workbox-precaching', 'workbox-routing', 'workbox-strategies'];

const FILE = /^(?:un)?licen[cs]e(?:[-.].*)?$|^copying(?:\..*)?$/i;
const VIRTUAL = 'virtual:licences';

interface Locked {
  readonly version?: string;
  readonly license?: string;
  readonly dev?: boolean;
  readonly optional?: boolean;
}

/** Whether a licence, or one of those that a package lets choose from, goes with Apache-2.0. `A AND B` needs both. */
export function isCompatible(licence: string): boolean {
  const plain = licence.replaceAll(/[()]/g, ' ').trim();
  return plain.split(/\s+OR\s+/).some((choice) => choice.split(/\s+AND\s+/).every((one) => COMPATIBLE.has(one.trim())));
}

/** Those whose licence is not known to go with Apache-2.0, as `name version: licence`. */
export function incompatible(packages: readonly LicensedPackage[]): string[] {
  return packages.filter(({ licence }) => !isCompatible(licence)).map(({ name, version, licence }) => `${name} ${version}: ${licence}`);
}

/** What a lockfile (its parsed JSON) says of the packages in a build, sorted by name; `textOf` gives the licence's text of a package at a path. */
export function licencesOf(lock: { readonly packages: Readonly<Record<string, Locked>> }, textOf: (path: string) => string): Licences {
  const texts: string[] = [];
  const packages = Object.entries(lock.packages).flatMap(([path, { version, license, dev }]): LicensedPackage[] => {
    const name = path.slice(path.lastIndexOf('node_modules/') + 'node_modules/'.length);
    if (path === '' || name.startsWith('@types/') || (dev === true && !IN_THE_BUILD.includes(name))) return [];
    const text = textOf(path).trim();
    let at = texts.indexOf(text);
    if (at === -1) at = texts.push(text) - 1;
    return [{ name, version: version ?? '', licence: license ?? 'UNKNOWN', text: at }];
  });
  return { packages: packages.sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0)), texts };
}

/** The licences of a checkout with its packages installed. */
export function licencesIn(folder: string): Licences {
  const lock: { readonly packages: Readonly<Record<string, Locked>> } = JSON.parse(readFileSync(join(folder, 'package-lock.json'), 'utf8'));
  return licencesOf(lock, (path) => {
    const at = join(folder, path);
    const file = existsSync(at) ? readdirSync(at).find((name) => FILE.test(name)) : undefined;
    return file === undefined ? '' : readFileSync(join(at, file), 'utf8');
  });
}

/** Brings the list into the page's build. One that does not go with Apache-2.0 ends the build. */
export function licencePlugin(folder: string): { readonly name: string; resolveId(id: string): string | null; load(id: string): string | null } {
  return {
    name: 'correnteza-licences',
    resolveId: (id) => (id === VIRTUAL ? `\0${id}` : null),
    load(id) {
      if (id !== `\0${VIRTUAL}`) return null;
      const licences = licencesIn(folder);
      const refused = incompatible(licences.packages);
      if (refused.length > 0) throw new Error(`These packages do not go with Apache-2.0: ${refused.join('; ')}`);
      return `export default ${JSON.stringify(licences)};`;
    },
  };
}
