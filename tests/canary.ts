import { TOKEN_MARK } from '../scripts/loopback/identity.ts';
import type { HiddenSet } from '../src/domain/hidden.ts';
import type { InputTensor } from '../src/domain/tensor.ts';

/**
 * Secrets that are recognised wherever they turn up. `tests/canary/setup.ts` has them searched for in every byte that leaves
 * a process in any test: identities and tokens by what all of them begin with, rows and labels once they are planted.
 */
export const CANARY = {
  /** A label. It is a float32 exactly, so that it has one spelling, and nothing computes it by chance. */
  label: 48_271.59375,
} as const;

/** What a process may be told, and what it may not. */
export type Secrecy =
  /** Nobody but the grader: the identity, a token, labels. */
  | 'secret'
  /** The worker, too: it predicts these rows. */
  | 'rows';

interface Pattern {
  readonly name: string;
  readonly secrecy: Secrecy;
  /** As it stands in memory; in the worker's job, nothing else is looked for. */
  readonly isRaw: boolean;
  readonly bytes: Buffer;
}

/** Where something left that should not have. */
export interface Leak {
  readonly name: string;
  readonly where: string;
}

/** An age identity is 58 characters and more of this alphabet; messages quote no more than the first ones. */
const IDENTITY = /AGE-SECRET-KEY-(?:PQ-)?1[02-9AC-HJ-NP-Z]{40}/;
/** Of the loopback GitHub. */
const TOKEN = new RegExp(`gh[ps]_${TOKEN_MARK}[0-9a-f]{20}`);

const ALWAYS = [
  ['identity', Buffer.from('AGE-SECRET-KEY-')],
  ['token', Buffer.from(`_${TOKEN_MARK}`)],
] as const;
const ENCODED_ALWAYS = ALWAYS.flatMap(([name, bytes]) => encodings(name, 'secret', bytes));
const BASE64_ALWAYS = ALWAYS.flatMap(([name, bytes]) => base64s(name, 'secret', bytes));

let planted: readonly Pattern[] = [];

/** Have these bytes, in whatever spelling, recognised in all that leaves from now on. */
export function plant(name: string, secrecy: Secrecy, ...spellings: readonly (string | Uint8Array)[]): void {
  const patterns = spellings.flatMap((spelling): Pattern[] => {
    const bytes = Buffer.from(spelling as Uint8Array);
    if (planted.some((known) => known.name === name && known.bytes.equals(bytes))) return [];
    const raw = { name, secrecy, isRaw: true, bytes };
    return [raw, ...encodings(name, secrecy, bytes), ...base64s(name, secrecy, bytes)];
  });
  planted = [...planted, ...patterns];
}

/** Rows that are planted of each set: the first, which somebody would print to look at, and one from the middle. */
const PLANTED_ROWS = [0, 0.5];

/** Have rows and labels of a hidden set recognised. */
export function plantSet(name: string, { inputs, labels }: HiddenSet): void {
  for (const part of PLANTED_ROWS) {
    plant(`labels of ${name}`, 'secret', ...windowsOf(labels, part));
    plant(`rows of ${name}`, 'rows', ...windowsOf(inputs, part));
  }
}

/** Bits by which a sequence of numbers must differ from any other for its being found to mean something. */
const DISTINCT_BITS = 64;

/** A sequence of values as it would stand in memory and as text; nothing where all values are alike. */
function windowsOf({ dtype, shape, data }: InputTensor, part: number): (string | Uint8Array)[] {
  const row = data.length / (shape[0] ?? 1);
  const from = Math.floor(part * (shape[0] ?? 0)) * row;
  if (dtype === 'string') return [String(data[from])].filter((text) => text.length > 30);
  const kinds = new Set(data.slice(0, 10_000) as Iterable<number>).size;
  const length = Math.ceil(DISTINCT_BITS / Math.log2(Math.max(kinds, 2)));
  const values = Array.from(data.slice(from, from + length) as Iterable<number>);
  if (values.length < length || new Set(values).size < 2) return [];
  const isWhole = values.every(Number.isInteger);
  const arrays = [
    Float32Array.from(values),
    ...(isWhole ? [Int32Array.from(values), Uint8Array.from(values)] : []),
  ];
  const raw = arrays.map((array) => new Uint8Array(array.buffer));
  return [...raw, values.join(','), values.join(', ')];
}

/** Everything planted that stands in these bytes, in any spelling. */
export function leaksIn(bytes: Uint8Array, where: string): readonly Leak[] {
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const named = [...ENCODED_ALWAYS, ...planted].filter((pattern) => text.includes(pattern.bytes));
  return [...leakedNames(text), ...named.map(({ name }) => name)].map((name) => ({ name, where }));
}

/** What a worker is told may hold rows, and is large: only what stands there as it is in memory is looked for. */
export function leaksInJob(bytes: Uint8Array, where: string): readonly Leak[] {
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const secret = planted.filter(({ secrecy, isRaw }) => secrecy === 'secret' && isRaw);
  const named = [...ENCODED_ALWAYS, ...BASE64_ALWAYS, ...secret].filter((pattern) =>
    text.includes(pattern.bytes),
  );
  return named.map(({ name }) => ({ name, where }));
}

function leakedNames(text: Buffer): string[] {
  const latin = text.toString('latin1');
  const spellings = [latin, ...decoded(latin)];
  const isThere = (secret: RegExp) => spellings.some((spelling) => secret.test(spelling));
  return [...(isThere(IDENTITY) ? ['identity'] : []), ...(isThere(TOKEN) ? ['token'] : [])];
}

/** What long runs of base64 stand for, wherever they begin: a hint of ours names what a key begins with, a leak has all of it. */
function decoded(latin: string): string[] {
  const runs = latin.match(/[\w+/-]{40,}/g) ?? [];
  return runs.flatMap((run) =>
    [0, 1, 2, 3].map((skip) => Buffer.from(run.slice(skip), 'base64').toString('latin1')),
  );
}

/** The same bytes as people write them: hex, percent signs, escapes. */
function encodings(name: string, secrecy: Secrecy, bytes: Buffer): Pattern[] {
  const hex = bytes.toString('hex');
  const pairs = hex.match(/../g) ?? [];
  const texts = [
    hex,
    hex.toUpperCase(),
    pairs.map((pair) => `%${pair}`).join(''),
    pairs.map((pair) => `%${pair.toUpperCase()}`).join(''),
    pairs.map((pair) => `\\u00${pair}`).join(''),
    pairs.map((pair) => `\\x${pair}`).join(''),
    [...bytes].join(','),
    ...written(bytes),
  ];
  return texts.map((text) => ({ name, secrecy, isRaw: false, bytes: Buffer.from(text) }));
}

/** Base64 at each of its three alignments. */
function base64s(name: string, secrecy: Secrecy, bytes: Buffer): Pattern[] {
  const texts = [0, 1, 2].flatMap((shift) => base64At(bytes, shift));
  return texts.map((text) => ({ name, secrecy, isRaw: false, bytes: Buffer.from(text) }));
}

/** What is the same however many bytes come before and after. */
function base64At(bytes: Buffer, shift: number): string[] {
  const encoded = Buffer.concat([Buffer.alloc(shift), bytes])
    .toString('base64')
    .replace(/=+$/, '');
  const first = Math.ceil((shift * 8) / 6);
  const end = Math.floor(((shift + bytes.length) * 8) / 6);
  const inner = encoded.slice(first, end);
  return [inner, inner.replaceAll('+', '-').replaceAll('/', '_')];
}

/** Of texts: how JSON and addresses spell them, where that is another spelling. */
function written(bytes: Buffer): string[] {
  const text = bytes.toString();
  const isText = Buffer.from(text).equals(bytes) && !text.includes('\0');
  const form = () => new URLSearchParams({ _: text }).toString().slice(2);
  const spellings = isText ? [JSON.stringify(text).slice(1, -1), encodeURIComponent(text), form()] : [];
  return spellings.filter((spelling) => spelling !== text);
}

/** What has been planted, for a process that is started. */
export function exportPlanted(): string {
  const plain = planted.filter(({ isRaw }) => isRaw);
  return JSON.stringify(plain.map(({ name, secrecy, bytes }) => [name, secrecy, bytes.toString('base64')]));
}

export function importPlanted(exported: string): void {
  for (const [name, secrecy, bytes] of JSON.parse(exported) as [string, Secrecy, string][])
    plant(name, secrecy, Buffer.from(bytes, 'base64'));
}
