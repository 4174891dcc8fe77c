import { damaged } from './stored.ts';

const SIGNATURE = Uint8Array.of(0x47, 0x43, 0x4f, 0x4c, 1, 0, 0, 0); // "GCOL", version 1, reserved
const HEADER_BYTES = 16;
const OBJECT_HEADER_BYTES = 16;

/**
 * Checks that libhdf5 gets through every global heap collection, where HDF5 keeps texts such as `model_config`.
 *
 * Objects in a collection follow each other by their sizes; number 0 is the free space at the end, whose size counts its
 * own header. At a free space of size 0 the libhdf5 of h5wasm 0.10.3 stands still for ever (November 2026; found by
 * tests/model/mutations). Source: "HDF5 File Format Specification 3.0", III.E Disk Format: Global Heap
 *
 * @param what - the file's name, for messages
 * @throws {FivefoldError} model/damaged
 */
export function assertHeapsEnd(bytes: Uint8Array, what: string): void {
  for (let at = find(bytes, 0); at >= 0; at = find(bytes, at + HEADER_BYTES)) {
    if (!ends(bytes, at)) throw damaged(what, `has a damaged heap at byte ${at}`);
  }
}

function find(bytes: Uint8Array, from: number): number {
  let at = bytes.indexOf(SIGNATURE[0] ?? 0, from);
  while (at >= 0 && !SIGNATURE.every((byte, i) => bytes[at + i] === byte)) {
    at = bytes.indexOf(SIGNATURE[0] ?? 0, at + 1);
  }
  return at;
}

/** Every step goes forward and stays inside: libhdf5 on a machine of 32 bits would go round in larger ones. */
function ends(bytes: Uint8Array, start: number): boolean {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (start + HEADER_BYTES > bytes.length) return false;
  const end = start + Number(view.getBigUint64(start + 8, true));
  let at = start + HEADER_BYTES;
  while (at + OBJECT_HEADER_BYTES <= Math.min(end, bytes.length)) {
    const size = Number(view.getBigUint64(at + 8, true));
    const step = view.getUint16(at, true) === 0 ? size : OBJECT_HEADER_BYTES + Math.ceil(size / 8) * 8;
    if (step === 0 || at + step > end) return false;
    at += step;
  }
  return true;
}
