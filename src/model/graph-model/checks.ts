import { type Attribute, type Attributes, textOf } from './attribute.ts';
import { unsupported } from './failure.ts';

/** Options that TensorFlow.js ignores or computes otherwise: without these checks, predictions would be silently wrong. */
type Check = (attributes: Attributes) => string | undefined;

const channelsFirst: Check = (attributes) =>
  textOf(attributes.get('data_format')).startsWith('NC') ? 'with channels first' : undefined;

const batchStatistics: Check = (attributes) =>
  (attributes.get('is_training')?.b ?? true) && !channelsFirst(attributes)
    ? 'in training mode: it would normalise each row by the other rows of its batch'
    : undefined;

const explicitPadding: Check = (attributes) =>
  textOf(attributes.get('padding')) === 'EXPLICIT' ? 'with explicit padding' : undefined;

const dilated: Check = (attributes) => (isOnes(attributes.get('dilations')) ? undefined : 'with dilations');

/** The wasm kernel reads beyond its tensor (4.22, November 2026). */
const batched: Check = (attributes) =>
  (attributes.get('batch_dims')?.i ?? 0) === 0 ? undefined : 'with batch_dims';

function isOnes(attribute: Attribute | undefined): boolean {
  return (attribute?.list?.i ?? []).every((value) => value === 1);
}

const CHECKS: Readonly<Record<string, readonly Check[]>> = {
  Conv2D: [channelsFirst],
  _FusedConv2D: [channelsFirst],
  DepthwiseConv2dNative: [channelsFirst],
  FusedDepthwiseConv2dNative: [channelsFirst],
  Conv2DBackpropInput: [channelsFirst, dilated],
  Conv3D: [channelsFirst, dilated],
  MaxPool: [channelsFirst, explicitPadding],
  AvgPool: [channelsFirst],
  MaxPool3D: [channelsFirst],
  AvgPool3D: [channelsFirst],
  DepthToSpace: [channelsFirst],
  GatherV2: [batched],
  FusedBatchNorm: [batchStatistics],
  FusedBatchNormV2: [batchStatistics],
  FusedBatchNormV3: [batchStatistics],
};

/** @throws {FivefoldError} model/op-unsupported */
export function checkAttributes(op: string, name: string, attributes: Attributes): void {
  const why = CHECKS[op]?.map((check) => check(attributes)).find((found) => found !== undefined);
  if (why !== undefined) throw unsupported(op, name, `${why}, which the grader cannot compute`);
}
