import type { Random } from './random.ts';

type Words = readonly [string, ...string[]];

const PRAISE: Words = [
  'good',
  'lovely',
  'fresh',
  'friendly',
  'quick',
  'clean',
  'warm',
  'superb',
  'charming',
  'honest',
];
const BLAME: Words = ['bad', 'awful', 'stale', 'rude', 'slow', 'dirty', 'cold', 'dreadful', 'dull', 'shabby'];
const THINGS: Words = [
  'soup',
  'bread',
  'waiter',
  'room',
  'music',
  'coffee',
  'service',
  'terrace',
  'dessert',
  'kitchen',
];
const SEEMED: Words = ['was', 'seemed', 'felt', 'looked', 'is'];
const DEGREES: Words = ['very', 'quite', 'rather', 'really', 'so'];
/** Words that turn the next judgement into its opposite. */
const DENIALS: Words = ['not', 'never', 'hardly', 'anything but', 'far from'];
/** A judgement behind one of these yields to the other one. */
const CONCESSIONS: Words = ['although', 'even though', 'while'];
const REVERSALS: Words = ['but', 'yet', 'however'];
const ASIDES: Words = [
  'we came on monday',
  'we came on friday',
  'my sister chose the place',
  'it was our second visit',
  'we had a table outside',
];
const MARKS = [',', '.', 'the', 'and', 'honestly', 'not only'];

/** Every word the grammar can produce, without order. */
export const WORDS: readonly string[] = [
  ...new Set(
    [PRAISE, BLAME, THINGS, SEEMED, DEGREES, DENIALS, CONCESSIONS, REVERSALS, ASIDES, MARKS]
      .flat()
      .flatMap((phrase) => phrase.split(' ')),
  ),
];

/** How often each construction occurs; an exam draws its own. */
export interface Habits {
  readonly contrast: number;
  readonly denial: number;
}

export function drawHabits(random: Random): Habits {
  return { contrast: random.uniform(0.17, 0.2), denial: random.uniform(0.16, 0.19) };
}

/** A short review that, all in all, praises or blames. */
export function compose(praises: boolean, habits: Habits, random: Random): string {
  const before = random.chance(0.5) ? `${random.pick(ASIDES)} . ` : '';
  const after = random.chance(0.3) ? ` , ${random.pick(ASIDES)}` : '';
  return `${before}${verdict(praises, habits, random)}${after} .`;
}

function verdict(praises: boolean, habits: Habits, random: Random): string {
  const say = (polarity: boolean) => judgement(polarity, habits, random);
  if (random.chance(habits.contrast)) return contrast(say(praises), say(!praises), random);
  return random.chance(0.4) ? `${say(praises)} and ${say(praises)}` : say(praises);
}

/** Two judgements that disagree; `main` is the one that counts. */
function contrast(main: string, minor: string, random: Random): string {
  const forms: readonly [string, ...string[]] = [
    `${minor} , ${random.pick(REVERSALS)} ${main}`,
    `${random.pick(CONCESSIONS)} ${minor} , ${main}`,
    `${main} , ${random.pick(CONCESSIONS)} ${minor}`,
  ];
  return random.pick(forms);
}

function judgement(praises: boolean, habits: Habits, random: Random): string {
  const opening = `${random.chance(0.15) ? 'honestly ' : ''}the ${random.pick(THINGS)} ${random.pick(SEEMED)}`;
  const adjective = (polarity: boolean) => random.pick(polarity ? PRAISE : BLAME);
  const degree = random.chance(0.35) ? `${random.pick(DEGREES)} ` : '';
  if (random.chance(habits.denial)) {
    return `${opening} ${random.pick(DENIALS)} ${degree}${adjective(!praises)}`;
  }
  // "not only" looks like a denial and is none.
  const only = random.chance(0.08) ? 'not only ' : '';
  return `${opening} ${only}${degree}${adjective(praises)}`;
}
