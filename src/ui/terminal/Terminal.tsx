// One terminal's place on the page: makes the screen, lends it the keyboard, and keeps the line being edited when it goes.
import { useEffect, useRef } from 'react';
import { type EditorState, emptyEditor } from './line-editor.ts';
import { TerminalScreen, type TerminalWorld } from './screen.ts';

export interface TerminalProps {
  readonly tty: string;
  readonly label: string;
  readonly world: TerminalWorld;
  /** Lines being edited, by terminal: they outlive the screen. */
  readonly editors: Map<string, EditorState>;
  readonly onSize: (columns: number, rows: number) => void;
  readonly onRefused: (reason: string) => void;
  readonly onFind: () => void;
  readonly onScreen: (screen: TerminalScreen | null) => void;
}

/** The default export is what React.lazy loads: xterm comes with it, not with the page. */
export default function Terminal(props: TerminalProps): React.ReactNode {
  const place = useRef<HTMLDivElement>(null);
  const latest = useRef(props);
  useEffect(() => {
    latest.current = props;
  });
  const { tty, label, world } = props;
  useEffect(() => {
    if (place.current === null) return;
    const { editors } = latest.current;
    const screen = new TerminalScreen(place.current, {
      tty,
      label,
      world,
      editor: editors.get(tty) ?? emptyEditor,
      onEdit: (state) => editors.set(tty, state),
      onSize: (columns, rows) => latest.current.onSize(columns, rows),
      onRefused: (reason) => latest.current.onRefused(reason),
      onFind: () => latest.current.onFind(),
    });
    const tell = latest.current.onScreen;
    tell(screen);
    return () => {
      tell(null);
      screen.dispose();
    };
  }, [tty, label, world]);
  return <div ref={place} className="terminal-screen" data-tty={tty} />;
}
