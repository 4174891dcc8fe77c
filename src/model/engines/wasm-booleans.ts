import * as tf from '@tensorflow/tfjs-core';

type Kernel = Parameters<tf.KernelFunc>[0];

/**
 * Kernels of TensorFlow.js's wasm backend that write four bytes for each boolean, into memory that has room for one, and
 * so ruin other tensors (4.22, November 2026; found by Keras's causal masks). With them, the inputs of the kind of the
 * output.
 */
const KERNELS: ReadonlyMap<string, readonly string[]> = new Map([
  [tf.Select, ['t', 'e']],
  [tf.Reverse, ['x']],
  [tf.OneHot, []],
]);

/** Let these kernels compute with integers in place of booleans, and casts find the truth. Call it after the backend has registered them. */
export function spareBooleans(backendName: string): void {
  for (const [name, values] of KERNELS) {
    const kernel = kernelOf(name, backendName);
    override(kernel, (given) =>
      hasBooleans(given, values) ? withIntegers(name, given, values) : kernel.kernelFunc(given),
    );
  }
  castToBooleans(backendName);
}

/** Whatever is not zero is true; the kernel keeps the lowest byte, of −0.5 a zero and of 2.5 a two. */
function castToBooleans(backendName: string): void {
  const kernel = kernelOf(tf.Cast, backendName);
  override(kernel, (given) => {
    const { x } = given.inputs;
    const isTruth = given.attrs?.dtype === 'bool' && x?.dtype !== 'bool';
    return isTruth ? tf.notEqual(x as tf.Tensor, 0) : kernel.kernelFunc(given);
  });
}

function kernelOf(name: string, backendName: string): tf.KernelConfig {
  const kernel = tf.getKernel(name, backendName);
  if (kernel === undefined) throw new Error(`the backend ${backendName} lacks the kernel ${name}`);
  return kernel;
}

function override(kernel: tf.KernelConfig, kernelFunc: tf.KernelFunc): void {
  tf.unregisterKernel(kernel.kernelName, kernel.backendName);
  tf.registerKernel({ ...kernel, kernelFunc });
}

function hasBooleans({ inputs, attrs }: Kernel, values: readonly string[]): boolean {
  return attrs?.dtype === 'bool' || values.some((value) => inputs[value]?.dtype === 'bool');
}

function withIntegers(name: string, { inputs, attrs }: Kernel, values: readonly string[]): tf.Tensor {
  return tf.tidy(() => {
    const integers = values.map((value) => [value, tf.cast(inputs[value] as tf.Tensor, 'int32')] as const);
    const options = attrs?.dtype === 'bool' ? { ...attrs, dtype: 'int32' } : attrs;
    const all = { ...inputs, ...Object.fromEntries(integers) } as tf.NamedTensorMap;
    return tf.cast(tf.engine().runKernel<tf.Tensor>(name, all, options as tf.NamedAttrMap), 'bool');
  });
}
