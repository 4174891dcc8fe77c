import { forbidden, unsupported } from './failure.ts';

/**
 * All that a graph may do, by TensorFlow's names: pure functions of tensors that TensorFlow.js computes on its wasm
 * backend, and those that this folder adds or resolves. What is not here is refused before anything runs.
 */
const TENSOR_OPERATIONS: Readonly<Record<string, readonly string[]>> = {
  arithmetic: [
    'Add',
    'AddV2',
    'AddN',
    'Sub',
    'Mul',
    'Div',
    'RealDiv',
    'DivNoNan',
    'FloorDiv',
    'FloorMod',
    'Mod',
  ],
  comparing: ['Maximum', 'Minimum', 'Equal', 'NotEqual', 'Greater', 'GreaterEqual', 'Less', 'LessEqual'],
  logic: ['LogicalAnd', 'LogicalOr', 'LogicalNot', 'Select', 'SelectV2'],
  powers: [
    'Pow',
    'Sqrt',
    'Rsqrt',
    'Square',
    'SquaredDifference',
    'Exp',
    'Expm1',
    'Log',
    'Log1p',
    'Reciprocal',
  ],
  trigonometry: [
    'Sin',
    'Cos',
    'Tan',
    'Asin',
    'Acos',
    'Atan',
    'Atan2',
    'Sinh',
    'Cosh',
    'Asinh',
    'Acosh',
    'Atanh',
  ],
  rounding: ['Abs', 'Neg', 'Sign', 'Floor', 'Ceil', 'Round', 'ClipByValue', 'IsNan', 'IsInf', 'IsFinite'],
  activations: [
    'Relu',
    'Relu6',
    'LeakyRelu',
    'Prelu',
    'Elu',
    'Selu',
    'Sigmoid',
    'Tanh',
    'Softplus',
    'Softmax',
  ],
  'more activations': ['LogSoftmax', 'Softsign', 'Erf', 'Erfc'],
  products: ['MatMul', '_FusedMatMul', 'BatchMatMul', 'BatchMatMulV2', 'BatchMatMulV3', 'Einsum', 'BiasAdd'],
  convolutions: ['Conv2D', '_FusedConv2D', 'DepthwiseConv2dNative', 'FusedDepthwiseConv2dNative', 'Conv3D'],
  'more convolutions': ['Conv2DBackpropInput'],
  pooling: ['MaxPool', 'AvgPool', 'MaxPool3D', 'AvgPool3D'],
  normalising: ['FusedBatchNorm', 'FusedBatchNormV2', 'FusedBatchNormV3', 'LRN', 'EuclideanNorm'],
  reducing: [
    'Sum',
    'Mean',
    'Prod',
    'Max',
    'Min',
    'All',
    'Any',
    'ArgMax',
    'ArgMin',
    'Cumsum',
    'Cumprod',
    'TopKV2',
  ],
  shapes: ['Shape', 'ShapeN', 'Size', 'Rank', 'Reshape', 'Squeeze', 'ExpandDims', 'Transpose', 'BroadcastTo'],
  'more shapes': [
    'BroadcastArgs',
    'EnsureShape',
    'Cast',
    'ZerosLike',
    'OnesLike',
    'Fill',
    'Range',
    'LinSpace',
  ],
  joining: ['Concat', 'ConcatV2', 'Pack', 'Unpack', 'Split', 'SplitV', 'Tile', 'Pad', 'PadV2', 'MirrorPad'],
  picking: ['Slice', 'StridedSlice', 'Gather', 'GatherV2', 'GatherNd', 'ScatterNd', 'OneHot', 'ReverseV2'],
  'more picking': [
    'TensorScatterUpdate',
    'Bucketize',
    'DenseBincount',
    'Bincount',
    'LowerBound',
    'UpperBound',
    'MatrixBandPart',
  ],
  images: ['ResizeBilinear', 'ResizeNearestNeighbor', 'SpaceToBatchND', 'BatchToSpaceND', 'DepthToSpace'],
  'more images': ['CropAndResize', 'ImageProjectiveTransformV3'],
  lists: [
    'TensorListReserve',
    'TensorListFromTensor',
    'TensorListStack',
    'TensorListGetItem',
    'TensorListSetItem',
  ],
  'more lists': ['EmptyTensorList', 'TensorListPushBack', 'TensorListLength'],
  control: ['While', 'StatelessWhile', 'If', 'StatelessIf'],
  structure: [
    'Const',
    'Identity',
    'IdentityN',
    'StopGradient',
    'PreventGradient',
    'Snapshot',
    'CheckNumerics',
  ],
  functions: ['PartitionedCall', 'StatefulPartitionedCall', 'ReadVariableOp', 'ResourceGather'],
};

export const ALLOWED_OPERATIONS: ReadonlySet<string> = new Set(Object.values(TENSOR_OPERATIONS).flat());

/** They order or check, and yield nothing: without consequence for a prediction. */
const IDLE: ReadonlySet<string> = new Set(['NoOp', 'Assert', 'DisableCopyOnRead', 'Placeholder']);

/**
 * Families of operations that touch more than tensors. The allow-list already excludes them; these patterns only tell
 * an attack (or a misunderstanding) from an operation that is merely missing.
 */
const FORBIDDEN: readonly RegExp[] = [
  /File|Filename|Directory|Filesystem|TFRecord|LMDB|Checkpoint|^Save|^Restore|^Load|Archive/,
  /PyFunc|Python|Callback/,
  /Dataset|Iterator|Reader|^Decode(?:Proto|CSV)|^EncodeProto/,
  /^_?Send$|^_?Recv$|^_Host|Rpc|Grpc|Collective|DistributedService|ConfigureDistributed|Remote|Worker/,
  /^Print|^Debug|Summary|Logging|^Timestamp|^Abort$/,
  /Queue|Barrier|Stage$|Unstage|Mutex|Session/,
  /^Xla|^Tpu|^TPU|Nccl|^TRT|^Tfr?rt|Custom(?:Call|Op)/,
];

/**
 * Everything that a called function holds passes here, whether or not a prediction needs it.
 *
 * @throws {FivefoldError} model/op-forbidden
 */
export function refuseForbidden(op: string, name: string): void {
  if (ALLOWED_OPERATIONS.has(op) || IDLE.has(op)) return;
  if (FORBIDDEN.some((family) => family.test(op))) throw forbidden(op, name);
  if (/^Assign|^Resource(?:Apply|Scatter|Sparse)|^Scatter(?:Add|Update)$/.test(op)) {
    throw unsupported(op, name, 'which changes a variable while predicting');
  }
}

/**
 * What a prediction needs passes here too.
 *
 * @throws {FivefoldError} model/op-unsupported
 */
export function requireAllowed(op: string, name: string): void {
  if (ALLOWED_OPERATIONS.has(op)) return;
  if (op.startsWith('Random') || op.startsWith('StatelessRandom') || op.startsWith('StatelessTruncated')) {
    throw unsupported(op, name, 'which draws random numbers: predictions would differ from run to run');
  }
  throw unsupported(op, name);
}

/** Names of the outputs of operations that have several, in order. Lists have one name and a number. */
const OUTPUT_NAMES: Readonly<Record<string, readonly string[]>> = {
  FusedBatchNorm: ['y', 'batch_mean', 'batch_variance', 'reserve_space_1', 'reserve_space_2'],
  FusedBatchNormV2: ['y', 'batch_mean', 'batch_variance', 'reserve_space_1', 'reserve_space_2'],
  FusedBatchNormV3: ['y', 'batch_mean', 'batch_variance', 'reserve_space_1', 'reserve_space_2'],
  TopKV2: ['values', 'indices'],
};

/** The number of an output that a function calls `node:name:position`. */
export function outputIndex(op: string, name: string, position: number): number {
  const names = Object.hasOwn(OUTPUT_NAMES, op) ? OUTPUT_NAMES[op] : undefined;
  return Math.max(0, names?.indexOf(name) ?? 0) + position;
}
