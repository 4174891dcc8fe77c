import {
  bool,
  bytes,
  double,
  fixed32,
  float,
  int,
  list,
  type Message,
  type MessageOf,
  map,
  message,
  optional,
  string,
} from './protobuf.ts';

/*
 * The parts of TensorFlow's messages that say how to predict. Field numbers are those of
 * tensorflow/core/framework/*.proto and tensorflow/core/protobuf/*.proto.
 */

/** tensor_shape.proto; a size of −1 varies. */
export const shapeProto = message({
  dim: [2, list(message({ size: [1, int] }))],
  unknownRank: [3, bool],
});

/** tensor.proto; the numbers are in one of the lists, by dtype. */
export const tensorProto = message({
  dtype: [1, int],
  shape: [2, shapeProto],
  content: [4, bytes],
  floats: [5, list(float)],
  doubles: [6, list(double)],
  ints: [7, list(int)],
  int64s: [10, list(int)],
  bools: [11, list(bool)],
  halves: [13, list(int)],
  uint32s: [16, list(int)],
  uint64s: [17, list(int)],
});
export type TensorProto = MessageOf<typeof tensorProto>;

/** attr_value.proto `AttrValue.ListValue` */
const listValue = message({
  s: [2, list(bytes)],
  i: [3, list(int)],
  f: [4, list(float)],
  b: [5, list(bool)],
  type: [6, list(int)],
  shape: [7, list(shapeProto)],
});

/** attr_value.proto; exactly one field is there. Functions' own attributes are not needed. */
export const attrValue = message({
  list: [1, optional(() => listValue)],
  s: [2, optional(() => bytes)],
  i: [3, optional(() => int)],
  f: [4, optional(() => float)],
  b: [5, optional(() => bool)],
  type: [6, optional(() => int)],
  shape: [7, optional(() => shapeProto)],
  tensor: [8, optional(() => tensorProto)],
  func: [10, optional(() => message({ name: [1, string] }))],
});
export type AttrValue = MessageOf<typeof attrValue>;

/** node_def.proto */
export const nodeDef = message({
  name: [1, string],
  op: [2, string],
  input: [3, list(string)],
  attr: [5, map(attrValue)],
});
export type NodeProto = MessageOf<typeof nodeDef>;

const argDef = message({ name: [1, string] });

/** op_def.proto */
const opDef = message({
  name: [1, string],
  inputArg: [2, list(argDef)],
  outputArg: [3, list(argDef)],
  attr: [4, list(message({ name: [1, string], defaultValue: [3, optional(() => attrValue)] }))],
});

/** function.proto */
export const functionDef = message({
  signature: [1, opDef],
  nodeDef: [3, list(nodeDef)],
  ret: [4, map(string)],
});

/** Only the name of a function: most of a library is never called, so its bodies are read when they are. */
export const functionName = message({ signature: [1, message({ name: [1, string] })] });

/** graph.proto */
const graphDef = message({
  node: [1, list(nodeDef)],
  library: [2, message({ function: [1, list(bytes)] })],
});

/** meta_graph.proto */
const tensorInfo = message({ name: [1, string], dtype: [2, int], shape: [3, shapeProto] });
const signatureDef = message({ inputs: [1, map(tensorInfo)], outputs: [2, map(tensorInfo)] });
export type SignatureDef = MessageOf<typeof signatureDef>;

const metaInfo = message({
  /** The definitions of all ops in use, with the default values that were left out of the nodes. */
  strippedOpList: [2, message({ op: [1, list(opDef)] })],
  tags: [4, list(string)],
  tensorflowVersion: [5, string],
});

/** trackable_object_graph.proto `ObjectReference` */
const objectReference = message({ nodeId: [1, int], localName: [2, string] });

/** saved_object_graph.proto */
const savedVariable = message({
  dtype: [1, int],
  shape: [2, shapeProto],
  trainable: [3, bool],
  name: [6, string],
});
const savedObject = message({
  children: [1, list(objectReference)],
  variable: [7, optional(() => savedVariable)],
  constant: [9, optional(() => message({ operation: [1, string] }))],
});
const savedObjectGraph = message({
  nodes: [1, list(savedObject)],
  concreteFunctions: [2, map(message({ boundInputs: [2, list(int)] }))],
});
export type SavedObjectGraph = MessageOf<typeof savedObjectGraph>;

const metaGraph = message({
  metaInfo: [1, metaInfo],
  graph: [2, graphDef],
  signatures: [5, map(signatureDef)],
  objects: [7, savedObjectGraph],
});
export type MetaGraph = MessageOf<typeof metaGraph>;

/** saved_model.proto */
export const savedModel = message({ metaGraphs: [2, list(metaGraph)] });

/** trackable_object_graph.proto: what the checkpoint calls the same objects. */
export const trackableObjectGraph = message({
  nodes: [
    1,
    list(
      message({
        children: [1, list(objectReference)],
        attributes: [2, list(message({ name: [1, string], checkpointKey: [3, string] }))],
      }),
    ),
  ],
});

/** tensor_bundle.proto */
export const bundleHeader = message({ numShards: [1, int], endianness: [2, int] });
export const bundleEntry = message({
  dtype: [1, int],
  shape: [2, shapeProto],
  shardId: [3, int],
  offset: [4, int],
  size: [5, int],
  crc32c: [6, fixed32],
  slices: [7, list(bytes)],
});
export type BundleEntry = MessageOf<typeof bundleEntry>;
export type { Message };
