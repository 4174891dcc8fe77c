"""A first model for this task: cut the letters out of the sheets, train a small dense network.

    python tasks/glyphs/starter.py
"""

import csv
from pathlib import Path

import keras
import numpy as np
import tensorflow as tf

HERE = Path(__file__).parent
MODEL = HERE.parents[1] / "models" / "glyphs" / "model.keras"
CLASSES = (HERE / "classes.txt").read_text(encoding="utf-8").splitlines()
SIZE, GAP = 28, 2


def read_sheet(name):
    """Grey levels of a whole sheet, bright ink on dark paper."""
    sheet = tf.io.decode_png(tf.io.read_file(str(HERE / "data" / name)), channels=1).numpy()[:, :, 0]
    # There is far more paper than ink.
    return 255 - sheet if np.median(sheet) > 128 else sheet


def cut(sheet, row, column):
    top, left = (GAP + (place - 1) * (SIZE + GAP) for place in (row, column))
    return sheet[top:top + SIZE, left:left + SIZE]


def main():
    keras.utils.set_random_seed(1)
    sheets = {path.name: read_sheet(path.name) for path in sorted((HERE / "data").glob("sheet-*.png"))}
    with open(HERE / "data" / "labels.csv", encoding="utf-8") as file:
        cells = [cell for cell in csv.DictReader(file) if cell["letter"]]
    pictures = [cut(sheets[cell["sheet"]], int(cell["row"]), int(cell["column"])) for cell in cells]
    inputs = np.array(pictures, "float32")[..., np.newaxis]
    labels = np.array([CLASSES.index(cell["letter"]) for cell in cells])
    print(f"{len(labels)} letters have names")

    model = keras.Sequential([
        keras.Input((SIZE, SIZE, 1)),
        keras.layers.Rescaling(1 / 255),
        keras.layers.Flatten(),
        keras.layers.Dense(128, activation="relu"),
        keras.layers.Dropout(0.3),
        keras.layers.Dense(len(CLASSES), activation="softmax"),
    ])
    model.compile("adam", "sparse_categorical_crossentropy", metrics=["accuracy"])
    model.fit(inputs, labels, epochs=15, validation_split=0.1, verbose=2)
    MODEL.parent.mkdir(parents=True, exist_ok=True)
    model.save(MODEL)


if __name__ == "__main__":
    main()
