/** What publishing needs of a report; whoever renders one provides it. Texts are escaped already. */
export interface Report {
  /** The comment, in markdown, with what only publishing can know. */
  comment(notes: CommentNotes): string;
  readonly check: CheckReport;
}

export interface CommentNotes {
  /** A newer commit was pushed while this one was graded. */
  readonly outdated?: { readonly newerSha: string };
}

export interface CheckReport {
  readonly title: string;
  readonly summary: string;
  readonly text?: string;
  readonly conclusion: 'success' | 'failure' | 'neutral' | 'action_required';
  readonly annotations?: readonly Annotation[];
}

/** A remark on a file of the submission. */
export interface Annotation {
  readonly path: string;
  readonly line?: number;
  readonly level: 'notice' | 'warning' | 'failure';
  readonly title?: string;
  readonly message: string;
}
