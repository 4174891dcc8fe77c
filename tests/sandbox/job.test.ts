import { describe, expect, it } from 'vitest';
import { encodeFrame } from '../../src/sandbox/frame.ts';
import { decodeJob, encodeJob } from '../../src/sandbox/job.ts';

const JOB = {
  model: {
    format: 'tfjs-layers',
    path: 'models/glyphs/model.json',
    files: new Map([
      ['model.json', Uint8Array.of(1, 2, 3)],
      ['group1-shard1of1.bin', Uint8Array.of(4, 5)],
    ]),
  },
  inputs: { dtype: 'int32', shape: [2, 1], data: Int32Array.of(7, -7) },
} as const;

describe('a job for the worker', () => {
  it('arrives as it was sent', () => {
    expect(decodeJob(new Uint8Array(Buffer.concat(encodeJob(JOB))))).toEqual(JOB);
  });

  it('may carry texts, whatever is in them', () => {
    const data = ['', 'a\0b', '\ufeffİ ß 汉字 😀', 'x'.repeat(70_000)];
    const job = { ...JOB, inputs: { dtype: 'string', shape: [4, 1], data } } as const;
    expect(decodeJob(new Uint8Array(Buffer.concat(encodeJob(job))))).toEqual(job);
  });

  it('may carry what makes tokens of texts: the words of the exam, and a tokenizer of the candidate', () => {
    const tokens = { vocabulary: ['', '[UNK]', 'the', '汉字'], length: 40 };
    const tokenizer = { bytes: Uint8Array.of(1, 2, 3), padding: 'post', truncating: 'pre' } as const;
    const job = {
      model: { ...JOB.model, tokenizer },
      inputs: { dtype: 'string', shape: [1], data: ['the 汉字'], tokens },
    } as const;
    expect(decodeJob(new Uint8Array(Buffer.concat(encodeJob(job))))).toEqual(job);
    const numbers = { ...JOB, model: job.model };
    expect(decodeJob(new Uint8Array(Buffer.concat(encodeJob(numbers))))).toEqual(numbers);
  });

  it.each([
    [
      'a side that pad_sequences does not know',
      { tokenizer: { padding: 'left', truncating: 'pre', bytes: 0 } },
    ],
    ['rows of no tokens', { tokens: { length: 0, words: 0, bytes: 0 } }],
    ['more words than bytes', { tokens: { length: 1, words: 9, bytes: 0 } }],
    ['words beyond its end', { tokens: { length: 1, words: 1, bytes: 4 } }],
    ['labels', { labels: [1] }],
  ])('is refused with %s', (_title, extra) => {
    const inputs = { dtype: 'string', shape: [0], bytes: 0 };
    const plain = { format: 'h5', path: 'model.h5', files: [], inputs };
    const frame = (header: unknown) => new Uint8Array(Buffer.concat(encodeFrame(header, [])));
    expect(decodeJob(frame(plain)).inputs.shape).toEqual([0]);
    expect(() => decodeJob(frame({ ...plain, ...extra }))).toThrow();
  });

  it('that was cut on the way is refused', () => {
    const bytes = Buffer.concat(encodeJob(JOB));
    expect(() => decodeJob(bytes.subarray(0, bytes.length - 1))).toThrow('announced');
  });
});
