// ajuda and help: what there is on this machine, in Portuguese and in English.
import type { Os, Program } from '../../program.ts';
import { type HelpText, pageText } from '../help/page.ts';
import { DATA_PAGES } from '../help/pages-data.ts';
import { OPERATIONS_PAGES } from '../help/pages-operations.ts';
import { EXAMPLES, GROUPS } from './help-lines.ts';
import { once, say } from './once.ts';

type Language = keyof HelpText;

const HINT: HelpText = {
  pt: 'Mais sobre uma ferramenta: ajuda NOME (por exemplo: ajuda kafka-topics.sh). Todas as opções: NOME --help',
  en: 'More about a tool: help NAME (for example: help kafka-topics.sh). All options: NAME --help',
};
const EXAMPLES_TITLE: HelpText = { pt: 'Exemplos:', en: 'Examples:' };

function list(os: Os, language: Language): number {
  for (const group of GROUPS) {
    const tools = group.tools.filter(([name]) => os.has(name));
    if (tools.length === 0) continue;
    const width = tools.reduce((max, [name]) => Math.max(max, name.length), 0);
    const rows = tools.map(([name, pt, en]) => `  ${name.padEnd(width)}  ${language === 'pt' ? pt : en}\n`);
    os.write(1, `${group.title[language]}\n${rows.join('')}\n`);
  }
  os.write(1, `${HINT[language]}\n`);
  return 0;
}

function explain(os: Os, name: string, language: Language): number {
  const found = GROUPS.flatMap((group) => group.tools).find(([each]) => each === name || each === `${name}.sh` || each === `kafka-${name}.sh`);
  if (found === undefined || !os.has(found[0])) return say(os, language === 'pt' ? `ajuda: não há ${name} nesta máquina; veja a lista com: ajuda` : `help: there is no ${name} on this machine; see the list with: help`);
  os.write(1, `${found[0]}: ${language === 'pt' ? found[1] : found[2]}\n`);
  const page = DATA_PAGES[found[0]] ?? OPERATIONS_PAGES[found[0]];
  if (page !== undefined) os.write(1, `\n${pageText(page, found[0], language)}`);
  const examples = EXAMPLES[found[0]];
  if (examples !== undefined) os.write(1, `\n${EXAMPLES_TITLE[language]}\n${examples.map((each) => `  ${each}\n`).join('')}`);
  return 0;
}

function make(name: string, language: Language): Program<object> {
  return once(name, (os, args) => (args[0] === undefined ? list(os, language) : explain(os, args[0], language)));
}

export const ajuda: Program<object> = make('ajuda', 'pt');
export const help: Program<object> = make('help', 'en');
