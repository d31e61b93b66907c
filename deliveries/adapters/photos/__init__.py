from deliveries.adapters.photos.shrinking import (
    MOST_BYTES,
    NotAPicture,
    PictureRefused,
    PictureTooLarge,
    Small,
    made_small,
    too_heavy,
)

__all__ = [
    "MOST_BYTES",
    "NotAPicture",
    "PictureRefused",
    "PictureTooLarge",
    "Small",
    "made_small",
    "too_heavy",
]
