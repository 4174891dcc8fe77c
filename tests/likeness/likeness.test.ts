import { describe, expect, it } from 'vitest';
import { type Fingerprint, keyed, likenesses, nameOf } from '../../src/likeness/index.ts';

const KEY = new Uint8Array(32).fill(7);
const sha256 = (name: string) => Buffer.from(name).toString('hex').padEnd(64, '0').slice(0, 64);

/** A model of these weights, by name and size. */
function model(candidate: string, weights: Readonly<Record<string, number>>, task = 'scenes'): Fingerprint {
  const digests = Object.entries(weights).map(([name, values]) => ({ values, sha256: sha256(name) }));
  return { candidate, where: `#${candidate}`, task, tensors: keyed(digests, KEY) };
}

const told = (models: readonly Fingerprint[]) =>
  likenesses(models).map(({ models: alike, ...likeness }) => ({
    ...likeness,
    who: alike.map(({ candidate }) => candidate),
  }));

describe('models of different candidates', () => {
  it('[T-77] with equal weights are the same, in whatever order a file has them', () => {
    const found = told([
      model('ada', { a: 100, b: 50 }),
      model('bob', { b: 50, a: 100 }),
      model('cyd', { c: 150 }),
    ]);
    expect(found).toEqual([{ kind: 'same', task: 'scenes', isCommon: false, who: ['ada', 'bob'] }]);
  });

  it('[T-77] with a copied backbone and heads of their own are told as a share of the weights', () => {
    const found = told([
      model('ada', { backbone: 900, head: 100 }),
      model('bob', { backbone: 900, other: 300 }),
    ]);
    expect(found).toEqual([{ kind: 'part', task: 'scenes', share: 0.9, who: ['ada', 'bob'] }]);
  });

  it('with less than half in common are not told', () => {
    expect(told([model('ada', { x: 49, a: 51 }), model('bob', { x: 49, b: 51 })])).toEqual([]);
  });

  it('are compared within a task alone', () => {
    expect(told([model('ada', { a: 100 }), model('bob', { a: 100 }, 'glyphs')])).toEqual([]);
  });

  it('without a weight that says anything are not compared', () => {
    expect(told([model('ada', {}), model('bob', {})])).toEqual([]);
  });
});

describe('[T-78] nobody is accused', () => {
  const crowd = ['ada', 'bob', 'cyd', 'dan', 'eve'];

  it('of a published backbone that many have', () => {
    const models = crowd.map((name) => model(name, { published: 10_000, [name]: 100 }));
    expect(told(models)).toEqual([]);
  });

  it('but of copying the rest, where many have the backbone', () => {
    const models = crowd.map((name) => model(name, { published: 10_000, [name]: 100 }));
    const thief = model('mallory', { published: 10_000, ada: 100, own: 20 });
    expect(told([...models, thief])).toEqual([
      { kind: 'part', task: 'scenes', share: 1, who: ['ada', 'mallory'] },
    ]);
  });

  it('of a starter that many have submitted as it is: it is told apart from a copy', () => {
    const [found, ...others] = told(crowd.map((name) => model(name, { starter: 100 })));
    expect(found).toMatchObject({ kind: 'same', isCommon: true, who: crowd });
    expect(others).toEqual([]);
  });

  it('of submitting the same twice', () => {
    expect(
      told([model('ada', { a: 100 }), model('ada', { a: 100 }), model('ada', { a: 100, b: 1 })]),
    ).toEqual([]);
  });
});

describe('[T-79] a fingerprint', () => {
  const digests = [{ values: 100, sha256: sha256('a') }];

  it('is the same under the same key, and another under another', () => {
    const name = (key: Uint8Array) => nameOf(keyed(digests, key));
    expect(name(KEY)).toBe(name(KEY.slice()));
    expect(name(KEY)).not.toBe(name(new Uint8Array(32)));
  });

  it('does not hold the digest that somebody without the key could compute', () => {
    expect(JSON.stringify(keyed(digests, KEY))).not.toContain(sha256('a').slice(0, 16));
  });
});
