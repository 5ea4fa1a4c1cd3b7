#!/usr/bin/env python3
"""Writes the small files in `files`, with libraries that this project does not use.

    pip install pillow reportlab && python3 files.py
"""

import io
import pathlib

from PIL import Image, __version__
from reportlab.pdfgen import canvas

FOLDER = pathlib.Path(__file__).parent / "files"


def picture(name, **options):
    image = Image.new("RGB", (16, 16))
    image.putdata([(x * 16, y * 16, 128) for y in range(16) for x in range(16)])
    image.save(FOLDER / name, **options)


def page(name):
    data = io.BytesIO()
    sheet = canvas.Canvas(data, pagesize=(200, 100), invariant=1)
    sheet.drawString(20, 50, "Extract of the register of companies")
    sheet.save()
    (FOLDER / name).write_bytes(data.getvalue())


FOLDER.mkdir(exist_ok=True)
picture("pixel.png")
# A thumbnail in the EXIF segment has its own end-of-image marker.
thumbnail = io.BytesIO()
Image.new("RGB", (4, 4)).save(thumbnail, "JPEG")
exif = b"Exif\0\0" + b"II*\0\x08\0\0\0\0\0\0\0\0\0" + thumbnail.getvalue()
picture("pixel.jpg", exif=exif)
picture("progressive.jpg", progressive=True, quality=90)
page("page.pdf")
print(__version__)
