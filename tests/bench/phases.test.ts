import { describe, expect, it } from 'vitest';
import { phasesOf, predicting } from '../../bench/pipeline/phases.ts';

describe('the phases of a grading', () => {
  const heard = [
    { text: 'exam: 90 ms\nhidden glyphs: 40 ms\n', at: 200 },
    { text: 'hidden late-one: 10 ms\n', at: 500 },
    { text: '::debug::predict glyphs: 350 ms\ntask glyphs: 400 ms\nGET /repos: 3 ms later\n', at: 550 },
    { text: 'predict late-one: 400 ms\n', at: 800 },
  ];

  it('are read from the log as they are logged', () => {
    const phases = phasesOf(heard);
    expect(phases).toContainEqual({ name: 'hidden glyphs', ms: 40, end: 200 });
    expect(phases.map(({ name }) => name)).toEqual([
      'exam',
      'hidden glyphs',
      'hidden late-one',
      'predict glyphs',
      'task glyphs',
      'predict late-one',
    ]);
  });

  it('count as prediction from the moment a model has its rows, and once where models overlap', () => {
    // glyphs from 200 to 550, late-one from 500 to 800
    expect(predicting(phasesOf(heard))).toBe(600);
  });
});
