// Paths of checkpoints and savepoints (Path, FileSystem.makeQualified).

/** Where the JobManager's process was started. */
const WORKING_DIRECTORY = 'file:/flink';

/** A path with its scheme and without a slash at its end: one without a scheme is a local file's, relative ones begin where the JobManager was started. */
export function qualified(path: string): string {
  const bare = path.replace(/(?<=[^/])\/+$/, '');
  if (/^[a-z][a-z0-9+.-]*:/i.test(bare)) return bare.replace(/^file:\/+/, 'file:/');
  return bare.startsWith('/') ? `file:${bare.replace(/^\/+/, '/')}` : `${WORKING_DIRECTORY}/${bare}`;
}
