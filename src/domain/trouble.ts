import type { Problem } from './errors.ts';
import type { HelpTopic } from './help.ts';
import type { StopReason } from './prediction.ts';

/** A task that has no score, or was only checked and did not run. */
export type Troubled = { readonly task: string; readonly title: string } & (
  | { readonly kind: 'missing' }
  | { readonly kind: 'rejected' | 'failed'; readonly problem: Problem }
  | { readonly kind: 'stopped'; readonly reason: StopReason; readonly detail: string }
);

/** What docs/errors.md explains, too: everything but a model that is not there yet. */
export type Trouble = Pick<Problem, 'message' | 'hint' | 'where'> & { readonly topic?: HelpTopic };

/** What is wrong with a task, where, and what to do about it. It may quote a stranger: escape before showing. */
export function trouble(result: Troubled): Trouble {
  switch (result.kind) {
    case 'missing':
      return {
        message: 'There is no model for this task.',
        hint: `Commit one as models/${result.task}/model.keras.`,
      };
    case 'stopped': {
      const [what, hint] = STOPS[result.reason];
      return { message: `${what}: ${result.detail}.`, hint, topic: `stopped/${result.reason}` };
    }
    case 'rejected':
    case 'failed':
      return { ...result.problem, topic: result.problem.code };
    default:
      return result satisfies never;
  }
}

const STOPS = {
  timeout: ['The model took too long', 'Make it smaller, or shorten what it does for each row.'],
  memory: ['The model needed too much memory', 'Make it smaller: fewer units, or an earlier pooling layer.'],
  crash: [
    'The model ended the process that ran it',
    'Load the saved file and predict with it; save it again if that fails.',
  ],
} as const satisfies Record<StopReason, readonly [string, string]>;
