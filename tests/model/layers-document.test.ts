import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { readBuiltIns } from '../../scripts/layers/classes.ts';
import { contentsOf, readCorpus } from '../../scripts/layers/corpus.ts';
import { listedClasses } from '../../scripts/layers/render.ts';
import { KERAS_OPERATIONS } from '../../src/model/layers/operations/keras.ts';
import { REFUSED_CLASSES } from '../../src/model/layers/refused.ts';
import { LAYER_CLASSES } from '../../src/model/layers/table.ts';
import { MAX_DEVIATION } from './parity.ts';

const builtIns = readBuiltIns().map(({ name }) => name);
const contents = [...readCorpus(2), ...readCorpus(3)].map(contentsOf);
const covered = new Set(contents.flatMap(({ layers }) => [...layers]));
const document = readFileSync(new URL('../../docs/layers.md', import.meta.url), 'utf8');

/** First cells of the rows below a heading. */
function rowsUnder(heading: string): string[] {
  const [, section = ''] = document.split(`\n## ${heading}\n`);
  return [...(section.split('\n## ')[0] ?? '').matchAll(/^\| `(\w+)`/gm)].map(([, name = '']) => name);
}

/** Relative errors of the rows that have any, on WASM and on TensorFlow. */
function relativeErrors(): { readonly name: string; readonly errors: readonly number[] }[] {
  const rows = document.matchAll(/^\| `(\w+)` \|.*? \| \d+ \| (\S+) \| (\S+) \| (\S+) \| (\S+) \|/gm);
  return [...rows].map(([, name = '', , wasm, , native]) => ({
    name,
    errors: [Number(wasm), Number(native)],
  }));
}

describe('every class of Keras 2.15 and 3.15', () => {
  it('is run or refused with a reason', () => {
    const missing = builtIns.filter((name) => !LAYER_CLASSES.has(name) && !REFUSED_CLASSES.has(name));
    expect(missing).toEqual([]);
  });

  it('that is run has a model by real Keras', () => {
    const missing = builtIns.filter((name) => LAYER_CLASSES.has(name) && !covered.has(name));
    expect(missing).toEqual([]);
  });
});

it('every operation has a model by real Keras', () => {
  const called = new Set(contents.flatMap(({ operations }) => [...operations]));
  expect([...KERAS_OPERATIONS.keys()].filter((name) => !called.has(name))).toEqual([]);
});

describe('docs/layers.md, which `npm run layers` writes,', () => {
  const classes = listedClasses().map(({ name }) => name);

  it('lists every class that is run', () => {
    expect(rowsUnder('Layers and cells')).toEqual(classes.filter((name) => LAYER_CLASSES.has(name)));
  });

  it('lists every class that is refused', () => {
    expect(rowsUnder('Refused')).toEqual(classes.filter((name) => REFUSED_CLASSES.has(name)));
  });

  it('lists every operation', () => {
    expect(rowsUnder('Operations')).toEqual([...KERAS_OPERATIONS.keys()]);
  });

  it('shows what both engines are off by, which is nowhere more than the tests allow', () => {
    const rows = relativeErrors();
    expect(rows.map(({ name }) => name)).toEqual([
      ...classes.filter((name) => LAYER_CLASSES.has(name) && covered.has(name)),
      ...KERAS_OPERATIONS.keys(),
    ]);
    const off = rows.filter(({ errors }) => !errors.every((error) => error <= MAX_DEVIATION));
    expect(off).toEqual([]);
  });
});
