// The SQL client's screens over a result: a whole row, and the question for a page (CliRowView, CliInputView).
import type { Field } from '../../../../sql/type/logical-type.ts';
import { summary } from '../../../../sql/type/logical-type.ts';
import { bounded, drawFrame, mainHeight, mainWidth, MARGIN, type Offset, type Parts, type Size } from './frame.ts';
import { EMPTY, plain, type Styled } from './styled.ts';

export type Dialog =
  | { readonly kind: 'row'; readonly cells: readonly string[]; readonly offset: Offset }
  | { readonly kind: 'page'; readonly text: string; readonly cursor: number; readonly wrong: boolean };

/** What a key comes to: the dialog goes on (changed or not), or it is closed, with what was entered where something was. */
export type Step = { readonly kind: 'open'; readonly dialog: Dialog } | { readonly kind: 'closed'; readonly entered: string | null };

const closed = (entered: string | null): Step => ({ kind: 'closed', entered });

export function drawDialog(dialog: Dialog, fields: readonly Field[], pages: number, size: Size): readonly string[] {
  const parts = partsOf(dialog, fields, pages, size);
  return drawFrame(parts, size, dialog.kind === 'row' ? bounded(parts, size, dialog.offset) : { x: 0, y: 0 });
}

function partsOf(dialog: Dialog, fields: readonly Field[], pages: number, size: Size): Parts {
  if (dialog.kind === 'row') return { title: 'Row Summary', headers: [EMPTY], mainHeaders: [], main: rowLines(fields, dialog.cells), footers: [[...plain('Press '), { text: 'Q', style: '7' }, ...plain(' to go back.')]] };
  const footers = [[...plain('Press '), { text: 'Enter', style: '7' } as const, ...plain(' to submit. Press '), { text: 'ESC', style: '7' } as const, ...plain(' or submit an empty string to cancel.')]];
  const room = mainHeight({ headers: [], mainHeaders: [], footers }, size);
  return { title: 'Input Dialog', headers: [], mainHeaders: [], main: [...Array.from({ length: Math.max(0, Math.floor(room / 2) - 2) }, () => EMPTY), ...inputLines(dialog, pages)], footers };
}

/** The margin before a value has the style of the name above it, as in the real one. */
function rowLines(fields: readonly Field[], cells: readonly string[]): readonly Styled[] {
  return fields.flatMap(({ name, type }, at): Styled[] => [
    [...plain(MARGIN), { text: `${name} (${summary(type)}):`, style: '1' }], [{ text: MARGIN, style: '1' }, ...plain(cells[at] ?? '')], EMPTY,
  ]);
}

function inputLines({ text, cursor, wrong }: Extract<Dialog, { kind: 'page' }>, pages: number): readonly Styled[] {
  const input: Styled = [...plain(`${MARGIN}> ${text.slice(0, cursor)}`), { text: text.charAt(cursor) || ' ', style: '5;7' }, ...plain(text.slice(cursor + 1))];
  const problem: readonly Styled[] = wrong ? [EMPTY, [{ text: `${MARGIN}The input is invalid please check it again.`, style: '31' }]] : [];
  return [plain(`${MARGIN}Enter page number: [1 to ${pages}]`), input, ...problem];
}

export function pressInDialog(dialog: Dialog, key: string, fields: readonly Field[], pages: number, size: Size): Step {
  if (dialog.kind === 'page') return pressInInput(dialog, key, pages);
  const parts = partsOf(dialog, fields, pages, size);
  const { x, y } = bounded(parts, size, dialog.offset);
  const to = (offset: Offset): Step => ({ kind: 'open', dialog: { ...dialog, offset: bounded(parts, size, offset) } });
  switch (key) {
    case 'q': case 'Q': case 'Escape': return closed(null);
    case 'w': case 'W': case 'Up': return to({ x, y: Math.max(0, y - 1) });
    case 's': case 'S': case 'Down': return to({ x, y: Math.min(Math.max(0, parts.main.length - mainHeight(parts, size)), y + 1) });
    case 'a': case 'A': case 'Left': return to({ x: Math.max(0, x - 1), y });
    case 'd': case 'D': case 'Right': return to({ x: Math.min(Math.max(0, mainWidth(parts) - size.columns), x + 1), y });
    default: return { kind: 'open', dialog };
  }
}

const LONGEST_INPUT = 200;

function pressInInput(dialog: Extract<Dialog, { kind: 'page' }>, key: string, pages: number): Step {
  const { text, cursor } = dialog;
  const to = (change: Partial<typeof dialog>): Step => ({ kind: 'open', dialog: { ...dialog, ...change } });
  switch (key) {
    case 'Escape': return closed(null);
    case 'Left': return to({ cursor: Math.max(0, cursor - 1) });
    case 'Right': return to({ cursor: Math.min(text.length, cursor + 1) });
    case 'Backspace': return cursor === 0 ? to({}) : to({ text: text.slice(0, cursor - 1) + text.slice(cursor), cursor: cursor - 1 });
    case 'Enter': {
      if (text === '') return closed(null);
      const page = /^[+-]?\d{1,10}$/.test(text) ? Number(text) : 0;
      return page >= 1 && page <= pages ? closed(text) : to({ wrong: true });
    }
    default: return [...key].length === 1 && text.length < LONGEST_INPUT ? to({ text: text.slice(0, cursor) + key + text.slice(cursor), cursor: cursor + key.length }) : to({});
  }
}
