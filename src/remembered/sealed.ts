import { createCipheriv, createDecipheriv, createHmac, hkdfSync } from 'node:crypto';
import { z } from 'zod';
import type { Measured } from '../domain/scorecard.ts';

/** Hides results under names that say nothing, and finds them again: for whoever has no key, noise. */
export interface Seal {
  /** 64 hex digits. */
  name(question: string): string;
  /** Equal results give equal bytes, and results of one model have one length, whatever their value. */
  close(question: string, result: Measured): Uint8Array;
  /** `undefined` for whatever was not closed with this key, for this question. */
  open(question: string, sealed: Uint8Array): Measured | undefined;
}

const CIPHER = 'aes-256-gcm';
const KEY_BYTES = 32;
const NONCE_BYTES = 12;
const TAG_BYTES = 16;

/** @param key 32 bytes, derived from the identity for this use alone */
export function sealWith(key: Uint8Array): Seal {
  const [naming, noncing, sealing] = ['name', 'nonce', 'seal'].map((use) => subkey(key, use));
  if (!naming || !noncing || !sealing) throw new RangeError('unreachable: three uses');
  return {
    name: (question) => createHmac('sha256', naming).update(question).digest('hex'),
    close(question, result) {
      const plain = encode(result);
      // Of all that is sealed (as in RFC 5297): no nonce comes twice but with the same text, and nothing depends on chance.
      const mac = createHmac('sha256', noncing)
        .update(JSON.stringify([question, plain]))
        .digest();
      const nonce = mac.subarray(0, NONCE_BYTES);
      const cipher = createCipheriv(CIPHER, sealing, nonce).setAAD(Buffer.from(question));
      const body = [cipher.update(plain, 'utf8'), cipher.final()];
      return new Uint8Array(Buffer.concat([nonce, ...body, cipher.getAuthTag()]));
    },
    open(question, sealed) {
      if (sealed.length < NONCE_BYTES + TAG_BYTES) return undefined;
      const nonce = sealed.subarray(0, NONCE_BYTES);
      const options = { authTagLength: TAG_BYTES };
      const decipher = createDecipheriv(CIPHER, sealing, nonce, options).setAAD(Buffer.from(question));
      decipher.setAuthTag(sealed.subarray(-TAG_BYTES));
      try {
        const body = decipher.update(sealed.subarray(NONCE_BYTES, -TAG_BYTES));
        return decode(Buffer.concat([body, decipher.final()]).toString());
      } catch {
        return undefined;
      }
    },
  };
}

function subkey(key: Uint8Array, use: string): Uint8Array {
  return new Uint8Array(hkdfSync('sha256', key, '', use, KEY_BYTES));
}

const stored = z.object({
  value: z.string().regex(/^[0-9a-f]{16}$/),
  facts: z.object({
    format: z.string(),
    parameters: z.number(),
    layers: z.number(),
    read: z.enum(['texts', 'own-tokens', 'exam-tokens']).exactOptional(),
  }),
  predictionsHmac: z.string().exactOptional(),
});

/** The value as its eight bytes: in decimals, its length would be a word about the hidden rows. */
function encode({ value, facts, predictionsHmac }: Measured): string {
  const bytes = Buffer.alloc(Float64Array.BYTES_PER_ELEMENT);
  bytes.writeDoubleBE(value);
  const { format, parameters, layers, read } = facts;
  const kept = { format, parameters, layers, ...(read && { read }) };
  const record: z.input<typeof stored> = {
    value: bytes.toString('hex'),
    facts: kept,
    ...(predictionsHmac !== undefined && { predictionsHmac }),
  };
  return JSON.stringify(record);
}

/** We wrote it, but perhaps while this version was being made: what does not fit is as good as not there. */
function decode(json: string): Measured | undefined {
  const record = stored.safeParse(JSON.parse(json)).data;
  if (!record) return undefined;
  return { kind: 'measured', ...record, value: Buffer.from(record.value, 'hex').readDoubleBE() };
}
