import type { DrawnTexts } from '../drawn.ts';
import { type Files, lines, messOf, utf8, utf16 } from './files.ts';

/** Class names, in class order. */
export const PHRASE_NAMES = ['blame', 'praise'] as const;

/** Share of the reviews that were written into the guest book. */
const GUEST_BOOK = 0.2;
/** Reviews whose stars got lost. */
const UNRATED = 0.03;
const DAYS = ['friday', 'monday', 'saturday', 'sunday'] as const;

/**
 * `reviews.jsonl`, one nested object a line (sentences of the body apart; stars 4 and 5 praise, 1 and 2 blame, `null` is
 * lost), and `guest-book.txt`, plain text in UTF-16: a heading with the verdict, the text, an empty line.
 */
export function rawPhrases({ inputs, labels }: DrawnTexts, seed: string): Files {
  const book = Math.round(inputs.data.length * (1 - GUEST_BOOK));
  const reviews = inputs.data
    .slice(0, book)
    .map((text, i) => JSON.stringify(review(text, labels.data[i] === 1, i, seed)));
  const guests = inputs.data.slice(book).map((text, i) => {
    const verdict = PHRASE_NAMES[labels.data[book + i] === 1 ? 1 : 0];
    return `## Guest ${i + 1}: ${verdict}\r\n${text}\r\n`;
  });
  return new Map([
    ['reviews.jsonl', utf8(lines(reviews))],
    ['guest-book.txt', utf16(guests.join('\r\n'))],
  ]);
}

function review(text: string, praises: boolean, index: number, seed: string) {
  const mess = messOf('phrases', seed, String(index));
  const stars = (praises ? 4 : 1) + mess.integer(2);
  const visit = { day: mess.pick(DAYS), guests: 1 + mess.integer(6) };
  return {
    id: `r${String(index + 1).padStart(5, '0')}`,
    visit,
    review: { language: 'en', body: text.split(/(?<=[.!?]) /) },
    rating: { stars: mess.chance(UNRATED) ? null : stars },
  };
}
