// The module that the build makes: which simulator the page was built with.
declare module 'virtual:build' {
  export const build: string;
}
