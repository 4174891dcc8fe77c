import { busy, damagedRecords, overtaken, publicResults } from '../../src/cohort/problem.ts';
import type { Helps } from './help.ts';

export const COHORT_HELP: Helps<'cohort'> = {
  'cohort/records-damaged': {
    means: 'The results branch of the grader repository holds a file that no sweep has written like this.',
    why: 'Somebody has edited it, or a newer version of Fivefold has written it.',
    fix: 'Look at the history of the branch and revert what is not by a sweep; or use the version that wrote it.',
    raise: () => damagedRecords('records/7f.json'),
  },
  'cohort/busy': {
    means: 'Two sweeps must not write at once, and another one has begun.',
    why: 'A scheduled sweep runs longer than the time to the next one, or somebody has started one by hand.',
    fix: 'Wait for it. A sweep that was killed keeps the branch for half an hour at most; then the next one goes on from there.',
    raise: () => busy('run 4711', '2027-03-01T09:10:00Z'),
  },
  'cohort/overtaken': {
    means: 'This sweep could not write for so long that another one has taken its place, so it stopped.',
    why: 'The machine slept, or was cut off from GitHub for more than half an hour.',
    fix: 'Nothing: what it had written stays, and the other sweep grades the rest. Nothing is posted twice.',
    raise: () => overtaken(),
  },
  'cohort/public': {
    means:
      'The results of a course lie on a branch of its grader repository, which must therefore be private.',
    why: 'The repository was made public, or has been made from a template as a public one.',
    fix: 'Make it private. If results were on it already, rotate the hidden sets: measured values tell something about them.',
    raise: () => publicResults({ owner: 'school', name: 'grader' }),
  },
};
