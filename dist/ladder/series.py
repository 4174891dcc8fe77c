"""Rungs for windows of a time series: `[steps, channels]`, the first channel being foretold."""

import numpy as np
from tensorflow import keras
from tensorflow.keras import layers

from heads import answer, constant, least_squares, normalization
from training import fit


def rungs(task, x, y):
    steps, channels = x.shape[1:]
    values = task["output"]["kind"] == "values"

    def network(*body):
        return keras.Sequential([keras.Input((steps, channels)), normalization(x), *body, *answer(task, y)])

    def convolutions():
        return [layers.Conv1D(24, 5, activation="relu"), layers.MaxPooling1D(2), layers.Conv1D(32, 5, activation="relu"),
                layers.Flatten(), layers.Dense(48, activation="relu")]

    def linear(seed, *cut):
        if values:
            return least_squares(task, x, y, list(cut))
        return fit(network(*cut, layers.Flatten()), task, x, y, epochs=10, seed=seed)

    return {
        "naive": lambda seed: repeated(task, x, y) if values else constant(task, x, y),
        "weak": lambda seed: linear(seed, column(0, channels)),
        "simple": linear,
        "textbook": lambda seed: fit(network(*convolutions()), task, x, y, epochs=20, calm=True, seed=seed),
        "strong": lambda seed: fit(branched(task, x, y), task, x, y, epochs=40, calm=True, seed=seed),
    }


def column(index: int, channels: int):
    """One channel, by weights that never learn."""
    kernel = np.eye(channels, dtype="float32")[:, [index]]
    return layers.Dense(1, use_bias=False, trainable=False, kernel_initializer=keras.initializers.Constant(kernel.tolist()))


def repeated(task, x, y):
    """
    The naive answer: the target as it was some steps earlier, as many as did best on the training rows (a day, say), or its
    last value, whichever is better.
    """
    horizon = int(np.prod(task["output"]["shape"]))
    steps, channels = x.shape[1:]
    answers = y.reshape(len(y), -1)
    errors = {None: np.abs(x[:, -1:, 0] - answers).mean()}
    for lag in range(horizon, steps + 1):
        begin = steps - lag
        errors[lag] = np.abs(x[:, begin : begin + horizon, 0] - answers).mean()
    lag = min(errors, key=errors.get)
    taken = np.zeros((steps, channels, horizon), "float32")
    for step in range(horizon):
        taken[steps - 1 if lag is None else steps - lag + step, 0, step] = 1
    copy = layers.Dense(horizon, use_bias=False)
    model = keras.Sequential([keras.Input((steps, channels)), layers.Flatten(), copy])
    copy.set_weights([taken.reshape(-1, horizon)])
    return model


def clocks(x) -> list:
    """Channels that count: whole numbers, many and not too many (the hour of a week, the day of a year)."""
    whole = [c for c in range(1, x.shape[-1]) if np.all(x[:, :, c] == np.floor(x[:, :, c])) and x[:, :, c].min() >= 0]
    return [c for c in whole if 8 <= len(np.unique(x[:, :, c])) <= 400]


def branched(task, x, y):
    """Beside a straight line from the whole window: a bend that sees it in steps of four, and knows each hour by itself."""
    window = keras.Input(x.shape[1:])
    normal = normalization(x)(window)
    flat = layers.Flatten()(normal)
    views = [flat, layers.Flatten()(layers.Conv1D(16, 4, strides=4, activation="relu")(normal))]
    for clock in clocks(x):
        now = layers.Cropping1D((x.shape[1] - 1, 0))(column(clock, x.shape[-1])(window))
        views.append(layers.Flatten()(layers.Embedding(int(x[:, :, clock].max()) + 1, 16)(layers.Flatten()(now))))
    bend = layers.Concatenate()(views)
    for units in (192, 96):
        bend = layers.Dense(units, activation="relu")(bend)
    joined = layers.Concatenate()([flat, bend])
    for layer in answer(task, y):
        joined = layer(joined)
    return keras.Model(window, joined)
