import { datasetError } from './problem.ts';
import { placeOf } from './secret.ts';
import { type Answers, type Division, PARTS, type Part, type Shares } from './source.ts';

/** Values are divided evenly among this many ranges of equal size, so that every part has small and large ones. */
const RANGES = 5;

/** An example as far as dividing is concerned. */
export interface Example {
  /** Its content: equal examples have equal keys. */
  readonly key: string;
  /** Near-duplicates have the same, and stay together. */
  readonly group: number;
}

interface Group {
  readonly members: readonly number[];
  readonly place: string;
}

/**
 * Divide examples by a secret: near-duplicates together, every class (or range of values) in its share. Who knows the
 * examples but not the secret cannot tell the parts; whoever has both gets the same parts, in whatever order the examples
 * come.
 *
 * @throws {FivefoldError} `dataset/too-small` a class has too few examples for three parts
 */
export function divide(
  examples: readonly Example[],
  answers: Answers,
  shares: Shares,
  secret: string,
): Division {
  const places = examples.map(({ key }) => placeOf(secret, key));
  const strata = strataOf(answers);
  const division: Record<Part, number[]> = { train: [], sample: [], hidden: [] };
  for (const [stratum, groups] of byStratum(examples, strata, places)) {
    const parts = allot(groups, shares);
    for (const part of PARTS) division[part] = division[part].concat(parts[part]);
    assertFilled(parts, stratum, answers);
  }
  const order = (a: number, b: number) => {
    const [one = '', other = ''] = [places[a], places[b]];
    return one === other ? a - b : one < other ? -1 : 1;
  };
  return {
    train: division.train.toSorted(order),
    sample: division.sample.toSorted(order),
    hidden: division.hidden.toSorted(order),
  };
}

/** By stratum of their first member: groups of near-duplicates, in the order that the secret gives. */
function byStratum(
  examples: readonly Example[],
  strata: readonly number[],
  places: readonly string[],
): ReadonlyMap<number, readonly Group[]> {
  const groups = Map.groupBy(examples.keys(), (index) => examples[index]?.group ?? index);
  const placed = [...groups.values()].map((members) => ({
    members,
    place: members.map((index) => places[index] ?? '').toSorted()[0] ?? '',
  }));
  const ordered = placed.toSorted((a, b) => (a.place < b.place ? -1 : 1));
  return Map.groupBy(ordered, ({ members }) => strata[members[0] ?? 0] ?? 0);
}

/** The first groups that fit are hidden, the next are the sample, the rest is for training. */
function allot(groups: readonly Group[], shares: Shares): Division {
  const total = groups.reduce((sum, { members }) => sum + members.length, 0);
  const room = { hidden: quota(total, shares.hidden), sample: quota(total, shares.sample) };
  const parts: Record<Part, number[]> = { train: [], sample: [], hidden: [] };
  for (const { members } of groups) {
    const part = (['hidden', 'sample'] as const).find((name) => members.length <= room[name]) ?? 'train';
    parts[part].push(...members);
    if (part !== 'train') room[part] -= members.length;
  }
  return parts;
}

function quota(total: number, percent: number): number {
  return Math.max(1, Math.round((total * percent) / 100));
}

function assertFilled(parts: Division, stratum: number, answers: Answers): void {
  const empty = Object.entries(parts).find(([, members]) => members.length === 0)?.[0];
  if (empty === undefined) return;
  const what = answers.kind === 'classes' ? `The class '${answers.names[stratum]}'` : 'The data';
  const message = `${what} cannot be divided: there is nothing left for the part '${empty}', as near-duplicates stay together.`;
  throw datasetError('dataset/too-small', message);
}

function strataOf(answers: Answers): readonly number[] {
  if (answers.kind === 'classes') return answers.labels;
  const firsts = answers.labels.map(([first = 0]) => first);
  const ranks = [...firsts.keys()].toSorted((a, b) => (firsts[a] ?? 0) - (firsts[b] ?? 0));
  const strata = Array<number>(firsts.length).fill(0);
  for (const [rank, index] of ranks.entries()) strata[index] = Math.floor((rank * RANGES) / firsts.length);
  return strata;
}
