// What is left to say when the page itself breaks: what happened, and how to go on. The kept run is not touched.
import { Component, type ReactNode } from 'react';
import { m } from '../paraglide/messages.js';

interface BrokenState {
  readonly problem: string | null;
}

/** React catches a broken view only in a class. */
export class Broken extends Component<{ readonly children: ReactNode }, BrokenState> {
  override state: BrokenState = { problem: null };

  static getDerivedStateFromError(problem: unknown): BrokenState {
    return { problem: problem instanceof Error ? problem.message : String(problem) };
  }

  override render(): ReactNode {
    const { problem } = this.state;
    if (problem === null) return this.props.children;
    return (
      <main className="broken" role="alert">
        <h1>{m.page_broken()}</h1>
        <p>{m.page_broken_what({ problem })}</p>
        <button type="button" className="button is-main" onClick={() => window.location.reload()}>{m.page_reload()}</button>
      </main>
    );
  }
}
