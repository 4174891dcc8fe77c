import type { Person } from './content.ts';

/** Where the cohort stood at one moment: of everybody who had submitted by then. */
export interface Moment {
  readonly at: Date;
  readonly people: number;
  readonly low: number;
  readonly median: number;
  readonly high: number;
}

/** What a chart of a phone's width can show. */
const MOMENTS = 40;

/** The middle half of the cohort at equal steps from the first submission to the last; none where all came at one time. */
export function overTime(people: readonly Pick<Person, 'standing'>[]): readonly Moment[] {
  const ways = people.flatMap(({ standing }) => {
    const stages = standing?.stages.map(({ at, percent }) => ({ time: Date.parse(at), percent })) ?? [];
    return stages.length > 0 ? [stages] : [];
  });
  const times = ways.flat().map(({ time }) => time);
  const first = times.reduce((a, b) => Math.min(a, b), Number.POSITIVE_INFINITY);
  const last = times.reduce((a, b) => Math.max(a, b), Number.NEGATIVE_INFINITY);
  if (!(last > first)) return [];
  return Array.from({ length: MOMENTS }, (_, i) => {
    const time = first + ((last - first) * i) / (MOMENTS - 1);
    const known = ways.flatMap((stages) => stages.findLast((stage) => stage.time <= time)?.percent ?? []);
    const sorted = known.sort((a, b) => a - b);
    const [low, median, high] = [0.25, 0.5, 0.75].map((share) => quantile(sorted, share));
    return { at: new Date(time), people: sorted.length, low: low ?? 0, median: median ?? 0, high: high ?? 0 };
  });
}

/** Linear between neighbours: definition 7 of Hyndman and Fan (1996), as in NumPy. */
export function quantile(sorted: readonly number[], share: number): number {
  const place = share * (sorted.length - 1);
  const [below, above] = [sorted[Math.floor(place)] ?? 0, sorted[Math.ceil(place)] ?? 0];
  return below + (above - below) * (place - Math.floor(place));
}
