import numpy as np


def measure(metric, predictions, labels):
    """As src/metric does: accuracy of the largest of several columns, or of one column at a half; mean absolute error."""
    if metric == "mae":
        return float(np.abs(predictions.astype("float64") - labels).mean())
    told = predictions.argmax(1) if predictions.shape[1] > 1 else predictions[:, 0] > 0.5
    return float((told == labels).mean())
