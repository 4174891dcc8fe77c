export { bootstrap, bound, shuffled } from './bootstrap.ts';
export { type Finding, writeThresholds } from './exam-file.ts';
export { type Ladder, RUNGS, type Run, type RungName } from './rungs.ts';
export { type Place, placeOf, thresholdsOf, yardstickOf } from './thresholds.ts';
export { type TrainedFile, type Training, trainLadder } from './train.ts';
