// Left and right arrows among the tabs of a list: the next is chosen and has the focus, from the last on to the first.

/** What a tab does with a key. `idOf` gives the id of a tab's element. */
export function tabKeys<Name extends string>(names: readonly Name[], chosen: Name, idOf: (name: Name) => string, choose: (name: Name) => void): (event: React.KeyboardEvent) => void {
  return (event) => {
    const by = event.key === 'ArrowRight' ? 1 : event.key === 'ArrowLeft' ? names.length - 1 : 0;
    const next = names[(names.indexOf(chosen) + by) % names.length];
    if (by === 0 || next === undefined) return;
    event.preventDefault();
    choose(next);
    document.getElementById(idOf(next))?.focus();
  };
}
