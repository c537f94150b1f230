// Ranges of an editor's text that stand out, moved along while the text changes.
import { StateEffect, StateField } from '@codemirror/state';
import { Decoration, type DecorationSet, EditorView } from '@codemirror/view';
import type { CodeMark } from './CodeEditor.tsx';

export const setMarks = StateEffect.define<readonly CodeMark[]>();

export const markedRanges = StateField.define<DecorationSet>({
  create: () => Decoration.none,
  update(before, transaction) {
    let marks = before.map(transaction.changes);
    for (const effect of transaction.effects) if (effect.is(setMarks)) marks = decorations(effect.value, transaction.newDoc.length);
    return marks;
  },
  provide: (field) => EditorView.decorations.from(field),
});

function decorations(marks: readonly CodeMark[], length: number): DecorationSet {
  const fitting = marks.filter(({ from, to }) => from >= 0 && from < to && to <= length);
  return Decoration.set(fitting.map(({ from, to, className, title }) => Decoration.mark({ class: className, ...(title === undefined ? {} : { attributes: { title } }) }).range(from, to)), true);
}
