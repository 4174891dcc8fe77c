import { crc32 } from 'node:zlib';
import { unzipSync } from 'fflate';
import { MAX_UNZIPPED_BYTES, MAX_ZIP_MEMBERS } from '../domain/limits.ts';
import { FormatError, LimitError } from './format-error.ts';
import { statedChecksums } from './zip-checksums.ts';

/** True for bytes that begin like a zip archive with at least one member. */
export function looksLikeZip(bytes: Uint8Array): boolean {
  return bytes[0] === 0x50 && bytes[1] === 0x4b && bytes[2] === 0x03 && bytes[3] === 0x04;
}

/**
 * Unfold an archive in memory. Sizes are declared by whoever made the file, so they are summed before anything is
 * allocated, and a member that unfolds to more than it declared is cut off by its buffer. Every member is held against
 * its checksum.
 *
 * @throws {FormatError} not a zip, or damaged; {LimitError} beyond the limits
 */
export function unzip(bytes: Uint8Array, maxMembers = MAX_ZIP_MEMBERS): Map<string, Uint8Array> {
  const names: string[] = [];
  let total = 0;
  const filter = ({ name, originalSize }: { name: string; originalSize: number }): boolean => {
    names.push(name);
    total += originalSize;
    if (names.length > maxMembers) throw new LimitError(`more than ${maxMembers} members in the archive`);
    if (total > MAX_UNZIPPED_BYTES) {
      throw new LimitError(`the archive unfolds to more than ${MAX_UNZIPPED_BYTES} bytes`);
    }
    return true;
  };
  try {
    const members = new Map(Object.entries(unzipSync(bytes, { filter })));
    if (names.length > 0) verify(members, names, statedChecksums(bytes));
    return members;
  } catch (cause) {
    if (cause instanceof FormatError) throw cause;
    throw new FormatError('not a readable zip archive', { cause });
  }
}

/** @param names - in the order of the checksums; of members with one name, the last is the one that counts */
function verify(
  members: ReadonlyMap<string, Uint8Array>,
  names: readonly string[],
  checksums: readonly number[],
): void {
  const stated = new Map(names.map((name, i) => [name, checksums[i]]));
  for (const [name, bytes] of members) {
    if (crc32(bytes) !== stated.get(name))
      throw new FormatError(`${name} in the archive is not as it was stored`);
  }
}
