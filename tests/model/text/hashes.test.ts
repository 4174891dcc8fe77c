import { describe, expect, it } from 'vitest';
import { fingerprint64 } from '../../../src/model/layers/text/farmhash.ts';
import { sipHash64 } from '../../../src/model/layers/text/siphash.ts';

/**
 * Made by TensorFlow 2.21: `tf.strings.to_hash_bucket_fast([text], 2**63 - 1)` and `to_hash_bucket_strong(…, key=[133, 137])`.
 * The lengths reach every branch: 0, 1–3, 4–7, 8–16, 17–32, 33–64 and more, with and without a remainder.
 */
const BUCKETS = 2n ** 63n - 1n;
const VECTORS: readonly (readonly [string, bigint, bigint])[] = [
  ['', 1936946117179621456n, 4928313950774450900n],
  ['a', 3694432073954588132n, 7077939996121841354n],
  ['0', 5975597238397796928n, 3811194907141297369n],
  ['-12', 3912658451136537762n, 7307590948908259292n],
  ['abcdefgh', 9145071594317031690n, 4821859048491749637n],
  ['2147483647', 1086117229775984950n, 5807076314894808326n],
  ['hello world', 6381520714923946011n, 3672456908529363296n],
  ['é漢字😀', 8236104125406320879n, 7186187870200203538n],
  ['abcdefghijklmnop', 6080716761534418621n, 2540178693098969413n],
  ['abcdefghijklmnopq', 2171023947900359593n, 7235737185026253614n],
  ['x'.repeat(32), 3678204687145032710n, 814092544179586341n],
  ['x'.repeat(33), 3046993373088323128n, 7959349581776540777n],
  ['xy'.repeat(32), 3729191431636796508n, 1369738351926856225n],
  [`${'xy'.repeat(32)}z`, 4507679290248616781n, 7815652300171139852n],
  ['xyz'.repeat(100), 2479354840543342979n, 7039395567780138949n],
];

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

describe.each(VECTORS)('%j', (text, fast, strong) => {
  it('has the fingerprint that TensorFlow gives it', () => {
    expect(fingerprint64(bytes(text)) % BUCKETS).toBe(fast);
  });

  it('has the salted hash that TensorFlow gives it', () => {
    expect(sipHash64(bytes(text), [133n, 137n]) % BUCKETS).toBe(strong);
  });
});

/** Appendix A of the SipHash paper: key 00…0f, message 00…0e. */
it('SipHash-2-4 agrees with its authors', () => {
  const message = Uint8Array.from({ length: 15 }, (_, i) => i);
  expect(sipHash64(message, [0x0706050403020100n, 0x0f0e0d0c0b0a0908n])).toBe(0xa129ca6149be45e5n);
});
