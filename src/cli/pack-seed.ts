import { mkdir, stat } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { writeOutput } from './files.ts';
import { PRIVATE } from './keygen.ts';
import { assertOutside } from './new-folder.ts';
import type { PackOptions } from './pack-options.ts';
import { mintSecret, readSecret, secretText } from './seed.ts';

/**
 * The secret that divides the data: of the file that is named, or of `<exam>-seed.txt` beside the folder of the exam, where its
 * identity lies too. Without such a file, a new one is written.
 *
 * @throws {FivefoldError} `file/*`
 */
export async function secretFor({
  exam,
  seedFile,
}: Pick<PackOptions, 'exam' | 'seedFile'>): Promise<{ secret: string; file: string }> {
  const root = dirname(resolve(exam));
  const file = seedFile ?? join(dirname(root), `${basename(root)}-seed.txt`);
  if (await stat(file).catch(() => undefined)) {
    return { secret: await readSecret(file), file };
  }
  await assertOutside(file, root, 'seed-file');
  const secret = mintSecret();
  await mkdir(dirname(file), { recursive: true });
  await writeOutput(file, secretText(secret), { mode: PRIVATE, flag: 'wx' });
  return { secret, file };
}
