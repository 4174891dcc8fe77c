import { describe, expect, test } from 'vitest';
import type { NewFiles } from '../../scripts/loopback/index.ts';
import type { Task } from '../../src/domain/exam.ts';
import { MAX_TOKENIZER_BYTES } from '../../src/domain/limits.ts';
import type { TokenizerFile } from '../../src/domain/submission.ts';
import { KERAS, LFS_POINTER, task } from './files.ts';
import { useSources } from './sources.ts';

const TEXT = { shape: [40], dtype: 'int32', text: { vocabulary: 'vocabulary.txt' } } as const;
const TASKS: readonly Task[] = [{ ...task('alpha'), input: TEXT }, task('beta')];
const TOKENIZER = '{"class_name": "Tokenizer"}';
const MODELS = { 'models/alpha/model.keras': KERAS, 'models/beta/model.keras': KERAS };
const { sources } = useSources(TASKS);

const manifest = (tokenizers: string, models = '{}') =>
  `version: 1\nmodels: ${models}\ntokenizers: ${tokenizers}\n`;

describe.each(sources)('%s', (_, submit) => {
  async function tokenizerOf(files: NewFiles, id = 'alpha'): Promise<TokenizerFile | undefined> {
    const submitted = (await submit({ ...MODELS, ...files })).get(id);
    if (submitted?.kind !== 'model') throw new Error(JSON.stringify(submitted));
    return submitted.model.tokenizer;
  }

  test('needs no tokenizer: the control case', async () => {
    expect(await tokenizerOf({})).toBeUndefined();
  });

  test('may bring one beside the model, padded as Keras pads by itself', async () => {
    expect(await tokenizerOf({ 'models/alpha/tokenizer.json': TOKENIZER })).toEqual({
      bytes: new TextEncoder().encode(TOKENIZER),
      padding: 'pre',
      truncating: 'pre',
    });
  });

  test.each([
    ['{ alpha: { padding: post, truncating: post } }', 'post', 'post'],
    ['{ alpha: { padding: post } }', 'post', 'pre'],
    ['{ alpha: { truncating: post } }', 'pre', 'post'],
    ['{ alpha: {} }', 'pre', 'pre'],
    ['{}', 'pre', 'pre'],
    ['', 'pre', 'pre'],
  ])('may say in submission.yml on which side it padded: %s', async (said, padding, truncating) => {
    const files = { 'models/alpha/tokenizer.json': TOKENIZER, 'submission.yml': manifest(said) };
    expect(await tokenizerOf(files)).toMatchObject({ padding, truncating });
  });

  test('may keep the model elsewhere: the tokenizer has its place', async () => {
    const files = {
      'submission.yml': manifest('{}', '{ alpha: out/best.keras }'),
      'out/best.keras': KERAS,
      'out/tokenizer.json': 'another',
      'models/alpha/tokenizer.json': TOKENIZER,
    };
    expect(await tokenizerOf(files)).toMatchObject({ bytes: new TextEncoder().encode(TOKENIZER) });
  });

  test('has no use for one where the task gives no texts', async () => {
    expect(await tokenizerOf({ 'models/beta/tokenizer.json': TOKENIZER }, 'beta')).toBeUndefined();
  });

  test.each([
    ['an empty one', { 'models/alpha/tokenizer.json': '' }, 'submission/file-empty'],
    ['one in Git LFS', { 'models/alpha/tokenizer.json': LFS_POINTER }, 'submission/lfs-pointer'],
    ['a symlink', { 'models/alpha/tokenizer.json': { symlink: '/etc/passwd' } }, 'submission/symlink'],
    ['a folder', { 'models/alpha/tokenizer.json/a.txt': 'a' }, 'submission/file-missing'],
    [
      'one that is too large',
      { 'models/alpha/tokenizer.json': new Uint8Array(MAX_TOKENIZER_BYTES + 1) },
      'submission/file-too-large',
    ],
    [
      'one that is named and not there',
      { 'submission.yml': manifest('{ alpha: { padding: post } }') },
      'submission/file-missing',
    ],
  ] as const)('is rejected for that task alone with %s', async (_title, files, code) => {
    const submission = await submit({ ...MODELS, ...files });
    expect(submission.get('alpha')).toMatchObject({
      kind: 'rejected',
      problem: { code, where: 'models/alpha/tokenizer.json', hint: expect.stringMatching(/.{20}/) },
    });
    expect(submission.get('beta')).toMatchObject({ kind: 'model' });
  });

  test.each([
    [
      'another side',
      '{ alpha: { padding: left } }',
      /it should be `pre` or `post`.*tokenizers\.alpha\.padding/,
    ],
    ['a path', '{ alpha: tokenizer.json }', /tokenizers\.alpha/],
    ['a list', '[alpha]', /one line `task: \{ padding: post, truncating: post \}`/],
    ['an unknown field', '{ alpha: { maxlen: 40 } }', /maxlen/],
    ['a task without texts', '{ beta: { padding: post } }', /gives no texts for a task beta/],
    ['an unknown task', '{ gamma: { padding: post } }', /gives no texts for a task gamma/],
  ])('is rejected whole with %s under tokenizers', async (_title, said, about) => {
    const files = { ...MODELS, 'models/alpha/tokenizer.json': TOKENIZER, 'submission.yml': manifest(said) };
    const submission = await submit(files);
    for (const { id } of TASKS) {
      const outcome = submission.get(id);
      expect(outcome).toMatchObject({ kind: 'rejected', problem: { code: 'submission/manifest-invalid' } });
      expect(JSON.stringify(outcome)).toMatch(about);
    }
  });
});
