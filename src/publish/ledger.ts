import { createHmac, timingSafeEqual } from 'node:crypto';
import { z } from 'zod';
import type { History } from '../domain/history.ts';

/** Seals a history so that it can lie in the open, and opens only what it sealed. */
export interface Ledger {
  /** Base64url, a dot, base64url. */
  seal(history: History): string;
  /** `undefined` for whatever was not sealed with one of our keys, for this pull request and this exam. */
  open(record: string): History | undefined;
}

/**
 * @param keys 32 bytes each: the first seals, every one opens
 * @param scope the global id of the pull request, which survives a renamed repository, and the id of the exam: a record
 * is worth nothing elsewhere
 */
export function ledgerOf(
  keys: readonly Uint8Array[],
  scope: { readonly pullRequest: number; readonly exam: string },
): Ledger {
  const macOf = (key: Uint8Array, payload: string) =>
    createHmac('sha256', key)
      .update(JSON.stringify(['fivefold/history/1', scope.pullRequest, scope.exam, payload]))
      .digest();
  const [first] = keys;
  if (!first) throw new RangeError('a ledger needs a key');
  return {
    seal(history) {
      const payload = Buffer.from(JSON.stringify(history)).toString('base64url');
      return `${payload}.${macOf(first, payload).toString('base64url')}`;
    },
    open(record) {
      const [payload = '', mac = ''] = record.split('.');
      const given = Buffer.from(mac, 'base64url');
      const isOurs = keys.some((key) => equal(macOf(key, payload), given));
      return isOurs ? readHistory(Buffer.from(payload, 'base64url').toString()) : undefined;
    },
  };
}

function equal(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && timingSafeEqual(a, b);
}

const history = z.object({
  revision: z.int().positive(),
  startedAt: z.string().exactOptional(),
  attempts: z.array(
    z.object({
      head: z.string(),
      at: z.string(),
      counts: z.boolean(),
      gains: z.array(
        z.object({
          task: z.string(),
          score: z.literal([1, 2, 3, 4, 5]),
          band: z.enum(['low', 'middle', 'high', 'top']).exactOptional(),
          value: z.number().exactOptional(),
        }),
      ),
    }),
  ),
  carried: z.record(z.string(), z.string()).exactOptional(),
});

/** We wrote it, but perhaps another version of us did: what does not fit is as good as not ours. */
function readHistory(json: string): History | undefined {
  return history.safeParse(JSON.parse(json)).data;
}

/**
 * What two records know together. Of an attempt that both know, the newer record's word counts. Records differ when
 * two runs graded at once, or when somebody put an old one back: either way nothing is lost.
 */
export function merge(a: History, b: History): History {
  const [newer, older] = a.revision >= b.revision ? [a, b] : [b, a];
  const missing = older.attempts.filter(({ head }) => !newer.attempts.some((known) => known.head === head));
  const startedAt = [a.startedAt, b.startedAt].filter((time) => time !== undefined).sort()[0];
  if (missing.length === 0 && startedAt === newer.startedAt) return newer;
  return {
    ...newer,
    revision: newer.revision + 1,
    ...(startedAt !== undefined && { startedAt }),
    attempts: [...newer.attempts, ...missing],
  };
}
