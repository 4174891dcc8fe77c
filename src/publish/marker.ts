import type { SubmissionRef } from '../domain/submission.ts';

/** What the hidden first line of our comment says: which commit it is about, and when that was submitted. */
export interface Marker {
  readonly head: string;
  readonly at: string;
}

export function markerOf({ head, submittedAt }: SubmissionRef): Marker {
  return { head: head.sha, at: submittedAt };
}

export function writeMarker({ head, at }: Marker): string {
  return `<!-- fivefold head=${head} at=${at} -->\n`;
}

/** The marker at the very start of a comment; anywhere else it is text that somebody quoted. */
export function readMarker(body: string | undefined): Marker | undefined {
  const [, head, at] =
    /^<!-- fivefold head=([0-9a-f]{40,64}) at=([\dT:.Z+-]{1,40}) -->/.exec(body ?? '') ?? [];
  return head !== undefined && at !== undefined ? { head, at } : undefined;
}
