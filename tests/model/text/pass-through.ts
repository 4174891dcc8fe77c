import type { ModelFiles, TokenizerFile } from '../../../src/domain/submission.ts';
import type { RowShape } from '../../../src/domain/tensor.ts';

/** A model that answers with what it is given: a Sequential of Keras 2 with nothing but an input, for TensorFlow.js. */
export function passThrough(shape: RowShape, dtype: string, tokenizer?: TokenizerFile): ModelFiles {
  const input = { name: 'given', batch_input_shape: [null, ...shape], dtype };
  const config = { name: 'sequential', layers: [{ class_name: 'InputLayer', config: input }] };
  const topology = { class_name: 'Sequential', keras_version: '2.15.0', config };
  const file = {
    format: 'layers-model',
    modelTopology: { model_config: topology },
    weightsManifest: [],
  };
  return {
    format: 'tfjs-layers',
    path: 'models/reviews/model.json',
    files: new Map([['model.json', new TextEncoder().encode(JSON.stringify(file))]]),
    ...(tokenizer && { tokenizer }),
  };
}
