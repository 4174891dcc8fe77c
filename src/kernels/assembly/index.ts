/** What `src/kernels/exports.ts` types and describes. Compiled by `npm run kernels`. */
export { activate } from './activate';
export { combine } from './combine';
export { convolve } from './convolution';
export { depthwise } from './depthwise';
export { gru } from './gru';
export { lstm } from './lstm';
export { applyMask, maskRows, maskUnequal } from './masks';
export { matmul, pack, packGates } from './matmul';
export { copyRows, embed, fill, permute, upsample } from './move';
export { averagePool, globalAverage, globalAverageMasked, globalMax, maxPool } from './pooling';
export { layerNormalise, logSoftmax, prelu, scaleShift, softmax } from './rows';
export { simpleRnn } from './simple-rnn';
export { winograd, winogradPack } from './winograd';
