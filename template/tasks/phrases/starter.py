"""A first model for this task: read both files, number the words as the grader does, train on windows of three words.

    python tasks/phrases/starter.py
"""

import json
import re
import string
from pathlib import Path

import keras
import numpy as np

HERE = Path(__file__).parent
MODEL = HERE.parents[1] / "models" / "phrases" / "model.keras"
WORDS = (HERE / "vocabulary.txt").read_text(encoding="utf-8").split("\n")
NUMBERS = {word: number for number, word in enumerate(WORDS)}
LENGTH = 40
UNKNOWN = 1


def read_reviews():
    """Texts, and 1 for praise or 0 for blame."""
    for line in (HERE / "data" / "reviews.jsonl").read_text(encoding="utf-8").splitlines():
        entry = json.loads(line)
        stars = entry["rating"]["stars"]
        if stars is not None:
            yield " ".join(entry["review"]["body"]), int(stars > 3)
    book = (HERE / "data" / "guest-book.txt").read_text(encoding="utf-16")
    for verdict, text in re.findall(r"^## Guest \d+: (praise|blame)\n(.*)$", book, re.MULTILINE):
        yield text, int(verdict == "praise")


def tokens(text):
    """Small letters, no punctuation, the numbers of the vocabulary, zeros to the right."""
    words = text.lower().translate(str.maketrans("", "", string.punctuation)).split()
    numbers = [NUMBERS.get(word, UNKNOWN) for word in words[:LENGTH]]
    return numbers + [0] * (LENGTH - len(numbers))


def main():
    keras.utils.set_random_seed(1)
    texts, labels = zip(*read_reviews())
    inputs = np.array([tokens(text) for text in texts], "int32")
    labels = np.array(labels)
    order = np.random.default_rng(1).permutation(len(labels))
    inputs, labels = inputs[order], labels[order]
    print(f"{len(labels)} reviews are rated")

    model = keras.Sequential([
        keras.Input((LENGTH,), dtype="int32"),
        keras.layers.Embedding(len(WORDS), 16),
        keras.layers.Conv1D(32, 3, activation="relu"),
        keras.layers.GlobalMaxPooling1D(),
        keras.layers.Dense(1, activation="sigmoid"),
    ])
    model.compile("adam", "binary_crossentropy", metrics=["accuracy"])
    model.fit(inputs, labels, epochs=10, validation_split=0.1, verbose=2)
    MODEL.parent.mkdir(parents=True, exist_ok=True)
    model.save(MODEL)


if __name__ == "__main__":
    main()
