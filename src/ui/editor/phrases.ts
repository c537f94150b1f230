// What CodeMirror itself says, in the reader's language.
import { EditorState, type Extension } from '@codemirror/state';
import { m } from '../paraglide/messages.js';

export function editorPhrases(): Extension {
  return EditorState.phrases.of({
    'Completions': m.editor_completions(), 'Diagnostics': m.editor_problems(), 'No diagnostics': m.editor_no_problems(), 'close': m.editor_close(),
    'Find': m.editor_find(), 'Replace': m.editor_replace(), 'next': m.editor_next(), 'previous': m.editor_previous(), 'all': m.editor_all(), 'match case': m.editor_match_case(), 'by word': m.editor_by_word(), 'regexp': m.editor_regexp(),
    'replace': m.editor_replace_one(), 'replace all': m.editor_replace_all(), 'Go to line': m.editor_go_to_line(), 'go': m.editor_go(), 'current match': m.editor_current_match(), 'on line': m.editor_on_line(),
    'replaced match on line $': m.editor_replaced_on_line(), 'replaced $ matches': m.editor_replaced_count(), 'Selection deleted': m.editor_selection_deleted(),
  });
}
