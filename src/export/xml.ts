import { escapeMarkup } from '../formats/markup.ts';

/** What XML 1.0 cannot hold in whatever form, beside halves of surrogate pairs. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is removed
const FORBIDDEN = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g;

/** Text for an element or an attribute. */
export function xmlText(text: string): string {
  return escapeMarkup(text.replace(/\p{Cs}/gu, '?').replace(FORBIDDEN, '?'));
}

/** ` name="value"` for each attribute that is there. */
export function xmlAttributes(values: Readonly<Record<string, string | number | undefined>>): string {
  return Object.entries(values)
    .filter(([, value]) => value !== undefined)
    .map(([name, value]) => ` ${name}="${xmlText(String(value)).replace(/[\n\r\t]/g, ' ')}"`)
    .join('');
}
