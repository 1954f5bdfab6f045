"""torchvision.models: the builders of networks for images, and the packages of those for other tasks."""
from torchvision.models._api import get_model, get_model_builder, get_weight
from torchvision.models.alexnet import *
from torchvision.models.convnext import *
from torchvision.models.densenet import *
from torchvision.models.efficientnet import *
from torchvision.models.googlenet import *
from torchvision.models.inception import *
from torchvision.models.mnasnet import *
from torchvision.models.mobilenet import *
from torchvision.models.regnet import *
from torchvision.models.resnet import *
from torchvision.models.shufflenetv2 import *
from torchvision.models.squeezenet import *
from torchvision.models.swin_transformer import *
from torchvision.models.vgg import *
from torchvision.models.vision_transformer import *
