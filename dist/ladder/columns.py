"""Rungs for rows of numbers: `[columns]`."""

from tensorflow import keras
from tensorflow.keras import layers

from heads import answer, constant, least_squares, normalization
from training import fit


def rungs(task, x, y):
    values = task["output"]["kind"] == "values"
    multiplicative = values and task["output"]["shape"] == [1] and float(y.min()) >= 0

    def network(*units):
        hidden = [layers.Dense(n, activation="relu") for n in units]
        return keras.Sequential([keras.Input(x.shape[1:]), normalization(x), *hidden, *answer(task, y)])

    def product():
        """A product of powers instead of a sum: one layer, exponentiated."""
        scale = layers.Rescaling(float(y.mean()))
        line = layers.Dense(1, activation="exponential")
        return keras.Sequential([keras.Input(x.shape[1:]), normalization(x), line, scale])

    def linear(seed):
        return least_squares(task, x, y, []) if values else fit(network(), task, x, y, epochs=20, rate=1e-2, seed=seed)

    return {
        "naive": lambda seed: constant(task, x, y),
        "weak": linear,
        "simple": lambda seed: fit(product() if multiplicative else network(4), task, x, y, epochs=50, rate=1e-2, seed=seed),
        "textbook": lambda seed: fit(network(32), task, x, y, epochs=40, rate=3e-3, seed=seed),
        "strong": lambda seed: fit(network(64, 64, 64), task, x, y, epochs=100, rate=4e-3, calm=True, seed=seed),
    }
