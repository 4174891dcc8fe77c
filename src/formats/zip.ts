import { unzipSync } from 'fflate';
import { MAX_UNZIPPED_BYTES, MAX_ZIP_MEMBERS } from '../domain/limits.ts';
import { FormatError, LimitError } from './format-error.ts';

/** True for bytes that begin like a zip archive with at least one member. */
export function looksLikeZip(bytes: Uint8Array): boolean {
  return bytes[0] === 0x50 && bytes[1] === 0x4b && bytes[2] === 0x03 && bytes[3] === 0x04;
}

/**
 * Unfold an archive in memory. Sizes are declared by whoever made the file, so they are summed before anything is
 * allocated, and a member that unfolds to more than it declared is cut off by its buffer.
 *
 * @throws {FormatError} not a zip, or damaged; {LimitError} beyond the limits
 */
export function unzip(bytes: Uint8Array): Map<string, Uint8Array> {
  const total = { members: 0, bytes: 0 };
  const filter = ({ originalSize }: { originalSize: number }): boolean => {
    total.members += 1;
    total.bytes += originalSize;
    if (total.members > MAX_ZIP_MEMBERS)
      throw new LimitError(`more than ${MAX_ZIP_MEMBERS} members in the archive`);
    if (total.bytes > MAX_UNZIPPED_BYTES) {
      throw new LimitError(`the archive unfolds to more than ${MAX_UNZIPPED_BYTES} bytes`);
    }
    return true;
  };
  try {
    return new Map(Object.entries(unzipSync(bytes, { filter })));
  } catch (cause) {
    if (cause instanceof FormatError) throw cause;
    throw new FormatError('not a readable zip archive', { cause });
  }
}
