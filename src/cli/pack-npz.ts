import { mkdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { FivefoldError } from '../domain/errors.ts';
import type { Exam, Task } from '../domain/exam.ts';
import { parseExam } from '../exam/index.ts';
import type { NpyArray } from '../formats/npy.ts';
import { readNpz } from '../formats/npz.ts';
import { packHiddenSet, readSample } from '../hidden/index.ts';
import { parse, readInput, writeOutput } from './files.ts';
import { isExamPath, type PackOptions } from './pack-options.ts';

/** Encrypt arrays that are ready: hold them against the exam where there is one, and print the SHA-256 to pin. */
export async function packNpz(path: string, options: PackOptions): Promise<void> {
  const file = await readInput(path);
  const arrays = parse(path, () => readNpz(file));
  const set = { inputs: arrayOf(arrays, 'inputs', path), labels: arrayOf(arrays, 'labels', path) };
  const exam = isExamPath(options.exam) ? parseExam(await readInput(options.exam)).exam : undefined;
  const examId = exam?.id ?? options.exam;
  const packed = await packHiddenSet(set, { examId, taskId: options.task, recipients: options.recipient });
  if (exam) readSample(file, taskOf(exam, options.task));
  const output = outputOf(options);
  await mkdir(dirname(output), { recursive: true });
  await writeOutput(output, packed.bytes);
  console.log(packed.sha256);
}

/** Where the exam will look for it, unless said otherwise. */
function outputOf({ output, exam, task }: PackOptions): string {
  if (output !== undefined) return output;
  if (isExamPath(exam)) return join(dirname(exam), 'hidden-tests', `${task}.npz.age`);
  throw new FivefoldError({
    code: 'file/unwritable',
    message: 'It was not said where the encrypted set should be written.',
    hint: 'Say --output FILE, or name the exam.yml with --exam.',
  });
}

function taskOf({ tasks }: Exam, id: string): Task {
  const task = tasks.find((candidate) => candidate.id === id);
  if (task) return task;
  throw new FivefoldError({
    code: 'hidden/wrong-task',
    message: `The exam has no task '${id}'; it has ${tasks.map((known) => `'${known.id}'`).join(', ')}.`,
    hint: 'Correct --task, or add the task to exam.yml first.',
  });
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
