#!/usr/bin/python3
"""Small pictures in PNG and JPEG, and what Pillow makes of them, for tests/oracle/pictures.jsonl.

    pictures.py > tests/oracle/pictures.jsonl

Each line: the file, whether it is cropped or stretched, and the pixels in rows after that.
"""
import base64
import io
import json
import random
import sys

from PIL import Image, ImageOps

SIZES = [(8, 6), (6, 8), (21, 13), (3, 3)]  # width, height


def picture(random_, mode, width, height):
    made = Image.new("RGBA", (width, height))
    for x in range(width):
        for y in range(height):
            red, green = 255 * x // (width - 1), 255 * y // (height - 1)
            made.putpixel((x, y), (red, green, random_.randrange(256), 255 if mode != "RGBA" else 40 * x % 256))
    return made if mode == "RGBA" else made.convert("RGB").convert(mode)


def files():
    random_ = random.Random(0)
    for mode, form, options in [("RGB", "PNG", {}), ("RGBA", "PNG", {}), ("L", "PNG", {}), ("P", "PNG", {}),
                                ("1", "PNG", {}), ("RGB", "JPEG", {"quality": 90}), ("L", "JPEG", {}),
                                ("RGB", "JPEG", {"progressive": True, "subsampling": 0})]:
        out = io.BytesIO()
        picture(random_, mode, 17, 11).save(out, form, **options)
        yield out.getvalue()


def main():
    for data in files():
        whole = Image.open(io.BytesIO(data)).convert("RGB")
        lines = [(False, whole)]
        for size in SIZES:
            lines.append((False, whole.resize(size, Image.BILINEAR)))
            lines.append((True, ImageOps.fit(whole, size, Image.BILINEAR)))
        for crop, made in lines:
            print(json.dumps({"file": base64.b64encode(data).decode(), "crop": crop, "width": made.width,
                              "height": made.height, "rgb": base64.b64encode(made.tobytes()).decode()}))
    return 0


if __name__ == "__main__":
    sys.exit(main())
