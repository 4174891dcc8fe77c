import { maskedCrc32c } from './crc32c.ts';
import { damaged } from './failure.ts';
import { Reader } from './reader.ts';

const FOOTER_BYTES = 48;
const MAGIC = [0x57, 0xfb, 0x80, 0x8b, 0x24, 0x75, 0x47, 0xdb];

/** After each block: one byte for its compression, then a checksum of both. */
const TRAILER_BYTES = 5;

/** Keys are paths of attributes, such as `_operations/3/kernel/.ATTRIBUTES/VARIABLE_VALUE`. */
const MAX_KEY_BYTES = 4_096;

interface Handle {
  readonly offset: number;
  readonly size: number;
}

/**
 * A sorted string table, LevelDB's format: an index block that points to blocks of key-value pairs. TensorFlow's
 * checkpoints keep them uncompressed. Source: tensorflow/core/lib/io/format.cc, block.cc, table.cc
 *
 * @throws {FivefoldError} model/damaged
 */
export function readTable(bytes: Uint8Array, what: string): ReadonlyMap<string, Uint8Array> {
  const footer = bytes.subarray(bytes.length - FOOTER_BYTES);
  if (bytes.length < FOOTER_BYTES || !MAGIC.every((byte, i) => footer.at(i - MAGIC.length) === byte)) {
    throw damaged(what, 'is not a checkpoint index');
  }
  const handles = new Reader(footer, what);
  readHandle(handles); // of the metaindex, which checkpoints leave empty
  const index = readBlock(bytes, readHandle(handles), what);
  const pairs = index.flatMap(([, handle]) => readBlock(bytes, readHandle(new Reader(handle, what)), what));
  return new Map(pairs);
}

function readHandle(reader: Reader): Handle {
  return { offset: reader.length(), size: reader.length() };
}

function readBlock(bytes: Uint8Array, { offset, size }: Handle, what: string): [string, Uint8Array][] {
  const end = offset + size + TRAILER_BYTES;
  if (end > bytes.length) throw damaged(what, `points to byte ${end}, beyond its ${bytes.length}`);
  const checked = bytes.subarray(offset, offset + size + 1);
  const checksum = new Reader(bytes.subarray(offset + size + 1, end), what).view(4).getUint32(0, true);
  if (maskedCrc32c(checked) !== checksum) throw damaged(what, 'does not match its checksum');
  if (checked[size] !== 0) throw damaged(what, 'is compressed, which TensorFlow does not do');
  return readPairs(checked.subarray(0, size), what);
}

/** Pairs, then where keys are written out in full, which only searching needs. */
function readPairs(block: Uint8Array, what: string): [string, Uint8Array][] {
  if (block.length < 4) throw damaged(what, 'holds an empty block');
  const restarts = new Reader(block.subarray(-4), what).view(4).getUint32(0, true);
  const length = block.length - 4 - 4 * restarts;
  if (length < 0) throw damaged(what, `announces ${restarts} restarts in a block of ${block.length} bytes`);
  const reader = new Reader(block.subarray(0, length), what);
  const pairs: [string, Uint8Array][] = [];
  for (let key = new Uint8Array(); !reader.done; ) {
    const [shared, unshared, value] = [reader.length(), reader.length(), reader.length()];
    if (shared > key.length || shared + unshared > MAX_KEY_BYTES)
      throw damaged(what, 'holds an impossible key');
    key = Uint8Array.of(...key.subarray(0, shared), ...reader.take(unshared));
    pairs.push([new TextDecoder().decode(key), reader.take(value)]);
  }
  return pairs;
}
