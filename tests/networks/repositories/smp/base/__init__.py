from .model import SegmentationModel

from .modules import (
    Conv2dReLU,
    Attention,
)

from .heads import (
    SegmentationHead,
    ClassificationHead,
)
