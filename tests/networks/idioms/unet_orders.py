"""3D U-Nets in the style of pytorch-3dunet: layers in the order of a string, classes by name, joining by functions."""
import importlib
from functools import partial

import torch
from torch import nn as nn
from torch.nn import functional as F


def number_of_features_per_level(init_channel_number, num_levels):
    return [init_channel_number * 2 ** k for k in range(num_levels)]


def get_class(class_name, modules):
    for module in modules:
        m = importlib.import_module(module)
        clazz = getattr(m, class_name, None)
        if clazz is not None:
            return clazz
    raise RuntimeError(f'Unsupported class: {class_name}')


def create_conv(in_channels, out_channels, kernel_size, order, num_groups, padding, is3d):
    assert 'c' in order, "Conv layer MUST be present"
    assert order[0] not in 'rle', 'Non-linearity cannot be the first operation in the layer'
    modules = []
    for i, char in enumerate(order):
        if char == 'r':
            modules.append(('ReLU', nn.ReLU(inplace=True)))
        elif char == 'l':
            modules.append(('LeakyReLU', nn.LeakyReLU(inplace=True)))
        elif char == 'e':
            modules.append(('ELU', nn.ELU(inplace=True)))
        elif char == 'c':
            bias = not ('g' in order or 'b' in order)
            conv = nn.Conv3d if is3d else nn.Conv2d
            modules.append(('conv', conv(in_channels, out_channels, kernel_size, padding=padding, bias=bias)))
        elif char == 'g':
            is_before_conv = i < order.index('c')
            num_channels = in_channels if is_before_conv else out_channels
            if num_channels < num_groups:
                num_groups = 1
            assert num_channels % num_groups == 0, f'Expected number of channels in input to be divisible by ' \
                                                   f'num_groups. num_channels={num_channels}, num_groups={num_groups}'
            modules.append(('groupnorm', nn.GroupNorm(num_groups=num_groups, num_channels=num_channels)))
        elif char == 'b':
            bn = nn.BatchNorm3d if is3d else nn.BatchNorm2d
            modules.append(('batchnorm', bn(in_channels if i < order.index('c') else out_channels)))
        else:
            raise ValueError(f"Unsupported layer type '{char}'. MUST be one of ['b', 'g', 'r', 'l', 'e', 'c']")
    return modules


class SingleConv(nn.Sequential):
    def __init__(self, in_channels, out_channels, kernel_size=3, order='gcr', num_groups=8, padding=1, is3d=True):
        super(SingleConv, self).__init__()
        for name, module in create_conv(in_channels, out_channels, kernel_size, order, num_groups, padding, is3d):
            self.add_module(name, module)


class DoubleConv(nn.Sequential):
    def __init__(self, in_channels, out_channels, encoder, kernel_size=3, order='gcr', num_groups=8, padding=1,
                 is3d=True):
        super(DoubleConv, self).__init__()
        if encoder:
            conv1_in_channels = in_channels
            conv1_out_channels = out_channels // 2
            if conv1_out_channels < in_channels:
                conv1_out_channels = in_channels
            conv2_in_channels, conv2_out_channels = conv1_out_channels, out_channels
        else:
            conv1_in_channels, conv1_out_channels = in_channels, out_channels
            conv2_in_channels, conv2_out_channels = out_channels, out_channels
        self.add_module('SingleConv1', SingleConv(conv1_in_channels, conv1_out_channels, kernel_size, order, num_groups,
                                                  padding=padding, is3d=is3d))
        self.add_module('SingleConv2', SingleConv(conv2_in_channels, conv2_out_channels, kernel_size, order, num_groups,
                                                  padding=padding, is3d=is3d))


class ResNetBlock(nn.Module):
    def __init__(self, in_channels, out_channels, kernel_size=3, order='cge', num_groups=8, is3d=True, **kwargs):
        super(ResNetBlock, self).__init__()
        if in_channels != out_channels:
            self.conv1 = (nn.Conv3d if is3d else nn.Conv2d)(in_channels, out_channels, 1)
        else:
            self.conv1 = nn.Identity()
        self.conv2 = SingleConv(out_channels, out_channels, kernel_size=kernel_size, order=order,
                                num_groups=num_groups, is3d=is3d)
        n_order = order
        for c in 'rel':
            n_order = n_order.replace(c, '')
        self.conv3 = SingleConv(out_channels, out_channels, kernel_size=kernel_size, order=n_order,
                                num_groups=num_groups, is3d=is3d)
        if 'l' in order:
            self.non_linearity = nn.LeakyReLU(negative_slope=0.1, inplace=True)
        elif 'e' in order:
            self.non_linearity = nn.ELU(inplace=True)
        else:
            self.non_linearity = nn.ReLU(inplace=True)

    def forward(self, x):
        residual = self.conv1(x)
        out = self.conv3(self.conv2(residual))
        out += residual
        return self.non_linearity(out)


class Encoder(nn.Module):
    def __init__(self, in_channels, out_channels, apply_pooling=True, basic_module=DoubleConv, conv_layer_order='gcr',
                 num_groups=8, is3d=True):
        super(Encoder, self).__init__()
        pool = get_class('MaxPool3d' if is3d else 'MaxPool2d', modules=['torch.nn'])
        self.pooling = pool(kernel_size=2) if apply_pooling else None
        self.basic_module = basic_module(in_channels, out_channels, encoder=True, order=conv_layer_order,
                                         num_groups=num_groups, is3d=is3d)

    def forward(self, x):
        if self.pooling is not None:
            x = self.pooling(x)
        return self.basic_module(x)


class AbstractUpsampling(nn.Module):
    def __init__(self, upsample):
        super(AbstractUpsampling, self).__init__()
        self.upsample = upsample

    def forward(self, encoder_features, x):
        return self.upsample(x, encoder_features.size()[2:])


class InterpolateUpsampling(AbstractUpsampling):
    def __init__(self, mode='nearest'):
        super().__init__(partial(self._interpolate, mode=mode))

    @staticmethod
    def _interpolate(x, size, mode):
        return F.interpolate(x, size=size, mode=mode)


class TransposeConvUpsampling(AbstractUpsampling):
    class Upsample(nn.Module):
        def __init__(self, conv_transposed, is3d):
            super().__init__()
            self.conv_transposed = conv_transposed
            self.is3d = is3d

        def forward(self, x, size):
            return F.interpolate(self.conv_transposed(x), size=size)

    def __init__(self, in_channels, out_channels, kernel_size=3, scale_factor=2, is3d=True):
        conv = nn.ConvTranspose3d if is3d else nn.ConvTranspose2d
        super().__init__(self.Upsample(conv(in_channels, out_channels, kernel_size=kernel_size, stride=scale_factor,
                                            padding=1, bias=False), is3d))


class Decoder(nn.Module):
    def __init__(self, in_channels, out_channels, basic_module=DoubleConv, conv_layer_order='gcr', num_groups=8,
                 is3d=True):
        super(Decoder, self).__init__()
        if basic_module == DoubleConv:
            self.upsampling = InterpolateUpsampling()
            self.joining = partial(self._joining, concat=True)
        else:
            self.upsampling = TransposeConvUpsampling(in_channels, out_channels, is3d=is3d)
            self.joining = partial(self._joining, concat=False)
            in_channels = out_channels
        self.basic_module = basic_module(in_channels, out_channels, encoder=False, order=conv_layer_order,
                                         num_groups=num_groups, is3d=is3d)

    def forward(self, encoder_features, x):
        x = self.upsampling(encoder_features=encoder_features, x=x)
        x = self.joining(encoder_features, x)
        return self.basic_module(x)

    @staticmethod
    def _joining(encoder_features, x, concat):
        return torch.cat((encoder_features, x), dim=1) if concat else encoder_features + x


class AbstractUNet(nn.Module):
    def __init__(self, in_channels, out_channels, final_sigmoid, basic_module, f_maps=16, layer_order='gcr',
                 num_groups=8, num_levels=3, is_segmentation=True, is3d=True):
        super(AbstractUNet, self).__init__()
        if isinstance(f_maps, int):
            f_maps = number_of_features_per_level(f_maps, num_levels=num_levels)
        assert isinstance(f_maps, (list, tuple))
        assert len(f_maps) > 1, "Required at least 2 levels in the U-Net"
        self.encoders = nn.ModuleList([
            Encoder(in_channels if i == 0 else f_maps[i - 1], width, i > 0, basic_module, layer_order, num_groups, is3d)
            for i, width in enumerate(f_maps)])
        decoders = []
        reversed_f_maps = list(reversed(f_maps))
        for i in range(len(reversed_f_maps) - 1):
            in_feature_num = reversed_f_maps[i]
            if basic_module == DoubleConv:
                in_feature_num = reversed_f_maps[i] + reversed_f_maps[i + 1]
            decoders.append(Decoder(in_feature_num, reversed_f_maps[i + 1], basic_module, layer_order, num_groups, is3d))
        self.decoders = nn.ModuleList(decoders)
        self.final_conv = (nn.Conv3d if is3d else nn.Conv2d)(f_maps[0], out_channels, 1)
        if is_segmentation:
            self.final_activation = nn.Sigmoid() if final_sigmoid else nn.Softmax(dim=1)
        else:
            self.final_activation = None

    def forward(self, x):
        encoders_features = []
        for encoder in self.encoders:
            x = encoder(x)
            encoders_features.insert(0, x)
        encoders_features = encoders_features[1:]
        for decoder, encoder_features in zip(self.decoders, encoders_features):
            x = decoder(encoder_features, x)
        x = self.final_conv(x)
        if not self.training and self.final_activation is not None:
            x = self.final_activation(x)
        return x


class UNet3D(AbstractUNet):
    def __init__(self, in_channels, out_channels, final_sigmoid=True, f_maps=16, layer_order='gcr', num_groups=8,
                 num_levels=3, **kwargs):
        super(UNet3D, self).__init__(in_channels, out_channels, final_sigmoid, DoubleConv, f_maps, layer_order,
                                     num_groups, num_levels, is3d=True)


class ResidualUNet2D(AbstractUNet):
    def __init__(self, in_channels, out_channels, final_sigmoid=True, f_maps=16, layer_order='cge', num_groups=8,
                 num_levels=4, **kwargs):
        super().__init__(in_channels, out_channels, final_sigmoid, ResNetBlock, f_maps, layer_order, num_groups,
                         num_levels, is3d=False)


def get_model(model_config):
    model_class = globals()[model_config['name']]
    return model_class(**model_config)


CONFIG = {'name': 'UNet3D', 'in_channels': 1, 'out_channels': 2, 'layer_order': 'bcl', 'f_maps': [8, 16, 32]}
