import type { ErrorCode } from './errors.ts';
import type { StopReason } from './prediction.ts';

/** What has a section in docs/errors.md: every error code, and every reason for which a model is stopped. */
export type HelpTopic = ErrorCode | `stopped/${StopReason}`;

const PAGE = 'https://github.com/fivefold/fivefold/blob/main/docs/errors.md';

/** Where a message is explained: what it means, why it happens, how to fix it. */
export function helpUrl(topic: HelpTopic): string {
  return `${PAGE}#${anchorOf(topic)}`;
}

/** The anchor that GitHub gives the heading of a topic: without its punctuation, hyphens excepted. */
export function anchorOf(topic: HelpTopic): string {
  return topic.replaceAll('/', '');
}
