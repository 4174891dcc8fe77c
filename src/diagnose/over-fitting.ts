import { METRICS } from '../domain/metric.ts';
import { intervalOf } from './bootstrap.ts';
import { errorOf, formatValue, onRows } from './judge.ts';
import type { Diagnosis } from './study.ts';

/** Some gap is usual; half as much error again is worth a remark. */
const MAX_RATIO = 1.5;

/** Least gap that is worth a remark where the error is counted from 1, so that 0.999 and 0.99 are alike. */
const MIN_GAP = 0.03;

/** Much better on rows that it was trained on than on others. */
export const overFitting: Diagnosis = {
  id: 'over-fitting',
  look: (study) => {
    const { answer, training, measure, labels, task } = study;
    if (answer.kind !== 'predicted' || !training) return undefined;
    const [seen, unseen] = [training.value, answer.value].map((value) => errorOf(study, value));
    if (seen === undefined || unseen === undefined || unseen <= MAX_RATIO * seen) return undefined;
    const { better, label } = METRICS[task.metric.name];
    if (better === 'higher' && unseen - seen < MIN_GAP) return undefined;
    const worstSeen = Math.max(
      ...intervalOf(measure, training.predictions, training.labels).map((v) => errorOf(study, v)),
    );
    const bestUnseen = Math.min(
      ...intervalOf(measure, answer.predictions, labels).map((v) => errorOf(study, v)),
    );
    if (worstSeen >= bestUnseen) return undefined;
    return {
      evidence: `On your training rows its ${label} is ${formatValue(training.value)}, on the public sample ${formatValue(answer.value)}${onRows(study)}.`,
      advice:
        'It has learned rows by heart: augment the data, add Dropout or weight decay, stop earlier, or make the model smaller.',
    };
  },
};
