import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { MAX_VOCABULARY_BYTES } from '../../src/domain/limits.ts';
import { parseExam } from '../../src/exam/index.ts';
import { fetchVocabulary, readVocabulary } from '../../src/exam/vocabulary.ts';
import { client, freshName, useGitHub } from '../github/world.ts';

const PATH = 'tasks/reviews/vocabulary.txt';
const WORDS = ['', '[UNK]', 'the', 'soup', 'straße', '汉字', '😀'];
const github = useGitHub();
const folders: string[] = [];

afterAll(async () => {
  for (const folder of folders) await rm(folder, { recursive: true });
});

async function fromCommit(file: string | Uint8Array, path = PATH): Promise<readonly string[]> {
  const name = freshName();
  const sha = await github().createRepository(`academy/${name}`, { [PATH]: file });
  return fetchVocabulary(client(github()), { repository: { owner: 'academy', name }, sha }, path);
}

async function fromFolder(file: string | Uint8Array, path = PATH): Promise<readonly string[]> {
  const folder = await mkdtemp(join(tmpdir(), 'fivefold-vocabulary-'));
  folders.push(folder);
  await mkdir(join(folder, 'tasks/reviews'), { recursive: true });
  await writeFile(join(folder, PATH), file);
  return readVocabulary(folder, path);
}

describe.each([
  ['a commit', fromCommit],
  ['a folder', fromFolder],
])('the vocabulary of an exam, from %s', (_title, read) => {
  it.each([
    ['as Keras joins it', WORDS.join('\n')],
    ['with a line break at the end', `${WORDS.join('\n')}\n`],
    ['with the line breaks of Windows', `${WORDS.join('\r\n')}\r\n`],
    ['with the byte-order mark of Windows', `\ufeff${WORDS.join('\n')}`],
  ])('is read %s', async (_how, file) => {
    expect(await read(file)).toEqual(WORDS);
  });

  it.each([
    ['is empty', '', /first line should be empty/],
    ['begins with a word', 'the\nsoup\n', /first line should be empty/],
    ['has no place for unknown words', '\nthe\nsoup\n', /second `\[UNK\]`/],
    ['says a word twice', '\n[UNK]\nthe\nsoup\nthe\n', /line 5 says what line 3 says/],
    ['has an empty line inside', '\n[UNK]\nthe\n\nsoup\n', /line 4 says what line 1 says/],
    ['has a word with a capital', '\n[UNK]\nthe\nSoup\n', /line 4, "Soup"/],
    ['has a word with punctuation', "\n[UNK]\nthe\ndon't\n", /line 4, "don't"/],
    ['has two words on a line', '\n[UNK]\nthe soup\n', /line 3, "the soup"/],
    ['is not UTF-8', Uint8Array.of(0x0a, 0xff), /not UTF-8/],
    ['is too large', new Uint8Array(MAX_VOCABULARY_BYTES + 1), /33554432 bytes/],
  ])("is the instructor's to correct when it %s", async (_how, file, message) => {
    await expect(read(file)).rejects.toMatchObject({
      code: 'exam/vocabulary-invalid',
      message: expect.stringMatching(message),
      where: PATH,
    });
  });

  it('is missing where there is no such file', async () => {
    await expect(read('x', 'vocabulary.txt')).rejects.toMatchObject({ code: 'exam/vocabulary-missing' });
  });
});

describe('input.text in exam.yml', () => {
  const exam = (input: string) =>
    new TextEncoder().encode(`
version: 1
id: spring
title: Spring
tasks:
  - id: reviews
    title: Reviews
    input: ${input}
    output: { shape: [1], kind: classes }
    metric: roc-auc
    thresholds: { 2: 0.6, 3: 0.7, 4: 0.8, 5: 0.9 }
    hidden: { path: hidden-tests/reviews.npz.age, sha256: ${'a'.repeat(64)} }
`);

  it('names the vocabulary', () => {
    const { tasks } = parseExam(exam(`{ shape: [40], dtype: int32, text: { vocabulary: ${PATH} } }`)).exam;
    expect(tasks[0]?.input.text).toEqual({ vocabulary: PATH });
  });

  it.each([
    '{ shape: [40], text: { vocabulary: v.txt } }',
    '{ shape: [40, 2], dtype: int32, text: { vocabulary: v.txt } }',
    '{ shape: [null], dtype: int32, text: { vocabulary: v.txt } }',
    '{ shape: [1], dtype: string, text: { vocabulary: v.txt } }',
    '{ shape: [40], dtype: int32, text: { vocabulary: ../v.txt } }',
    '{ shape: [40], dtype: int32, text: {} }',
    '{ shape: [40], dtype: int32, text: { vocabulary: v.txt, words: v.txt } }',
  ])('is refused as %s', (input) => {
    expect(() => parseExam(exam(input))).toThrow(/: tasks\.0\.input[.:]/);
  });
});
