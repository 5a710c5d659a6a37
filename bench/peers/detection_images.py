"""Products in the folder layout of MVTec AD, and their images as bytes."""

import dataclasses
import pathlib

import numpy
from PIL import Image

SUFFIXES = {".jpg", ".jpeg", ".png", ".bmp", ".tif", ".tiff"}
SIZE = 256


@dataclasses.dataclass(frozen=True)
class Product:
    """Files are sorted; good and defective ones are those of the test images."""

    folder: pathlib.Path
    train: tuple
    good: tuple
    defective: tuple

    @property
    def name(self):
        return self.folder.name


def files(folder):
    return tuple(sorted(file for file in folder.iterdir() if file.suffix.lower() in SUFFIXES))


def read_product(folder):
    folder = pathlib.Path(folder).resolve()
    for part in ("train/good", "test/good"):
        if not (folder / part).is_dir():
            raise ValueError(f"{folder} has no {part}; products lie in folders as MVTec AD's do")
    defects = sorted(f for f in (folder / "test").iterdir() if f.is_dir() and f.name != "good")
    product = Product(folder, files(folder / "train/good"), files(folder / "test/good"),
                      tuple(file for defect in defects for file in files(defect)))
    if not (product.train and product.good and product.defective):
        raise ValueError(f"{folder} lacks training images, good test images or defective ones")
    return product


def decode(paths):
    """N x 3 x SIZE x SIZE bytes, RGB."""
    images = numpy.empty((len(paths), 3, SIZE, SIZE), numpy.uint8)
    for i, path in enumerate(paths):
        with Image.open(path) as image:
            rgb = image.convert("RGB")
            if rgb.size != (SIZE, SIZE):
                rgb = rgb.resize((SIZE, SIZE), Image.Resampling.BILINEAR)
            images[i] = numpy.asarray(rgb).transpose(2, 0, 1)
    return images
