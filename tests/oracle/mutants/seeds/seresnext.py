# target: Stage(64, 64, blocks=2)
# input: 2,64,16,16
import torch
import torch.nn as nn


class SELayer(nn.Module):
    def __init__(self, channel, reduction=16):
        super().__init__()
        self.avg_pool = nn.AdaptiveAvgPool2d(1)
        self.fc = nn.Sequential(
            nn.Linear(channel, channel // reduction, bias=False),
            nn.ReLU(inplace=True),
            nn.Linear(channel // reduction, channel, bias=False),
            nn.Sigmoid()
        )

    def forward(self, x):
        b, c, _, _ = x.size()
        y = self.avg_pool(x).view(b, c)
        y = self.fc(y).view(b, c, 1, 1)
        return x * y.expand_as(x)


class Bottleneck(nn.Module):
    def __init__(self, cin, width, groups=8, stride=1):
        super().__init__()
        cout = width * 2
        self.body = nn.Sequential(
            nn.Conv2d(cin, width, 1, bias=False), nn.BatchNorm2d(width), nn.ReLU(),
            nn.Conv2d(width, width, 3, stride, 1, groups=groups, bias=False), nn.BatchNorm2d(width), nn.ReLU(),
            nn.Conv2d(width, cout, 1, bias=False), nn.BatchNorm2d(cout),
            SELayer(cout),
        )
        self.skip = nn.Identity() if cin == cout and stride == 1 else nn.Sequential(
            nn.Conv2d(cin, cout, 1, stride), nn.BatchNorm2d(cout))
        self.relu = nn.ReLU()

    def forward(self, x):
        return self.relu(self.body(x) + self.skip(x))


class Stage(nn.Module):
    def __init__(self, cin, width, blocks):
        super().__init__()
        layers = [Bottleneck(cin, width, stride=2)]
        layers += [Bottleneck(width * 2, width) for _ in range(1, blocks)]
        self.layers = nn.ModuleList(layers)
        self.head = nn.Linear(width * 2, 10)

    def forward(self, x):
        for layer in self.layers:
            x = layer(x)
        x = x.mean(dim=(2, 3))
        return self.head(x)
