// What a page of help is made of: what the tool is for, the commands that one needs, and the traps.

/** The same in Portuguese and in English. */
export interface HelpText {
  readonly pt: string;
  readonly en: string;
}

export interface HelpPage {
  readonly about: HelpText;
  /** Each with what it does. */
  readonly commands: readonly (readonly [command: string, pt: string, en: string])[];
  readonly traps: readonly (readonly [pt: string, en: string])[];
}

/** What nearly every command needs. */
export const B = '--bootstrap-server localhost:9092';

const TITLES = {
  pt: { commands: 'Para começar:', traps: 'Cuidado:', all: 'Todas as opções:' },
  en: { commands: 'To begin with:', traps: 'Beware:', all: 'All options:' },
};

/** The page as it is printed below its headline. */
export function pageText(page: HelpPage, tool: string, language: keyof HelpText): string {
  const titles = TITLES[language];
  const comment = (pt: string, en: string): string => (language === 'pt' ? pt : en);
  const commands = page.commands.map(([command, pt, en]) => `  # ${comment(pt, en)}\n  ${command}\n`);
  const traps = page.traps.map(([pt, en]) => `  - ${comment(pt, en)}\n`);
  return `${page.about[language]}\n\n${titles.commands}\n${commands.join('\n')}\n${titles.traps}\n${traps.join('')}\n${titles.all} ${tool} --help\n`;
}
