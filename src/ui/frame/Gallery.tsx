// The gallery: the named states of the page and its worlds, one at a time in a page of its own, in any theme, language and width.
import { useId, useState } from 'react';
import { NAMED_WORLDS } from '../states/named.ts';
import { PANEL_GROUPS } from '../states/panels.ts';
import { usePage } from '../store/page-store.ts';
import './gallery.css';

/** For people who work on the page: it speaks as the code does. */
const GROUPS: readonly (readonly [string, readonly string[]])[] = [
  ...Object.entries(PANEL_GROUPS).map(([group, states]) => [group, states.map(({ name }) => name)] as const),
  ['worlds', NAMED_WORLDS.map(({ name }) => name).filter((name) => !Object.values(PANEL_GROUPS).flat().some((state) => state.name === name))],
];

const WIDTHS = { whole: '100%', laptop: '1366px', tablet: '820px', phone: '390px', smallest: '320px' } as const;
const isWidth = (name: string): name is keyof typeof WIDTHS => name in WIDTHS;

export default function Gallery(): React.ReactNode {
  const own = usePage(({ theme, locale }) => `${theme} ${locale}`);
  const [name, setName] = useState('first-screen');
  const [width, setWidth] = useState<keyof typeof WIDTHS>('whole');
  const [[theme = '', locale = ''], setTaste] = useState(own.split(' '));
  const address = `#/state/${name}?theme=${theme}&locale=${locale}`;
  return (
    <div className="gallery">
      <nav className="gallery-list" aria-label="States">
        <h1>Gallery</h1>
        {GROUPS.map(([group, names]) => (
          <section key={group}>
            <h2>{group}</h2>
            <ul>{names.map((one) => <li key={one}><button type="button" aria-current={one === name} onClick={() => setName(one)}>{one}</button></li>)}</ul>
          </section>
        ))}
      </nav>
      <main className="gallery-shown">
        <header>
          <Choice label="theme" value={theme} values={['light', 'dark']} onChoose={(next) => setTaste([next, locale])} />
          <Choice label="language" value={locale} values={['pt-BR', 'en']} onChoose={(next) => setTaste([theme, next])} />
          <Choice label="width" value={width} values={Object.keys(WIDTHS)} onChoose={(next) => { if (isWidth(next)) setWidth(next); }} />
          <a href={address} target="_blank" rel="noreferrer">{address}</a>
        </header>
        {/* oxlint-disable-next-line react/iframe-missing-sandbox -- what is in it is this page. */}
        <iframe title={name} src={address} style={{ width: WIDTHS[width] }} />
      </main>
    </div>
  );
}

interface ChoiceProps {
  readonly label: string;
  readonly value: string;
  readonly values: readonly string[];
  readonly onChoose: (value: string) => void;
}

function Choice({ label, value, values, onChoose }: ChoiceProps): React.ReactNode {
  const id = useId();
  return <span><label htmlFor={id}>{label}</label> <select id={id} value={value} onChange={({ target }) => onChoose(target.value)}>{values.map((one) => <option key={one}>{one}</option>)}</select></span>;
}
