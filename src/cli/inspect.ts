import { Command } from 'commander';
import { formatShape, type RowShape } from '../domain/tensor.ts';
import type { ModelDescription } from '../model/index.ts';
import { readModel } from '../submission/index.ts';
import { printable } from './output.ts';

export function inspectCommand(): Command {
  return new Command('inspect')
    .description('Show what the grader sees in a model: format, layers, parameters, shapes.')
    .argument('<model>', 'a .keras or .h5 file, a SavedModel folder, or the model.json of TensorFlow.js')
    .option('--json', 'print JSON and nothing else')
    .action(async (path: string, options: { json?: true }) => {
      const { describeModel, loadModel } = await import('../model/index.ts');
      const description = await describeModel(await loadModel(await readModel(path)));
      console.log(options.json ? JSON.stringify(description, null, 2) : summary(description));
    });
}

/** Like `model.summary()`, with what a grader cares about around it. */
function summary({ format, layers, parameters, inputs, outputs, warnings }: ModelDescription): string {
  const rows = layers.map(({ name, className, output, parameters }) => [
    `${printable(name)} (${printable(className)})`,
    shapeText(output),
    count(parameters),
  ]);
  return [
    format,
    '',
    ...table(['layer', 'output', 'parameters'], rows),
    '',
    `parameters: ${count(parameters.total)}, of which ${count(parameters.trainable)} trainable`,
    ...inputs.map(
      ({ name, shape, dtype }) => `input:      ${shapeText(shape)} ${dtype} (${printable(name)})`,
    ),
    ...outputs.map(({ shape }) => `output:     ${shapeText(shape)}`),
    ...warnings.map((warning) => `warning:    ${printable(warning)}`),
  ].join('\n');
}

function shapeText(shape: RowShape | undefined): string {
  return shape === undefined ? '?' : formatShape(shape);
}

function count(parameters: number): string {
  return parameters.toLocaleString('en');
}

/** Left-aligned columns, the last one right-aligned. */
function table(head: readonly string[], rows: readonly (readonly string[])[]): string[] {
  const widths = head.map((title, i) => Math.max(title.length, ...rows.map((row) => row[i]?.length ?? 0)));
  const last = head.length - 1;
  const line = (cells: readonly string[]) =>
    cells
      .map((cell, i) => (i === last ? cell.padStart(widths[i] ?? 0) : cell.padEnd(widths[i] ?? 0)))
      .join('  ');
  const rule = widths.map((width) => '─'.repeat(width)).join('  ');
  return [line(head), rule, ...rows.map(line)];
}
