import { describe, expect, it } from 'vitest';
import { openSource, packTask } from '../../src/dataset/index.ts';
import { nearTexts } from '../../src/dataset/texts/near.ts';
import { vocabularyOf, wordsOf } from '../../src/dataset/texts/words.ts';
import { parseVocabulary } from '../../src/exam/vocabulary.ts';
import { randomFrom } from '../../src/generate/random.ts';
import { bytes, folderOf, partsOf, problemOf, SECRET, SHARES } from './data.ts';

const options = { targets: [], drop: [] };
const WORDS =
  'card loan branch fee limit letter queue advice rate paid lost asked waited closed opened never always soon late in for by'.split(
    ' ',
  );

/** Thirteen words in an order that no other text has. */
const sentence = (i: number) =>
  `Case ${randomFrom('texts', String(i)).shuffle(WORDS).slice(0, 12).join(' ')}.`;

const rows = Array.from({ length: 60 }, (_, i) => ({
  text: sentence(i),
  label: i % 2 === 0 ? 'praise' : 'blame',
}));
const jsonl = rows
  .map((row) => `${JSON.stringify({ review: { body: row.text }, label: row.label })}\n`)
  .join('');
const csv = `text,label\n${rows.map(({ text, label }) => `"${text}",${label}`).join('\n')}\n`;
const texts = Object.fromEntries(rows.map(({ text, label }, i) => [`${label}/${i}.txt`, text]));

describe('texts', () => {
  it.each([
    [
      'JSON lines',
      { 'reviews.jsonl': jsonl },
      'reviews.jsonl',
      { text: 'review.body' },
      ['data/train.jsonl'],
    ],
    ['a CSV file of sentences', { 'reviews.csv': csv }, 'reviews.csv', {}, ['data/train.csv']],
    ['a folder of files', texts, '', {}, undefined],
  ])('are read from %s', async (_what, files, path, more, originals) => {
    const source = await openSource(`${folderOf(files)}/${path}`, { ...options, ...more });
    expect(source).toMatchObject({ kind: 'texts', answers: { names: ['blame', 'praise'] } });
    const packed = packTask(source, { id: 'r', title: 'R', shares: SHARES, secret: SECRET });
    const { train, hidden, sample } = packed.parts;
    expect([train, sample, hidden].map(({ inputs }) => inputs.shape)).toEqual([[42], [6], [12]]);
    const all = [train, sample, hidden].flatMap(({ inputs }) => [...(inputs.data as readonly string[])]);
    expect(all.toSorted()).toEqual(rows.map(({ text }) => text).toSorted());
    const labelOf = new Map(rows.map(({ text, label }) => [text, label === 'praise' ? 1 : 0]));
    expect([...hidden.labels.data]).toEqual(
      (hidden.inputs.data as readonly string[]).map((text) => labelOf.get(text)),
    );
    const paths = packed.files.map((file) => file.path).filter((name) => name.startsWith('data/'));
    expect(originals === undefined ? paths.length : paths).toEqual(originals ?? 42);
  });

  it('come with the words of the training part alone', async () => {
    const source = await openSource(`${folderOf({ 'r.csv': csv })}/r.csv`, options);
    const { files, proposal, parts } = packTask(source, {
      id: 'r',
      title: 'R',
      shares: SHARES,
      secret: SECRET,
    });
    expect(proposal.input).toEqual({
      shape: [13],
      dtype: 'int32',
      text: { vocabulary: 'tasks/r/vocabulary.txt' },
    });
    const file = files.find(({ path }) => path === 'vocabulary.txt');
    const words = file && 'content' in file ? String(file.content).split('\n') : [];
    expect(parseVocabulary(bytes(words.join('\n')), 'vocabulary.txt')).toEqual(words.slice(0, -1));
    const seen = new Set((parts.train.inputs.data as readonly string[]).flatMap(wordsOf));
    expect(words.slice(2, -1).filter((word) => !seen.has(word))).toEqual([]);
  });

  it('that differ by case, punctuation or a word stay in one part', async () => {
    const again = rows
      .map(({ text, label }) => `"${text.toUpperCase().replace('.', '!')}",${label}\n`)
      .join('');
    const source = await openSource(`${folderOf({ 'r.csv': csv + again })}/r.csv`, options);
    for (const seed of ['one', 'two', 'three']) {
      const parts = partsOf(source.divide(SHARES, seed));
      expect(rows.map((_, i) => parts.get(i))).toEqual(rows.map((_, i) => parts.get(60 + i)));
    }
  });

  it.each([
    ['a line that is no JSON', `${jsonl}{oops\n`, /line 61: not JSON/],
    [
      'a field that is missing',
      `${jsonl}{"review":{},"label":"blame"}\n`,
      /line 61: the field 'review.body' is missing/,
    ],
    ['a text that is a number', `${jsonl}{"review":{"body":7},"label":"blame"}\n`, /line 61.*is not a text/],
    ['an answer that is a list', `${jsonl}{"review":{"body":"x"},"label":[]}\n`, /line 61.*neither/],
    [
      'half a character',
      `${jsonl}{"review":{"body":"\\ud800"},"label":"blame"}\n`,
      /line 61: half of a surrogate/,
    ],
    ['an empty text', `${jsonl}{"review":{"body":" "},"label":"blame"}\n`, /line 61: no text/],
  ])('say where there is %s', async (_what, text, message) => {
    const path = `${folderOf({ 'r.jsonl': text })}/r.jsonl`;
    const problem = await problemOf(() => openSource(path, { ...options, text: 'review.body' }));
    expect(problem).toMatchObject({ code: 'dataset/unreadable', message: expect.stringMatching(message) });
  });

  it('in a file of another encoding are named', async () => {
    const folder = folderOf({ ...texts, 'blame/old.txt': Uint8Array.of(0x5a, 0xfc) });
    const problem = await problemOf(() => openSource(folder, options));
    expect(problem).toMatchObject({
      code: 'dataset/unreadable',
      message: expect.stringContaining('blame/old.txt'),
    });
  });
});

describe('near-duplicates', () => {
  it('are found among texts of any length, and nothing else is', () => {
    const random = randomFrom('long texts');
    const long = Array.from({ length: 40 }, () =>
      Array.from({ length: 300 }, () => random.integer(3_000).toString(36)),
    );
    const changed = long.map((words) =>
      words.with(random.integer(300), 'changed').with(random.integer(300), 'too'),
    );
    const pairs = nearTexts([...long, ...changed].map((words) => words.join(' ')));
    expect(new Set([...pairs].map(String))).toEqual(new Set(long.map((_, i) => `${i},${40 + i}`)));
  });

  it('are short texts only when they are the same', () => {
    expect(new Set([...nearTexts(['Yes!', 'yes', 'No', 'yeah'])].map(String))).toEqual(new Set(['0,1']));
  });
});

describe('words', () => {
  it('are lower case without ASCII punctuation, between ASCII white space', () => {
    expect(wordsOf("Don't STOP –\tÄpfel, naïve!")).toEqual(['dont', 'stop', '–', 'Äpfel', 'naïve']);
  });

  it('make a vocabulary by count, then by code point, without those that come once', () => {
    expect(vocabularyOf(['b a c a', 'c b a once'])).toEqual(['', '[UNK]', 'a', 'b', 'c']);
  });
});
