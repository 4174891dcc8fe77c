import { dirname, join } from 'node:path';
import { Command } from 'commander';
import { check } from '../check.ts';
import type { CheckResult } from '../domain/check.ts';
import type { Task } from '../domain/exam.ts';
import type { Submission } from '../domain/submission.ts';
import { type LoadedExam, parseExam } from '../exam/index.ts';
import { readVocabulary } from '../exam/vocabulary.ts';
import { renderSelfCheckTerminal } from '../report/index.ts';
import { sizesOf } from '../review.ts';
import { openSample, publicFolder } from '../sample.ts';
import { readFolder } from '../submission/index.ts';
import { exitCodeOfCard } from './exit.ts';
import { assertFolder, readInput } from './files.ts';
import { terminal } from './output.ts';
import { writePage } from './page.ts';
import { progress } from './progress.ts';

interface Options {
  readonly exam?: string;
  readonly json?: true;
  readonly html?: string;
}

export function checkCommand(): Command {
  return new Command('check')
    .description(
      'Check your models on public data, without a key: do they run, how well, what is probably wrong.',
    )
    .argument('[dir]', 'your fork of the exam: submission.yml, or models/<task>/…', '.')
    .option(
      '--exam <exam.yml>',
      'the exam, with tasks/<task>/sample.npz beside it; by default the one in the folder',
    )
    .option('--json', 'print JSON and nothing else')
    .option('--html <file>', 'write a page with pictures: confusion, reliability, residuals, forecasts')
    .action(async (directory: string, options: Options) => {
      const examFile = options.exam ?? join(directory, 'exam.yml');
      const isQuiet = options.json === true;
      const read = await readFolders(directory, examFile);
      const outlines = options.html ? { outlines: true as const } : {};
      const result = await checkFolder(read, directory, examFile, { isQuiet, ...outlines });
      if (options.html) await writePage(options.html, pageOf(read, result));
      console.log(
        options.json ? JSON.stringify(result, null, 2) : renderSelfCheckTerminal(result, terminal()),
      );
      process.exitCode = exitCodeOfCard(result);
    });
}

/** What a page shows of a check. */
export function pageOf({ loaded, submission }: FolderRead, result: CheckResult) {
  return { exam: loaded.exam, bytes: sizesOf(submission), check: result };
}

/** An exam and a submission, read once for whatever is made of them. */
export interface FolderRead {
  readonly loaded: LoadedExam;
  readonly submission: Submission;
}

export async function readFolders(directory: string, examFile: string): Promise<FolderRead> {
  await assertFolder(directory);
  const loaded = parseExam(await readInput(examFile));
  return { loaded, submission: await readFolder(directory, loaded.exam.tasks) };
}

/** Samples lie beside the exam; rows that the candidate trained on, `train.npz`, in the candidate's own folder. */
export function checkFolder(
  { loaded, submission }: FolderRead,
  directory: string,
  examFile: string,
  { isQuiet = false, ...options }: { readonly isQuiet?: boolean; readonly outlines?: true } = {},
): Promise<CheckResult> {
  const [examFiles, ownFiles] = [publicFolder(dirname(examFile)), publicFolder(directory)];
  const { watch, stop } = progress(loaded.exam.tasks, 'checked', { isQuiet });
  const checking = {
    ...loaded,
    ...options,
    submission,
    openSample: (task: Task) => openSample(examFiles, task),
    openTraining: (task: Task) => openSample(ownFiles, task, 'train.npz'),
    openVocabulary: (path: string) => readVocabulary(dirname(examFile), path),
  };
  return check(checking, watch).finally(stop);
}
