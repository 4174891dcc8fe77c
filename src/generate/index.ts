import type { Drawn, DrawnTexts } from './drawn.ts';
import { drawGlyphs } from './glyphs.ts';
import { drawPhrases, drawTexts, numbered } from './phrases.ts';
import { drawScenes } from './scenes.ts';
import { drawSensors } from './sensors.ts';
import { type Split, type Streams, streamsOf } from './streams.ts';
import { drawTabular } from './tabular.ts';
import type { PracticeTaskId } from './tasks.ts';

export type { Drawn, DrawnTexts } from './drawn.ts';
export { examYaml, metricOf, type PracticeExam } from './exam-yaml.ts';
export type { Split } from './streams.ts';
export { PRACTICE_SEED, PRACTICE_TASKS, type PracticeTask, type PracticeTaskId } from './tasks.ts';

const GENERATORS: Readonly<Record<PracticeTaskId, (streams: Streams, rows: number) => Drawn>> = {
  tabular: drawTabular,
  glyphs: drawGlyphs,
  scenes: drawScenes,
  phrases: drawPhrases,
  sensors: drawSensors,
};

/**
 * Rows of a practice task: a pure function of its arguments, byte for byte, on every machine. The first n rows do not depend on
 * how many are drawn. What a task *is* (coefficients, letters, grammar, seasons) follows from the public `seed` alone; the rows
 * of the hidden split also need `secret`, which never leaves the instructor.
 *
 * @param secret at least 128 bits of entropy in an exam that counts
 * @returns inputs as the model receives them, batch first; labels int32 `[rows]` or float32 `[rows, …]`
 */
export function drawTask(
  id: PracticeTaskId,
  seed: string,
  split: Exclude<Split, 'hidden'>,
  rows: number,
): Drawn;
export function drawTask(
  id: PracticeTaskId,
  seed: string,
  split: 'hidden',
  rows: number,
  secret: string,
): Drawn;
export function drawTask(id: PracticeTaskId, seed: string, split: Split, rows: number, secret = ''): Drawn {
  return GENERATORS[id](openStreams(id, seed, split, secret), rows);
}

/** The rows of `drawTask('phrases', …)` as text, `[rows]`: `phraseVocabulary(seed)` turns them into its numbers. */
export function drawPhraseTexts(seed: string, split: Exclude<Split, 'hidden'>, rows: number): DrawnTexts;
export function drawPhraseTexts(seed: string, split: 'hidden', rows: number, secret: string): DrawnTexts;
export function drawPhraseTexts(seed: string, split: Split, rows: number, secret = ''): DrawnTexts {
  return drawTexts(openStreams('phrases', seed, split, secret), rows);
}

function openStreams(id: PracticeTaskId, seed: string, split: Split, secret: string): Streams {
  if ((split === 'hidden') !== (secret !== '')) {
    throw new RangeError('the hidden split, and only the hidden split, is drawn with a secret');
  }
  return streamsOf(id, seed, split, secret);
}

/** Words of the `phrases` task, in the order of their numbers; number 0 is padding (''). */
export function phraseVocabulary(seed: string): readonly string[] {
  return numbered(streamsOf('phrases', seed, 'train', ''));
}
