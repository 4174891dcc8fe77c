import type { Tensor } from '../domain/tensor.ts';
import { mae } from './mae.ts';

/**
 * Mean absolute scaled error: the mean absolute error as a multiple of that of the (seasonal) naive forecast on the
 * training series. Below 1 is better than naive.
 * Source: Hyndman & Koehler (2006), "Another look at measures of forecast accuracy", eq. 5.
 *
 * @param scale mean absolute error of the naive forecast, in the unit of the labels
 */
export function mase(predictions: Tensor, labels: Tensor, scale: number): number {
  return mae(predictions, labels) / scale;
}
