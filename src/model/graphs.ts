/** Formats that are graphs of TensorFlow operations, to be imported dynamically: most models are none. */
export { readGraphModel } from './graph-model/index.ts';
export { readSavedModel } from './saved-model/index.ts';
