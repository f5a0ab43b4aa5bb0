"""What a student writes, right and wrong, and what a wrong one is told."""

LOAD = """def load_rgb(path):
    with Image.open(path) as file:
        return np.array(file.convert("RGB"))"""
SWAPPED = """def describe(img):
    width, height, channels = img.shape
    return {"height": height, "width": width, "pixels": height * width, "raw_bytes": img.size}"""
MESSAGE = "height came out as 3 and width as 2: rows come first in the shape."
