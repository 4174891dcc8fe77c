import { strFromU8, strToU8, unzipSync, zipSync } from 'fflate';
import { describe, expect, it } from 'vitest';
import { FivefoldError } from '../../../src/domain/errors.ts';
import { MAX_VOCABULARY_BYTES } from '../../../src/domain/limits.ts';
import type { ModelFiles } from '../../../src/domain/submission.ts';
import { loadModel } from '../../../src/model/index.ts';
import { textCase } from './fixtures.ts';

const NAME = 'model.keras';
const [INTACT] = textCase(3, 'adapted_tv_tf_idf').models;
const BYTES = INTACT?.files.get(NAME) ?? new Uint8Array();
const fileOf = (bytes: Uint8Array): ModelFiles => ({
  format: 'keras',
  path: NAME,
  files: new Map([[NAME, bytes]]),
});

/** The archive with its vocabularies changed or, where there is nothing to put, taken out. */
function withVocabulary(change: (text: string) => string | undefined): ModelFiles {
  const members = Object.entries(unzipSync(BYTES)).flatMap(([name, bytes]): [string, Uint8Array][] => {
    if (!name.endsWith('vocabulary.txt')) return [[name, bytes]];
    const text = change(strFromU8(bytes));
    return text === undefined ? [] : [[name, strToU8(text)]];
  });
  return fileOf(zipSync(Object.fromEntries(members), { level: 1 }));
}

describe('the vocabulary in an archive', () => {
  it('is read: the control case', async () => {
    await expect(loadModel(withVocabulary((text) => text))).resolves.toBeDefined();
  });

  it('may have been written on Windows', async () => {
    const { input, output } = textCase(3, 'adapted_tv_tf_idf');
    const model = await loadModel(withVocabulary((text) => text.replaceAll('\n', '\r\n')));
    expect((await model.predict(input)).data).toEqual(output.data);
  });

  it.each([
    ['that is missing', () => undefined, 'model/vocabulary-missing'],
    ['that names a term twice', (text: string) => `${text}\nfox`, 'model/config-invalid'],
    ['that has more terms than weights', (text: string) => `${text}\nunheard`, 'model/config-invalid'],
    ['beyond the limit', () => 'x'.repeat(MAX_VOCABULARY_BYTES + 1), 'model/too-large'],
  ])('%s is refused', async (_title, change, code) => {
    await expect(loadModel(withVocabulary(change))).rejects.toMatchObject({ code });
  });

  it("with any bit flipped ends in a model or an error of the model's", async () => {
    for (let at = 0; at < BYTES.length; at += 97) {
      const flipped = Uint8Array.from(BYTES);
      flipped[at] = (flipped[at] ?? 0) ^ (1 << (at % 8));
      const result = await loadModel(fileOf(flipped)).catch((error: unknown) => error);
      if (result instanceof Error) expect(result).toBeInstanceOf(FivefoldError);
      if (result instanceof FivefoldError) expect(result.code).toMatch(/^model\//);
    }
  });
});
