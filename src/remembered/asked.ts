import type { Task } from '../domain/exam.ts';
import type { EngineKind, Isolation } from '../domain/isolation.ts';
import type { PublishedTokens } from '../domain/tensor.ts';

/** Everything that the result of a model depends on: equal questions have equal answers, and no others do. */
export interface Asked {
  /** `ModelFiles.objectId`. */
  readonly model: string;
  /** Its hidden set by the pinned SHA-256, the contract and the metric. */
  readonly task: Pick<Task, 'hidden' | 'input' | 'output' | 'metric'>;
  /** Where the rows are texts: what the exam makes tokens of them with. Only its path stands in `exam.yml`. */
  readonly tokens?: PublishedTokens | undefined;
  /** Version of the grader: another one may add up in another order. */
  readonly grader: string;
  readonly engine: EngineKind;
  /** A scorecard says what kept its models in; what ran behind less is no answer to this question. */
  readonly isolation: Isolation;
}

/** A question as text, the same for equal questions. */
export function spell({ model, task, tokens, grader, engine, isolation }: Asked): string {
  const { hidden, input, output, metric } = task;
  const { network, files, memory, cpu } = isolation;
  const run = [grader, engine, network, files, memory, cpu];
  return JSON.stringify([
    'fivefold/remembered/1',
    model,
    hidden.sha256,
    [input, output, metric],
    tokens ?? null,
    run,
  ]);
}
