import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import type { Task } from '../../../src/domain/exam.ts';
import type { HiddenSet } from '../../../src/domain/hidden.ts';
import type { PredictionOutcome } from '../../../src/domain/prediction.ts';
import type { ModelFiles, Side, TokenizerFile } from '../../../src/domain/submission.ts';
import { parseExam } from '../../../src/exam/index.ts';
import { parseVocabulary } from '../../../src/exam/vocabulary.ts';
import { toTensor } from '../../../src/formats/npy.ts';
import { readNpz } from '../../../src/formats/npz.ts';
import { grade } from '../../../src/grade.ts';
import { loadModel } from '../../../src/model/index.ts';
import { predictRows } from '../../../src/model/tokens/index.ts';
import { predict } from '../../../src/sandbox/host.ts';
import { withTokens } from '../../../src/texts.ts';
import { passThrough } from './pass-through.ts';

/** Made by real Keras: train.py, train_tokens.py and make_tokens.py beside the files. */
const fixture = (name: string) =>
  new Uint8Array(readFileSync(fileURLToPath(new URL(`../../fixtures/text/${name}`, import.meta.url))));
const json = <T>(name: string) => JSON.parse(new TextDecoder().decode(fixture(name))) as T;

const model = (format: ModelFiles['format'], file: string, tokenizer?: TokenizerFile): ModelFiles => ({
  format,
  path: `models/reviews/${file}`,
  files: new Map([[file, fixture(file)]]),
  ...(tokenizer && { tokenizer }),
});
const tokenizer = { bytes: fixture('tokenizer.json'), padding: 'post', truncating: 'post' } as const;
const WAYS = [
  { read: 'texts', model: model('keras', 'model.keras'), expected: 'expected.json' },
  { read: 'exam-tokens', model: model('keras', 'exam-tokens.keras'), expected: 'expected-exam-tokens.json' },
  {
    read: 'own-tokens',
    model: model('h5', 'own-tokens.h5', tokenizer),
    expected: 'expected-own-tokens.json',
  },
] as const;

const { exam, sha256 } = parseExam(
  new TextEncoder().encode(`
version: 1
id: spring
title: Spring
feedback: full
tasks:
  - id: reviews
    title: Reviews
    input: { shape: [10], dtype: int32, text: { vocabulary: vocabulary.txt } }
    output: { shape: [1], kind: classes }
    metric: accuracy
    thresholds: { 2: 0.55, 3: 0.7, 4: 0.8, 5: 0.9 }
    hidden: { path: hidden-tests/reviews.npz.age, sha256: ${'a'.repeat(64)} }
`),
);

const openVocabulary = async (path: string) => parseVocabulary(fixture(path), path);

/** The texts of hidden.npz, `[rows]`, as one hidden set for all three. */
async function openHidden(task: Task): Promise<HiddenSet> {
  const { inputs, labels } = Object.fromEntries(readNpz(fixture('hidden.npz')));
  if (inputs === undefined || labels === undefined) throw new Error('hidden.npz is not whole');
  const texts = toTensor({ ...inputs, shape: inputs.shape.slice(0, 1) }, 'string');
  return withTokens({ inputs: texts, labels: toTensor(labels, 'int32') }, task, openVocabulary);
}

const [task] = exam.tasks;
if (task === undefined) throw new Error('the exam has no task');
const { inputs } = await openHidden(task);

const run = (files: ModelFiles) => predict({ model: files, inputs, output: task.output });

function problemOf(outcome: PredictionOutcome) {
  return outcome.kind === 'rejected' ? outcome.problem : outcome;
}

describe.each(WAYS)('a model that reads $read', ({ read, model, expected }) => {
  const keras = json<{ predictions: number[]; accuracy: number }>(expected);

  it('predicts in the sandbox what Keras predicts', async () => {
    const outcome = await run(model);
    if (outcome.kind !== 'predicted') throw new Error(JSON.stringify(outcome));
    expect(outcome.facts.read).toBe(read);
    const apart = keras.predictions.map((value, i) =>
      Math.abs(value - (outcome.predictions.data[i] ?? Number.NaN)),
    );
    expect(Math.max(...apart)).toBeLessThanOrEqual(1e-5);
  });

  it('gets its score', async () => {
    const submission = new Map([['reviews', { kind: 'model', model } as const]]);
    const { tasks } = await grade({ exam, sha256, submission, openHidden });
    expect(tasks).toMatchObject([{ kind: 'scored', score: 5, value: keras.accuracy, facts: { read } }]);
  });
});

describe('a tokenizer.json', () => {
  it('is harmless beside a model that takes texts, whatever is in it', async () => {
    const broken = { ...tokenizer, bytes: Uint8Array.of(0x80, 0x04) };
    expect(await run(model('keras', 'model.keras', broken))).toMatchObject({
      kind: 'predicted',
      facts: { read: 'texts' },
    });
  });

  it('decides: tokens of the exam are not what the model was trained on', async () => {
    const submission = new Map([
      ['reviews', { kind: 'model', model: model('h5', 'own-tokens.h5') } as const],
    ]);
    const { tasks } = await grade({ exam, sha256, submission, openHidden });
    const { accuracy } = json<{ accuracy: number }>('expected-own-tokens.json');
    expect(tasks).toMatchObject([{ kind: 'scored', facts: { read: 'exam-tokens' } }]);
    expect(tasks.map((result) => 'value' in result && result.value)).toEqual([
      expect.toSatisfy((value: number) => value < accuracy),
    ]);
  });

  it('that cannot be used is told to the candidate', async () => {
    const broken = { ...tokenizer, bytes: new TextEncoder().encode('{"class_name": "Mine"}') };
    expect(problemOf(await run(model('h5', 'own-tokens.h5', broken)))).toMatchObject({
      code: 'model/tokenizer-invalid',
      where: 'tokenizer.json',
    });
  });
});

describe('a model of another shape', () => {
  it.each([
    [
      passThrough([7], 'string'),
      /takes text in rows of shape \(7,\); the task gives one text per row/,
      /TextVectorization/,
    ],
    [
      passThrough([30], 'int32'),
      /shape \(30,\).*10 tokens, which the vocabulary of the exam/,
      /shape=\(10,\)/,
    ],
    [
      passThrough([30], 'int32', tokenizer),
      /shape \(30,\).*10 tokens, which your tokenizer\.json/,
      /maxlen=10/,
    ],
  ])('is told in which form it was given the texts', async (files, message, hint) => {
    expect(problemOf(await run(files))).toMatchObject({
      code: 'model/input-mismatch',
      message: expect.stringMatching(message),
      hint: expect.stringMatching(hint),
    });
  });

  it('may leave the length open: the control case', async () => {
    const rows = await predictRows(await loadModel(passThrough([null], 'int32')), inputs, undefined);
    expect(rows).toMatchObject({ read: 'exam-tokens', predictions: { shape: [200, 10] } });
  });

  it('is reminded of its tokenizer where a token has no row in an Embedding', async () => {
    const wide = { vocabulary: [...Array(100).keys()].map(String), length: 10 };
    const texts = { dtype: 'string', shape: [1], data: ['99 99'], tokens: wide } as const;
    const outcome = await predict({
      model: model('h5', 'own-tokens.h5'),
      inputs: texts,
      output: task.output,
    });
    expect(problemOf(outcome)).toMatchObject({
      code: 'model/input-mismatch',
      message: expect.stringMatching(/row 99 of its 36/),
      hint: expect.stringMatching(/vocabulary of the exam.*tokenizer\.json/),
    });
  });
});

describe('tokens', () => {
  interface Padded {
    readonly texts: readonly string[];
    readonly length: number;
    readonly tokenizers: readonly {
      readonly name: string;
      readonly tokenizer: string;
      readonly padded: Readonly<Record<string, readonly (readonly number[])[]>>;
    }[];
  }
  interface Given {
    readonly texts: readonly string[];
    readonly length: number;
    readonly vocabulary?: readonly string[];
  }
  const tokensOf = async ({ texts, length, vocabulary = ['', '[UNK]'] }: Given, own?: TokenizerFile) => {
    const model = await loadModel(passThrough([length], 'int32'));
    const tokens = { vocabulary, length };
    const rows = { dtype: 'string', shape: [texts.length], data: texts, tokens } as const;
    const { predictions } = await predictRows(model, rows, own);
    return texts.map((_, i) => [...predictions.data.slice(i * length, (i + 1) * length)]);
  };

  it('by the published vocabulary are those of TextVectorization', async () => {
    const golden = json<{ texts: string[]; length: number; vocabulary: string[]; rows: number[][] }>(
      'vectorized.json',
    );
    expect(await tokensOf(golden)).toEqual(golden.rows);
  });

  const golden = json<Padded>('tokenizers.json');
  it.each(golden.tokenizers)(
    'are padded as pad_sequences pads, on either side: $name',
    async ({ tokenizer, padded }) => {
      for (const [sides, rows] of Object.entries(padded)) {
        const [padding, truncating] = sides.split(' ') as [Side, Side];
        const own = { bytes: new TextEncoder().encode(tokenizer), padding, truncating };
        expect(await tokensOf(golden, own), sides).toEqual(rows);
      }
    },
  );
});
