"""torchvision.models.mobilenetv3."""
from functools import partial

import torch
from torch import nn
from torchvision.models._api import _weights_of
from torchvision.models._utils import _make_divisible, _build
from torchvision.ops.misc import Conv2dNormActivation, SqueezeExcitation

MobileNet_V3_Large_Weights, = _weights_of(['MobileNet_V3_Large_Weights'], ['IMAGENET1K_V1', 'IMAGENET1K_V2'])
MobileNet_V3_Small_Weights, = _weights_of(['MobileNet_V3_Small_Weights'])
model_urls = {'mobilenet_v3_large': '', 'mobilenet_v3_small': ''}


class InvertedResidualConfig:
    def __init__(self, input_channels, kernel, expanded_channels, out_channels, use_se, activation, stride, dilation,
                 width_mult):
        self.input_channels = self.adjust_channels(input_channels, width_mult)
        self.kernel = kernel
        self.expanded_channels = self.adjust_channels(expanded_channels, width_mult)
        self.out_channels = self.adjust_channels(out_channels, width_mult)
        self.use_se = use_se
        self.use_hs = activation == 'HS'
        self.stride = stride
        self.dilation = dilation

    @staticmethod
    def adjust_channels(channels, width_mult):
        return _make_divisible(channels * width_mult, 8)


class InvertedResidual(nn.Module):
    def __init__(self, cnf, norm_layer, se_layer=partial(SqueezeExcitation, scale_activation=nn.Hardsigmoid)):
        super().__init__()
        if not 1 <= cnf.stride <= 2:
            raise ValueError('illegal stride value')
        self.use_res_connect = cnf.stride == 1 and cnf.input_channels == cnf.out_channels
        layers = []
        activation_layer = nn.Hardswish if cnf.use_hs else nn.ReLU
        if cnf.expanded_channels != cnf.input_channels:
            layers.append(Conv2dNormActivation(cnf.input_channels, cnf.expanded_channels, kernel_size=1,
                                               norm_layer=norm_layer, activation_layer=activation_layer))
        layers.append(Conv2dNormActivation(
            cnf.expanded_channels, cnf.expanded_channels, kernel_size=cnf.kernel,
            stride=1 if cnf.dilation > 1 else cnf.stride, dilation=cnf.dilation, groups=cnf.expanded_channels,
            norm_layer=norm_layer, activation_layer=activation_layer))
        if cnf.use_se:
            layers.append(se_layer(cnf.expanded_channels, _make_divisible(cnf.expanded_channels // 4, 8)))
        layers.append(Conv2dNormActivation(cnf.expanded_channels, cnf.out_channels, kernel_size=1, norm_layer=norm_layer,
                                           activation_layer=None))
        self.block = nn.Sequential(*layers)
        self.out_channels = cnf.out_channels
        self._is_cn = cnf.stride > 1

    def forward(self, input):
        result = self.block(input)
        if self.use_res_connect:
            result += input
        return result


class MobileNetV3(nn.Module):
    def __init__(self, inverted_residual_setting, last_channel, num_classes=1000, block=None, norm_layer=None, dropout=0.2,
                 **kwargs):
        super().__init__()
        block = block or InvertedResidual
        if norm_layer is None:
            norm_layer = partial(nn.BatchNorm2d, eps=0.001, momentum=0.01)
        first = inverted_residual_setting[0].input_channels
        last = inverted_residual_setting[-1].out_channels
        layers = [Conv2dNormActivation(3, first, kernel_size=3, stride=2, norm_layer=norm_layer,
                                       activation_layer=nn.Hardswish)]
        for cnf in inverted_residual_setting:
            layers.append(block(cnf, norm_layer))
        layers.append(Conv2dNormActivation(last, 6 * last, kernel_size=1, norm_layer=norm_layer,
                                           activation_layer=nn.Hardswish))
        self.features = nn.Sequential(*layers)
        self.avgpool = nn.AdaptiveAvgPool2d(1)
        self.classifier = nn.Sequential(nn.Linear(6 * last, last_channel), nn.Hardswish(inplace=True),
                                        nn.Dropout(p=dropout, inplace=True), nn.Linear(last_channel, num_classes))

    def forward(self, x):
        return self.classifier(torch.flatten(self.avgpool(self.features(x)), 1))


_LARGE = [(16, 3, 16, 16, False, 'RE', 1), (16, 3, 64, 24, False, 'RE', 2), (24, 3, 72, 24, False, 'RE', 1),
          (24, 5, 72, 40, True, 'RE', 2), (40, 5, 120, 40, True, 'RE', 1), (40, 5, 120, 40, True, 'RE', 1),
          (40, 3, 240, 80, False, 'HS', 2), (80, 3, 200, 80, False, 'HS', 1), (80, 3, 184, 80, False, 'HS', 1),
          (80, 3, 184, 80, False, 'HS', 1), (80, 3, 480, 112, True, 'HS', 1), (112, 3, 672, 112, True, 'HS', 1),
          (112, 5, 672, 160, True, 'HS', 2), (160, 5, 960, 160, True, 'HS', 1), (160, 5, 960, 160, True, 'HS', 1)]
_SMALL = [(16, 3, 16, 16, True, 'RE', 2), (16, 3, 72, 24, False, 'RE', 2), (24, 3, 88, 24, False, 'RE', 1),
          (24, 5, 96, 40, True, 'HS', 2), (40, 5, 240, 40, True, 'HS', 1), (40, 5, 240, 40, True, 'HS', 1),
          (40, 5, 120, 48, True, 'HS', 1), (48, 5, 144, 48, True, 'HS', 1), (48, 5, 288, 96, True, 'HS', 2),
          (96, 5, 576, 96, True, 'HS', 1), (96, 5, 576, 96, True, 'HS', 1)]


def _mobilenet_v3_conf(arch, width_mult=1.0, reduced_tail=False, dilated=False, **kwargs):
    rows, last_channel = (_LARGE, 1280) if arch == 'mobilenet_v3_large' else (_SMALL, 1024)
    divider = 2 if reduced_tail else 1
    settings = []
    for i, (inputs, kernel, expanded, outputs, use_se, activation, stride) in enumerate(rows):
        place = len(rows) - i  # the last three are the tail, into which the third last leads
        settings.append(InvertedResidualConfig(
            inputs // divider if place < 3 else inputs, kernel, expanded // divider if place < 3 else expanded,
            outputs // divider if place <= 3 else outputs, use_se, activation, stride,
            2 if dilated and place <= 3 else 1, width_mult))
    return settings, InvertedResidualConfig.adjust_channels(last_channel // divider, width_mult)


def _mobilenet_v3(arch, weights, kwargs):
    settings, last_channel = _mobilenet_v3_conf(arch, **kwargs)
    return _build(MobileNetV3, settings, last_channel, weights=weights, kwargs=kwargs)


def mobilenet_v3_large(weights=None, progress=True, **kwargs):
    return _mobilenet_v3('mobilenet_v3_large', weights, kwargs)


def mobilenet_v3_small(weights=None, progress=True, **kwargs):
    return _mobilenet_v3('mobilenet_v3_small', weights, kwargs)
