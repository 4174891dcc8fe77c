import type { HiddenSet } from '../domain/hidden.ts';
import type { TextTensor } from '../domain/tensor.ts';
import type { DrawnTexts } from './drawn.ts';
import { drawPhraseTexts, drawTask } from './index.ts';
import { TRAINING_ROWS } from './raw/index.ts';
import type { PracticeTask } from './tasks.ts';

/** Labelled rows that candidates get in the form of the hidden set, to check their models with. */
export const SAMPLE_ROWS = 300;

/** What models are measured on: in the open, and in secret. */
export interface TestSets {
  readonly sample: HiddenSet;
  readonly hidden: HiddenSet;
}

/**
 * The public sample and the hidden set of a task, from the same distribution. Pictures and measurements never repeat by chance;
 * short texts do, so that a text which was published is left out: no hidden row ever stands in a public file.
 */
export function drawSets(task: PracticeTask, seed: string, secret: string): TestSets {
  const { id, hiddenRows, input } = task;
  if (!input.text) {
    return {
      sample: drawTask(id, seed, 'sample', SAMPLE_ROWS),
      hidden: drawTask(id, seed, 'hidden', hiddenRows, secret),
    };
  }
  const published = new Set(drawPhraseTexts(seed, 'train', TRAINING_ROWS[id]).inputs.data);
  const sample = fresh(SAMPLE_ROWS, published, (rows) => drawPhraseTexts(seed, 'sample', rows));
  for (const text of sample.inputs.data) published.add(text);
  const hidden = fresh(hiddenRows, published, (rows) => drawPhraseTexts(seed, 'hidden', rows, secret));
  return { sample, hidden };
}

/** The first `rows` texts that are not among the `published`; as many are drawn as that takes. */
function fresh(rows: number, published: ReadonlySet<string>, draw: (rows: number) => DrawnTexts): DrawnTexts {
  for (let drawn = 2 * rows; ; drawn *= 2) {
    const { inputs, labels } = draw(drawn);
    const kept = inputs.data.flatMap((text, i) => (published.has(text) ? [] : [i])).slice(0, rows);
    if (kept.length < rows) continue;
    const data = kept.map((i) => inputs.data[i] ?? '');
    const texts: TextTensor = { dtype: 'string', shape: [rows], data };
    const classes = Int32Array.from(kept, (i) => labels.data[i] ?? 0);
    return { inputs: texts, labels: { dtype: 'int32', shape: [rows], data: classes } };
  }
}
