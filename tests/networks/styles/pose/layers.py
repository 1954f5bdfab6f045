import torch.nn as nn
import torch.nn.functional as F


class ConvBNReLU(nn.Sequential):
    def __init__(self, cin, cout, k=3, s=1):
        super().__init__(nn.Conv2d(cin, cout, k, s, k // 2, bias=False), nn.BatchNorm2d(cout), nn.ReLU(inplace=True))


class Residual(nn.Module):
    def __init__(self, cin, cout):
        super().__init__()
        self.conv = nn.Sequential(ConvBNReLU(cin, cout // 2, 1), ConvBNReLU(cout // 2, cout // 2), ConvBNReLU(cout // 2, cout, 1))
        self.skip = nn.Identity() if cin == cout else nn.Conv2d(cin, cout, 1)

    def forward(self, x):
        return self.conv(x) + self.skip(x)


class Hourglass(nn.Module):
    def __init__(self, depth, width):
        super().__init__()
        self.upper = Residual(width, width)
        self.lower_in = Residual(width, width)
        self.inner = Hourglass(depth - 1, width) if depth > 1 else Residual(width, width)
        self.lower_out = Residual(width, width)

    def forward(self, x):
        upper = self.upper(x)
        lower = F.max_pool2d(x, 2)
        lower = self.lower_in(lower)
        lower = self.inner(lower)
        lower = self.lower_out(lower)
        return upper + F.interpolate(lower, scale_factor=2)
