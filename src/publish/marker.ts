import type { SubmissionRef } from '../domain/submission.ts';

/** What the hidden first line of our comment says: which commit it is about, and when that was submitted. */
export interface Marker {
  readonly head: string;
  readonly at: string;
}

/** Our comment, taken apart. */
export interface Marked {
  readonly marker: Marker;
  /** The sealed history on the second line. Whether it is ours, only the seal tells. */
  readonly record?: string;
  /** What people see. */
  readonly text: string;
}

export function markerOf({ head, submittedAt }: SubmissionRef): Marker {
  return { head: head.sha, at: submittedAt };
}

export function writeMarked({ marker: { head, at }, record, text }: Marked): string {
  return `<!-- fivefold head=${head} at=${at} -->\n${withRecord(record, text)}`;
}

/** The marker at the very start of a comment; anywhere else it is text that somebody quoted. */
export function readMarked(body: string | undefined): Marked | undefined {
  const [line, head, at] =
    /^<!-- fivefold head=([0-9a-f]{40,64}) at=([\dT:.Z+-]{1,40}) -->\r?\n?/.exec(body ?? '') ?? [];
  if (body === undefined || head === undefined || at === undefined) return undefined;
  const rest = body.slice(line?.length);
  const record = readRecord(rest);
  return { marker: { head, at }, ...(record !== undefined && { record }), text: rest.replace(RECORD, '') };
}

/** An edit in the browser turns line feeds into pairs; what was changed here must still be found, and then refused. */
const RECORD = /^<!-- fivefold-history ([^>]*) -->\r?\n?/;

/** A text with a sealed history at its head, where nobody sees it. */
export function withRecord(record: string | undefined, text: string): string {
  return record === undefined ? text : `<!-- fivefold-history ${record} -->\n${text}`;
}

export function readRecord(text: string | null | undefined): string | undefined {
  return RECORD.exec(text ?? '')?.[1];
}
