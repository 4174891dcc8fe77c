import * as activations from './activation-layers.ts';
import * as attention from './attention.ts';
import * as contrast from './contrast.ts';
import * as convolution from './convolution.ts';
import * as transposed from './convolution-transpose.ts';
import type { LayerClass } from './definition.ts';
import { dense } from './dense.ts';
import { einsumDense } from './einsum-dense.ts';
import { embedding, masking, reversibleEmbedding } from './embedding.ts';
import { identity, inputLayer, unchanged } from './identity.ts';
import * as image from './image.ts';
import { randomFourierFeatures } from './kernelized.ts';
import * as locallyConnected from './locally-connected.ts';
import * as merging from './merging.ts';
import * as multiHead from './multi-head-attention.ts';
import * as normalisation from './normalisation.ts';
import * as pooling from './pooling.ts';
import * as convLstm from './recurrent/conv-lstm.ts';
import * as recurrent from './recurrent/layers.ts';
import * as reshaping from './reshaping.ts';
import * as spectrogram from './spectrogram.ts';
import * as text from './text/index.ts';
import * as wrappers from './wrappers.ts';

/**
 * Every Keras class that the grader can run, by the name that files carry. A row says which file of Keras it
 * mirrors, which weights it has, which options it refuses, what becomes of masks, and how it computes.
 */
const TABLE = {
  // core
  InputLayer: inputLayer,
  Dense: dense,
  EinsumDense: einsumDense,
  Embedding: embedding,
  ReversibleEmbedding: reversibleEmbedding,
  Masking: masking,
  Identity: unchanged('core/identity.py', 'pass'),
  Activation: activations.activation,

  // activations
  ReLU: activations.reLU,
  LeakyReLU: activations.leakyReLU,
  ELU: activations.elu,
  PReLU: activations.pReLU,
  Softmax: activations.softmax,
  ThresholdedReLU: activations.thresholdedReLU,

  // convolution
  Conv1D: convolution.conv1D,
  Conv2D: convolution.conv2D,
  Conv3D: convolution.conv3D,
  Convolution1D: convolution.conv1D,
  Convolution2D: convolution.conv2D,
  Convolution3D: convolution.conv3D,
  DepthwiseConv1D: convolution.depthwiseConv1D,
  DepthwiseConv2D: convolution.depthwiseConv2D,
  SeparableConv1D: convolution.separableConv1D,
  SeparableConv2D: convolution.separableConv2D,
  SeparableConvolution1D: convolution.separableConv1D,
  SeparableConvolution2D: convolution.separableConv2D,
  Conv1DTranspose: transposed.conv1DTranspose,
  Conv2DTranspose: transposed.conv2DTranspose,
  Conv3DTranspose: transposed.conv3DTranspose,
  Convolution2DTranspose: transposed.conv2DTranspose,
  Convolution3DTranspose: transposed.conv3DTranspose,
  LocallyConnected1D: locallyConnected.locallyConnected1D,
  LocallyConnected2D: locallyConnected.locallyConnected2D,

  // pooling
  MaxPooling1D: pooling.maxPooling1D,
  MaxPooling2D: pooling.maxPooling2D,
  MaxPooling3D: pooling.maxPooling3D,
  AveragePooling1D: pooling.averagePooling1D,
  AveragePooling2D: pooling.averagePooling2D,
  AveragePooling3D: pooling.averagePooling3D,
  AdaptiveMaxPooling1D: pooling.adaptiveMaxPooling1D,
  AdaptiveMaxPooling2D: pooling.adaptiveMaxPooling2D,
  AdaptiveMaxPooling3D: pooling.adaptiveMaxPooling3D,
  AdaptiveAveragePooling1D: pooling.adaptiveAveragePooling1D,
  AdaptiveAveragePooling2D: pooling.adaptiveAveragePooling2D,
  AdaptiveAveragePooling3D: pooling.adaptiveAveragePooling3D,
  GlobalMaxPooling1D: pooling.globalMaxPooling1D,
  GlobalMaxPooling2D: pooling.globalMaxPooling2D,
  GlobalMaxPooling3D: pooling.globalMaxPooling3D,
  GlobalAveragePooling1D: pooling.globalAveragePooling1D,
  GlobalAveragePooling2D: pooling.globalAveragePooling2D,
  GlobalAveragePooling3D: pooling.globalAveragePooling3D,

  // attention
  MultiHeadAttention: multiHead.multiHeadAttention,
  GroupQueryAttention: multiHead.groupQueryAttention,
  GroupedQueryAttention: multiHead.groupQueryAttention,
  Attention: attention.dotAttention,
  AdditiveAttention: attention.additiveAttention,

  // recurrent
  LSTM: recurrent.lstm,
  GRU: recurrent.gru,
  SimpleRNN: recurrent.simpleRNN,
  RNN: recurrent.rnn,
  LSTMCell: recurrent.lstmCell,
  GRUCell: recurrent.gruCell,
  SimpleRNNCell: recurrent.simpleRNNCell,
  StackedRNNCells: recurrent.stackedRNNCells,
  ConvLSTM1D: convLstm.convLSTM1D,
  ConvLSTM2D: convLstm.convLSTM2D,
  ConvLSTM3D: convLstm.convLSTM3D,
  Bidirectional: wrappers.bidirectional,
  TimeDistributed: wrappers.timeDistributed,

  // normalisation
  BatchNormalization: normalisation.batchNormalization,
  SyncBatchNormalization: normalisation.batchNormalization,
  LayerNormalization: normalisation.layerNormalization,
  GroupNormalization: normalisation.groupNormalization,
  RMSNormalization: normalisation.rmsNormalization,
  UnitNormalization: normalisation.unitNormalization,
  Normalization: normalisation.normalization,
  SpectralNormalization: wrappers.spectralNormalization,
  RandomFourierFeatures: randomFourierFeatures,
  LayerScale: normalisation.layerScale,

  // merging
  Add: merging.add,
  Subtract: merging.subtract,
  Multiply: merging.multiply,
  Average: merging.average,
  Maximum: merging.maximum,
  Minimum: merging.minimum,
  Concatenate: merging.concatenate,
  Dot: merging.dot,

  // reshaping
  Flatten: reshaping.flatten,
  Reshape: reshaping.reshape,
  Permute: reshaping.permute,
  RepeatVector: reshaping.repeatVector,
  ZeroPadding1D: reshaping.zeroPadding1D,
  ZeroPadding2D: reshaping.zeroPadding2D,
  ZeroPadding3D: reshaping.zeroPadding3D,
  Cropping1D: reshaping.cropping1D,
  Cropping2D: reshaping.cropping2D,
  Cropping3D: reshaping.cropping3D,
  UpSampling1D: reshaping.upSampling1D,
  UpSampling2D: reshaping.upSampling2D,
  UpSampling3D: reshaping.upSampling3D,

  // images
  Rescaling: image.rescaling,
  Resizing: image.resizing,
  CenterCrop: image.centerCrop,
  RandomCrop: image.randomCrop,
  AutoContrast: contrast.autoContrast,
  ContrastLimitedAdaptiveHistogramEqualization: contrast.clahe,
  Pipeline: wrappers.pipeline,

  // sound
  MelSpectrogram: spectrogram.melSpectrogram,
  STFTSpectrogram: spectrogram.stftSpectrogram,

  // text and categories
  TextVectorization: text.textVectorization,
  StringLookup: text.stringLookup,
  IntegerLookup: text.integerLookup,
  Hashing: text.hashing,
  HashedCrossing: text.hashedCrossing,
  Discretization: text.discretization,
  CategoryEncoding: text.categoryEncoding,

  // active only during training
  Dropout: identity('regularization/dropout.py', 'pass'),
  SpatialDropout1D: identity('regularization/spatial_dropout.py', 'pass'),
  SpatialDropout2D: identity('regularization/spatial_dropout.py', 'pass'),
  SpatialDropout3D: identity('regularization/spatial_dropout.py', 'pass'),
  AlphaDropout: identity('regularization/alpha_dropout.py', 'pass'),
  GaussianDropout: identity('regularization/gaussian_dropout.py', 'pass'),
  GaussianNoise: identity('regularization/gaussian_noise.py', 'pass'),
  ActivityRegularization: unchanged('regularization/activity_regularization.py', 'pass'),
  RandomBrightness: identity('preprocessing/image_preprocessing/random_brightness.py'),
  RandomContrast: identity('preprocessing/image_preprocessing/random_contrast.py'),
  RandomFlip: identity('preprocessing/image_preprocessing/random_flip.py'),
  RandomHeight: identity('preprocessing/image_preprocessing.py (Keras 2)'),
  RandomWidth: identity('preprocessing/image_preprocessing.py (Keras 2)'),
  RandomRotation: identity('preprocessing/image_preprocessing/random_rotation.py'),
  RandomTranslation: identity('preprocessing/image_preprocessing/random_translation.py'),
  RandomZoom: identity('preprocessing/image_preprocessing/random_zoom.py'),
  RandomShear: identity('preprocessing/image_preprocessing/random_shear.py'),
  RandomHue: identity('preprocessing/image_preprocessing/random_hue.py'),
  RandomSaturation: identity('preprocessing/image_preprocessing/random_saturation.py'),
  RandomGrayscale: identity('preprocessing/image_preprocessing/random_grayscale.py'),
  RandomInvert: identity('preprocessing/image_preprocessing/random_invert.py'),
  RandomPerspective: identity('preprocessing/image_preprocessing/random_perspective.py'),
  RandomPosterization: identity('preprocessing/image_preprocessing/random_posterization.py'),
  RandomSharpness: identity('preprocessing/image_preprocessing/random_sharpness.py'),
  RandomColorJitter: identity('preprocessing/image_preprocessing/random_color_jitter.py'),
  RandomColorDegeneration: identity('preprocessing/image_preprocessing/random_color_degeneration.py'),
  RandomErasing: identity('preprocessing/image_preprocessing/random_erasing.py'),
  RandomElasticTransform: identity('preprocessing/image_preprocessing/random_elastic_transform.py'),
  RandomGaussianBlur: identity('preprocessing/image_preprocessing/random_gaussian_blur.py'),
  RandAugment: identity('preprocessing/image_preprocessing/rand_augment.py'),
  AugMix: identity('preprocessing/image_preprocessing/aug_mix.py'),
  CutMix: identity('preprocessing/image_preprocessing/cut_mix.py'),
  MixUp: identity('preprocessing/image_preprocessing/mix_up.py'),
  Solarization: identity('preprocessing/image_preprocessing/solarization.py'),
  Equalization: identity('preprocessing/image_preprocessing/equalization.py'),
  MaxNumBoundingBoxes: unchanged('preprocessing/image_preprocessing/max_num_bounding_box.py'),
} as const satisfies Record<string, LayerClass>;

export const LAYER_CLASSES: ReadonlyMap<string, LayerClass> = new Map(Object.entries(TABLE));
