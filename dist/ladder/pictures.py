"""Rungs for pictures of 0–255: `[height, width, channels]`."""

import numpy as np
from tensorflow import keras
from tensorflow.keras import layers

from heads import answer, constant
from training import fit

SMALL = 40  # pixels a side; larger pictures are halved first


def rungs(task, x, y):
    height, width, channels = x.shape[1:]
    large = max(height, width) > SMALL
    colour = channels > 1

    def network(*body):
        half = [layers.AveragePooling2D(max(2, max(height, width) // 32))] if large else []
        front = [keras.Input(x.shape[1:]), layers.Rescaling(1 / 127.5, offset=-1), *half]
        return keras.Sequential([*front, *body, *answer(task, y)])

    def linear():
        return network(layers.AveragePooling2D(8 if large else 4), layers.Flatten())

    def shallow():
        """One layer: of detectors where colour speaks, of whole pictures where it does not."""
        if colour:
            return network(layers.Conv2D(16, 5, strides=2, activation="relu"), layers.GlobalMaxPooling2D())
        return network(layers.Flatten(), layers.Dense(64, activation="relu"))

    def convolutional():
        return network(
            layers.Conv2D(16, 3, activation="relu"), layers.MaxPooling2D(),
            layers.Conv2D(32, 3, activation="relu"), layers.MaxPooling2D(),
            layers.Flatten(), layers.Dense(32, activation="relu"),
        )

    def deep():
        blocks = []
        for filters in (16, 32, 64):
            blocks += [layers.Conv2D(filters, 3, padding="same", use_bias=False), layers.MaxPooling2D(),
                       layers.BatchNormalization(), layers.ReLU()]
        return network(*blocks, layers.Flatten(), layers.Dropout(0.3))

    turn = turned if colour and height == width else shifted
    plain = {"epochs": 14, "rate": 4e-3, "calm": True, "turn": turn} if colour else {"epochs": 4}
    return {
        "naive": lambda seed: constant(task, x, y),
        "weak": lambda seed: fit(linear(), task, x, y, epochs=10, seed=seed),
        "simple": lambda seed: fit(shallow(), task, x, y, epochs=12, rate=5e-3 if colour else 1e-3, seed=seed),
        "textbook": lambda seed: fit(deep() if colour else convolutional(), task, x, y, seed=seed, **plain),
        "strong": lambda seed: fit(deep(), task, x, y, epochs=28 if colour else 8, rate=4e-3, calm=True, turn=turn, seed=seed),
    }


def turned(pictures: np.ndarray, random) -> np.ndarray:
    """Augmentation: turned by a right angle and mirrored at random."""
    return np.stack([np.rot90(p, random.integers(4))[:, :: random.choice([-1, 1])] for p in pictures])


def shifted(pictures: np.ndarray, random) -> np.ndarray:
    """Augmentation where up and down mean something: moved by up to two pixels."""
    return np.stack([np.roll(p, random.integers(-2, 3, size=2), axis=(0, 1)) for p in pictures])
