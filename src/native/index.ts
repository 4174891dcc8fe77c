/** TensorFlow itself, on demand: where it is installed, and how it gets there. */
export { type InstallOptions, install } from './install.ts';
export { type Pins, readPins } from './pins.ts';
export { installedIn, placeOf } from './place.ts';
