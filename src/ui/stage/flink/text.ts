// Texts that must fit: what is too long keeps its beginning.

export function shorten(text: string, letters: number): string {
  return text.length <= letters ? text : `${text.slice(0, Math.max(2, letters - 1))}…`;
}
