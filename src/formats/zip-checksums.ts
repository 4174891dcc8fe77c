/** Signatures and sizes of records, from APPNOTE.TXT 4.3.12 (central directory) and 4.3.14 to 4.3.16 (its end). */
const END = 0x06054b50;
const END_BYTES = 22;
const END_64 = 0x06064b50;
const LOCATOR_64 = 0x07064b50;
const LOCATOR_64_BYTES = 20;
const ENTRY_BYTES = 46;

/**
 * The CRC-32 of every member as its archive states it, in the order of the central directory. For archives that
 * have been unfolded, so that all of this is known to be there.
 *
 * @throws {RangeError} the directory leads out of the file after all
 */
export function statedChecksums(archive: Uint8Array): readonly number[] {
  const view = new DataView(archive.buffer, archive.byteOffset, archive.byteLength);
  const { members, start } = findDirectory(view);
  const checksums: number[] = [];
  let at = start;
  while (checksums.length < members) {
    checksums.push(view.getUint32(at + 16, true));
    // Name, extra field and comment follow, each with a length of its own.
    const rest = [28, 30, 32].reduce((sum, place) => sum + view.getUint16(at + place, true), 0);
    at += ENTRY_BYTES + rest;
  }
  return checksums;
}

interface Directory {
  readonly members: number;
  readonly start: number;
}

function findDirectory(view: DataView): Directory {
  let end = view.byteLength - END_BYTES;
  // A comment may follow the record.
  while (view.getUint32(end, true) !== END) end -= 1;
  return (
    findDirectory64(view, end) ?? {
      members: view.getUint16(end + 8, true),
      start: view.getUint32(end + 16, true),
    }
  );
}

/** Archives of Zip64 have a second, wider end record, and before the usual one the place where it is. */
function findDirectory64(view: DataView, end: number): Directory | undefined {
  const locator = end - LOCATOR_64_BYTES;
  if (locator < 0 || view.getUint32(locator, true) !== LOCATOR_64) return undefined;
  const end64 = view.getUint32(locator + 8, true);
  if (view.getUint32(end64, true) !== END_64) return undefined;
  return { members: view.getUint32(end64 + 32, true), start: view.getUint32(end64 + 48, true) };
}
