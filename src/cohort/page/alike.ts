import { z } from 'zod';
import { FivefoldError } from '../../domain/errors.ts';
import type { Alike } from './content.ts';

const model = z.object({ candidate: z.string(), where: z.string() });
const likeness = z.object({ task: z.string(), models: z.array(model) });
const found = z.object({
  schema: z.literal('fivefold/copies/1'),
  likenesses: z.array(
    z.discriminatedUnion('kind', [
      likeness.extend({ kind: z.literal('same'), isCommon: z.boolean() }),
      likeness.extend({ kind: z.literal('part'), share: z.number() }),
    ]),
  ),
});

type Found = z.output<typeof found>['likenesses'][number];

/**
 * What `fivefold copies --json` printed, as a page tells it.
 *
 * @param where names the file in messages
 * @throws {FivefoldError} `file/malformed`
 */
export function alikeFrom(text: string, where: string): readonly Alike[] {
  const parsed = found.safeParse(parseJson(text));
  if (!parsed.success)
    throw new FivefoldError({
      code: 'file/malformed',
      message: `${where} is not what \`fivefold copies --json\` prints.`,
      hint: 'Run it again: fivefold copies … --json > copies.json',
      where,
    });
  return parsed.data.likenesses.map((one) => ({
    task: one.task,
    what: inWords(one),
    people: one.models.map(({ candidate, where }) =>
      candidate === where ? candidate : `${candidate} (${where})`,
    ),
  }));
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function inWords(one: Found): string {
  if (one.kind === 'part') return `${Math.round(100 * one.share)} % of the weights`;
  return one.isCommon ? 'the same, by many' : 'the same weights';
}
