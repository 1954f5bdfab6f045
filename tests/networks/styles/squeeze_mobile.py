"""Mobile blocks with squeeze and excitation, channel shuffle, and names given to the layers by an OrderedDict."""
from collections import OrderedDict

import torch
import torch.nn as nn


def channel_shuffle(x, groups):
    n, c, h, w = x.shape
    x = x.view(n, groups, c // groups, h, w)
    x = x.transpose(1, 2).contiguous()
    return x.view(n, -1, h, w)


class SELayer(nn.Module):
    def __init__(self, channel, reduction=4):
        super().__init__()
        self.avg_pool = nn.AdaptiveAvgPool2d(1)
        self.fc = nn.Sequential(
            nn.Linear(channel, channel // reduction, bias=False),
            nn.ReLU(inplace=True),
            nn.Linear(channel // reduction, channel, bias=False),
            nn.Sigmoid(),
        )

    def forward(self, x):
        b, c, _, _ = x.size()
        y = self.avg_pool(x).view(b, c)
        y = self.fc(y).view(b, c, 1, 1)
        return x * y.expand_as(x)


class InvertedBlock(nn.Module):
    def __init__(self, inp, oup, stride, expand=4):
        super().__init__()
        hidden = inp * expand
        self.identity = stride == 1 and inp == oup
        self.conv = nn.Sequential(OrderedDict([
            ("pw", nn.Conv2d(inp, hidden, 1, 1, 0, bias=False)),
            ("bn1", nn.BatchNorm2d(hidden)),
            ("act1", nn.Hardswish()),
            ("dw", nn.Conv2d(hidden, hidden, 3, stride, 1, groups=hidden, bias=False)),
            ("bn2", nn.BatchNorm2d(hidden)),
            ("se", SELayer(hidden)),
            ("act2", nn.Hardswish()),
            ("pwl", nn.Conv2d(hidden, oup, 1, 1, 0, bias=False)),
            ("bn3", nn.BatchNorm2d(oup)),
        ]))

    def forward(self, x):
        if self.identity:
            return x + self.conv(x)
        return self.conv(x)


class ShuffleUnit(nn.Module):
    def __init__(self, channels, groups=2):
        super().__init__()
        self.groups = groups
        half = channels // 2
        self.branch = nn.Sequential(
            nn.Conv2d(half, half, 1), nn.BatchNorm2d(half), nn.ReLU(),
            nn.Conv2d(half, half, 3, padding=1, groups=half), nn.BatchNorm2d(half),
            nn.Conv2d(half, half, 1), nn.ReLU(),
        )

    def forward(self, x):
        x1, x2 = x.chunk(2, dim=1)
        out = torch.cat((x1, self.branch(x2)), dim=1)
        return channel_shuffle(out, self.groups)


class SqueezeMobile(nn.Module):
    def __init__(self, n_class=20, width=1.0):
        super().__init__()
        c = [int(x * width) for x in (16, 24, 40)]
        self.features = nn.Sequential(
            nn.Conv2d(3, c[0], 3, 2, 1), nn.BatchNorm2d(c[0]), nn.Hardswish(),
            InvertedBlock(c[0], c[0], 1),
            InvertedBlock(c[0], c[1], 2),
            ShuffleUnit(c[1]),
            InvertedBlock(c[1], c[2], 2),
            InvertedBlock(c[2], c[2], 1),
        )
        self.classifier = nn.Linear(c[2], n_class)

    def forward(self, x):
        x = self.features(x)
        x = x.mean([2, 3])
        return self.classifier(x)
