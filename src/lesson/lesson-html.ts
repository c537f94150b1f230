// A lesson's Markdown as HTML in which nothing can run: while the page is built for its own lessons, and in the page for those of a pack from elsewhere.
import rehypeSanitize, { defaultSchema, type Options as Schema } from 'rehype-sanitize';
import rehypeStringify from 'rehype-stringify';
import remarkParse from 'remark-parse';
import remarkRehype from 'remark-rehype';
import { unified } from 'unified';
import { LANGUAGES, type Language, type LessonText, type StepText } from './lesson.ts';

/** What an image's name in a text stands for, as a `data:` address; null where there is no such image. */
export type ImageOf = (name: string) => string | null;
type ToHtml = (markdown: string) => string;

/** The same with its texts as HTML. `imageOf` gives what an image's name stands for, as data; without it a text has no images. */
export function toHtml<T extends { readonly texts: Readonly<Record<Language, LessonText>> }>(lesson: T, imageOf: ImageOf | null = null): T {
  const [pt, en] = LANGUAGES.map((language) => textToHtml(lesson.texts[language], (markdown) => html(markdown, imageOf)));
  return pt === undefined || en === undefined ? lesson : { ...lesson, texts: { pt, en } };
}

function textToHtml(text: LessonText, html: ToHtml): LessonText {
  const steps = Object.fromEntries(Object.entries(text.steps).map(([id, step]) => [id, stepToHtml(step, html)]));
  const { summary, reading, incidents } = text;
  const told = Object.fromEntries(Object.entries(incidents ?? {}).map(([id, one]) => [id, { label: one.label, feedback: html(one.feedback) }]));
  return { title: text.title, intro: html(text.intro), steps, ...(incidents === undefined ? {} : { incidents: told }), ...(summary === undefined ? {} : { summary: html(summary) }), ...(reading === undefined ? {} : { reading: html(reading) }) };
}

function stepToHtml(step: StepText, html: ToHtml): StepText {
  return {
    title: step.title,
    body: html(step.body),
    ...(step.real === undefined ? {} : { real: html(step.real) }),
    hints: step.hints.map((hint) => html(hint)),
    done: html(step.done),
    wrong: Object.fromEntries(Object.entries(step.wrong).map(([id, text]) => [id, html(text)])),
    options: Object.fromEntries(Object.entries(step.options).map(([id, option]) => [id, { label: option.label, feedback: html(option.feedback) }])),
  };
}

/** Markdown to HTML in which nothing but text, lists, code and the words of the glossary can stand. */
export function html(markdown: string, imageOf: ImageOf | null = null): string {
  return String((imageOf === null ? PROCESSOR : foreign(imageOf)).processSync(markdown));
}

interface HtmlNode {
  type: string;
  tagName?: string;
  value?: string;
  properties?: Record<string, unknown>;
  children?: HtmlNode[];
}

/** Code breaks at its spaces only: `--topic` stays whole in a narrow column. */
function tokens() {
  const visit = (node: HtmlNode): void => {
    if (node.tagName === 'code') node.children = (node.children ?? []).flatMap((child) => (child.type === 'text' ? wholeWords(child.value ?? '') : [child]));
    else for (const child of node.children ?? []) visit(child);
  };
  return visit;
}

function wholeWords(code: string): HtmlNode[] {
  return code.split(/(\s+)/).filter((part) => part !== '').map((part): HtmlNode => {
    const text: HtmlNode = { type: 'text', value: part };
    return /^\s/.test(part) ? text : { type: 'element', tagName: 'span', properties: { className: ['lesson-token'] }, children: [text] };
  });
}

/** `[offset](word:offset)` becomes a button that the page explains on hover and focus. */
function words() {
  const visit = (node: HtmlNode): void => {
    const link = node.tagName === 'a' ? node.properties?.['href'] : undefined;
    if (typeof link === 'string' && link.startsWith('word:')) {
      node.tagName = 'button';
      node.properties = { type: 'button', className: ['lesson-word'], dataWord: link.slice(5) };
    }
    for (const child of node.children ?? []) visit(child);
  };
  return visit;
}

const SAFE: Schema = {
  ...defaultSchema,
  tagNames: ['p', 'strong', 'em', 'code', 'pre', 'ul', 'ol', 'li', 'blockquote', 'button', 'br', 'span'],
  attributes: { span: [['className', 'lesson-token']], button: ['dataWord', ['type', 'button'], ['className', 'lesson-word']] },
};

const PROCESSOR = unified().use(remarkParse).use(remarkRehype).use(words).use(tokens).use(rehypeSanitize, SAFE).use(rehypeStringify);

/** A lesson from elsewhere: images are data of its own, and a link is a text with its address, for nobody should follow it by mistake. */
function foreign(imageOf: ImageOf): Pick<typeof PROCESSOR, 'processSync'> {
  return unified().use(remarkParse).use(remarkRehype).use(words).use(ownImages, imageOf).use(plainLinks).use(tokens).use(rehypeSanitize, SAFE_FOREIGN).use(rehypeStringify);
}

const SAFE_FOREIGN: Schema = { ...SAFE, tagNames: [...(SAFE.tagNames ?? []), 'img'], attributes: { ...SAFE.attributes, img: ['src', 'alt'] }, protocols: { src: ['data'] } };

/** What is no image of the pack is the text that stands for it. */
function ownImages(imageOf: ImageOf) {
  const visit = (node: HtmlNode): void => {
    node.children = (node.children ?? []).map((child): HtmlNode => {
      if (child.tagName !== 'img') return child;
      const { src, alt } = child.properties ?? {};
      const data = typeof src === 'string' ? imageOf(src) : null;
      const says = typeof alt === 'string' ? alt : '';
      return data === null ? { type: 'text', value: says } : { ...child, properties: { src: data, alt: says } };
    });
    for (const child of node.children) visit(child);
  };
  return visit;
}

function plainLinks() {
  const visit = (node: HtmlNode): void => {
    node.children = (node.children ?? []).flatMap((child): HtmlNode[] => {
      const href = child.tagName === 'a' ? child.properties?.['href'] : undefined;
      if (child.tagName !== 'a') return [child];
      const address: HtmlNode[] = typeof href === 'string' ? [{ type: 'text', value: ' (' }, { type: 'element', tagName: 'code', properties: {}, children: [{ type: 'text', value: href }] }, { type: 'text', value: ')' }] : [];
      return [...(child.children ?? []), ...address];
    });
    for (const child of node.children) visit(child);
  };
  return visit;
}
