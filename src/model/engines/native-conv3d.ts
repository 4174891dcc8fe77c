import * as tf from '@tensorflow/tfjs-core';

/**
 * TensorFlow's kernel for CPUs refuses dilation in depth ("CPU Dilation depth must be 1"), where TensorFlow's own Python
 * takes a detour. Ours: a filter with zeros between its slices, and no dilation in depth.
 */
export function dilateConv3dInDepth(backendName: string): void {
  const kernel = tf.getKernel(tf.Conv3D, backendName);
  tf.unregisterKernel(tf.Conv3D, backendName);
  tf.registerKernel({
    ...kernel,
    kernelFunc: (call) => {
      const { dilations } = call.attrs as unknown as tf.Conv3DAttrs;
      const [depth, ...others] =
        typeof dilations === 'number' ? [dilations, dilations, dilations] : dilations;
      if (depth === 1) return kernel.kernelFunc(call);
      const filter = spreadInDepth(call.inputs.filter as tf.Tensor5D, depth);
      return kernel.kernelFunc({
        ...call,
        inputs: { ...call.inputs, filter },
        attrs: { ...call.attrs, dilations: [1, ...others] },
      });
    },
  });
}

/** `[depth, height, width, in, out]` with `rate − 1` slices of zeros after each but the last. */
function spreadInDepth(filter: tf.Tensor5D, rate: number): tf.Tensor5D {
  const [depth, ...slice] = filter.shape;
  const size = tf.util.sizeFromShape(slice);
  const spread = tf.pad(tf.reshape(filter, [depth, 1, size]), [
    [0, 0],
    [0, rate - 1],
    [0, 0],
  ]);
  const full = tf.reshape(spread, [depth * rate, ...slice]) as tf.Tensor5D;
  return tf.slice(full, 0, (depth - 1) * rate + 1);
}
