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

    def network(*body):
        half = [layers.AveragePooling2D(max(2, max(height, width) // 32))] if large else []
        front = [keras.Input(x.shape[1:]), layers.Rescaling(1 / 127.5, offset=-1), *half]
        return keras.Sequential([*front, *body, *answer(task, y)])

    def linear():
        return network(layers.AveragePooling2D(8 if large else 4), layers.Flatten())

    def trained(model, **how):
        return lambda seed: fit(model(), task, x, y, seed=seed, **how)

    turn = turned if channels > 1 and height == width else shifted
    line = {"epochs": 15, "rate": 1e-2, "calm": True} if channels > 1 else {"epochs": 10}
    return {
        "naive": lambda seed: constant(task, x, y),
        "weak": trained(linear, **line),
        **(in_colour if channels > 1 else in_grey)(network, trained, turn),
    }


def in_grey(network, trained, turn):
    """For pictures that show one thing, at about one place."""

    def dense():
        return network(layers.Flatten(), layers.Dense(64, activation="relu"))

    def convolutional():
        return network(
            layers.Conv2D(16, 3, activation="relu"), layers.MaxPooling2D(),
            layers.Conv2D(32, 3, activation="relu"), layers.MaxPooling2D(),
            layers.Flatten(), layers.Dense(32, activation="relu"),
        )

    def deep():
        return network(*blocks(16, 32, 64), layers.Flatten(), layers.Dropout(0.3))

    return {
        "simple": trained(dense, epochs=12, rate=1e-3),
        "textbook": trained(convolutional, epochs=4),
        "strong": trained(deep, epochs=8, rate=4e-3, calm=True, turn=turn),
    }


def in_colour(network, trained, turn):
    """For pictures of one thing among others, anywhere."""

    def shallow():
        return network(layers.Conv2D(24, 7, strides=2, activation="relu"), layers.GlobalMaxPooling2D())

    def deep():
        # The usual average over a hundred steps would not have settled in so few.
        return network(*blocks(16, 32, 64, momentum=0.9), layers.GlobalAveragePooling2D())

    return {
        "simple": trained(shallow, epochs=14, rate=4e-3, calm=True),
        "textbook": trained(deep, epochs=12, rate=4e-3, calm=True),
        "strong": trained(deep, epochs=24, rate=4e-3, calm=True, turn=turn),
    }


def blocks(*filters, momentum=0.99):
    for count in filters:
        yield layers.Conv2D(count, 3, padding="same", use_bias=False)
        yield layers.MaxPooling2D()
        yield layers.BatchNormalization(momentum=momentum)
        yield layers.ReLU()


def turned(pictures: np.ndarray, random) -> np.ndarray:
    """Augmentation: turned by a right angle and mirrored at random."""
    return np.stack([np.rot90(p, random.integers(4))[:, :: random.choice([-1, 1])] for p in pictures])


def shifted(pictures: np.ndarray, random) -> np.ndarray:
    """Augmentation where up and down mean something: moved by up to two pixels."""
    return np.stack([np.roll(p, random.integers(-2, 3, size=2), axis=(0, 1)) for p in pictures])
