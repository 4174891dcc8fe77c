import { expect, it } from 'vitest';
import { alikeFrom } from '../../src/cohort/page/alike.ts';

const model = (candidate: string, where = candidate) => ({
  candidate,
  where,
  task: 'glyphs',
  fingerprint: 'f',
});
const found = (likenesses: readonly object[]) =>
  JSON.stringify({ schema: 'fivefold/copies/1', models: [], unread: [], likenesses });

it('tells of copies as fivefold copies does', () => {
  const models = [model('ada'), model('bob', '#7')];
  const told = alikeFrom(
    found([
      { kind: 'same', isCommon: false, task: 'glyphs', models },
      { kind: 'same', isCommon: true, task: 'glyphs', models },
      { kind: 'part', share: 0.934, task: 'scenes', models },
    ]),
    'copies.json',
  );
  const people = ['ada', 'bob (#7)'];
  expect(told).toEqual([
    { task: 'glyphs', what: 'the same weights', people },
    { task: 'glyphs', what: 'the same, by many', people },
    { task: 'scenes', what: '93 % of the weights', people },
  ]);
});

it.each(['', '[]', '{"schema":"fivefold/copies/2","likenesses":[]}'])(
  'refuses what is something else: %s',
  (text) => {
    expect(() => alikeFrom(text, 'copies.json')).toThrow('copies.json is not what');
  },
);
