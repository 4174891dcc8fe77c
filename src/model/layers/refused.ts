/** Classes of Keras's own that are never run, with what they are: each is, or carries, code that no file holds. */
export const REFUSED_CLASSES: ReadonlyMap<string, string> = new Map([
  ['Lambda', 'Python code'],
  ['__lambda__', 'Python code'],
  ['TorchModuleWrapper', 'a PyTorch module, whose forward pass is Python code'],
  ['JaxLayer', 'a JAX function, which is Python code'],
  ['FlaxLayer', 'a Flax module, whose forward pass is Python code'],
  ['TFSMLayer', 'a reference to a SavedModel in another folder, which the file does not hold'],
  ['DenseFeatures', "made of TensorFlow's feature columns, which are Python objects"],
  ['Layer', 'the base class of layers, without arithmetic of its own'],
  ['Wrapper', 'the base class of wrappers, without arithmetic of its own'],
  ['AbstractRNNCell', 'the base class of recurrent cells, without arithmetic of its own'],
]);
