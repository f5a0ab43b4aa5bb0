"""Pictures of Pillow as their pixels; Pillow is imported when one comes along.

Both sides use this one file: its text follows that of `values.py` in the student's process.
"""

from typing import Any

from course.grading.judge.data.values import LIBRARIES

MODES = {"1": 1, "L": 8, "P": 8, "LA": 16, "RGB": 24, "YCbCr": 24, "LAB": 24, "HSV": 24,
         "RGBA": 32, "CMYK": 32, "I": 32, "F": 32}  # bits of a pixel; a row is whole bytes  # fmt: skip
MAX_SIDE = 2**24  # pixels


class Pictures:
    """What stands for a picture while it travels, and back."""

    def parts_of(self, value: Any) -> tuple[str, list[Any]] | None:
        """The name of a kind and the parts of a value of it; None if it is no picture of a known mode."""
        if not hasattr(value, "tobytes") or getattr(value, "mode", "") not in MODES:
            return None
        palette = value.getpalette("RGB") if value.mode == "P" else None
        return "PIL.Image", [value.mode, *value.size, value.tobytes(), palette]

    def made_of(self, name: str, parts: list[Any]) -> Any:
        """The picture that is made of these parts; ValueError or TypeError if there is none."""
        from PIL import Image

        match parts:
            case [str(mode), int(width), int(height), bytes(raw), palette] if mode in MODES:
                row = (width + 7) // 8 if mode == "1" else width * MODES[mode] // 8
                if not (0 <= width <= MAX_SIDE and 0 <= height <= MAX_SIDE and row * height == len(raw)):
                    raise ValueError("pixels that do not fit the size")
                image = Image.frombytes(mode, (width, height), raw)
                if palette is not None:
                    image.putpalette([int(value) for value in palette[:768]])
                return image
        raise ValueError("no picture is made of this")

    def spoil(self, value: Any, new: Any, mark: object) -> bool:
        """Make a negative of a picture in place."""
        value.frombytes(bytes(byte ^ 255 for byte in value.tobytes()))
        return True


LIBRARIES["PIL"] = Pictures()
