// The packages that the page is made of, with their licences.

export interface LicensedPackage {
  readonly name: string;
  readonly version: string;
  /** Its SPDX name. */
  readonly licence: string;
  /** The place of its text in `texts`. */
  readonly text: number;
}

export interface Licences {
  readonly packages: readonly LicensedPackage[];
  /** Each once; an empty one where a package brings none. */
  readonly texts: readonly string[];
}
