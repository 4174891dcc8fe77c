import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { MAX_TOKENIZER_BYTES } from '../../../src/domain/limits.ts';
import { readTokenizer } from '../../../src/model/tokens/keras-tokenizer.ts';

interface Golden {
  readonly texts: readonly string[];
  readonly tokenizers: readonly {
    readonly name: string;
    readonly tokenizer: string;
    readonly sequences: readonly (readonly number[])[];
  }[];
}

/** What real Keras 2 answers; made by tests/fixtures/text/make_tokens.py. */
const golden = JSON.parse(
  readFileSync(fileURLToPath(new URL('../../fixtures/text/tokenizers.json', import.meta.url)), 'utf8'),
) as Golden;

const bytes = (text: string) => new TextEncoder().encode(text);
const [plain] = golden.tokenizers;
if (plain === undefined) throw new Error('tokenizers.json is empty');
const PLAIN = JSON.parse(plain.tokenizer) as { readonly config: Readonly<Record<string, unknown>> };

/** A Tokenizer that Keras wrote, with one of its options changed by hand. */
function changed(options: Readonly<Record<string, unknown>>): string {
  return JSON.stringify({ ...PLAIN, config: { ...PLAIN.config, ...options } });
}

describe("a candidate's Keras Tokenizer", () => {
  it.each(golden.tokenizers)('makes the tokens that Keras makes: $name', ({ tokenizer, sequences }) => {
    const tokenise = readTokenizer(bytes(tokenizer));
    expect(golden.texts.map((text) => [...tokenise(text)])).toEqual(sequences);
  });

  it.each([
    [
      'as a JSON text inside JSON, as json.dump(tokenizer.to_json()) writes it',
      JSON.stringify(plain.tokenizer),
    ],
    ['with a byte-order mark', `\ufeff${plain.tokenizer}`],
    ['without what it does not use', changed({ word_counts: undefined, index_word: undefined })],
  ])('is read %s', (_how, file) => {
    const tokenise = readTokenizer(bytes(file));
    expect(golden.texts.map((text) => [...tokenise(text)])).toEqual(plain.sequences);
  });
});

describe('a hostile tokenizer.json', () => {
  const index = (words: unknown) => changed({ word_index: JSON.stringify(words) });

  it.each([
    ['is empty of meaning', 'null', /not one of Keras/],
    ['is not JSON', 'b"tokens"', /not JSON/],
    ['is not UTF-8', Uint8Array.of(0x22, 0xff, 0x22), /not UTF-8/],
    ['is a pickle', Uint8Array.of(0x80, 0x04, 0x95, 0), /not UTF-8/],
    ['is JSON in JSON in JSON', JSON.stringify(JSON.stringify(plain.tokenizer)), /not one of Keras/],
    ['is one of Hugging Face', '{"version":"1.0","model":{"type":"BPE"}}', /not one of Keras/],
    ["is a subclass of the candidate's", JSON.stringify({ ...PLAIN, class_name: 'Mine' }), /is a Mine/],
    ['has no word_index', changed({ word_index: undefined }), /config\.word_index/],
    ['has a word_index that is no text', changed({ word_index: { the: 1 } }), /config\.word_index/],
    ['has a word_index that is no JSON', changed({ word_index: '{' }), /word_index is not JSON/],
    ['has a list for a word_index', index(['the']), /one number for each word/],
    ['has a text for a number', index({ the: '1' }), /gives "the" no number/],
    ['has a fraction for a number', index({ the: 1.5 }), /gives "the" no number/],
    ['has a negative number', index({ the: -1 }), /gives "the" no number/],
    ['has a number beyond int32', index({ the: 2 ** 31 }), /gives "the" no number/],
    [
      'has an object under __proto__',
      changed({ word_index: '{"__proto__":{"the":1}}' }),
      /"__proto__" no number/,
    ],
    ['splits at nothing', changed({ split: '' }), /config\.split/],
    ['splits inside characters', changed({ split: '\ud83d' }), /config\.split/],
    ['splits at null', changed({ split: null }), /config\.split/],
    ['filters numbers', changed({ filters: 3 }), /config\.filters/],
    ['lowers by a list', changed({ lower: [] }), /config\.lower/],
    ['has a negative limit', changed({ num_words: -1 }), /config\.num_words/],
    ['has a limit that is text', changed({ num_words: '100' }), /config\.num_words/],
    ['has an OOV token without a number', changed({ oov_token: '<OOV>' }), /oov_token has no number/],
    ['is nested a million deep', `${'['.repeat(1e6)}${']'.repeat(1e6)}`, /not one of Keras/],
  ])('is refused when it %s', (_how, file, message) => {
    const given = typeof file === 'string' ? bytes(file) : file;
    expect(() => readTokenizer(given)).toThrow(
      expect.objectContaining({
        code: 'model/tokenizer-invalid',
        message: expect.stringMatching(message),
        hint: expect.stringMatching(/to_json/),
        where: 'tokenizer.json',
      }),
    );
  });

  it('is refused by its size before it is read', () => {
    expect(() => readTokenizer(new Uint8Array(MAX_TOKENIZER_BYTES + 1))).toThrow(
      expect.objectContaining({ code: 'model/too-large' }),
    );
  });

  it('changes nothing outside of itself', () => {
    readTokenizer(
      bytes(changed({ word_index: '{"__proto__":7,"constructor":8}', __proto__: { polluted: 1 } })),
    );
    expect(Object.keys(Object.prototype)).toEqual([]);
    expect(({} as { polluted?: unknown }).polluted).toBeUndefined();
  });
});
