import { ERROR_CODES } from '../../src/domain/errors.ts';
import { type HelpTopic, helpUrl } from '../../src/domain/help.ts';

const TOPICS: ReadonlySet<string> = new Set([
  ...Object.keys(ERROR_CODES),
  'stopped/timeout',
  'stopped/memory',
  'stopped/crash',
]);

/** A report without the links that are ours: a code, and the very address where it is explained. */
export function withoutHelp(text: string): string {
  return text
    .replace(/ \[`([a-z0-9/-]+)`\]\((https:[^)\s]+)\)/g, (link, topic: string, url: string) =>
      TOPICS.has(topic) && url === helpUrl(topic as HelpTopic) ? '' : link,
    )
    .replace(/^ *https:\S+$/gm, (line) => (isHelp(line.trim()) ? '' : line));
}

function isHelp(url: string): boolean {
  return [...TOPICS].some((topic) => url === helpUrl(topic as HelpTopic));
}
