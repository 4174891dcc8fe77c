"""Unpack of a TensorFlow wheel what an addon is built against: `unpack.py WHEEL FOLDER`.

The wheel's hash has been checked before. Only members of these names are touched; `extract` keeps them below the folder.
"""

import re
import sys
import zipfile

NEEDED = re.compile(
    r"tensorflow/(libtensorflow_(cc|framework)\.so\.2|THIRD_PARTY_NOTICES\.txt"
    r"|include/(tensorflow/c|tensorflow/core/platform|tsl/platform|xla/tsl/c)/[\w/-]+\.h)"
)

wheel, folder = sys.argv[1:]
with zipfile.ZipFile(wheel) as archive:
    for name in archive.namelist():
        if NEEDED.fullmatch(name):
            archive.extract(name, folder)
