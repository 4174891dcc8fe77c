import { METRICS } from '../domain/metric.ts';
import { formatShape } from '../domain/tensor.ts';
import type { Proposal } from './pack-task.ts';
import type { DataFile, Kind } from './source.ts';

type Described = Pick<Proposal, 'title' | 'input' | 'output' | 'metric'>;

/** What a model is given, by kind of data. */
const INPUTS: Readonly<Record<Kind, string>> = {
  images:
    'one picture: levels from 0 to 255, not scaled. Pictures of another size were brought to this one as ' +
    '`Image.resize(size, Image.Resampling.BILINEAR)` of Pillow does.',
  table:
    'one row of the table, as `columns.json` says: which input is which column, and what stands for a missing number.',
  texts:
    'one text. A model that takes text is given it as it is. A model that takes numbers is given this many tokens: line n of ' +
    '`vocabulary.txt`, from 0, is the word of token n; words are lower case without punctuation, shorter texts are filled with 0 on the ' +
    'right, longer ones are cut.',
  series: 'a window: so many steps of all columns but the time, in the order of `data/train.csv`.',
};

/** What candidates find in `data/`. */
const DATA: Readonly<Record<Kind, string>> = {
  images: 'pictures to train on, as they came, one folder for each class',
  table: 'rows to train on, as they came',
  texts: 'texts to train on, as they came',
  series: 'the series up to where the sample begins',
};

/** The contract in words, as a beginning: what the task is about, only the instructor knows. */
export function statement(kind: Kind, task: Described): DataFile {
  const { input, output, metric } = task;
  const content = [
    `# ${task.title}`,
    '',
    '<!-- fivefold pack wrote this. Say here what the task is about; it will not be overwritten. -->',
    '',
    `- **In**: \`${input.dtype}\` of the shape \`${formatShape(input.shape)}\`, ${INPUTS[kind]}`,
    `- **Out**: \`${formatShape(output.shape)}\`, ${answerOf(task)}`,
    `- **Measured by** ${METRICS[metric.name].label}${metric.scale === undefined ? '' : `, in units of ${metric.scale}`}.`,
    '',
    '| file | |',
    '| --- | --- |',
    `| \`data/\` | ${DATA[kind]} |`,
    '| `train.npz` | the same as arrays `inputs` and `labels`, in the form above |',
    '| `sample.npz` | labelled rows that are not among them, for a test of your own |',
    '',
  ].join('\n');
  return { path: 'README.md', content, onlyNew: true };
}

function answerOf({ output }: Described): string {
  if (output.kind === 'values') return 'numbers in the unit of the labels.';
  if (output.shape.at(-1) === 1) {
    return 'the probability of the second of the two classes in `classes.txt`.';
  }
  return 'one number for each class, in the order of `classes.txt`; the largest wins.';
}
