"""torchvision.transforms.functional: on tensors, whose last two dimensions are height and width."""
import torch


class InterpolationMode:
    NEAREST, BILINEAR, BICUBIC, LANCZOS, BOX, HAMMING = 'nearest', 'bilinear', 'bicubic', 'lanczos', 'box', 'hamming'
    NEAREST_EXACT = 'nearest-exact'


def _pair(size):
    size = list(size) if isinstance(size, (list, tuple)) else [size]
    return size * 2 if len(size) == 1 else size


def to_tensor(pic):
    return _unknown('a picture')


pil_to_tensor = to_pil_image = to_tensor


def normalize(tensor, mean, std, inplace=False):
    mean = torch.as_tensor(mean, dtype=tensor.dtype)
    std = torch.as_tensor(std, dtype=tensor.dtype)
    if mean.ndim == 1:
        mean = mean.view(-1, 1, 1)
    if std.ndim == 1:
        std = std.view(-1, 1, 1)
    return (tensor - mean) / std


def resize(img, size, interpolation=None, max_size=None, antialias=None):
    if isinstance(size, (list, tuple)) and len(size) == 2:
        return img.new_empty(list(img.shape[:-2]) + list(size))
    short = size if isinstance(size, int) else size[0]
    height, width = img.shape[-2:]
    if height == width and max_size is None:
        return img.new_empty(list(img.shape[:-2]) + [short, short])
    longer = lambda a, b: int(short * a / b)
    sizes = [short, longer(width, height)] if height <= width else [longer(height, width), short]
    return img.new_empty(list(img.shape[:-2]) + sizes) if max_size is None else _unknown('the size of a resized picture')


def center_crop(img, output_size):
    return img.new_empty(list(img.shape[:-2]) + list(_pair(output_size)))


def crop(img, top, left, height, width):
    return img[..., top:top + height, left:left + width]


def resized_crop(img, top, left, height, width, size, *args, **kwargs):
    return resize(img, _pair(size))


def pad(img, padding, fill=0, padding_mode='constant'):
    sides = [padding] * 4 if isinstance(padding, int) else list(padding) * (4 // len(padding))
    left, top, right, bottom = sides
    mode = 'replicate' if padding_mode == 'edge' else padding_mode
    return torch.nn.functional.pad(img, [left, right, top, bottom], mode)


def rgb_to_grayscale(img, num_output_channels=1):
    return img[..., :1, :, :].expand(*img.shape[:-3], num_output_channels, *img.shape[-2:]) * 1


def hflip(img):
    return img.flip(-1)


def vflip(img):
    return img.flip(-2)


def _same(img, *args, **kwargs):
    return img * 1


gaussian_blur = rotate = affine = adjust_brightness = adjust_contrast = adjust_saturation = adjust_hue = _same
adjust_gamma = adjust_sharpness = perspective = erase = invert = posterize = solarize = autocontrast = equalize = _same


def get_image_size(img):
    return [img.shape[-1], img.shape[-2]]


get_dimensions = lambda img: list(img.shape[-3:])
