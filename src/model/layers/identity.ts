import { layer } from './definition.ts';

/** Layers that act only during training: dropout, noise, augmentation. At inference they hand on what they get. */
export const identity = (source: string, mask: 'pass' | 'stop' = 'stop') =>
  layer({ source, mask, isIdentity: true, trains: 'always', options: () => ({}), run: (x) => x });

/** Layers that hand on what they get, always. */
export const unchanged = (source: string, mask: 'pass' | 'stop' = 'stop') =>
  layer({ source, mask, isIdentity: true, options: () => ({}), run: (x) => x });

/** Where a model's input enters. Keras gives it no arithmetic. */
export const inputLayer = unchanged('core/input_layer.py', 'pass');
