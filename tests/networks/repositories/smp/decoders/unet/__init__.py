from .model import Unet
