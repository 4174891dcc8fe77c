"""Makes the models of the benchmarks: `python reference.py FOLDER`, in an environment made from requirements.txt.

For each model, FOLDER gets `NAME.keras` or `NAME.h5` (random weights from a fixed seed), `NAME.npz` (inputs, labels, and Keras's
predictions) and, where ONNX and its exporter are installed, `NAME.onnx`; `facts.json` says what was made and what it takes.
"""

import json
import math
import os
import pathlib
import sys

os.environ["KERAS_BACKEND"] = "tensorflow"
os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"
os.environ["CUDA_VISIBLE_DEVICES"] = ""

import keras
import numpy as np
from keras import layers as L

SEED = 7
ROWS_TO_SETTLE = 8
WORDS = 10_000


def line():
    return keras.Sequential([keras.Input((1,)), L.Dense(64, "relu"), L.Dense(64, "relu"), L.Dense(1)])


def digits():
    return keras.Sequential([
        keras.Input((28, 28)), L.Reshape((28, 28, 1)),
        L.Conv2D(32, 3, activation="relu"), L.MaxPooling2D(),
        L.Conv2D(64, 3, activation="relu"), L.MaxPooling2D(),
        L.Flatten(), L.Dense(128, "relu"), L.Dropout(0.5), L.Dense(10, "softmax"),
    ])


def photos():
    blocks = [[L.Conv2D(filters, 3, activation="relu"), L.MaxPooling2D()] for filters in (32, 64, 128, 128)]
    head = [L.Flatten(), L.Dropout(0.5), L.Dense(512, "relu"), L.Dense(3, "softmax")]
    return keras.Sequential([keras.Input((150, 150, 3)), *sum(blocks, []), *head])


def sentences():
    return keras.Sequential([
        keras.Input((120,), dtype="int32"),
        L.Embedding(WORDS, 16, embeddings_initializer=keras.initializers.RandomNormal(stddev=1)),
        L.Bidirectional(L.LSTM(64, return_sequences=True)), L.Bidirectional(L.LSTM(32)),
        L.Dense(24, "relu"), L.Dense(1, "sigmoid"),
    ])


def windows():
    return keras.Sequential([
        keras.Input((30, 1)), L.Conv1D(32, 5, padding="causal", activation="relu"),
        L.LSTM(64, return_sequences=True), L.LSTM(64),
        L.Dense(30, "relu"), L.Dense(10, "relu"), L.Dense(1),
    ])


def transfer(application, size):
    base = application(input_shape=(size, size, 3), include_top=False, weights=None)
    inputs = keras.Input((size, size, 3))
    x = L.GlobalAveragePooling2D()(base(inputs, training=False))
    return keras.Model(inputs, L.Dense(3, "softmax")(L.Dropout(0.2)(x)))


# By name: what builds it, its rows, how it is saved, and whether its labels are classes.
MODELS = {
    "line": (line, 200, "keras", False),
    "digits": (digits, 1_000, "keras", True),
    "photos": (photos, 300, "keras", True),
    "sentences": (sentences, 1_000, "keras", True),
    "windows": (windows, 1_000, "keras", False),
    "mobilenet": (lambda: transfer(keras.applications.MobileNetV2, 224), 300, "keras", True),
    "inception": (lambda: transfer(keras.applications.InceptionV3, 150), 300, "h5", True),
}


def leaves(model):
    for layer in model.layers:
        yield from leaves(layer) if hasattr(layer, "layers") else [layer]


def inputs_of(model, rows, rng):
    """Tokens, waves, or coarse pictures with noise: on noise alone, a network of many layers answers always the same."""
    shape = (rows, *model.input_shape[1:])
    if model.inputs[0].dtype == "int32":
        return rng.integers(1, WORDS, shape, dtype="int32")
    if len(shape) < 4:
        return rng.uniform(-1, 1, shape).astype("float32")
    coarse = rng.uniform(-1, 1, (rows, 5, 5, shape[3])).astype("float32")
    side = -(-shape[1] // 5)
    fine = coarse.repeat(side, axis=1).repeat(side, axis=2)[:, : shape[1], : shape[2]]
    return fine + rng.normal(0, 0.1, shape).astype("float32")


def settle(model, x):
    """Statistics of the data, as after training: with those of a fresh model, the signal dies or explodes on its way."""
    norms = [layer for layer in leaves(model) if isinstance(layer, L.BatchNormalization)]
    for layer in norms:
        layer.momentum = 0.0
    for base in [layer for layer in model.layers if hasattr(layer, "layers")]:
        base(x, training=True)
    for layer in norms:
        layer.momentum = 0.99
        layer.moving_variance.assign(np.asarray(layer.moving_variance) * 1.4 + 1e-3)


def work_of(layer):
    """Multiplications and additions for one row, in layers that carry the work."""
    kernels = [w for w in layer.weights if w.name.endswith("kernel")]
    weights = sum(math.prod(w.shape) for w in kernels)
    if isinstance(layer, L.Bidirectional) or isinstance(layer, L.LSTM):
        return 2 * weights * layer.input.shape[1]
    if isinstance(layer, L.DepthwiseConv2D) or type(layer).__name__.startswith("Conv"):
        return 2 * weights * math.prod(layer.output.shape[1:-1])
    return 2 * weights


def export(model, path):
    """ONNX through tf2onnx; `False` where that, or what would run it, is not installed."""
    try:
        import onnxruntime  # noqa: F401
        import tf2onnx  # noqa: F401
    except ImportError:
        return False
    model.export(path, format="onnx", verbose=False)
    return True


def make(folder, name):
    build, rows, kind, classes = MODELS[name]
    keras.utils.set_random_seed(SEED)
    rng = np.random.default_rng(SEED)
    model = build()
    settle(model, inputs_of(model, ROWS_TO_SETTLE, rng))
    inputs = inputs_of(model, rows, rng)
    predictions = model.predict(inputs, verbose=0)
    width = max(2, predictions.shape[1])
    labels = rng.integers(0, width, rows, dtype="int32") if classes else rng.uniform(-1, 1, predictions.shape).astype("float32")
    model.save(folder / f"{name}.{kind}")
    np.savez(folder / f"{name}.npz", inputs=inputs, labels=labels, predictions=predictions)
    return {
        "name": name,
        "file": f"{name}.{kind}",
        "rows": rows,
        "metric": "accuracy" if classes else "mae",
        "row": list(model.input_shape[1:]),
        "dtype": str(inputs.dtype),
        "output": list(predictions.shape[1:]),
        "parameters": model.count_params(),
        "flopPerRow": sum(work_of(layer) for layer in leaves(model)),
        "onnx": export(model, str(folder / f"{name}.onnx")),
    }


if __name__ == "__main__":
    folder = pathlib.Path(sys.argv[1])
    folder.mkdir(parents=True, exist_ok=True)
    facts = [make(folder, name) for name in MODELS]
    (folder / "facts.json").write_text(json.dumps(facts, indent=1) + "\n")
