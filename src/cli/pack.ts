import { Command, InvalidArgumentError, Option } from 'commander';
import { KINDS, RECIPES } from '../dataset/index.ts';
import { FivefoldError } from '../domain/errors.ts';
import { slug } from '../exam/schema.ts';
import { packNpz } from './pack-npz.ts';
import { isExamPath, type PackOptions } from './pack-options.ts';
import { packRecipe } from './pack-recipe.ts';
import { packSource } from './pack-source.ts';

export function packCommand(): Command {
  return new Command('pack')
    .description('Make a task of your own data, or encrypt a hidden set you have made.')
    .argument('[source]', 'a folder of pictures or text files by class, a .csv, a .jsonl, or an .npz')
    .requiredOption(
      '-e, --exam <exam.yml>',
      'the exam, which is made if it is not there; an id for an .npz',
      exam,
    )
    .requiredOption('-t, --task <id>', 'id of the task; one that the exam has keeps its contract', id)
    .requiredOption('-r, --recipient <recipients...>', 'who may open it: one or more age recipients')
    .option('-o, --output <file>', 'where to put the encrypted set of an .npz')
    .addOption(new Option('-k, --kind <kind>', 'what the data are, where it is not plain').choices(KINDS))
    .option('--title <text>', 'title of a new task; its id otherwise')
    .option('--target <columns...>', 'column or field of the answers; columns to forecast')
    .option('--text <column>', 'column or field of the texts; a path like review.body in JSON')
    .option('--time <column>', 'column of the time, where it has no usual name')
    .option('--drop <columns...>', 'columns to leave out')
    .option('--window <steps>', 'steps of a series that a model sees', wholeNumber)
    .option('--horizon <steps>', 'steps of a series that a model forecasts', wholeNumber)
    .option('--shape <numbers>', 'height,width,components of a picture, or words of a text', wholeNumbers)
    .addOption(
      new Option('--split <percent>', 'train,sample,hidden')
        .argParser(shares)
        .default([70, 10, 20], '70,10,20'),
    )
    .option(
      '-s, --seed-file <file>',
      'the secret that decides which rows are hidden; made if it is not there',
    )
    .option('--force', 'replace the training files of a task that has some')
    .addOption(new Option('--recipe <name>', 'a public data set instead').choices(Object.keys(RECIPES)))
    .option('--from <folder>', 'where the files of the recipe are, if they need not be downloaded')
    .action((source: string | undefined, options: PackOptions) => run(source, options));
}

async function run(source: string | undefined, { recipe, ...options }: PackOptions): Promise<void> {
  if (recipe !== undefined && source === undefined) return packRecipe({ ...options, recipe });
  if (source === undefined || recipe !== undefined) {
    throw new FivefoldError({
      code: 'dataset/unclear',
      message: 'It takes a source or a --recipe, and not both.',
      hint: 'Name a folder, a .csv, a .jsonl or an .npz; or say --recipe NAME.',
    });
  }
  return source.endsWith('.npz') ? packNpz(source, options) : packSource(source, options);
}

/** exam.yml takes no other ids, so that a set packed for one would fit nowhere. */
function id(text: string): string {
  const { success, error } = slug.safeParse(text);
  if (success) return text;
  throw new InvalidArgumentError(`It takes ${error.issues[0]?.message}.`);
}

function exam(text: string): string {
  return isExamPath(text) ? text : id(text);
}

function wholeNumbers(text: string): readonly number[] {
  return text.split(',').map(wholeNumber);
}

function wholeNumber(text: string): number {
  if (/^[1-9]\d{0,5}$/.test(text)) return Number(text);
  throw new InvalidArgumentError('It takes whole numbers from 1 on.');
}

function shares(text: string): readonly number[] {
  const parts = wholeNumbers(text);
  if (parts.length === 3 && parts.reduce((sum, part) => sum + part, 0) === 100) return parts;
  throw new InvalidArgumentError('It takes three percentages that make 100, like 70,10,20.');
}
