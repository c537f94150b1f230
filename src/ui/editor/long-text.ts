// Keeps texts out that are too long to be edited: they would only make the page stand still.
import { EditorState, type Extension } from '@codemirror/state';
import { EditorView } from '@codemirror/view';

/** UTF-16 units of one text: about 4,000 lines. */
export const LONGEST_TEXT = 200_000;

/** What would make the text longer than `LONGEST_TEXT` is left out whole, and `tell` gets the length that it would have had. */
export function refuseLongText(tell: (length: number) => void): Extension {
  return [
    // A paste is measured before it is cut into lines.
    EditorView.domEventHandlers({
      paste(event, view) {
        const length = (event.clipboardData?.getData('text/plain').length ?? 0) + view.state.doc.length;
        return refuse(event, length, tell);
      },
      drop(event, view) {
        const length = (event.dataTransfer?.getData('text/plain').length ?? 0) + view.state.doc.length;
        return refuse(event, length, tell);
      },
    }),
    EditorState.changeFilter.of((transaction) => {
      if (!transaction.docChanged || transaction.newDoc.length <= LONGEST_TEXT) return true;
      tell(transaction.newDoc.length);
      return false;
    }),
  ];
}

function refuse(event: Event, length: number, tell: (length: number) => void): boolean {
  if (length <= LONGEST_TEXT) return false;
  event.preventDefault();
  tell(length);
  return true;
}
