// The module that the build makes of the packages' licences.
declare module 'virtual:licences' {
  const licences: import('../../bridge/licences.ts').Licences;
  export default licences;
}
