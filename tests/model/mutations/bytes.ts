/** Draws an integer of 0 to bound − 1. */
export type DrawInteger = (bound: number) => number;

/** What damage and malice do to bytes. Each answers new bytes and never looks at what they mean. */
const MUTATIONS: Readonly<Record<string, (bytes: Uint8Array, draw: DrawInteger) => Uint8Array>> = {
  'flip bits': (bytes, draw) =>
    changed(bytes, 1 + draw(4), (copy) => {
      const at = draw(copy.length);
      copy[at] = (copy[at] ?? 0) ^ (1 << draw(8));
    }),
  'set bytes': (bytes, draw) =>
    changed(bytes, 1 + draw(8), (copy) => {
      copy[draw(copy.length)] = [0, 0xff, 0x7f, 0x80, draw(256)][draw(5)] ?? 0;
    }),
  'set an integer': (bytes, draw) => changed(bytes, 1, (copy) => setInteger(copy, draw)),
  'set an integer near the start': (bytes, draw) =>
    changed(bytes, 1, (copy) => setInteger(copy.subarray(0, 4_096), draw)),
  truncate: (bytes, draw) => bytes.slice(0, draw(bytes.length)),
  'overwrite a chunk by another': (bytes, draw) =>
    changed(bytes, 1, (copy) => {
      const length = chunkLength(copy, draw);
      copy.copyWithin(draw(copy.length), ...spanOf(copy, length, draw));
    }),
  'insert a copy of a chunk': (bytes, draw) => {
    const chunk = bytes.subarray(...spanOf(bytes, chunkLength(bytes, draw), draw));
    return spliced(bytes, draw(bytes.length), 0, chunk);
  },
  'remove a chunk': (bytes, draw) =>
    spliced(bytes, draw(bytes.length), chunkLength(bytes, draw), new Uint8Array()),
  'insert noise': (bytes, draw) =>
    spliced(
      bytes,
      draw(bytes.length),
      0,
      Uint8Array.from({ length: 1 + draw(64) }, () => draw(256)),
    ),
  'clear a chunk': (bytes, draw) =>
    changed(bytes, 1, (copy) => copy.fill(draw(2) * 0xff, ...spanOf(copy, chunkLength(copy, draw), draw))),
};

const NAMES = Object.keys(MUTATIONS);

/** One kind of damage, drawn, with its name. */
export function mutateBytes(bytes: Uint8Array, draw: DrawInteger): { bytes: Uint8Array; what: string } {
  const what = NAMES[draw(NAMES.length)] ?? '';
  if (bytes.length === 0) return { bytes: Uint8Array.of(draw(256)), what: 'add a byte' };
  return { bytes: MUTATIONS[what]?.(bytes, draw) ?? bytes, what };
}

function changed(bytes: Uint8Array, times: number, change: (copy: Uint8Array) => void): Uint8Array {
  const copy = Uint8Array.from(bytes);
  for (let i = 0; i < times; i++) change(copy);
  return copy;
}

/** Sizes, counts and offsets as an attacker likes them: none, one too many, all ones, the sign bit alone. */
function setInteger(bytes: Uint8Array, draw: DrawInteger): void {
  const width = [2, 4, 8][draw(3)] ?? 4;
  const pattern = [
    new Uint8Array(width),
    new Uint8Array(width).fill(0xff),
    Uint8Array.from({ length: width }, (_, i) => (i === width - 1 ? 0x7f : 0xff)),
    Uint8Array.from({ length: width }, (_, i) => (i === width - 1 ? 0x80 : 0)),
    Uint8Array.from({ length: width }, (_, i) => (i === width >> 1 ? 1 : 0)),
  ][draw(5)];
  if (pattern !== undefined && bytes.length >= width) bytes.set(pattern, draw(bytes.length - width + 1));
}

function chunkLength({ length }: Uint8Array, draw: DrawInteger): number {
  return Math.min(length, 1 + draw([4, 16, 256, 4_096][draw(4)] ?? 4));
}

function spanOf(bytes: Uint8Array, length: number, draw: DrawInteger): [from: number, to: number] {
  const from = draw(Math.max(1, bytes.length - length));
  return [from, from + length];
}

function spliced(bytes: Uint8Array, at: number, remove: number, insert: Uint8Array): Uint8Array {
  const rest = bytes.subarray(at + remove);
  const result = new Uint8Array(at + insert.length + rest.length);
  result.set(bytes.subarray(0, at));
  result.set(insert, at);
  result.set(rest, at + insert.length);
  return result;
}
