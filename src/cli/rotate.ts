import { mkdir } from 'node:fs/promises';
import { basename, dirname, join, relative, resolve } from 'node:path';
import { Command } from 'commander';
import { parseExam } from '../exam/index.ts';
import { type KeyPair, mintIdentity, readHiddenFolder } from '../hidden/index.ts';
import { type RotatedSet, rotateExam } from '../rotate.ts';
import { readInput, writeOutput } from './files.ts';
import { PRIVATE } from './keygen.ts';
import { assertOutside } from './new-folder.ts';
import { identityText, mintSecret, secretIn } from './seed.ts';
import { quoted } from './shell.ts';

interface Options {
  readonly keyFile: string;
  readonly identityFile: string;
  readonly redraw?: true;
  readonly dropOld?: true;
}

export function rotateCommand(): Command {
  return new Command('rotate')
    .description('Encrypt the hidden sets of an exam for a new key, or draw other rows; gradings follow.')
    .argument('<dir>', 'the exam repository, or the grader repository of a classroom')
    .requiredOption('--key-file <file>', 'the identity that opens the sets now')
    .requiredOption('-i, --identity-file <file>', 'where to put the new one; must not exist')
    .option('--redraw', 'other hidden rows, too, where they are of `init`: when rows have become known')
    .option('--drop-old', 'leave the old key out of the new file: when it has become known')
    .action(rotate);
}

async function rotate(directory: string, options: Options): Promise<void> {
  const { keyFile, identityFile, redraw, dropOld } = options;
  const examFile = join(directory, 'exam.yml');
  await assertOutside(identityFile, directory, 'identity-file');
  const bytes = await readInput(examFile);
  const identity = new TextDecoder().decode(await readInput(keyFile));
  const key = await mintIdentity();
  const secret = redraw ? mintSecret() : undefined;
  const { exam, sets } = await rotateExam({
    exam: bytes,
    identity,
    recipient: key.recipient,
    read: (task) =>
      readHiddenFolder('path' in task.hidden ? directory : join(directory, 'hidden-tests'), task),
    ...(secret !== undefined && { secret }),
  });
  const { title } = parseExam(bytes).exam;
  const text = keyText(title, key, { identity, secret, dropOld });
  // The key first: sets that nobody can open would be worse than a key that opens nothing.
  await writeOutput(identityFile, text, { mode: PRIVATE, flag: 'wx' });
  for (const set of sets) await writeSet(directory, set);
  await writeOutput(examFile, exam);
  console.log(instructions(directory, options, sets));
}

/** The new identity seals and opens; the old one still opens what was remembered under it. */
function keyText(
  title: string,
  key: KeyPair,
  { identity, secret, dropOld }: { identity: string; secret: string | undefined; dropOld: true | undefined },
): string {
  const seed = secret ?? secretIn(identity);
  const head =
    seed === undefined
      ? `# public recipient: ${key.recipient}\n${key.identity}\n`
      : identityText(title, key, seed);
  if (dropOld) return head;
  const lines = identity.split('\n').map((line) => line.trim());
  const old = lines.filter((line) => line !== '' && !line.startsWith('#'));
  return `${head}# before the rotation:\n${old.join('\n')}\n`;
}

async function writeSet(directory: string, { task, bytes }: RotatedSet): Promise<void> {
  const file = join(directory, pathOf(task));
  await mkdir(dirname(file), { recursive: true });
  await writeOutput(file, bytes);
}

/** A set that lies elsewhere has its copy beside the others, to be uploaded from there. */
function pathOf({ id, hidden }: RotatedSet['task']): string {
  if ('path' in hidden) return hidden.path;
  return join('hidden-tests', 'asset' in hidden ? basename(hidden.asset.name) : `${id}.npz.age`);
}

function instructions(
  directory: string,
  { identityFile, dropOld }: Options,
  sets: readonly RotatedSet[],
): string {
  const redrawn = sets.filter(({ isRedrawn }) => isRedrawn).map(({ task }) => task.id);
  const same = sets.filter(({ isRedrawn }) => !isRedrawn).map(({ task }) => task.id);
  const told = [
    ...(redrawn.length > 0 ? [`Other rows: ${redrawn.join(', ')}.`] : []),
    ...(same.length > 0 ? [`The same rows under another key: ${same.join(', ')}.`] : []),
  ];
  const file = quoted(relative(resolve(directory), resolve(identityFile)));
  const secret = `  gh secret set FIVEFOLD_IDENTITY < ${file}`;
  const push = '  git add exam.yml hidden-tests && git commit -q -m "Rotate the hidden sets" && git push';
  const steps = [
    ...sets.flatMap(({ task }) => uploadOf(task)),
    ...(dropOld ? [push, secret] : [secret, push]),
  ];
  return [
    `The new key is in ${identityFile}. Keep it, and keep it secret. ${told.join(' ')}`,
    '',
    `What remains, run in ${directory}:`,
    '',
    ...steps,
    '',
    'In a classroom, the next sweep grades everybody on the new sets. Pull requests are graded again when somebody pushes, or by',
    'hand: gh workflow run grade.yml -f pull-request=7',
  ].join('\n');
}

function uploadOf(task: RotatedSet['task']): readonly string[] {
  const { hidden } = task;
  if ('path' in hidden) return [];
  const file = quoted(pathOf(task));
  return 'asset' in hidden
    ? [`  gh release upload ${quoted(hidden.asset.tag)} ${file} --clobber`]
    : [`  # put ${file} at ${hidden.url}`];
}
