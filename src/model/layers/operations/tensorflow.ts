import type { Json } from '../../config/json.ts';
import { tf } from '../../tf.ts';
import { gelu } from '../activations.ts';
import { inferAxes, inferAxis, range } from '../axes.ts';
import { KERAS } from './keras.ts';
import { float, type Operation, operation } from './operation.ts';

const MATH = 'TensorFlow: python/ops/math_ops.py';
const ARRAY = 'TensorFlow: python/ops/array_ops.py';
const NN = 'TensorFlow: python/ops/nn_ops.py';

/** What only TensorFlow has, or has with another meaning. */
const OPERATIONS = {
  ...KERAS,
  AddN: operation(MATH, 'xs', (given) => given.tensors('xs').reduce((a, b) => tf.add(a, b))),
  GeluExact: operation(NN, 'x', (given) =>
    gelu(float(given.tensor('x')), given.boolean('approximate', false)),
  ),
  L2Normalize: operation(NN, 'x', (given) => {
    const x = float(given.tensor('x'));
    const axes = inferAxes(given.integers('axis') ?? range(x.rank), x.rank);
    const squares = tf.sum(tf.square(x), axes, true);
    return tf.mul(x, tf.rsqrt(tf.maximum(squares, given.number('epsilon', 1e-12))));
  }),
  Shape: operation(ARRAY, 'x', (given) => tf.tensor1d(given.tensor('x').shape, 'int32')),
  SplitBySizes: operation(ARRAY, 'x', (given) => {
    const x = given.tensor('x');
    const written = given.integers('num_or_size_splits') ?? [];
    const axis = inferAxis(given.integer('axis', 0), x.rank);
    const isCount = typeof given.value('num_or_size_splits') === 'number';
    return tf.split(x, isCount ? (written[0] ?? 1) : written, axis);
  }),
} as const satisfies Record<string, Operation>;

/**
 * TensorFlow's functions in models of Keras 2 (`TFOpLambda`, by `config.function`): which operation each is, and its
 * parameters in TensorFlow's order. `axis` is a parameter of the same name; `input_tensor=x` is TensorFlow's name for
 * what the operation calls `x`; `axis:0` is a default of TensorFlow's own.
 */
const FUNCTIONS: Readonly<Record<string, readonly [keyof typeof OPERATIONS, string]>> = {
  'math.add': ['Add', 'x=x1 y=x2'],
  'math.subtract': ['Subtract', 'x=x1 y=x2'],
  'math.multiply': ['Multiply', 'x=x1 y=x2'],
  'math.divide': ['TrueDivide', 'x=x1 y=x2'],
  'math.truediv': ['TrueDivide', 'x=x1 y=x2'],
  'math.divide_no_nan': ['DivideNoNan', 'x=x1 y=x2'],
  'math.floordiv': ['FloorDivide', 'x=x1 y=x2'],
  'compat.v1.floor_div': ['FloorDivide', 'x=x1 y=x2'],
  'math.floormod': ['Mod', 'x=x1 y=x2'],
  'math.mod': ['Mod', 'x=x1 y=x2'],
  'math.pow': ['Power', 'x=x1 y=x2'],
  'math.maximum': ['Maximum', 'x=x1 y=x2'],
  'math.minimum': ['Minimum', 'x=x1 y=x2'],
  'math.squared_difference': ['SquaredDifference', 'x=x1 y=x2'],
  'math.atan2': ['Arctan2', 'y=x1 x=x2'],
  'math.equal': ['Equal', 'x=x1 y=x2'],
  'math.not_equal': ['NotEqual', 'x=x1 y=x2'],
  'math.greater': ['Greater', 'x=x1 y=x2'],
  'math.greater_equal': ['GreaterEqual', 'x=x1 y=x2'],
  'math.less': ['Less', 'x=x1 y=x2'],
  'math.less_equal': ['LessEqual', 'x=x1 y=x2'],
  'math.logical_and': ['LogicalAnd', 'x=x1 y=x2'],
  'math.logical_or': ['LogicalOr', 'x=x1 y=x2'],
  'math.logical_xor': ['LogicalXor', 'x=x1 y=x2'],
  'math.logical_not': ['LogicalNot', 'x'],
  '__operators__.add': ['Add', 'x=x1 y=x2'],
  '__operators__.eq': ['Equal', 'self=x1 other=x2'],
  '__operators__.ne': ['NotEqual', 'self=x1 other=x2'],
  '__operators__.getitem': ['GetItem', 'tensor=x slice_spec=key'],
  'math.is_nan': ['Isnan', 'x'],
  'math.is_inf': ['Isinf', 'x'],
  'math.is_finite': ['Isfinite', 'x'],
  where: ['Where', 'condition x=x1 y=x2'],
  'compat.v1.where': ['Where', 'condition x=x1 y=x2'],

  'math.abs': ['Absolute', 'x'],
  'math.negative': ['Negative', 'x'],
  'math.square': ['Square', 'x'],
  'math.sign': ['Sign', 'x'],
  'math.floor': ['Floor', 'x'],
  'math.ceil': ['Ceil', 'x'],
  'math.round': ['Round', 'x'],
  'math.exp': ['Exp', 'x'],
  'math.expm1': ['Expm1', 'x'],
  'math.log': ['Log', 'x'],
  'math.log1p': ['Log1p', 'x'],
  'math.sqrt': ['Sqrt', 'x'],
  'math.rsqrt': ['Rsqrt', 'x'],
  'math.reciprocal': ['Reciprocal', 'x'],
  'math.sin': ['Sin', 'x'],
  'math.cos': ['Cos', 'x'],
  'math.tan': ['Tan', 'x'],
  'math.asin': ['Arcsin', 'x'],
  'math.acos': ['Arccos', 'x'],
  'math.atan': ['Arctan', 'x'],
  'math.sinh': ['Sinh', 'x'],
  'math.cosh': ['Cosh', 'x'],
  'math.tanh': ['Tanh', 'x'],
  'math.erf': ['Erf', 'x'],
  'math.sigmoid': ['Sigmoid', 'x'],
  'math.softplus': ['Softplus', 'features=x'],
  'math.log_sigmoid': ['LogSigmoid', 'x'],
  clip_by_value: ['Clip', 't=x clip_value_min=x_min clip_value_max=x_max'],
  cast: ['Cast', 'x dtype'],
  identity: ['Copy', 'input=x'],
  stop_gradient: ['StopGradient', 'input=variable'],
  convert_to_tensor: ['ConvertToTensor', 'value=x dtype'],

  'math.reduce_mean': ['Mean', 'input_tensor=x axis keepdims'],
  'math.reduce_sum': ['Sum', 'input_tensor=x axis keepdims'],
  'math.reduce_prod': ['Prod', 'input_tensor=x axis keepdims'],
  'math.reduce_max': ['Max', 'input_tensor=x axis keepdims'],
  'math.reduce_min': ['Min', 'input_tensor=x axis keepdims'],
  'math.reduce_variance': ['Var', 'input_tensor=x axis keepdims'],
  'math.reduce_std': ['Std', 'input_tensor=x axis keepdims'],
  'math.reduce_all': ['All', 'input_tensor=x axis keepdims'],
  'math.reduce_any': ['Any', 'input_tensor=x axis keepdims'],
  'math.reduce_logsumexp': ['Logsumexp', 'input_tensor=x axis keepdims'],
  'math.reduce_euclidean_norm': ['Norm', 'input_tensor=x axis keepdims'],
  'math.argmax': ['Argmax', 'input=x axis:0'],
  'math.argmin': ['Argmin', 'input=x axis:0'],
  'math.cumsum': ['Cumsum', 'x axis:0'],
  'math.cumprod': ['Cumprod', 'x axis:0'],
  'math.add_n': ['AddN', 'inputs=xs'],
  norm: ['Norm', 'tensor=x ord axis keepdims'],
  'compat.v1.norm': ['Norm', 'tensor=x ord axis keepdims'],
  'math.l2_normalize': ['L2Normalize', 'x axis epsilon'],
  'linalg.l2_normalize': ['L2Normalize', 'x axis epsilon'],
  'nn.moments': ['Moments', 'x axes'],

  reshape: ['Reshape', 'tensor=x shape=newshape'],
  transpose: ['Transpose', 'a=x perm=axes'],
  'compat.v1.transpose': ['Transpose', 'a=x perm=axes'],
  expand_dims: ['ExpandDims', 'input=x axis'],
  squeeze: ['Squeeze', 'input=x axis'],
  'compat.v1.squeeze': ['Squeeze', 'input=x axis'],
  concat: ['Concatenate', 'values=xs axis'],
  stack: ['Stack', 'values=xs axis'],
  unstack: ['Unstack', 'value=x num axis'],
  split: ['SplitBySizes', 'value=x num_or_size_splits axis'],
  tile: ['Tile', 'input=x multiples=repeats'],
  repeat: ['Repeat', 'input=x repeats axis'],
  pad: ['Pad', 'tensor=x paddings=pad_width mode constant_values'],
  'compat.v1.pad': ['Pad', 'tensor=x paddings=pad_width mode name constant_values'],
  reverse: ['Flip', 'tensor=x axis'],
  roll: ['Roll', 'input=x shift axis'],
  broadcast_to: ['BroadcastTo', 'input=x shape'],
  zeros_like: ['ZerosLike', 'input=x dtype'],
  ones_like: ['OnesLike', 'input=x dtype'],
  'compat.v1.zeros_like': ['ZerosLike', 'tensor=x dtype'],
  'compat.v1.ones_like': ['OnesLike', 'tensor=x dtype'],
  shape: ['Shape', 'input=x'],
  'compat.v1.shape': ['Shape', 'input=x'],
  gather: ['Take', 'params=x indices validate_indices axis:0 batch_dims'],
  'compat.v1.gather': ['Take', 'params=x indices validate_indices name axis:0 batch_dims'],
  slice: ['Slice', 'input_=inputs begin=start_indices size=shape'],
  one_hot: ['OneHot', 'indices=x depth=num_classes on_value off_value axis dtype'],
  sort: ['Sort', 'values=x axis'],
  argsort: ['Argsort', 'values=x axis'],
  'math.top_k': ['TopK', 'input=x k'],
  'nn.top_k': ['TopK', 'input=x k'],

  'linalg.matmul': ['Matmul', 'a=x1 b=x2 transpose_a transpose_b'],
  tensordot: ['Tensordot', 'a=x1 b=x2 axes'],

  'nn.relu': ['Relu', 'features=x'],
  'nn.relu6': ['Relu6', 'features=x'],
  'nn.leaky_relu': ['LeakyRelu', 'features=x alpha=negative_slope'],
  'nn.elu': ['Elu', 'features=x'],
  'nn.selu': ['Selu', 'features=x'],
  'nn.gelu': ['GeluExact', 'features=x approximate'],
  'nn.silu': ['Silu', 'features=x'],
  'nn.swish': ['Silu', 'features=x'],
  'nn.sigmoid': ['Sigmoid', 'x'],
  'nn.tanh': ['Tanh', 'x'],
  'nn.softplus': ['Softplus', 'features=x'],
  'nn.softsign': ['Softsign', 'features=x'],
  'nn.softmax': ['Softmax', 'logits=x axis:-1'],
  'nn.log_softmax': ['LogSoftmax', 'logits=x axis'],
  'nn.max_pool2d': ['MaxPool', 'input=inputs ksize=pool_size strides padding data_format'],
  'nn.avg_pool2d': ['AveragePool', 'input=inputs ksize=pool_size strides padding data_format'],
  'image.resize': [
    'Resize',
    'images size method=interpolation preserve_aspect_ratio=pad_to_aspect_ratio antialias',
  ],
  'image.rgb_to_grayscale': ['RGBToGrayscale', 'images'],
};

/** The operation with TensorFlow's names for its parameters. */
function translated(base: Operation, signature: string): Operation {
  const parameters: string[] = [];
  const aliases = new Map<string, string>();
  const defaults: Record<string, Json> = {};
  for (const parameter of signature.split(' ')) {
    const [plain = '', fallback] = parameter.split(':');
    const [written = '', name = written] = plain.split('=');
    parameters.push(name);
    aliases.set(name, written);
    if (fallback !== undefined) defaults[name] = Number(fallback);
  }
  return { ...base, parameters, aliases, defaults };
}

/** By the name that TensorFlow exports, without `tf.` */
export const TENSORFLOW_FUNCTIONS: ReadonlyMap<string, Operation> = new Map([
  ...Object.entries(FUNCTIONS).map(
    ([name, [base, signature]]) => [name, translated(OPERATIONS[base], signature)] as const,
  ),
]);

/** What each function is called in Keras 3, for documents. */
export const TENSORFLOW_NAMES: ReadonlyMap<string, string> = new Map(
  Object.entries(FUNCTIONS).map(([name, [base]]) => [name, base]),
);
