/** Zip archives that no tool writes. Offsets: APPNOTE.TXT 4.3.12 (central directory), 4.3.16 (its end). */
const ENTRY = 0x02014b50;
const ENTRY_BYTES = 46;
const SIZE = 24;
const NAME_LENGTH = 28;
const END_BYTES = 22;
const END_ENTRIES = 10;
const END_SIZE = 12;
const END_OFFSET = 16;

/** The archive with another unfolded size in its directory, for one member. */
export function declaring(archive: Uint8Array, member: string, size: number): Uint8Array {
  const bytes = Buffer.from(archive);
  bytes.writeUInt32LE(size, entryOf(bytes, member) + SIZE);
  return new Uint8Array(bytes);
}

/** Many members that are all one: as many entries in the directory, which all point to the same bytes (Fifield 2019). */
export function overlapping(archive: Uint8Array, member: string, copies: number): Uint8Array {
  const bytes = Buffer.from(archive);
  const at = entryOf(bytes, member);
  const entry = bytes.subarray(at, at + ENTRY_BYTES + bytes.readUInt16LE(at + NAME_LENGTH));
  const end = Buffer.from(bytes.subarray(-END_BYTES));
  const start = end.readUInt32LE(END_OFFSET);
  const directory = Buffer.concat(Array.from({ length: copies }, (_, i) => renamed(entry, i)));
  end.writeUInt16LE(copies, END_ENTRIES - 2);
  end.writeUInt16LE(copies, END_ENTRIES);
  end.writeUInt32LE(directory.length, END_SIZE);
  return new Uint8Array(Buffer.concat([bytes.subarray(0, start), directory, end]));
}

function renamed(entry: Buffer, i: number): Buffer {
  const copy = Buffer.from(entry);
  copy.write(i.toString(36).padStart(4, '0'), ENTRY_BYTES);
  return copy;
}

function entryOf(bytes: Buffer, member: string): number {
  const start = bytes.readUInt32LE(bytes.length - END_BYTES + END_OFFSET);
  const at = bytes.indexOf(member, start) - ENTRY_BYTES;
  if (bytes.readUInt32LE(at) !== ENTRY) throw new Error(`${member} is not in the archive`);
  return at;
}
