// A code editor for panels (CodeMirror 6): highlighting, completion, problems at their place, marked ranges. Load it lazily: CodeMirror comes with it.
import { autocompletion, closeBrackets, closeBracketsKeymap, type CompletionResult, completionKeymap } from '@codemirror/autocomplete';
import { defaultKeymap, history, historyKeymap } from '@codemirror/commands';
import { bracketMatching, indentOnInput, indentUnit } from '@codemirror/language';
import { type Diagnostic, lintKeymap, setDiagnostics } from '@codemirror/lint';
import { highlightSelectionMatches, search, searchKeymap } from '@codemirror/search';
import { Compartment, EditorSelection, EditorState, type Extension, Prec } from '@codemirror/state';
import { EditorView, highlightActiveLine, highlightSpecialChars, keymap, lineNumbers, placeholder } from '@codemirror/view';
import { useEffect, useRef } from 'react';
import { m } from '../paraglide/messages.js';
import { refuseLongText } from './long-text.ts';
import { markedRanges, setMarks } from './marks.ts';
import { editorPhrases } from './phrases.ts';
import { editorTheme } from './theme.ts';
import './editor.css';

/** Something wrong with the text; offsets count UTF-16 units from its start. */
export interface CodeProblem {
  readonly from: number;
  readonly to: number;
  readonly severity: 'error' | 'warning' | 'info';
  /** The tool's own text. */
  readonly message: string;
  /** What it means and what to do, in the reader's language. */
  readonly help?: string;
}

/** A range to stand out: `className` is styled by who marks, `title` says why. */
export interface CodeMark {
  readonly from: number;
  readonly to: number;
  readonly className: string;
  readonly title?: string;
}

/** What may be asked of an editor from outside. */
export interface CodeHandle {
  focus(): void;
  /** Puts the cursor there and scrolls to it. */
  goTo(offset: number): void;
  /** Replaces the whole text; one step for undo. */
  replace(text: string): void;
  text(): string;
  cursor(): number;
}

export interface CodeEditorProps {
  /** The text at first, and whenever this changes to something that the editor did not itself report by `onChange`. */
  readonly text: string;
  /** What a screen reader calls it. */
  readonly label: string;
  /** The language, for example `flinkSql(words)` of sql-language.ts; keep the object the same between renders. */
  readonly language?: Extension;
  readonly problems?: readonly CodeProblem[];
  readonly marks?: readonly CodeMark[];
  /** Gives what could be typed at `offset`; `explicit` where it was asked for by Ctrl+Space. */
  readonly complete?: (text: string, offset: number, explicit: boolean) => Promise<CompletionResult | null>;
  readonly placeholder?: string;
  readonly readOnly?: boolean;
  readonly onChange?: (text: string) => void;
  /** The cursor went to another place. */
  readonly onCursor?: (offset: number) => void;
  /** Ctrl+Enter (Cmd+Enter). */
  readonly onRun?: (text: string, cursor: number) => void;
  /** Ctrl+Shift+Enter. */
  readonly onRunAll?: (text: string) => void;
  /** A text longer than `LONGEST_TEXT` was to come in, of so many characters; it was left out. */
  readonly onTooLong?: (length: number) => void;
  /** The editor is there (a handle), or goes (null). */
  readonly onHandle?: (handle: CodeHandle | null) => void;
  /** Without numbers of lines, for short texts. */
  readonly bare?: boolean;
}

/** Reports that may still be on their way back. */
const MOST_TOLD = 64;

/** Tab leaves the editor, as in any field; Ctrl+M (Shift+Alt+M on a Mac) makes it indent. */
export function CodeEditor(props: CodeEditorProps): React.ReactNode {
  const place = useRef<HTMLDivElement>(null);
  const view = useRef<EditorView | null>(null);
  const latest = useRef(props);
  /** What the editor has reported, newest last: as a text comes back it may have been written on. */
  const told = useRef<string[]>([props.text]);
  const parts = useRef({ language: new Compartment(), frozen: new Compartment(), words: new Compartment() });
  useEffect(() => {
    latest.current = props;
  });
  useEffect(() => {
    if (place.current === null) return;
    const made = new EditorView({ parent: place.current, state: stateOf(latest, parts.current, told) });
    view.current = made;
    made.dispatch(setDiagnostics(made.state, diagnosticsOf(made.state, latest.current.problems ?? [])), { effects: setMarks.of(latest.current.marks ?? []) });
    const { onHandle } = latest.current;
    onHandle?.(handleOf(made));
    return () => {
      onHandle?.(null);
      made.destroy();
      view.current = null;
    };
  }, []);
  const { text, label, language, problems, marks, readOnly } = props;
  useEffect(() => {
    const known = told.current.lastIndexOf(text);
    if (known >= 0) told.current.splice(0, known);
    if (view.current === null || known >= 0) return;
    told.current = [text];
    handleOf(view.current).replace(text);
  }, [text]);
  useEffect(() => view.current?.dispatch({ effects: parts.current.language.reconfigure(language ?? []) }), [language]);
  useEffect(() => view.current?.dispatch({ effects: parts.current.frozen.reconfigure(frozen(readOnly === true)) }), [readOnly]);
  useEffect(() => view.current?.dispatch({ effects: parts.current.words.reconfigure(wordsOf(label, props.placeholder)) }), [label, props.placeholder]);
  useEffect(() => {
    if (view.current !== null) view.current.dispatch(setDiagnostics(view.current.state, diagnosticsOf(view.current.state, problems ?? [])));
  }, [problems]);
  useEffect(() => view.current?.dispatch({ effects: setMarks.of(marks ?? []) }), [marks]);
  return <div ref={place} className={props.bare === true ? 'code-editor is-bare' : 'code-editor'} />;
}

interface Parts {
  readonly language: Compartment;
  readonly frozen: Compartment;
  readonly words: Compartment;
}

type Latest = React.RefObject<CodeEditorProps>;

const frozen = (readOnly: boolean): Extension => [EditorState.readOnly.of(readOnly), EditorView.editable.of(!readOnly)];

/** What is said in the reader's language: it changes with the language while the editor stands. */
const wordsOf = (label: string, empty: string | undefined): Extension => [
  EditorView.contentAttributes.of({ 'aria-label': `${label}. ${m.editor_leave_hint()}` }), editorPhrases(), empty === undefined ? [] : placeholder(empty),
];

function stateOf(latest: Latest, parts: Parts, told: React.RefObject<string[]>): EditorState {
  const { text, label, language, readOnly, bare, placeholder: empty } = latest.current;
  const complete = async (state: EditorState, pos: number, explicit: boolean): Promise<CompletionResult | null> => (await latest.current.complete?.(state.doc.toString(), pos, explicit)) ?? null;
  return EditorState.create({
    doc: text,
    extensions: [
      bare === true ? [] : lineNumbers(), highlightSpecialChars(), history(), bracketMatching(), closeBrackets(), indentOnInput(), indentUnit.of('  '), highlightActiveLine(), highlightSelectionMatches(), search({ top: true }),
      EditorState.allowMultipleSelections.of(true), EditorView.lineWrapping,
      autocompletion({ override: [(context) => complete(context.state, context.pos, context.explicit)], icons: false, maxRenderedOptions: 60 }),
      Prec.highest(keymap.of(runKeys(latest))),
      keymap.of([...closeBracketsKeymap, ...defaultKeymap, ...searchKeymap, ...historyKeymap, ...completionKeymap, ...lintKeymap]),
      refuseLongText((length) => latest.current.onTooLong?.(length)), markedRanges, editorTheme,
      parts.language.of(language ?? []), parts.frozen.of(frozen(readOnly === true)), parts.words.of(wordsOf(label, empty)),
      EditorView.updateListener.of((update) => {
        if (update.docChanged) {
          const now = update.state.doc.toString();
          told.current.push(now);
          if (told.current.length > MOST_TOLD) told.current.shift();
          latest.current.onChange?.(now);
        }
        if (update.docChanged || update.selectionSet) latest.current.onCursor?.(update.state.selection.main.head);
      }),
    ],
  });
}

function runKeys(latest: Latest): Parameters<typeof keymap.of>[0] {
  return [
    { key: 'Mod-Enter', run: ({ state }) => {
      latest.current.onRun?.(state.doc.toString(), state.selection.main.head);
      return latest.current.onRun !== undefined;
    } },
    { key: 'Mod-Shift-Enter', run: ({ state }) => {
      latest.current.onRunAll?.(state.doc.toString());
      return latest.current.onRunAll !== undefined;
    } },
  ];
}

/** Places beyond the text's end are drawn at it: the text may be newer than what was found wrong with it. */
function diagnosticsOf(state: EditorState, problems: readonly CodeProblem[]): Diagnostic[] {
  const { length } = state.doc;
  return problems.map(({ from, to, severity, message, help }) => ({
    from: Math.min(from, length), to: Math.min(Math.max(to, from), length), severity, message,
    renderMessage: () => messageElement(message, help),
  }));
}

function messageElement(message: string, help: string | undefined): HTMLElement {
  const element = document.createElement('div');
  element.className = 'code-problem';
  element.append(Object.assign(document.createElement('code'), { textContent: message }));
  if (help !== undefined) element.append(Object.assign(document.createElement('p'), { textContent: help }));
  return element;
}

function handleOf(view: EditorView): CodeHandle {
  return {
    focus: () => view.focus(),
    goTo(offset) {
      const at = Math.min(Math.max(0, offset), view.state.doc.length);
      view.dispatch({ selection: EditorSelection.cursor(at), effects: EditorView.scrollIntoView(at, { y: 'center' }) });
      view.focus();
    },
    replace: (text) => view.dispatch({ changes: { from: 0, to: view.state.doc.length, insert: text } }),
    text: () => view.state.doc.toString(),
    cursor: () => view.state.selection.main.head,
  };
}
