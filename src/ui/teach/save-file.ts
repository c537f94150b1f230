// Gives the reader a file to keep.

/** Downloads `blob` under this name. */
export function saveFile(name: string, blob: Blob): void {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(blob);
  link.download = name;
  link.click();
  // The browser reads it after this turn.
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}

/** `correnteza-1m36s250.png`: the virtual time in letters that every file system takes. */
export function fileName(atUs: number, ending: string): string {
  const ms = Math.floor(atUs / 1_000);
  return `correnteza-${Math.floor(ms / 60_000)}m${String(Math.floor(ms / 1_000) % 60).padStart(2, '0')}s${String(ms % 1_000).padStart(3, '0')}.${ending}`;
}
