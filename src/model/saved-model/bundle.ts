import { MAX_RANK } from '../../domain/limits.ts';
import { sizeOf } from '../../domain/tensor.ts';
import { joined } from '../formats/joined.ts';
import type { Constant } from '../graph-model/constant.ts';
import { dtypeOf } from '../graph-model/dtype.ts';
import { maskedCrc32c } from './crc32c.ts';
import { damaged } from './failure.ts';
import { type BundleEntry, bundleEntry, bundleHeader } from './messages.ts';
import { decode } from './protobuf.ts';
import { Reader } from './reader.ts';
import { readTable } from './table.ts';

const INDEX = 'variables/variables.index';
const HEADER_KEY = '';
const DT_STRING = 7;

/** A checkpoint: tensors by key. */
export interface Bundle {
  /** @throws {FivefoldError} model/damaged, model/weights-missing, model/op-unsupported */
  tensor(key: string): Constant;
  /** The single string that a key holds. */
  text(key: string): Uint8Array;
}

/**
 * The tensor bundle in `variables/`: an index that says where in which data file each tensor lies. Files are looked up
 * among those that were submitted. Source: tensorflow/core/util/tensor_bundle/tensor_bundle.cc
 *
 * @throws {FivefoldError} model/damaged
 */
export function readBundle(files: ReadonlyMap<string, Uint8Array>): Bundle {
  const index = files.get(INDEX);
  if (index === undefined) throw damaged(INDEX, 'is missing');
  const entries = readTable(index, INDEX);
  const header = decode(bundleHeader, entries.get(HEADER_KEY) ?? new Uint8Array(), INDEX);
  if (header.endianness !== 0) throw damaged(INDEX, 'was written on a big-endian machine');
  const locate = (key: string): Located => {
    const bytes = entries.get(key);
    if (bytes === undefined) throw damaged(INDEX, `lacks "${key.slice(0, MAX_SHOWN)}"`);
    const entry = decode(bundleEntry, bytes, INDEX);
    return { key, entry, bytes: dataOf(entry, header.numShards, files) };
  };
  return { tensor: (key) => toConstant(locate(key)), text: (key) => toText(locate(key)) };
}

/** Characters of a key that a message quotes. */
const MAX_SHOWN = 80;

interface Located {
  readonly key: string;
  readonly entry: BundleEntry;
  readonly bytes: Uint8Array;
}

function dataOf(entry: BundleEntry, shards: number, files: ReadonlyMap<string, Uint8Array>): Uint8Array {
  const name = `variables/variables.data-${fiveDigits(entry.shardId)}-of-${fiveDigits(shards)}`;
  const data = files.get(name);
  if (data === undefined) throw damaged(name, 'is missing');
  const end = entry.offset + entry.size;
  if (entry.offset < 0 || entry.size < 0 || end > data.length) {
    throw damaged(name, `has ${data.length} bytes, but the index points to byte ${end}`);
  }
  return data.subarray(entry.offset, end);
}

function fiveDigits(value: number): string {
  return String(value).padStart(5, '0');
}

/** Sizes are the file's claim: they must agree with its bytes before anything is allocated. */
function toConstant({ key, entry, bytes }: Located): Constant {
  const where = key.slice(0, MAX_SHOWN);
  const dtype = dtypeOf(entry.dtype);
  const shape = entry.shape.dim.map(({ size }) => size);
  if (dtype === undefined) throw damaged(INDEX, `stores "${where}" as dtype ${entry.dtype}`);
  if (entry.slices.length > 0) throw damaged(INDEX, `stores "${where}" in partitions`);
  if (shape.length > MAX_RANK || sizeOf(shape) * dtype.width !== bytes.length) {
    throw damaged(INDEX, `gives "${where}" the shape (${shape.join(', ')}), but ${bytes.length} bytes`);
  }
  checkSum(bytes, entry, key);
  return { dtype: dtype.computed, shape, data: dtype.read(new Uint8Array(bytes)) };
}

/**
 * A string tensor of one element: its length, a checksum of that, the text. The entry's checksum covers the length as
 * four bytes. Source: tensor_bundle.cc `WriteStringTensor`
 */
function toText({ key, entry, bytes }: Located): Uint8Array {
  if (entry.dtype !== DT_STRING || entry.shape.dim.length > 0)
    throw damaged(INDEX, `holds no text at ${key}`);
  const reader = new Reader(bytes, INDEX);
  const length = reader.length();
  const [checksum, text] = [reader.take(4), reader.take(length)];
  const covered = joined([new Uint8Array(Uint32Array.of(length).buffer), checksum, text]);
  checkSum(covered, entry, key);
  return text;
}

function checkSum(bytes: Uint8Array, { crc32c }: BundleEntry, key: string): void {
  if (maskedCrc32c(bytes) === crc32c) return;
  throw damaged('variables/', `is damaged: "${key.slice(0, MAX_SHOWN)}" does not match its checksum`);
}
