import { GLYPH_CLASSES } from '../glyphs.ts';
import { drawPhraseTexts, drawTask, type PracticeTaskId } from '../index.ts';
import type { Files } from './files.ts';
import { letterNames, rawGlyphs } from './glyphs.ts';
import { PHRASE_NAMES, rawPhrases } from './phrases.ts';
import { rawScenes, sceneNames } from './scenes.ts';
import { rawSensors } from './sensors.ts';
import { rawTabular } from './tabular.ts';

export type { Files } from './files.ts';
export { SHEET } from './glyphs.ts';
export { SCENE_SIDES } from './scenes.ts';
export { HOUSE_HEADERS, HOUSE_TARGET } from './tabular.ts';

/** Rows that candidates get for training: enough for the top score, few enough that a repository with all of them stays small. */
export const TRAINING_ROWS: Readonly<Record<PracticeTaskId, number>> = {
  tabular: 3_000,
  glyphs: 4_000,
  scenes: 1_600,
  phrases: 6_000,
  sensors: 5_000,
};

/**
 * The training data of a practice task as they come in life: several files, formats, units and encodings, with gaps. A pure
 * function of its arguments, byte for byte, on every machine. Behind every file lie the first `rows` rows of
 * `drawTask(id, seed, 'train', …)`.
 *
 * @returns files by path, as they lie in `tasks/<id>/data/`
 */
export function trainingFiles(id: PracticeTaskId, seed: string, rows: number = TRAINING_ROWS[id]): Files {
  switch (id) {
    case 'tabular':
      return rawTabular(drawTask(id, seed, 'train', rows), seed);
    case 'glyphs':
      return rawGlyphs(drawTask(id, seed, 'train', rows), seed, GLYPH_CLASSES);
    case 'scenes':
      return rawScenes(drawTask(id, seed, 'train', rows), seed);
    case 'phrases':
      return rawPhrases(drawPhraseTexts(seed, 'train', rows), seed);
    case 'sensors':
      return rawSensors(drawTask(id, seed, 'train', rows), seed);
  }
}

/** What the classes are called in the training data, in the order of their indices; none where numbers are foretold. */
export function classNames(id: PracticeTaskId, seed: string): readonly string[] {
  switch (id) {
    case 'glyphs':
      return letterNames(seed, GLYPH_CLASSES);
    case 'scenes':
      return sceneNames(seed);
    case 'phrases':
      return PHRASE_NAMES;
    case 'tabular':
    case 'sensors':
      return [];
  }
}
