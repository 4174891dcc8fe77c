import { Command, InvalidArgumentError } from 'commander';
import { FivefoldError } from '../domain/errors.ts';
import { slug } from '../exam/schema.ts';
import type { NpyArray } from '../formats/npy.ts';
import { readNpz } from '../formats/npz.ts';
import { packHiddenSet } from '../hidden/index.ts';
import { parse, readInput, writeOutput } from './files.ts';

interface Options {
  readonly exam: string;
  readonly task: string;
  readonly recipient: readonly string[];
  readonly output: string;
}

export function packCommand(): Command {
  return new Command('pack')
    .description('Encrypt a hidden set, and print the SHA-256 that exam.yml pins.')
    .argument('<data.npz>', 'arrays `inputs` and `labels`, as np.savez writes them')
    .requiredOption('-e, --exam <id>', 'id of the exam, as in exam.yml', id)
    .requiredOption('-t, --task <id>', 'id of the task, as in exam.yml', id)
    .requiredOption('-r, --recipient <recipients...>', 'who may open it: one or more age recipients')
    .requiredOption('-o, --output <file>', 'for example hidden-tests/glyphs.npz.age')
    .action(async (path: string, { exam, task, recipient, output }: Options) => {
      const file = await readInput(path);
      const arrays = parse(path, () => readNpz(file));
      const set = { inputs: arrayOf(arrays, 'inputs', path), labels: arrayOf(arrays, 'labels', path) };
      const packed = await packHiddenSet(set, { examId: exam, taskId: task, recipients: recipient });
      await writeOutput(output, packed.bytes);
      console.log(packed.sha256);
    });
}

/** exam.yml takes no other ids, so that a set packed for one would fit nowhere. */
function id(text: string): string {
  const { success, error } = slug.safeParse(text);
  if (success) return text;
  throw new InvalidArgumentError(`It takes ${error.issues[0]?.message}.`);
}

function arrayOf(arrays: ReadonlyMap<string, NpyArray>, name: string, path: string): NpyArray {
  const array = arrays.get(name);
  if (array) return array;
  throw new FivefoldError({
    code: 'file/malformed',
    message: `${path} has no array named \`${name}\`.`,
    hint: 'Write it with np.savez("data.npz", inputs=…, labels=…).',
  });
}
