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
  'bright',
  'pleasant',
];
const BLAME: Words = [
  'bad',
  'awful',
  'stale',
  'rude',
  'slow',
  'dirty',
  'cold',
  'dreadful',
  'dull',
  'shabby',
  'noisy',
  'bland',
];
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
  'salad',
  'cellar',
  'garden',
  'menu',
  'wine',
  'cook',
  'fish',
  'cake',
  'cheese',
  'host',
];
const SEEMED: Words = ['was', 'seemed', 'felt', 'looked', 'is'];
const DEGREES: Words = ['very', 'quite', 'rather', 'really', 'so'];
/** Words that turn the next judgement into its opposite. */
const DENIALS: Words = ['not', 'never', 'hardly', 'anything but', 'far from'];
/** A denial of the whole clause that follows, its judgement many words away. */
const DOUBTS: Words = [
  'nobody would say that',
  'i cannot agree that',
  'it is a myth that',
  'do not believe that',
];
const AFFIRMATIONS: Words = [
  'everybody would say that',
  'i can agree that',
  'it is a fact that',
  'do believe that',
];
/** A judgement behind one of these yields to the other one. */
const CONCESSIONS: Words = ['although', 'even though', 'while'];
const REVERSALS: Words = ['but', 'yet', 'however'];
/** What follows is about another house, and counts for nothing. */
const ELSEWHERE: Words = ['at the old place', 'across the street', 'last year elsewhere'];
/** At the end of a review: all of it was meant the other way round. */
const IRONY: Words = ['yeah right', 'as if', 'in my dreams'];
const EARNEST: Words = ['no joke', 'for sure', 'as i said'];
/** Who came, when, and why: every review begins with it, and it says nothing. */
const GUESTS: Words = [
  'we',
  'my parents',
  'two of us',
  'my sister and i',
  'five of us',
  'our team',
  'the children',
  'old friends',
];
const DAYS: Words = ['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday'];
const REASONS: Words = [
  'for lunch',
  'for dinner',
  'after work',
  'in the rain',
  'for a birthday',
  'by chance',
  'by train',
  'at noon',
];
const MARKS = ['the', 'and', 'came on', 'not only', 'here', 'with all the guests around us'];

/** Every word the grammar can produce, without order. */
export const WORDS: readonly string[] = [
  ...new Set(
    [
      PRAISE,
      BLAME,
      THINGS,
      SEEMED,
      DEGREES,
      DENIALS,
      DOUBTS,
      AFFIRMATIONS,
      CONCESSIONS,
      REVERSALS,
      ELSEWHERE,
      IRONY,
      EARNEST,
      GUESTS,
      DAYS,
      REASONS,
      MARKS,
    ]
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
  return { contrast: random.uniform(0.35, 0.37), denial: random.uniform(0.03, 0.05) };
}

/** A short review that, all in all, praises or blames. */
export function compose(praises: boolean, habits: Habits, random: Random): string {
  const irony = random.chance(0.08);
  const before = `${random.pick(GUESTS)} came on ${random.pick(DAYS)} ${random.pick(REASONS)}. `;
  const meant = irony && random.chance(0.5);
  const after = irony ? `, ${random.pick(meant ? IRONY : EARNEST)}` : '';
  return `${before}${verdict(meant ? !praises : praises, habits, random)}${after}.`;
}

function verdict(praises: boolean, habits: Habits, random: Random): string {
  const say = (polarity: boolean) => judgement(polarity, habits, random);
  const kind = random.uniform(0, 1);
  if (kind < habits.contrast) return contrast(say(praises), say(!praises), random);
  if (kind < habits.contrast + 0.1)
    return elsewhere(say(praises), say(random.chance(0.25) === praises), random);
  return say(praises);
}

function elsewhere(here: string, there: string, random: Random): string {
  const place = random.pick(ELSEWHERE);
  return random.chance(0.5) ? `${place} ${there}. here ${here}` : `here ${here}. ${place} ${there}`;
}

/** Two judgements that disagree; `main` is the one that counts. */
function contrast(main: string, minor: string, random: Random): string {
  const forms: readonly [string, ...string[]] = [
    `${minor}, ${random.pick(REVERSALS)} ${main}`,
    `${random.pick(CONCESSIONS)} ${minor}, ${main}`,
    `${main}, ${random.pick(CONCESSIONS)} ${minor}`,
  ];
  return random.pick(forms);
}

function judgement(praises: boolean, habits: Habits, random: Random): string {
  const adjective = (polarity: boolean) => random.pick(polarity ? PRAISE : BLAME);
  const around = random.chance(0.15) ? ' with all the guests around us' : '';
  const opening = `the ${random.pick(THINGS)}${around} ${random.pick(SEEMED)}`;
  const degree = random.chance(0.35) ? `${random.pick(DEGREES)} ` : '';
  if (random.chance(0.12)) {
    const doubt = random.chance(0.5);
    return `${random.pick(doubt ? DOUBTS : AFFIRMATIONS)} ${opening} ${degree}${adjective(doubt ? !praises : praises)}`;
  }
  if (random.chance(habits.denial))
    return `${opening} ${random.pick(DENIALS)} ${degree}${adjective(!praises)}`;
  // "not only" looks like a denial and is none.
  const only = random.chance(0.08) ? 'not only ' : '';
  return `${opening} ${only}${degree}${adjective(praises)}`;
}
