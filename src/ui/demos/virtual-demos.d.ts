// The modules that the build makes of the demos' files: a list of all, and one chunk a demo.
declare module 'virtual:demos' {
  type Demo = import('../../lesson/demo.ts').Demo;
  type DemoEntry = import('../../lesson/demo.ts').DemoEntry;
  export const entries: readonly DemoEntry[];
  export const loaders: Readonly<Record<string, () => Promise<{ readonly default: Demo }>>>;
}
