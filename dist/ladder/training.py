"""How every rung is trained: Adam on all rows, for a fixed number of epochs, so that a rung costs the same everywhere."""

import numpy as np
from tensorflow import keras


def loss_of(task: dict) -> str:
    if task["output"]["kind"] == "values":
        return "mse" if task["metric"]["name"] in ("r2", "rmse") else "mae"
    return "sparse_categorical_crossentropy" if task["output"]["shape"][-1] > 1 else "binary_crossentropy"


def fit(model, task, x, y, *, epochs, rate=2e-3, batch=64, calm=False, turn=None, seed=1):
    """
    Train in place. Values are learnt in units of their spread, so that one rate fits every exam.

    calm: let the rate fall to nothing along a cosine; turn: draws each epoch's pictures anew from the given ones.
    """
    batch = min(batch, len(x))
    steps = len(x) // batch
    schedule = keras.optimizers.schedules.CosineDecay(rate, epochs * steps) if calm else rate
    model.compile(keras.optimizers.Adam(schedule), loss_of(task), steps_per_execution=steps)
    random = np.random.default_rng(seed)
    unit = spread(task, y) ** (2 if loss_of(task) == "mse" else 1)
    weight = np.full(steps * batch, 1 / unit, "float32")
    for _ in range(epochs):
        order = random.permutation(len(x))[: steps * batch]
        rows = x[order] if turn is None else turn(x[order], random)
        model.fit(rows, y[order], sample_weight=weight, batch_size=batch, epochs=1, shuffle=False, verbose=0)
    return model


def spread(task, y) -> float:
    return float(y.std()) or 1.0 if task["output"]["kind"] == "values" else 1.0


def uncompiled(model):
    """The model without the moments of Adam, which treble its file."""
    bare = model.__class__.from_config(model.get_config())
    bare.set_weights(model.get_weights())
    return bare
