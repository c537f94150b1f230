// What Correnteza is, its version and licence, and the packages that it is made of with theirs.
import { Dialog } from 'radix-ui';
import licences from 'virtual:licences';
import { version } from '../../../package.json';
import { m } from '../paraglide/messages.js';
import './about.css';

/** The default export is what is fetched when it is first opened. */
export default function About(): React.ReactNode {
  return (
    <div className="about">
      <p>{m.about_text({ version })}</p>
      <p>{m.about_marks()}</p>
      <h3>{m.about_packages({ count: licences.packages.length })}</h3>
      <ul>
        {licences.packages.map(({ name, version: of, licence, text }) => (
          <li key={`${name}@${of}`}>
            <details>
              <summary><span>{name} <small>{of}</small></span><span className="about-licence">{licence}</span></summary>
              <pre>{licences.texts[text] === '' ? m.about_no_text({ licence }) : licences.texts[text]}</pre>
            </details>
          </li>
        ))}
      </ul>
      <footer><Dialog.Close className="button">{m.acting_close()}</Dialog.Close></footer>
    </div>
  );
}
