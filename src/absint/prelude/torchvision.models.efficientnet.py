"""torchvision.models.efficientnet: both versions."""
import copy
import math
from functools import partial

import torch
from torch import nn
from torchvision.models._api import _weights_of
from torchvision.models._utils import _make_divisible, _build
from torchvision.ops.misc import Conv2dNormActivation, SqueezeExcitation
from torchvision.ops.stochastic_depth import StochasticDepth

(EfficientNet_B0_Weights, EfficientNet_B2_Weights, EfficientNet_B3_Weights, EfficientNet_B4_Weights, EfficientNet_B5_Weights,
 EfficientNet_B6_Weights, EfficientNet_B7_Weights, EfficientNet_V2_S_Weights, EfficientNet_V2_M_Weights,
 EfficientNet_V2_L_Weights) = _weights_of(
    ['EfficientNet_B{}_Weights'.format(i) for i in [0, 2, 3, 4, 5, 6, 7]] +
    ['EfficientNet_V2_{}_Weights'.format(size) for size in 'SML'])
EfficientNet_B1_Weights, = _weights_of(['EfficientNet_B1_Weights'], ['IMAGENET1K_V1', 'IMAGENET1K_V2'])


class _MBConvConfig:
    def __init__(self, expand_ratio, kernel, stride, input_channels, out_channels, num_layers, block):
        self.expand_ratio = expand_ratio
        self.kernel = kernel
        self.stride = stride
        self.input_channels = input_channels
        self.out_channels = out_channels
        self.num_layers = num_layers
        self.block = block

    @staticmethod
    def adjust_channels(channels, width_mult, min_value=None):
        return _make_divisible(channels * width_mult, 8, min_value)


class MBConvConfig(_MBConvConfig):
    def __init__(self, expand_ratio, kernel, stride, input_channels, out_channels, num_layers, width_mult=1.0,
                 depth_mult=1.0, block=None):
        super().__init__(expand_ratio, kernel, stride, self.adjust_channels(input_channels, width_mult),
                         self.adjust_channels(out_channels, width_mult), self.adjust_depth(num_layers, depth_mult),
                         block or MBConv)

    @staticmethod
    def adjust_depth(num_layers, depth_mult):
        return int(math.ceil(num_layers * depth_mult))


class FusedMBConvConfig(_MBConvConfig):
    def __init__(self, expand_ratio, kernel, stride, input_channels, out_channels, num_layers, block=None):
        super().__init__(expand_ratio, kernel, stride, input_channels, out_channels, num_layers, block or FusedMBConv)


class _Residual(nn.Module):
    def __init__(self, cnf, layers, stochastic_depth_prob):
        super().__init__()
        if not 1 <= cnf.stride <= 2:
            raise ValueError('illegal stride value')
        self.use_res_connect = cnf.stride == 1 and cnf.input_channels == cnf.out_channels
        self.block = nn.Sequential(*layers)
        self.stochastic_depth = StochasticDepth(stochastic_depth_prob, 'row')
        self.out_channels = cnf.out_channels

    def forward(self, input):
        result = self.block(input)
        if self.use_res_connect:
            result = self.stochastic_depth(result)
            result += input
        return result


class MBConv(_Residual):
    def __init__(self, cnf, stochastic_depth_prob, norm_layer, se_layer=SqueezeExcitation):
        layers = []
        expanded = cnf.adjust_channels(cnf.input_channels, cnf.expand_ratio)
        if expanded != cnf.input_channels:
            layers.append(Conv2dNormActivation(cnf.input_channels, expanded, kernel_size=1, norm_layer=norm_layer,
                                               activation_layer=nn.SiLU))
        layers.append(Conv2dNormActivation(expanded, expanded, kernel_size=cnf.kernel, stride=cnf.stride, groups=expanded,
                                           norm_layer=norm_layer, activation_layer=nn.SiLU))
        layers.append(se_layer(expanded, max(1, cnf.input_channels // 4), activation=partial(nn.SiLU, inplace=True)))
        layers.append(Conv2dNormActivation(expanded, cnf.out_channels, kernel_size=1, norm_layer=norm_layer,
                                           activation_layer=None))
        super().__init__(cnf, layers, stochastic_depth_prob)


class FusedMBConv(_Residual):
    def __init__(self, cnf, stochastic_depth_prob, norm_layer):
        expanded = cnf.adjust_channels(cnf.input_channels, cnf.expand_ratio)
        fuses = expanded == cnf.input_channels
        layers = [Conv2dNormActivation(cnf.input_channels, cnf.out_channels if fuses else expanded, kernel_size=cnf.kernel,
                                       stride=cnf.stride, norm_layer=norm_layer, activation_layer=nn.SiLU)]
        if not fuses:
            layers.append(Conv2dNormActivation(expanded, cnf.out_channels, kernel_size=1, norm_layer=norm_layer,
                                               activation_layer=None))
        super().__init__(cnf, layers, stochastic_depth_prob)


class EfficientNet(nn.Module):
    def __init__(self, inverted_residual_setting, dropout, stochastic_depth_prob=0.2, num_classes=1000, norm_layer=None,
                 last_channel=None, **kwargs):
        super().__init__()
        norm_layer = norm_layer or nn.BatchNorm2d
        layers = [Conv2dNormActivation(3, inverted_residual_setting[0].input_channels, kernel_size=3, stride=2,
                                       norm_layer=norm_layer, activation_layer=nn.SiLU)]
        total_stage_blocks = sum([cnf.num_layers for cnf in inverted_residual_setting])
        stage_block_id = 0
        for cnf in inverted_residual_setting:
            stage = []
            for _ in range(cnf.num_layers):
                block_cnf = copy.copy(cnf)
                if stage:
                    block_cnf.input_channels = block_cnf.out_channels
                    block_cnf.stride = 1
                stage.append(block_cnf.block(block_cnf, stochastic_depth_prob * stage_block_id / total_stage_blocks,
                                             norm_layer))
                stage_block_id += 1
            layers.append(nn.Sequential(*stage))
        last_input = inverted_residual_setting[-1].out_channels
        last_output = last_channel if last_channel is not None else 4 * last_input
        layers.append(Conv2dNormActivation(last_input, last_output, kernel_size=1, norm_layer=norm_layer,
                                           activation_layer=nn.SiLU))
        self.features = nn.Sequential(*layers)
        self.avgpool = nn.AdaptiveAvgPool2d(1)
        self.classifier = nn.Sequential(nn.Dropout(p=dropout, inplace=True), nn.Linear(last_output, num_classes))

    def forward(self, x):
        return self.classifier(torch.flatten(self.avgpool(self.features(x)), 1))


_B = [(1, 3, 1, 32, 16, 1), (6, 3, 2, 16, 24, 2), (6, 5, 2, 24, 40, 2), (6, 3, 2, 40, 80, 3), (6, 5, 1, 80, 112, 3),
      (6, 5, 2, 112, 192, 4), (6, 3, 1, 192, 320, 1)]
# Fused stages, then the others.
_V2 = {
    's': ([(1, 3, 1, 24, 24, 2), (4, 3, 2, 24, 48, 4), (4, 3, 2, 48, 64, 4)],
          [(4, 3, 2, 64, 128, 6), (6, 3, 1, 128, 160, 9), (6, 3, 2, 160, 256, 15)]),
    'm': ([(1, 3, 1, 24, 24, 3), (4, 3, 2, 24, 48, 5), (4, 3, 2, 48, 80, 5)],
          [(4, 3, 2, 80, 160, 7), (6, 3, 1, 160, 176, 14), (6, 3, 2, 176, 304, 18), (6, 3, 1, 304, 512, 5)]),
    'l': ([(1, 3, 1, 32, 32, 4), (4, 3, 2, 32, 64, 7), (4, 3, 2, 64, 96, 7)],
          [(4, 3, 2, 96, 192, 10), (6, 3, 1, 192, 224, 19), (6, 3, 2, 224, 384, 25), (6, 3, 1, 384, 640, 7)]),
}


def _b(width_mult, depth_mult, dropout, weights, kwargs, norm_layer=None):
    settings = [MBConvConfig(*row, width_mult=width_mult, depth_mult=depth_mult) for row in _B]
    return _build(EfficientNet, settings, kwargs.pop('dropout', dropout), weights=weights,
                 kwargs={'norm_layer': norm_layer, **kwargs})


def _v2(size, dropout, weights, kwargs):
    fused, others = _V2[size]
    settings = [FusedMBConvConfig(*row) for row in fused] + [MBConvConfig(*row) for row in others]
    return _build(EfficientNet, settings, kwargs.pop('dropout', dropout), weights=weights,
                 kwargs={'norm_layer': partial(nn.BatchNorm2d, eps=0.001), 'last_channel': 1280, **kwargs})


def efficientnet_b0(weights=None, progress=True, **kwargs):
    return _b(1.0, 1.0, 0.2, weights, kwargs)


def efficientnet_b1(weights=None, progress=True, **kwargs):
    return _b(1.0, 1.1, 0.2, weights, kwargs)


def efficientnet_b2(weights=None, progress=True, **kwargs):
    return _b(1.1, 1.2, 0.3, weights, kwargs)


def efficientnet_b3(weights=None, progress=True, **kwargs):
    return _b(1.2, 1.4, 0.3, weights, kwargs)


def efficientnet_b4(weights=None, progress=True, **kwargs):
    return _b(1.4, 1.8, 0.4, weights, kwargs)


def efficientnet_b5(weights=None, progress=True, **kwargs):
    return _b(1.6, 2.2, 0.4, weights, kwargs, partial(nn.BatchNorm2d, eps=0.001, momentum=0.01))


def efficientnet_b6(weights=None, progress=True, **kwargs):
    return _b(1.8, 2.6, 0.5, weights, kwargs, partial(nn.BatchNorm2d, eps=0.001, momentum=0.01))


def efficientnet_b7(weights=None, progress=True, **kwargs):
    return _b(2.0, 3.1, 0.5, weights, kwargs, partial(nn.BatchNorm2d, eps=0.001, momentum=0.01))


def efficientnet_v2_s(weights=None, progress=True, **kwargs):
    return _v2('s', 0.2, weights, kwargs)


def efficientnet_v2_m(weights=None, progress=True, **kwargs):
    return _v2('m', 0.3, weights, kwargs)


def efficientnet_v2_l(weights=None, progress=True, **kwargs):
    return _v2('l', 0.4, weights, kwargs)
