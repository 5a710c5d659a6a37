"""Writes the small images beside this file and expected.json: what Pillow makes of each (planar RGB).

Run: python make_images.py   (Pillow, numpy). "largest" is the sample that stands for 1, "tolerance" is in samples.
"""
import json
import pathlib
import struct
import zlib

import numpy as np
from PIL import Image, ImageOps

HERE = pathlib.Path(__file__).parent
W, H = 9, 7
expected = {}


def record(name, rgb, largest=255, tolerance=0.0):
    rgb = np.asarray(rgb)
    expected[name] = {
        "width": rgb.shape[1],
        "height": rgb.shape[0],
        "largest": largest,
        "tolerance": tolerance,
        "values": [int(v) for v in rgb.transpose(2, 0, 1).ravel()],
    }


def record_file(name, tolerance=0.0):
    record(name, np.array(ImageOps.exif_transpose(Image.open(HERE / name)).convert("RGB")), tolerance=tolerance)


def on_white(name):
    image = Image.open(HERE / name).convert("RGBA")
    white = Image.new("RGBA", image.size, (255, 255, 255, 255))
    # Pillow rounds the composite to 8 bits.
    record(name, np.array(Image.alpha_composite(white, image).convert("RGB")), tolerance=1.01)


def png(name, samples, colour_type, bits, extra=b""):
    """A PNG by hand: Pillow writes no 16-bit colour. samples: (H, W, bands)."""
    def chunk(kind, data):
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
    rows = samples.astype(">u2" if bits == 16 else "u1")
    raw = b"".join(b"\0" + rows[y].tobytes() for y in range(rows.shape[0]))
    header = struct.pack(">IIBBBBB", samples.shape[1], samples.shape[0], bits, colour_type, 0, 0, 0)
    (HERE / name).write_bytes(b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + extra
                              + chunk(b"IDAT", zlib.compress(raw)) + chunk(b"IEND", b""))


rng = np.random.default_rng(1)
grey8 = rng.integers(0, 256, (H, W), dtype=np.uint8)
rgb8 = rng.integers(0, 256, (H, W, 3), dtype=np.uint8)
rgba8 = rng.integers(0, 256, (H, W, 4), dtype=np.uint8)
rgba8[0, :3, 3] = (0, 255, 128)
grey16 = rng.integers(0, 65536, (H, W), dtype=np.uint16)
rgb16 = rng.integers(0, 65536, (H, W, 3), dtype=np.uint16)
grey_image, rgb_image = Image.fromarray(grey8), Image.fromarray(rgb8)

# PNG
grey_image.save(HERE / "grey8.png"), record_file("grey8.png")
rgb_image.save(HERE / "rgb8.png"), record_file("rgb8.png")
Image.fromarray(rgba8).save(HERE / "rgba8.png"), on_white("rgba8.png")
Image.fromarray(rgba8[..., :2].copy(), "LA").save(HERE / "grey_alpha8.png"), on_white("grey_alpha8.png")
rgb_image.quantize(17).save(HERE / "palette.png"), record_file("palette.png")
rgb_image.quantize(8).save(HERE / "palette_transparent.png", transparency=3), on_white("palette_transparent.png")
Image.fromarray((grey8 > 127)).save(HERE / "bilevel.png"), record_file("bilevel.png")
Image.fromarray(grey16).save(HERE / "grey16.png"), record("grey16.png", np.stack([grey16] * 3, -1), 65535)
png("rgb16.png", rgb16, 2, 16), record("rgb16.png", rgb16, 65535)
png("grey_key8.png", grey8[..., None], 0, 8, struct.pack(">I", 2) + b"tRNS" + struct.pack(">H", int(grey8[0, 0]))
    + struct.pack(">I", zlib.crc32(b"tRNS" + struct.pack(">H", int(grey8[0, 0])))))
keyed = grey8.copy()
keyed[grey8 == grey8[0, 0]] = 255
record("grey_key8.png", np.stack([keyed] * 3, -1))

# BMP
rgb_image.save(HERE / "rgb8.bmp"), record_file("rgb8.bmp")
grey_image.save(HERE / "grey8.bmp"), record_file("grey8.bmp")
rgb_image.quantize(17).save(HERE / "palette.bmp"), record_file("palette.bmp")
Image.fromarray((grey8 > 127)).save(HERE / "bilevel.bmp"), record_file("bilevel.bmp")

opaque = rgba8.copy()
opaque[..., 3] = 0  # in a plain 32-bit BMP the fourth byte is padding
Image.fromarray(opaque).save(HERE / "padded32.bmp"), record_file("padded32.bmp")

# TIFF
Image.fromarray(rgba8).save(HERE / "rgba8.tif", compression="tiff_lzw"), on_white("rgba8.tif")
rgb_image.save(HERE / "rgb8_raw.tif"), record_file("rgb8_raw.tif")
rgb_image.save(HERE / "rgb8_deflate.tif", compression="tiff_adobe_deflate"), record_file("rgb8_deflate.tif")
rgb_image.save(HERE / "rgb8_lzw.tif", compression="tiff_lzw"), record_file("rgb8_lzw.tif")
grey_image.save(HERE / "grey8_lzw.tif", compression="tiff_lzw"), record_file("grey8_lzw.tif")
Image.fromarray(grey16).save(HERE / "grey16.tif"), record("grey16.tif", np.stack([grey16] * 3, -1), 65535)
Image.fromarray(grey16).save(HERE / "grey16_deflate.tif", compression="tiff_adobe_deflate")
record("grey16_deflate.tif", np.stack([grey16] * 3, -1), 65535)
Image.fromarray((grey8 > 127)).save(HERE / "bilevel_g4.tif", compression="group4"), record_file("bilevel_g4.tif")
rgb_image.quantize(17).save(HERE / "palette.tif"), record_file("palette.tif")
rgb_image.save(HERE / "rotated6.tif", tiffinfo={274: 6}), record_file("rotated6.tif")
cmyk = Image.fromarray(rgba8, "CMYK")
cmyk.save(HERE / "cmyk.tif")
record("cmyk.tif", np.array(cmyk.convert("RGB")), tolerance=1.01)


def tiff16(name, samples):
    """16-bit RGB, little-endian, one strip, by hand."""
    data = samples.astype("<u2").tobytes()
    at = 8 + len(data)
    height, width, bands = samples.shape
    tags = [(256, 4, 1, width), (257, 4, 1, height), (258, 3, 3, at + 2 + 10 * 12 + 4), (259, 3, 1, 1), (262, 3, 1, 2),
            (273, 4, 1, 8), (277, 3, 1, bands), (278, 4, 1, height), (279, 4, 1, len(data)), (284, 3, 1, 1)]
    entries = b"".join(struct.pack("<HHII", *tag) for tag in tags)
    (HERE / name).write_bytes(b"II*\0" + struct.pack("<I", at) + data + struct.pack("<H", len(tags)) + entries
                              + struct.pack("<I", 0) + struct.pack("<HHH", 16, 16, 16))


tiff16("rgb16.tif", rgb16), record("rgb16.tif", rgb16, 65535)


# The same bytes as grey8_lzw.tif, but 0 is white.
data = bytearray((HERE / "grey8_lzw.tif").read_bytes())
directory = struct.unpack_from("<I", data, 4)[0]
for i in range(struct.unpack_from("<H", data, directory)[0]):
    entry = directory + 2 + 12 * i
    if struct.unpack_from("<H", data, entry)[0] == 262:
        struct.pack_into("<H", data, entry + 8, 0)
(HERE / "white_is_zero.tif").write_bytes(data)
record("white_is_zero.tif", np.stack([255 - grey8] * 3, -1))

# JPEG, of something smooth, so that decoders agree to a sample
yy, xx = np.mgrid[0:24, 0:16]
smooth = np.stack([40 + 7 * yy, 60 + 9 * xx, 200 - 5 * yy - 3 * xx], -1).clip(0, 255).astype(np.uint8)
photo = Image.fromarray(smooth)
photo.save(HERE / "rgb.jpg", quality=95), record_file("rgb.jpg", 1.01)
photo.save(HERE / "jpeg.tif", compression="jpeg", quality=95), record_file("jpeg.tif", 2.01)
photo.convert("L").save(HERE / "grey.jpg", quality=95), record_file("grey.jpg", 1.01)
photo.save(HERE / "progressive.jpg", quality=95, progressive=True), record_file("progressive.jpg", 1.01)
inks = np.concatenate([smooth, (smooth[..., :1] // 2)], -1)
Image.fromarray(inks, "CMYK").save(HERE / "cmyk.jpg", quality=95), record_file("cmyk.jpg", 2.01)
for orientation in range(1, 9):
    exif = Image.Exif()
    exif[274] = orientation
    name = f"rotated{orientation}.jpg"
    photo.save(HERE / name, quality=90, subsampling=0, exif=exif), record_file(name, 1.01)

# A profile that swaps the colours' meaning: samples must come out as stored.
from PIL import ImageCms
profile = bytearray(ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes())
profile[24:36] = bytes(12)  # the date, so that each run writes the same bytes
tag_count = struct.unpack(">I", profile[128:132])[0]
at = {profile[132 + 12 * i:136 + 12 * i].decode(): 132 + 12 * i for i in range(tag_count)}
red, blue = bytes(profile[at["rXYZ"] + 4:at["rXYZ"] + 12]), bytes(profile[at["bXYZ"] + 4:at["bXYZ"] + 12])
profile[at["rXYZ"] + 4:at["rXYZ"] + 12], profile[at["bXYZ"] + 4:at["bXYZ"] + 12] = blue, red
photo.save(HERE / "profile.jpg", quality=95, icc_profile=bytes(profile)), record_file("profile.jpg", 1.01)
rgb_image.save(HERE / "profile.png", icc_profile=bytes(profile)), record_file("profile.png")
rgb_image.save(HERE / "profile.tif", icc_profile=bytes(profile)), record_file("profile.tif")

# Adobe YCCK: the CMYK file's twin, its marker's transform set to 2 and its components read as luminance and chroma.
data = bytearray((HERE / "cmyk.jpg").read_bytes())
marker = data.index(b"Adobe")
data[marker + 11] = 2
(HERE / "ycck.jpg").write_bytes(data)
record_file("ycck.jpg", 2.01)

# EXIF in PNG and WebP
for orientation in range(1, 9):
    exif = Image.Exif()
    exif[274] = orientation
    name = f"rotated{orientation}.png"
    rgb_image.save(HERE / name, exif=exif), record_file(name)


def chunks(data):
    """The chunks of a PNG, each with its length and checksum."""
    at = 8
    while at < len(data):
        length = struct.unpack_from(">I", data, at)[0]
        yield data[at + 4:at + 8], data[at:at + 12 + length]
        at += 12 + length


def with_chunks(name, source, change):
    data = (HERE / source).read_bytes()
    (HERE / name).write_bytes(data[:8] + b"".join(change(list(chunks(data)))))


rotated = "rotated6.png"
with_chunks("rotated6_after.png", rotated, lambda all: [c for k, c in all if k not in (b"eXIf", b"IEND")]
            + [c for k, c in all if k == b"eXIf"] + [c for k, c in all if k == b"IEND"])
record("rotated6_after.png", np.array(ImageOps.exif_transpose(Image.open(HERE / rotated))))
# Damaged EXIF: by its checksum, and by a directory that lies outside.
with_chunks("exif_checksum.png", rotated, lambda all: [c[:-1] + bytes([c[-1] ^ 1]) if k == b"eXIf" else c
                                                       for k, c in all])
record("exif_checksum.png", rgb8)
outside = b"eXIf" + b"MM\0*\0\0\xff\0"
with_chunks("exif_outside.png", rotated, lambda all: [
    struct.pack(">I", 8) + outside + struct.pack(">I", zlib.crc32(outside)) if k == b"eXIf" else c for k, c in all])
record("exif_outside.png", rgb8)

# WebP
rgb_image.save(HERE / "rgb8.webp", lossless=True), record_file("rgb8.webp")
Image.fromarray(rgba8).save(HERE / "rgba8.webp", lossless=True, exact=True), on_white("rgba8.webp")
rgb_image.save(HERE / "rotated6.webp", lossless=True, exif=Image.open(HERE / rotated).info["exif"])
record_file("rotated6.webp")
rgb_image.save(HERE / "rotated8_titled.webp", lossless=True,
               exif=b"Exif\0\0" + b"II*\0\x08\0\0\0\1\0\x12\1\3\0\1\0\0\0\x08\0\0\0\0\0\0\0")
record("rotated8_titled.webp", np.rot90(rgb8))
rgb_image.save(HERE / "profile.webp", lossless=True, icc_profile=bytes(profile)), record_file("profile.webp")
# Decoders round and filter lossy WebP differently.
wave = (128 + 90 * np.sin(np.arange(96) / 9)[:, None] * np.cos(np.arange(80) / 7)[None]).astype(np.uint8)
Image.fromarray(wave).save(HERE / "lossy.webp", quality=60), record_file("lossy.webp", 8.0)
rgb_image.save(HERE / "animated.webp", lossless=True, save_all=True, append_images=[Image.fromarray(255 - rgb8)])
record_file("animated.webp")

# PGM and its kin
grey12 = (grey16 // 16).astype(np.uint16)
grey12[0, 0] = 4095


def pnm(name, kind, maximum, samples, text=False, comment=b""):
    header = f"P{kind}\n".encode() + comment + f"{W} {H}\n".encode() + (f"{maximum}\n".encode() if maximum else b"")
    data = (" ".join(map(str, samples.ravel())) + "\n").encode() if text else samples.tobytes()
    (HERE / name).write_bytes(header + data)


bits = grey8 > 127
pnm("bits.pbm", 4, 0, np.packbits(~bits, axis=1)), record_file("bits.pbm")
pnm("bits_text.pbm", 1, 0, (~bits).astype(int), text=True), record_file("bits_text.pbm")
pnm("grey8.pgm", 5, 255, grey8, comment=b"# a comment\n"), record("grey8.pgm", np.stack([grey8] * 3, -1))
pnm("grey8_text.pgm", 2, 255, grey8, text=True), record("grey8_text.pgm", np.stack([grey8] * 3, -1))
pnm("grey200.pgm", 5, 200, np.minimum(grey8, 200)), record("grey200.pgm", np.stack([np.minimum(grey8, 200)] * 3, -1), 200)
pnm("grey12.pgm", 5, 4095, grey12.astype(">u2")), record("grey12.pgm", np.stack([grey12] * 3, -1), 4095)
pnm("grey16.pgm", 5, 65535, grey16.astype(">u2")), record("grey16.pgm", np.stack([grey16] * 3, -1), 65535)
pnm("grey40000.pgm", 5, 40000, np.minimum(grey16, 40000).astype(">u2"))
record("grey40000.pgm", np.stack([np.minimum(grey16, 40000)] * 3, -1), 40000)
pnm("rgb8.ppm", 6, 255, rgb8), record("rgb8.ppm", rgb8)
pnm("rgb8_text.ppm", 3, 255, rgb8, text=True), record("rgb8_text.ppm", rgb8)
pnm("rgb16.ppm", 6, 65535, rgb16.astype(">u2")), record("rgb16.ppm", rgb16, 65535)

# 12 bits in 16: by the samples, by a tag, with alpha; the last one's samples fill 10 bits, its tag tells of 12
Image.fromarray(grey12).save(HERE / "mono12.png"), record("mono12.png", np.stack([grey12] * 3, -1), 4095)
dark = (grey12 // 4).astype(np.uint16)
Image.fromarray(dark).save(HERE / "mono12_dark.tif", tiffinfo={281: 4095})
record("mono12_dark.tif", np.stack([dark] * 3, -1), 4095)
significant = b"sBIT" + bytes([12])
png("mono12_sbit.png", dark[..., None], 0, 16,
    struct.pack(">I", 1) + significant + struct.pack(">I", zlib.crc32(significant)))
record("mono12_sbit.png", np.stack([dark] * 3, -1), 4095)
alpha12 = np.stack([grey12, np.where(grey8 > 40, 4095, grey12)], -1)
png("mono12_alpha.png", alpha12, 4, 16)
share = alpha12[..., 1:] / 4095
record("mono12_alpha.png", np.repeat(np.round((alpha12[..., :1] * share + 4095 * (1 - share)) * 1000), 3, -1), 4095000, 600)

# Pages: two of different sizes, between them a copy in small that is none
small = Image.fromarray(rgb8[::2, ::2].copy())
small.encoderinfo = {"tiffinfo": {254: 1}}
rgb_image.save(HERE / "pages.tif", save_all=True, append_images=[small, Image.fromarray(grey16[:5])])
assert Image.open(HERE / "pages.tif").n_frames == 3
record("pages.tif", rgb8)

(HERE / "expected.json").write_text(json.dumps(expected, separators=(",", ":")).replace('},"', '},\n"') + "\n")
