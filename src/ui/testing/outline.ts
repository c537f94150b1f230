// Static markup as the lines a reader meets: headings, paragraphs, list items, rows, buttons. What it looks like is left out, so a golden changes only with what is said.

const ENTITIES: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', '#x27': "'", nbsp: ' ' };
const decoded = (text: string): string => text.replace(/&([#\w]+);/g, (whole, name: string) => ENTITIES[name] ?? whole);
const attribute = (attributes: string, name: string): string | null => {
  const found = new RegExp(`(?:^|\\s)${name}="([^"]*)"`).exec(attributes)?.[1];
  return found === undefined ? null : decoded(found);
};

/** What begins a line, with what stands before its text. */
const LINES: Readonly<Record<string, string>> = {
  h1: '# ', h2: '## ', h3: '### ', h4: '#### ', li: '- ', p: '', div: '', section: '', header: '', footer: '', article: '', aside: '', form: '', fieldset: '', legend: '', label: '', dt: '', tr: '| ', caption: '', summary: '▸ ', pre: '', table: '', ul: '', ol: '', dl: '', details: '', figure: '', figcaption: '',
};
const BETWEEN: Readonly<Record<string, string>> = { dd: ': ', td: ' | ', th: ' | ' };

/** One line for each block; a control stands in brackets by its name, with what it shows. */
export function outline(html: string): string {
  const lines: string[] = [''];
  const add = (text: string): void => { lines[lines.length - 1] += text; };
  let [drawing, hidden, named] = [0, 0, false];
  for (const [, closing, tag = '', attributes = '', text] of html.replace(/<!--.*?-->/g, '').matchAll(/<(\/?)([a-z][a-z0-9]*)([^>]*)>|([^<]+)/g)) {
    if (text !== undefined) {
      if (drawing === 0 && hidden === 0 && !named) add(decoded(text).replace(/\s+/g, ' '));
      continue;
    }
    if (tag === 'svg') drawing += closing === '/' ? -1 : 1;
    if (tag === 'style' || tag === 'select' || tag === 'datalist') hidden += closing === '/' ? -1 : 1;
    if (drawing > 0) continue;
    const prefix = closing === '/' && (tag === 'dt' || tag === 'dd') ? undefined : LINES[tag];
    if (prefix !== undefined) lines.push(closing === '/' ? '' : prefix);
    else if (closing !== '/' && BETWEEN[tag] !== undefined) add(BETWEEN[tag]);
    else if (tag === 'button') {
      const label = attribute(attributes, 'aria-label');
      named = closing !== '/' && label !== null;
      add(closing === '/' ? ']' : ` [${label ?? ''}`);
    } else if (tag === 'span' || tag === 'small' || tag === 'time' || tag === 'code') add(' ');
    else if (closing !== '/' && (tag === 'input' || tag === 'select' || tag === 'textarea')) add(` (${attribute(attributes, 'aria-label') ?? attribute(attributes, 'type') ?? tag}${attribute(attributes, 'value') === null ? '' : ` ${attribute(attributes, 'value')}`})`);
  }
  return lines.map((line) => line.replace(/\s+/g, ' ').replace(/\[ /g, '[').replace(/ ([\].,:;)])/g, '$1').replace(/^\| \|/, '|').trim()).filter((line) => !/^(|-|\||▸)$/.test(line)).join('\n');
}
