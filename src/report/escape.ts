import { type HelpTopic, helpUrl } from '../domain/help.ts';

/**
 * The one way in which text that we did not write enters a report. Titles, paths, layer names and messages may come
 * from a stranger who wants to be somebody else, to notify people, or to break the table around the score.
 */

/** Longer text is cut: a message of ours has two sentences. */
const MAX_PROSE_CHARACTERS = 600;
/** Deeper paths and longer names exist only to be a nuisance. */
const MAX_CODE_CHARACTERS = 200;

/** Breaks up a mention or a link without being seen; GitHub looks for them after markdown has been rendered. */
const BREAK = '&#8203;';

/**
 * One line of visible characters, for places that show text as it is: titles, annotations, terminals. Directions
 * cannot be turned, nothing is hidden, and marks do not pile up on neighbouring lines.
 */
export function clean(text: string, maxCharacters = MAX_PROSE_CHARACTERS): string {
  const visible = text
    .replace(/\s+/gu, ' ')
    .replace(/[\p{Cc}\p{Cf}\p{Co}\p{Cs}\p{Default_Ignorable_Code_Point}]/gu, '')
    .replace(/(\p{M}{3})\p{M}+/gu, '$1')
    .trim();
  if (visible === '') return '(nothing visible)';
  const characters = Array.from(visible);
  return characters.length > maxCharacters ? `${characters.slice(0, maxCharacters - 1).join('')}…` : visible;
}

/** Markdown that reads as the text itself. Never the first thing on a line, where a digit could begin a list. */
export function prose(text: string): string {
  return clean(text)
    .replace(MARKDOWN, (character) => ENTITIES[character] ?? `\\${character}`)
    .replace(AUTOLINKS, `$&${BREAK}`);
}

/** Characters with a meaning in markdown or HTML. An underscore has one only at the edge of a word. */
const MARKDOWN = /[\\`*[\]<>&|~$]|(?<![a-z0-9])_|_(?![a-z0-9])/gi;
/** Those for which a backslash does not do: it is not honoured, or not in table cells. */
const ENTITIES: Readonly<Record<string, string>> = {
  '\\': '&#92;',
  '<': '&lt;',
  '>': '&gt;',
  '&': '&amp;',
  '|': '&#124;',
  $: '<span>$</span>',
};
/** What GitHub links by itself: @people, #1, GH-1, scheme://, www., and :emoji:. */
const AUTOLINKS = /@|(?<!&)#|:(?=\/\/|[a-z+_-])|www(?=\.)|GH(?=-)/gi;

/** A path or a name, in the type of code, in which GitHub links nothing. */
export function code(text: string): string {
  const visible = clean(text, MAX_CODE_CHARACTERS);
  if (/^[\w./(),:=+@#-][\w ./(),:=+@#-]*$/.test(visible)) return `\`${visible}\``;
  // Backticks cannot hold a backtick or, in a table, a pipe. Entities can hold anything.
  return `<code>${visible.replace(/[!-/:-@[-`{-~]/g, entity)}</code>`;
}

/** A code of ours, and where it is explained: the only link in a comment. */
export function helpLink(topic: HelpTopic): string {
  return `[\`${topic}\`](${helpUrl(topic)})`;
}

function entity(character: string): string {
  return `&#${character.codePointAt(0)};`;
}
