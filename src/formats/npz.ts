import { zipSync } from 'fflate';
import type { InputTensor } from '../domain/tensor.ts';
import { FormatError } from './format-error.ts';
import { type NpyArray, readNpy, writeNpy } from './npy.ts';
import { looksLikeZip, unzip } from './zip.ts';

const SUFFIX = '.npy';
/** What `np.savez` stamps on every member: the first day that a zip can say, in whatever zone the clock is. */
const firstDay = (): Date => new Date(1980, 0, 1);

/**
 * Read an `.npz` file as `np.savez` or `np.savez_compressed` write it: arrays by name, without `.npy`.
 *
 * @throws {FormatError} not a zip, beyond the limits, or a member that is not a readable array
 */
export function readNpz(bytes: Uint8Array): ReadonlyMap<string, NpyArray> {
  if (!looksLikeZip(bytes)) throw new FormatError('not an .npz file');
  return new Map([...unzip(bytes)].map(([name, member]) => [arrayName(name), readMember(name, member)]));
}

function arrayName(member: string): string {
  if (!member.endsWith(SUFFIX)) throw new FormatError(`${member} in the .npz file is not an array`);
  return member.slice(0, -SUFFIX.length);
}

function readMember(name: string, bytes: Uint8Array): NpyArray {
  try {
    // Memory of its own, that of the archive's member.
    return readNpy(bytes, true);
  } catch (cause) {
    if (!(cause instanceof FormatError)) throw cause;
    throw new FormatError(`${name}: ${cause.message}`, { cause });
  }
}

/** Write arrays as a compressed `.npz`. Equal arrays in equal order give equal bytes: no clock, no platform. */
export function writeNpz(arrays: Readonly<Record<string, NpyArray | InputTensor>>): Uint8Array {
  const members = Object.entries(arrays).map(([name, array]) => [name + SUFFIX, writeNpy(array)]);
  return zipSync(Object.fromEntries(members), { mtime: firstDay(), level: 6 });
}
