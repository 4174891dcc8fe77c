import type { HelpTopic } from '../../src/domain/help.ts';

/** What docs/errors.md says of one code. Markdown; one paragraph each. */
export interface Help {
  readonly means: string;
  readonly why: string;
  readonly fix: string;
  /** Makes the grader say it: what this throws, answers, or holds in `problem` is printed as the example. */
  readonly raise: () => unknown;
}

export type Helps<Prefix extends string> = Readonly<Record<Extract<HelpTopic, `${Prefix}/${string}`>, Help>>;
