import { expect, it } from 'vitest';
import { readSubmission } from '../../scripts/rehearsal/candidate.ts';
import { MAX_OUTLINE_INPUTS, MAX_OUTLINE_LAYERS } from '../../src/domain/limits.ts';
import type { OutlineLayer } from '../../src/domain/outline.ts';
import { predict } from '../../src/sandbox/host.ts';
import { openSandbox } from '../../src/sandbox/open.ts';
import { outlineSchema } from '../../src/sandbox/outline.ts';

const layer = (change: Partial<OutlineLayer> = {}): OutlineLayer => ({
  name: 'dense',
  className: 'Dense',
  output: [null, 2],
  parameters: 8,
  from: [],
  ...change,
});
const accepts = (...layers: readonly unknown[]) => outlineSchema.safeParse({ layers, more: 0 }).success;

it('believes of a worker an outline in which every layer refers back: the control case', () => {
  expect(accepts(layer(), layer({ from: [0] }), layer({ from: [1], inside: 1 }))).toBe(true);
});

it.each<[string, readonly unknown[]]>([
  ['that takes its own output', [layer({ from: [0] })]],
  ['that takes what comes later', [layer({ from: [1] }), layer()]],
  ['that is inside itself', [layer({ inside: 0 })]],
  ['with a name that is too long', [layer({ name: 'x'.repeat(61) })]],
  ['with less than no parameters', [layer({ parameters: -1 })]],
  ['with half a dimension', [layer({ output: [0.5] })]],
  [
    'with more inputs than anyone can draw',
    [layer(), layer({ from: new Array(MAX_OUTLINE_INPUTS + 1).fill(0) })],
  ],
  ['with a key of its own', [{ ...layer(), colour: 'red' }]],
  ['beyond the last that there may be', new Array(MAX_OUTLINE_LAYERS + 1).fill(layer())],
])('believes no layer %s', (_, layers) => {
  expect(accepts(...layers)).toBe(false);
});

it('comes with the predictions where it was asked for, from a process of its own and from a shared one', async () => {
  const bytes = (await readSubmission('keras3'))['models/tabular/model.keras'];
  if (!(bytes instanceof Uint8Array)) throw new Error('the submission has changed');
  const model = { format: 'keras', path: 'model.keras', files: new Map([['model.keras', bytes]]) } as const;
  const inputs = { dtype: 'float32', shape: [2, 6], data: new Float32Array(12) } as const;
  const job = { model, inputs, output: { kind: 'values', shape: [1] } } as const;
  const sandbox = openSandbox();
  const outcomes = await Promise.all([
    predict({ ...job, outline: true }),
    sandbox.predict({ ...job, outline: true }),
    sandbox.predict(job),
  ]).finally(sandbox.close);
  const [alone, together, unasked] = outcomes.map((outcome) =>
    outcome.kind === 'predicted' ? outcome.outline : undefined,
  );
  expect(alone?.layers[0]).toMatchObject({ className: 'InputLayer', output: [6], from: [] });
  expect(alone?.layers.at(-1)).toMatchObject({ className: 'Rescaling', output: [1] });
  expect(together).toEqual(alone);
  expect(unasked).toBeUndefined();
});
