"""torchvision.models.regnet."""
import math
from collections import OrderedDict
from functools import partial

from torch import nn
from torchvision.models._api import _weights_of
from torchvision.models._utils import _make_divisible, _build
from torchvision.ops.misc import Conv2dNormActivation, SqueezeExcitation

(RegNet_Y_400MF_Weights, RegNet_Y_800MF_Weights, RegNet_Y_1_6GF_Weights, RegNet_Y_3_2GF_Weights, RegNet_Y_8GF_Weights,
 RegNet_Y_16GF_Weights, RegNet_Y_32GF_Weights, RegNet_X_400MF_Weights, RegNet_X_800MF_Weights, RegNet_X_1_6GF_Weights,
 RegNet_X_3_2GF_Weights, RegNet_X_8GF_Weights, RegNet_X_16GF_Weights, RegNet_X_32GF_Weights) = _weights_of(
    ['RegNet_{}_{}_Weights'.format(kind, size) for kind in 'YX'
     for size in ['400MF', '800MF', '1_6GF', '3_2GF', '8GF', '16GF', '32GF']], ['IMAGENET1K_V1', 'IMAGENET1K_V2'])
RegNet_Y_128GF_Weights, = _weights_of(['RegNet_Y_128GF_Weights'], ['IMAGENET1K_SWAG_E2E_V1', 'IMAGENET1K_SWAG_LINEAR_V1'])


class SimpleStemIN(Conv2dNormActivation):
    def __init__(self, width_in, width_out, norm_layer, activation_layer):
        super().__init__(width_in, width_out, kernel_size=3, stride=2, norm_layer=norm_layer,
                         activation_layer=activation_layer)


class BottleneckTransform(nn.Sequential):
    def __init__(self, width_in, width_out, stride, norm_layer, activation_layer, group_width, bottleneck_multiplier,
                 se_ratio):
        layers = OrderedDict()
        w_b = int(round(width_out * bottleneck_multiplier))
        layers['a'] = Conv2dNormActivation(width_in, w_b, kernel_size=1, stride=1, norm_layer=norm_layer,
                                           activation_layer=activation_layer)
        layers['b'] = Conv2dNormActivation(w_b, w_b, kernel_size=3, stride=stride, groups=w_b // group_width,
                                           norm_layer=norm_layer, activation_layer=activation_layer)
        if se_ratio:
            layers['se'] = SqueezeExcitation(w_b, int(round(se_ratio * width_in)), activation=activation_layer)
        layers['c'] = Conv2dNormActivation(w_b, width_out, kernel_size=1, stride=1, norm_layer=norm_layer,
                                           activation_layer=None)
        super().__init__(layers)


class ResBottleneckBlock(nn.Module):
    def __init__(self, width_in, width_out, stride, norm_layer, activation_layer, group_width=1, bottleneck_multiplier=1.0,
                 se_ratio=None):
        super().__init__()
        self.proj = None
        if width_in != width_out or stride != 1:
            self.proj = Conv2dNormActivation(width_in, width_out, kernel_size=1, stride=stride, norm_layer=norm_layer,
                                             activation_layer=None)
        self.f = BottleneckTransform(width_in, width_out, stride, norm_layer, activation_layer, group_width,
                                     bottleneck_multiplier, se_ratio)
        self.activation = activation_layer(inplace=True)

    def forward(self, x):
        x = self.proj(x) + self.f(x) if self.proj is not None else x + self.f(x)
        return self.activation(x)


class AnyStage(nn.Sequential):
    def __init__(self, width_in, width_out, stride, depth, block_constructor, norm_layer, activation_layer, group_width,
                 bottleneck_multiplier, se_ratio=None, stage_index=0):
        super().__init__()
        for i in range(depth):
            self.add_module('block{}-{}'.format(stage_index, i), block_constructor(
                width_in if i == 0 else width_out, width_out, stride if i == 0 else 1, norm_layer, activation_layer,
                group_width, bottleneck_multiplier, se_ratio))


class BlockParams:
    def __init__(self, depths, widths, group_widths, bottleneck_multipliers, strides, se_ratio=None):
        self.depths = depths
        self.widths = widths
        self.group_widths = group_widths
        self.bottleneck_multipliers = bottleneck_multipliers
        self.strides = strides
        self.se_ratio = se_ratio

    @classmethod
    def from_init_params(cls, depth, w_0, w_a, w_m, group_width, bottleneck_multiplier=1.0, se_ratio=None, **kwargs):
        if w_a < 0 or w_0 <= 0 or w_m <= 1 or w_0 % 8 != 0:
            raise ValueError('Invalid RegNet settings')
        widths = []
        for i in range(depth):
            capacity = round(math.log((i * w_a + w_0) / w_0) / math.log(w_m))
            widths.append(round(w_0 * w_m ** capacity / 8) * 8)
        stages = [width for i, width in enumerate(widths) if i == 0 or widths[i - 1] != width]
        depths = [widths.count(width) for width in stages]
        bottlenecks = [int(width * bottleneck_multiplier) for width in stages]
        groups = [min(group_width, bottleneck) for bottleneck in bottlenecks]
        stages = [int(_make_divisible(bottleneck, group) / bottleneck_multiplier)
                  for bottleneck, group in zip(bottlenecks, groups)]
        return cls(depths, stages, groups, [bottleneck_multiplier] * len(stages), [2] * len(stages), se_ratio)

    def _get_expanded_params(self):
        return zip(self.widths, self.strides, self.depths, self.group_widths, self.bottleneck_multipliers)


class RegNet(nn.Module):
    def __init__(self, block_params, num_classes=1000, stem_width=32, stem_type=None, block_type=None, norm_layer=None,
                 activation=None):
        super().__init__()
        norm_layer = norm_layer or nn.BatchNorm2d
        activation = activation or nn.ReLU
        self.stem = (stem_type or SimpleStemIN)(3, stem_width, norm_layer, activation)
        current_width = stem_width
        blocks = []
        for i, (width, stride, depth, group_width, multiplier) in enumerate(block_params._get_expanded_params()):
            blocks.append(('block{}'.format(i + 1), AnyStage(
                current_width, width, stride, depth, block_type or ResBottleneckBlock, norm_layer, activation, group_width,
                multiplier, block_params.se_ratio, stage_index=i + 1)))
            current_width = width
        self.trunk_output = nn.Sequential(OrderedDict(blocks))
        self.avgpool = nn.AdaptiveAvgPool2d((1, 1))
        self.fc = nn.Linear(in_features=current_width, out_features=num_classes)

    def forward(self, x):
        x = self.avgpool(self.trunk_output(self.stem(x)))
        return self.fc(x.flatten(start_dim=1))


def _regnet(weights, kwargs, *params, se_ratio=None):
    norm_layer = kwargs.pop('norm_layer', partial(nn.BatchNorm2d, eps=1e-05, momentum=0.1))
    return _build(RegNet, BlockParams.from_init_params(*params, se_ratio=se_ratio), weights=weights,
                 kwargs={'norm_layer': norm_layer, **kwargs})


def regnet_y_400mf(weights=None, progress=True, **kwargs):
    return _regnet(weights, kwargs, 16, 48, 27.89, 2.09, 8, se_ratio=0.25)


def regnet_y_800mf(weights=None, progress=True, **kwargs):
    return _regnet(weights, kwargs, 14, 56, 38.84, 2.4, 16, se_ratio=0.25)


def regnet_y_1_6gf(weights=None, progress=True, **kwargs):
    return _regnet(weights, kwargs, 27, 48, 20.71, 2.65, 24, se_ratio=0.25)


def regnet_y_3_2gf(weights=None, progress=True, **kwargs):
    return _regnet(weights, kwargs, 21, 80, 42.63, 2.66, 24, se_ratio=0.25)


def regnet_y_8gf(weights=None, progress=True, **kwargs):
    return _regnet(weights, kwargs, 17, 192, 76.82, 2.19, 56, se_ratio=0.25)


def regnet_y_16gf(weights=None, progress=True, **kwargs):
    return _regnet(weights, kwargs, 18, 200, 106.23, 2.48, 112, se_ratio=0.25)


def regnet_y_32gf(weights=None, progress=True, **kwargs):
    return _regnet(weights, kwargs, 20, 232, 115.89, 2.53, 232, se_ratio=0.25)


def regnet_y_128gf(weights=None, progress=True, **kwargs):
    return _regnet(weights, kwargs, 27, 456, 160.83, 2.52, 264, se_ratio=0.25)


def regnet_x_400mf(weights=None, progress=True, **kwargs):
    return _regnet(weights, kwargs, 22, 24, 24.48, 2.54, 16)


def regnet_x_800mf(weights=None, progress=True, **kwargs):
    return _regnet(weights, kwargs, 16, 56, 35.73, 2.28, 16)


def regnet_x_1_6gf(weights=None, progress=True, **kwargs):
    return _regnet(weights, kwargs, 18, 80, 34.01, 2.25, 24)


def regnet_x_3_2gf(weights=None, progress=True, **kwargs):
    return _regnet(weights, kwargs, 25, 88, 26.31, 2.25, 48)


def regnet_x_8gf(weights=None, progress=True, **kwargs):
    return _regnet(weights, kwargs, 23, 80, 49.56, 2.88, 120)


def regnet_x_16gf(weights=None, progress=True, **kwargs):
    return _regnet(weights, kwargs, 22, 216, 55.59, 2.1, 128)


def regnet_x_32gf(weights=None, progress=True, **kwargs):
    return _regnet(weights, kwargs, 23, 320, 69.86, 2.0, 168)
