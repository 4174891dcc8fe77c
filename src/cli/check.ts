import { dirname, join } from 'node:path';
import { Command } from 'commander';
import { check } from '../check.ts';
import type { CheckResult } from '../domain/check.ts';
import type { Exam } from '../domain/exam.ts';
import { parseExam } from '../exam/index.ts';
import { readVocabulary } from '../exam/vocabulary.ts';
import { renderSelfCheckTerminal } from '../report/index.ts';
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
      const { exam, result } = await checkFolder(directory, examFile, { isQuiet });
      if (options.html) await writePage(options.html, { exam, check: result });
      console.log(
        options.json ? JSON.stringify(result, null, 2) : renderSelfCheckTerminal(result, terminal()),
      );
      process.exitCode = exitCodeOfCard(result);
    });
}

/** Samples lie beside the exam; rows that the candidate trained on, `train.npz`, in the candidate's own folder. */
export async function checkFolder(
  directory: string,
  examFile: string,
  options: { readonly isQuiet?: boolean } = {},
): Promise<{ readonly exam: Exam; readonly result: CheckResult }> {
  await assertFolder(directory);
  const loaded = parseExam(await readInput(examFile));
  const submission = await readFolder(directory, loaded.exam.tasks);
  const [examFiles, ownFiles] = [publicFolder(dirname(examFile)), publicFolder(directory)];
  const { watch, stop } = progress(loaded.exam.tasks, 'checked', options);
  const result = await check(
    {
      ...loaded,
      submission,
      openSample: (task) => openSample(examFiles, task),
      openTraining: (task) => openSample(ownFiles, task, 'train.npz'),
      openVocabulary: (path) => readVocabulary(dirname(examFile), path),
    },
    watch,
  ).finally(stop);
  return { exam: loaded.exam, result };
}
