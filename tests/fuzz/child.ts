/**
 * Gives damaged bytes number FROM to TO to a reader: `node child.ts READER SEED FROM TO`. Without a parent (to look at one of
 * them) it prints.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { ZodError } from 'zod';
import { FivefoldError } from '../../src/domain/errors.ts';
import { FormatError } from '../../src/formats/format-error.ts';
import type { Json } from '../../src/model/config/json.ts';
import { mutateBytes } from '../model/mutations/bytes.ts';
import { mutateJson } from '../model/mutations/json.ts';
import { seeded } from '../model/outcome.ts';
import { READERS, type Reader } from './readers.ts';

/** What the child tells. */
export type Message =
  | { readonly kind: 'at'; readonly index: number }
  | { readonly kind: 'defect'; readonly index: number; readonly error: string }
  | { readonly kind: 'done'; readonly read: number; readonly refused: number; readonly grownBytes: number };

/** Often enough that a parent knows where its child stands still. */
const TELL_EVERY = 100;
/** The heap is warm after so many; what it gains later stays. */
const WARM = 1_000;

const [name = '', seed = '', from = '', to = ''] = process.argv.slice(2);
const tell = (message: Message): void => {
  if (process.send) process.send(message);
  else console.log(message);
};

function damaged({ healthy, isJson }: Reader, draw: (bound: number) => number): Uint8Array {
  let bytes = healthy[draw(healthy.length)] ?? new Uint8Array();
  if (isJson && draw(4) > 0) {
    const json = JSON.parse(new TextDecoder().decode(bytes)) as Json;
    return new TextEncoder().encode(mutateJson(json, draw).text);
  }
  for (let i = draw(3); i >= 0; i--) bytes = mutateBytes(bytes, draw).bytes;
  return bytes;
}

/** Ends in one of the errors that a reader may end in, or in none. Everything else is a crash. */
function isRefused(reader: Reader, bytes: Uint8Array): boolean {
  try {
    reader.read(bytes);
    return false;
  } catch (error) {
    const isOurs = error instanceof FivefoldError && error.code !== 'internal';
    const isForm = error instanceof FormatError || error instanceof ZodError;
    // A payload that is no JSON never comes to the reader: GitHub's runner writes it.
    if (isOurs || isForm || (reader.isJson && error instanceof SyntaxError)) return true;
    throw error;
  }
}

const reader = READERS.get(name);
if (reader === undefined) throw new Error(`no reader ${name}`);
for (const bytes of reader.healthy) {
  if (isRefused(reader, bytes)) throw new Error(`${name} refuses what is healthy`);
}
let refused = 0;
let warmBytes = Number.POSITIVE_INFINITY;
for (let index = Number(from); index < Number(to); index++) {
  if (index % TELL_EVERY === 0) tell({ kind: 'at', index });
  if (index - Number(from) === WARM) warmBytes = await heapBytes();
  const bytes = damaged(reader, seeded(Number(seed) * 1_000_003 + index));
  try {
    if (isRefused(reader, bytes)) refused += 1;
  } catch (error) {
    tell({ kind: 'defect', index, error: error instanceof Error ? String(error.stack) : String(error) });
  }
}
tell({
  kind: 'done',
  read: Number(to) - Number(from) - refused,
  refused,
  grownBytes: (await heapBytes()) - warmBytes,
});
process.disconnect?.();

/** After what has become free was given back, for which the collector takes its time. */
async function heapBytes(): Promise<number> {
  for (let i = 0; i < 3; i++) {
    globalThis.gc?.();
    await sleep(20);
  }
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}
