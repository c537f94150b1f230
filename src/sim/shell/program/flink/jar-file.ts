// Class files and jars of a student's own programs: what javac and jar write, and flink run reads. They hold the source that was compiled.

/** The first letters of a class file, and of a jar. */
const CLASS_MAGIC = 'Êþº¾';
const JAR_MAGIC = 'PK\u0003\u0004\n';

export interface ClassFile {
  readonly name: string;
  readonly source: string;
}

export interface JarFile {
  /** The manifest's Main-Class. */
  readonly mainClass: string | null;
  readonly classes: readonly ClassFile[];
}

export function writeClass({ name, source }: ClassFile): string {
  return `${CLASS_MAGIC}${name}\n${source}`;
}

/** Null for a text that is no class file. */
export function readClass(text: string): ClassFile | null {
  if (!text.startsWith(CLASS_MAGIC)) return null;
  const end = text.indexOf('\n');
  return end < 0 ? null : { name: text.slice(CLASS_MAGIC.length, end), source: text.slice(end + 1) };
}

export function writeJar({ mainClass, classes }: JarFile): string {
  return `${JAR_MAGIC}${JSON.stringify({ mainClass, classes })}\n`;
}

/** Null for a text that is no jar of one's own. */
export function readJar(text: string): JarFile | null {
  if (!text.startsWith(JAR_MAGIC)) return null;
  try {
    const found: unknown = JSON.parse(text.slice(JAR_MAGIC.length));
    return isJar(found) ? found : null;
  } catch {
    return null;
  }
}

function isJar(value: unknown): value is JarFile {
  return typeof value === 'object' && value !== null && 'classes' in value && Array.isArray(value.classes) && 'mainClass' in value && (value.mainClass === null || typeof value.mainClass === 'string') && value.classes.every(isClass);
}

function isClass(value: unknown): value is ClassFile {
  return typeof value === 'object' && value !== null && 'name' in value && 'source' in value && typeof value.name === 'string' && typeof value.source === 'string';
}
