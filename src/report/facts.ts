import type { Pace, TaskCheck } from '../domain/check.ts';
import type { Task } from '../domain/exam.ts';
import type { ModelFacts, ReadRows } from '../domain/prediction.ts';
import type { Review } from '../domain/review.ts';
import type { TaskResult } from '../domain/scorecard.ts';
import { formatShape } from '../domain/tensor.ts';

/** What is known of a model beside its score. The format is the candidate's to choose: escape before showing. */
export interface ModelStory {
  readonly facts: ModelFacts;
  readonly bytes?: number | undefined;
  readonly pace?: Pace | undefined;
}

/** All that is known of the model of one task; `undefined` where none ran. */
export function modelOf(
  result: TaskResult | TaskCheck | undefined,
  { bytes, check }: Partial<Pick<Review, 'bytes' | 'check'>> = {},
): ModelStory | undefined {
  if (!result || !('facts' in result)) return undefined;
  const checked = check?.tasks.find(({ task }) => task === result.task);
  const pace = checked?.kind === 'runs' ? checked.pace : undefined;
  return { facts: result.facts, bytes: bytes?.get(result.task), pace };
}

/** `Keras 3.15.1 archive`, `7 layers`, `25,636,712 parameters`, `97.8 MiB`, `0.4 ms a row of the public sample` */
export function modelFacts({ facts, bytes, pace }: ModelStory): readonly [string, ...string[]] {
  const { format, layers, parameters, read } = facts;
  return [
    format,
    count(layers, 'layer'),
    count(parameters, 'parameter'),
    ...(bytes === undefined ? [] : [size(bytes)]),
    ...(read ? [READS[read]] : []),
    ...(pace ? [perRow(pace)] : []),
  ];
}

const READS: Readonly<Record<ReadRows, string>> = {
  texts: 'given the texts',
  'own-tokens': 'given tokens by its tokenizer.json',
  'exam-tokens': "given tokens by the exam's vocabulary",
};

/** `takes (28, 28) float32, answers (10,): one number per class` */
export function contractText({ input, output }: Pick<Task, 'input' | 'output'>): string {
  const texts = input.text ? 'a text, or its tokens ' : '';
  const answer = output.kind === 'classes' ? CLASSES : 'in the unit of the labels';
  return `takes ${texts}${formatShape(input.shape)} ${input.dtype}, answers ${formatShape(output.shape)}: ${answer}`;
}

const CLASSES = 'how likely each class is';

/** `1 layer`, `25,636,712 parameters` */
function count(n: number, noun: string): string {
  return `${n.toLocaleString('en-GB')} ${noun}${n === 1 ? '' : 's'}`;
}

const UNITS = ['KiB', 'MiB', 'GiB'];

function size(bytes: number): string {
  if (bytes < 1_024) return count(bytes, 'byte');
  const power = Math.min(UNITS.length, Math.floor(Math.log2(bytes) / 10));
  return `${Number((bytes / 1_024 ** power).toPrecision(3))} ${UNITS[power - 1]}`;
}

function perRow({ rows, ms }: Pace): string {
  return `${Number((ms / Math.max(1, rows)).toPrecision(2))} ms a row of the public sample`;
}
