"""torchvision's networks by their names."""
from torchvision import models
