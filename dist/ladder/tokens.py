"""Rungs for sequences of word numbers, padded with 0: `[length]`, int32."""

from tensorflow import keras
from tensorflow.keras import layers

from heads import answer, constant
from training import fit


def rungs(task, x, y):
    words = int(x.max()) + 1

    def network(*body, size=16, masked=False):
        embedding = layers.Embedding(words, size, mask_zero=masked)
        return keras.Sequential([keras.Input(x.shape[1:], dtype="int32"), embedding, *body, *answer(task, y)])

    def bag():
        return network(layers.GlobalAveragePooling1D())

    def pairs():
        return network(layers.Conv1D(16, 2, activation="relu"), layers.GlobalAveragePooling1D())

    def windows():
        return network(layers.Conv1D(24, 3, activation="relu"), layers.GlobalMaxPooling1D())

    def recurrent():
        return network(layers.LSTM(24), size=24, masked=True)

    return {
        "naive": lambda seed: constant(task, x, y),
        "weak": lambda seed: fit(bag(), task, x, y, epochs=12, rate=5e-3, seed=seed),
        "simple": lambda seed: fit(pairs(), task, x, y, epochs=10, rate=5e-3, seed=seed),
        "textbook": lambda seed: fit(windows(), task, x, y, epochs=8, rate=3e-3, seed=seed),
        "strong": lambda seed: fit(recurrent(), task, x, y, epochs=12, rate=1e-2, batch=128, calm=True, seed=seed),
    }
