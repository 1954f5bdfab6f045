"""A U-Net over encoders from torchvision, in packages that import each other."""
from smp import create_model
from smp.decoders.unet.model import Unet
