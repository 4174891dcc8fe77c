"""A first model for this task: read every picture in one size, train a small convolutional network.

    python tasks/scenes/starter.py
"""

import csv
from pathlib import Path

import keras
import numpy as np
import tensorflow as tf

HERE = Path(__file__).parent
MODEL = HERE.parents[1] / "models" / "scenes" / "model.keras"
CLASSES = (HERE / "classes.txt").read_text(encoding="utf-8").splitlines()
SIZE = 64


def labelled_files():
    """Every picture and the name of its class: that of its folder, or what the list says."""
    data = HERE / "data"
    for name in CLASSES:
        for path in sorted((data / name).iterdir()):
            yield path, name
    with open(data / "unsorted.csv", encoding="utf-8") as file:
        for row in csv.DictReader(file):
            yield data / "unsorted" / row["file"], row["class"]


def read_picture(path):
    """Any format, any size, as the model will get it."""
    picture = tf.io.decode_image(tf.io.read_file(str(path)), channels=3, expand_animations=False)
    return tf.image.resize(picture, (SIZE, SIZE)).numpy()


def main():
    keras.utils.set_random_seed(1)
    files = list(labelled_files())
    inputs = np.array([read_picture(path) for path, _ in files], "float32")
    labels = np.array([CLASSES.index(name) for _, name in files])
    order = np.random.default_rng(1).permutation(len(labels))
    inputs, labels = inputs[order], labels[order]
    print(f"{len(labels)} pictures")
    # A sign stays what it is when the picture is turned or mirrored: eight pictures for one. Some are held back first.
    held_back = inputs[:150], labels[:150]
    turned = [np.rot90(inputs[150:], quarters, (1, 2)) for quarters in range(4)]
    inputs = np.concatenate([*turned, *(pictures[:, :, ::-1] for pictures in turned)])
    labels = np.tile(labels[150:], 8)

    blocks = []
    for filters in (16, 32, 48):
        blocks += [
            keras.layers.Conv2D(filters, 3, padding="same", use_bias=False),
            keras.layers.BatchNormalization(),
            keras.layers.ReLU(),
            keras.layers.MaxPooling2D(),
        ]
    model = keras.Sequential([
        keras.Input((SIZE, SIZE, 3)),
        keras.layers.Rescaling(1 / 127.5, offset=-1),
        keras.layers.AveragePooling2D(2),
        *blocks,
        keras.layers.Flatten(),
        keras.layers.Dropout(0.4),
        keras.layers.Dense(len(CLASSES), activation="softmax"),
    ])
    model.compile("adam", "sparse_categorical_crossentropy", metrics=["accuracy"])
    model.fit(inputs, labels, epochs=3, batch_size=64, validation_data=held_back, verbose=2)
    MODEL.parent.mkdir(parents=True, exist_ok=True)
    model.save(MODEL)


if __name__ == "__main__":
    main()
