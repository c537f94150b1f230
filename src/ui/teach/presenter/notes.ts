// The teacher's own notes, kept in the browser: one text for each lesson, each demonstration, and for everything else.

const KEY = 'correnteza.notes';

export function notesOf(about: string): string {
  return read()[about] ?? '';
}

export function keepNotes(about: string, text: string): void {
  const { [about]: _before, ...others } = read();
  try {
    localStorage.setItem(KEY, JSON.stringify(text === '' ? others : { ...others, [about]: text }));
  } catch {
    // A full or forbidden storage: the text stays in its field as long as the window is open.
  }
}

function read(): Readonly<Record<string, string>> {
  try {
    const kept: unknown = JSON.parse(localStorage.getItem(KEY) ?? '{}');
    return typeof kept === 'object' && kept !== null ? Object.fromEntries(Object.entries(kept).filter((entry): entry is [string, string] => typeof entry[1] === 'string')) : {};
  } catch {
    return {};
  }
}
