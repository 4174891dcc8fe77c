import { Command } from 'commander';
import { findTfjsNode, installNative, nativePlace } from '../native.ts';
import { startSpinner } from './spinner.ts';

interface Options {
  readonly wheel?: string;
  readonly python: string;
}

export function engineCommand(): Command {
  return new Command('engine')
    .description('The native engine: TensorFlow itself, for `--engine native`.')
    .addCommand(installCommand().exitOverride())
    .addCommand(showCommand().exitOverride());
}

function installCommand(): Command {
  return new Command('install')
    .description(
      'Install it into the tool cache, from npm and PyPI, every file checked by its hash; prints its folder.',
    )
    .option('--wheel <path>', 'the wheel of TensorFlow, or an installed `tensorflow` folder, instead of PyPI')
    .option('--python <program>', 'a Python 3, to download and unpack with', 'python3')
    .action(async (options: Options) => {
      const spinner = startSpinner('Looking for what it takes');
      const progress = (part: string) => {
        spinner.text = part;
      };
      console.log(await installNative(process.env, { ...options, progress }).finally(() => spinner.stop()));
    });
}

function showCommand(): Command {
  return new Command('show')
    .description('Say which versions it is made of, and where it is.')
    .action(async () => {
      const { pins, place } = await nativePlace(process.env);
      const found = await findTfjsNode(process.env);
      console.log(`tfjs-node ${pins.tfjsNode}, TensorFlow ${pins.tensorflow}`);
      console.log(found ? `found in ${found}` : `not installed; it would be in ${place}`);
    });
}
