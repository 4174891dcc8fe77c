import { classOf, columnsOf } from './classes.ts';
import { formatValue } from './judge.ts';
import type { Diagnosis, Study } from './study.ts';

/** Fewer rows may well be of one class. */
const MIN_ROWS = 20;

/** Share of the largest class among the labels from which one answer is no bad answer. */
const MAX_MAJORITY = 0.9;

/** Spread of the answers as a share of that of the labels, below which they are one answer. */
const MIN_SPREAD = 1e-3;

/** The same answer whatever the question: dead units, a learning rate far too high, inputs that drown in their scale. */
export const constant: Diagnosis = {
  id: 'constant',
  symptom: true,
  look: (study) => {
    const { answer, labels, task } = study;
    if (answer.kind !== 'predicted' || (labels.shape[0] ?? 0) < MIN_ROWS) return undefined;
    const evidence = task.output.kind === 'classes' ? oneClass(study) : oneValue(study);
    return evidence === undefined ? undefined : { evidence, advice: ADVICE };
  },
};

const ADVICE =
  'Check that the loss falls while training: scale the inputs, lower the learning rate, and see whether a few rows can be learned by heart.';

function oneClass({ answer, labels }: Study): string | undefined {
  if (answer.kind !== 'predicted') return undefined;
  const { predictions } = answer;
  const predicted = new Set(
    [...labels.data.keys()].map((i) => classOf(predictions, columnsOf(predictions), i)),
  );
  const counts = Map.groupBy(labels.data, (label) => label);
  const majority = Math.max(...[...counts.values()].map(({ length }) => length)) / labels.data.length;
  if (predicted.size > 1 || majority > MAX_MAJORITY) return undefined;
  return `The model answers class ${[...predicted][0]} for every row, whereas the sample has ${counts.size} classes.`;
}

function oneValue({ answer, labels }: Study): string | undefined {
  if (answer.kind !== 'predicted') return undefined;
  const rows = labels.shape[0] ?? 1;
  const columns = labels.data.length / rows;
  const spread = spreadOf(answer.predictions.data, columns);
  if (spread >= MIN_SPREAD * spreadOf(labels.data, columns)) return undefined;
  return `The model answers ${formatValue(answer.predictions.data[0] ?? 0)} for every row, to within ${formatValue(spread)}.`;
}

/** The largest difference between two rows, in any column. */
function spreadOf(data: ArrayLike<number>, columns: number): number {
  let spread = 0;
  for (let column = 0; column < columns; column++) {
    let [low, high] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
    for (let i = column; i < data.length; i += columns) {
      low = Math.min(low, data[i] ?? 0);
      high = Math.max(high, data[i] ?? 0);
    }
    spread = Math.max(spread, high - low);
  }
  return spread;
}
