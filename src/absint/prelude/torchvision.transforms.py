"""torchvision.transforms, as far as networks apply them to tensors. Pictures from files are not known."""
import torch
import torch.nn as nn
import torchvision.transforms.functional as F
from torchvision.transforms.functional import InterpolationMode


class Compose:
    def __init__(self, transforms):
        self.transforms = transforms

    def __call__(self, img):
        for transform in self.transforms:
            img = transform(img)
        return img


class ToTensor:
    def __call__(self, pic):
        return F.to_tensor(pic)


PILToTensor = ToTensor


class ToPILImage:
    def __init__(self, mode=None):
        self.mode = mode

    def __call__(self, pic):
        return _unknown('a picture')


class Lambda:
    def __init__(self, lambd):
        self.lambd = lambd

    def __call__(self, img):
        return self.lambd(img)


class _Same(nn.Module):
    """What changes no size."""

    def __init__(self, *args, **kwargs):
        super().__init__()

    def forward(self, img):
        return img * 1


class RandomHorizontalFlip(_Same):
    pass


RandomVerticalFlip = RandomErasing = RandomAffine = RandomPerspective = RandomInvert = RandomHorizontalFlip
ColorJitter = GaussianBlur = RandomAdjustSharpness = RandomAutocontrast = RandomEqualize = RandomHorizontalFlip
RandAugment = AutoAugment = TrivialAugmentWide = AugMix = RandomPosterize = RandomSolarize = RandomHorizontalFlip
RandomRotation = RandomHorizontalFlip


class Normalize(nn.Module):
    def __init__(self, mean, std, inplace=False):
        super().__init__()
        self.mean, self.std, self.inplace = mean, std, inplace

    def forward(self, tensor):
        return F.normalize(tensor, self.mean, self.std, self.inplace)


class ConvertImageDtype(nn.Module):
    def __init__(self, dtype):
        super().__init__()
        self.dtype = dtype

    def forward(self, image):
        return image.to(self.dtype)


class Resize(nn.Module):
    def __init__(self, size, interpolation=InterpolationMode.BILINEAR, max_size=None, antialias=None):
        super().__init__()
        self.size, self.interpolation, self.max_size, self.antialias = size, interpolation, max_size, antialias

    def forward(self, img):
        return F.resize(img, self.size, self.interpolation, self.max_size, self.antialias)


Scale = Resize


class CenterCrop(nn.Module):
    def __init__(self, size):
        super().__init__()
        self.size = F._pair(size)

    def forward(self, img):
        return F.center_crop(img, self.size)


class RandomCrop(CenterCrop):
    def __init__(self, size, padding=None, pad_if_needed=False, fill=0, padding_mode='constant'):
        super().__init__(size)


class RandomResizedCrop(nn.Module):
    def __init__(self, size, scale=(0.08, 1.0), ratio=(3. / 4., 4. / 3.), interpolation=InterpolationMode.BILINEAR,
                 antialias=None):
        super().__init__()
        self.size = F._pair(size)

    def forward(self, img):
        return F.resize(img, self.size)


class Pad(nn.Module):
    def __init__(self, padding, fill=0, padding_mode='constant'):
        super().__init__()
        self.padding, self.fill, self.padding_mode = padding, fill, padding_mode

    def forward(self, img):
        return F.pad(img, self.padding, self.fill, self.padding_mode)


class Grayscale(nn.Module):
    def __init__(self, num_output_channels=1):
        super().__init__()
        self.num_output_channels = num_output_channels

    def forward(self, img):
        return F.rgb_to_grayscale(img, self.num_output_channels)


class RandomGrayscale(_Same):
    pass


class RandomApply(nn.Module):
    def __init__(self, transforms, p=0.5):
        super().__init__()
        self.transforms, self.p = transforms, p

    def forward(self, img):
        for transform in self.transforms:
            img = transform(img)
        return img


class RandomChoice:
    def __init__(self, transforms, p=None):
        self.transforms = transforms

    def __call__(self, img):
        return _unknown('which transform is drawn')


RandomOrder = RandomChoice
