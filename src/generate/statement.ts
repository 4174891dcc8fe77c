import { formatShape, type RowShape } from '../domain/tensor.ts';
import { drawPhraseTexts, drawTask, phraseVocabulary } from './index.ts';
import { classNames, HOUSE_HEADERS, HOUSE_TARGET, SCENE_SIDES, SHEET, TRAINING_ROWS } from './raw/index.ts';
import { HORIZON_HOURS, SENSOR_CHANNELS, WINDOW_HOURS } from './sensors.ts';
import { HOUSE_COLUMNS } from './tabular.ts';
import { PRACTICE_TASKS, type PracticeTask } from './tasks.ts';

/** Numbers and names for the `{{…}}` of a text, by what stands between the braces. */
export type Facts = Readonly<Record<string, string>>;

/**
 * What a task's statement says in numbers: taken from where the data are drawn, so that a text cannot contradict them. All of it
 * is public.
 */
export function statementFacts(task: PracticeTask, seed: string): Facts {
  return {
    title: task.title,
    metric: task.metric.name,
    shape: formatShape(task.input.shape),
    dtype: task.input.dtype,
    answer: formatShape(task.output.shape),
    'batch-shape': batch(task.input.shape),
    'batch-answer': batch(task.output.shape),
    'training-rows': String(TRAINING_ROWS[task.id]),
    'hidden-rows': String(task.hiddenRows),
    ...OWN_FACTS[task.id](seed),
  };
}

/** The tasks and what they count, as a table. */
export function taskTable(): string {
  const rows = PRACTICE_TASKS.map(({ id, title, weight, metric }) => [
    `[\`${id}\`](tasks/${id}/README.md)`,
    title,
    `${weight} %`,
    metric.name,
  ]);
  return table(['task', '', 'counts', 'metric'], rows);
}

const OWN_FACTS: Readonly<Record<PracticeTask['id'], (seed: string) => Facts>> = {
  tabular: tabularFacts,
  glyphs: (seed) => ({
    classes: classTable(classNames('glyphs', seed)),
    'sheet-columns': String(SHEET.columns),
    'sheet-rows': String(SHEET.rows),
    'sheet-gap': String(SHEET.gap),
    size: String(SHEET.size),
  }),
  scenes: (seed) => ({
    classes: classTable(classNames('scenes', seed)),
    'shortest-side': String(SCENE_SIDES.from),
    'longest-side': String(SCENE_SIDES.to),
  }),
  phrases: phrasesFacts,
  sensors: sensorsFacts,
};

function tabularFacts(seed: string): Facts {
  const { inputs, labels } = drawTask('tabular', seed, 'train', 1);
  const rows = HOUSE_COLUMNS.map((column, i) => [String(i), column, `\`${HOUSE_HEADERS[i]}\``]);
  return {
    columns: table(['place', 'column', 'in the files'], rows),
    target: HOUSE_TARGET,
    example: `[${Array.from(inputs.data, tidy).join(', ')}]`,
    'example-answer': `[${Array.from(labels.data, tidy).join(', ')}]`,
  };
}

function phrasesFacts(seed: string): Facts {
  const text = drawPhraseTexts(seed, 'train', 1).inputs.data[0] ?? '';
  const tokens = drawTask('phrases', seed, 'train', 1).inputs.data;
  return {
    'vocabulary-size': String(phraseVocabulary(seed).length),
    length: String(tokens.length),
    'example-text': text,
    example: `[${tokens.join(', ')}]`,
  };
}

function sensorsFacts(seed: string): Facts {
  const { inputs } = drawTask('sensors', seed, 'train', 1);
  const first = Array.from(inputs.data.subarray(0, SENSOR_CHANNELS.length), tidy);
  return {
    channels: table(
      ['place', 'channel'],
      SENSOR_CHANNELS.map((channel, i) => [String(i), channel]),
    ),
    hours: String(WINDOW_HOURS),
    horizon: String(HORIZON_HOURS),
    example: `[${first.join(', ')}]`,
  };
}

/** `(batch, 28, 28, 1)` */
function batch(shape: RowShape): string {
  return `(batch, ${shape.map((dimension) => dimension ?? 'any').join(', ')})`;
}

function classTable(names: readonly string[]): string {
  return table(
    ['class', 'name'],
    names.map((name, i) => [String(i), `\`${name}\``]),
  );
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const rule = head.map(() => '---');
  return [head, rule, ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n');
}

/** A float32 as people write it. */
function tidy(value: number): string {
  return String(Number(value.toPrecision(5)));
}
