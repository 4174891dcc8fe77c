import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

/** What an installation is made of: versions, and what the bytes must be. */
export interface Pins {
  /** Folder of these files, for npm and pip, which check the hashes in them. */
  readonly folder: string;
  readonly tfjsNode: string;
  readonly tensorflow: string;
  /** SHA-256, in hexadecimal, of the wheels that hold TensorFlow's libraries; any of them will do. */
  readonly wheels: ReadonlySet<string>;
}

export const REQUIREMENTS = 'tensorflow.txt';

/**
 * @param folder with `package.json`, `package-lock.json` and a requirements file of pip, which are the one place where versions stand
 */
export async function readPins(folder: string): Promise<Pins> {
  const [manifest, requirements] = await Promise.all(
    ['package.json', REQUIREMENTS].map((name) => readFile(join(folder, name), 'utf8')),
  );
  const { dependencies } = JSON.parse(manifest ?? '') as { dependencies: Record<string, string> };
  const tfjsNode = dependencies['@tensorflow/tfjs-node'];
  const [, tensorflow] = /^tensorflow-cpu==([\d.]+)/m.exec(requirements ?? '') ?? [];
  if (tfjsNode === undefined || tensorflow === undefined) throw new Error(`${folder} pins no version`);
  const hashes = (requirements ?? '').matchAll(/--hash=sha256:([0-9a-f]{64})/g);
  return { folder, tfjsNode, tensorflow, wheels: new Set(Array.from(hashes, ([, hash = '']) => hash)) };
}
