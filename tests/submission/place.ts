import { mkdir, symlink, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { NewFile } from '../../scripts/loopback/index.ts';

/** Write a file of a submission into a folder, or what stands in the place of one. */
export async function place(location: string, file: NewFile): Promise<void> {
  await mkdir(dirname(location), { recursive: true });
  if (typeof file === 'string' || file instanceof Uint8Array) await writeFile(location, file);
  else if ('symlink' in file) await symlink(file.symlink, location);
  else if ('submodule' in file) await mkdir(join(location, '.git'), { recursive: true });
  else await writeFile(location, file.executable);
}
