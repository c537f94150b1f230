// A longer text of an engine in the inspector: its program, its console, a file. It scrolls by itself, with the keyboard too.

export function EngineText({ title, text }: { readonly title: string; readonly text: string }): React.ReactNode {
  if (text === '') return null;
  return (
    <section className="engine-text" aria-label={title}>
      <h3>{title}</h3>
      {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- what scrolls must be reachable by the keyboard. */}
      <pre tabIndex={0} aria-label={title} role="region">{text}</pre>
    </section>
  );
}
