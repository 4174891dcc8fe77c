/** What the first bytes of a file say it is. */
export type Content = 'zip' | 'hdf5' | 'json' | 'saved-model' | 'lfs-pointer' | 'other';

export interface Sniffed {
  readonly content: Content;
  /** For people, with an article: `a gzip archive`. */
  readonly name: string;
}

interface Signature extends Sniffed {
  readonly matches: (head: Uint8Array) => boolean;
}

/** First bytes that are looked at; the farthest signature is tar's, at 257. */
export const SNIFFED_BYTES = 1_024;

/**
 * Known signatures, the more specific first. Sources: HDF5 file format specification III.A; APPNOTE.TXT 4.3.7;
 * git-lfs/docs/spec.md; tensorflow/core/protobuf/saved_model.proto; onnx/onnx.proto3; TFLite's flatbuffer identifier.
 */
const SIGNATURES: readonly Signature[] = [
  {
    content: 'lfs-pointer',
    name: 'a Git LFS pointer',
    matches: text('version https://git-lfs.github.com/spec/'),
  },
  {
    content: 'hdf5',
    name: 'an HDF5 file',
    matches: bytes(0, 0x89, 0x48, 0x44, 0x46, 0x0d, 0x0a, 0x1a, 0x0a),
  },
  { content: 'other', name: 'a PyTorch file', matches: isPyTorchZip },
  { content: 'zip', name: 'a zip archive', matches: bytes(0, 0x50, 0x4b, 0x03, 0x04) },
  { content: 'other', name: 'a TensorFlow Lite model', matches: bytes(4, 0x54, 0x46, 0x4c, 0x33) },
  { content: 'other', name: 'a gzip archive', matches: bytes(0, 0x1f, 0x8b) },
  { content: 'other', name: 'a tar archive', matches: bytes(257, 0x75, 0x73, 0x74, 0x61, 0x72) },
  { content: 'other', name: 'a 7z archive', matches: bytes(0, 0x37, 0x7a, 0xbc, 0xaf) },
  { content: 'other', name: 'a RAR archive', matches: bytes(0, 0x52, 0x61, 0x72, 0x21) },
  { content: 'other', name: 'a NumPy array', matches: bytes(0, 0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59) },
  { content: 'other', name: 'a Python pickle', matches: isPickle },
  { content: 'saved-model', name: 'a TensorFlow SavedModel', matches: bytes(0, 0x08, 0x01, 0x12) },
  { content: 'other', name: 'an ONNX model', matches: isOnnx },
  { content: 'other', name: 'a web page', matches: isHtml },
  { content: 'json', name: 'JSON', matches: (head) => textOf(head).trimStart().startsWith('{') },
];

/** What a file looks like, by its beginning. Never an error: an unknown file is `other`. */
export function sniff(file: Uint8Array): Sniffed {
  const head = file.subarray(0, SNIFFED_BYTES);
  const known = SIGNATURES.find(({ matches }) => matches(head));
  if (known) return known;
  const binary = head.some((byte) => byte === 0);
  return { content: 'other', name: binary ? 'an unknown binary file' : 'plain text' };
}

function bytes(offset: number, ...signature: readonly number[]): Signature['matches'] {
  return (head) => signature.every((byte, i) => head[offset + i] === byte);
}

function text(prefix: string): Signature['matches'] {
  return bytes(0, ...new TextEncoder().encode(prefix));
}

function textOf(head: Uint8Array): string {
  return new TextDecoder().decode(head);
}

/** `torch.save` writes a zip whose first member is `<name>/data.pkl` (torch/serialization.py). */
function isPyTorchZip(head: Uint8Array): boolean {
  return bytes(0, 0x50, 0x4b, 0x03, 0x04)(head) && textOf(head).includes('/data.pkl');
}

/** Protocols 2 to 5 begin with 0x80 and their number. */
function isPickle(head: Uint8Array): boolean {
  const [first = 0, protocol = 0] = head;
  return first === 0x80 && protocol >= 2 && protocol <= 5;
}

/** `ir_version` (field 1) 3 and more, then `producer_name` (field 2). */
function isOnnx(head: Uint8Array): boolean {
  const [field = 0, version = 0, next = 0] = head;
  return field === 0x08 && version >= 3 && version < 32 && next === 0x12;
}

function isHtml(head: Uint8Array): boolean {
  return /^\s*<(?:!doctype html|html|head|body)\b/i.test(textOf(head));
}
