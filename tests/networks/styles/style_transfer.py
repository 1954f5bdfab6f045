"""Image transformation with reflection padding, instance norm, residual blocks and upsampling."""
import torch
import torch.nn as nn
import torch.nn.functional as F


class ConvLayer(nn.Module):
    def __init__(self, in_channels, out_channels, kernel_size, stride):
        super().__init__()
        self.pad = nn.ReflectionPad2d(kernel_size // 2)
        self.conv = nn.Conv2d(in_channels, out_channels, kernel_size, stride)

    def forward(self, x):
        return self.conv(self.pad(x))


class ResidualBlock(nn.Module):
    def __init__(self, channels):
        super().__init__()
        self.conv1 = ConvLayer(channels, channels, kernel_size=3, stride=1)
        self.in1 = nn.InstanceNorm2d(channels, affine=True)
        self.conv2 = ConvLayer(channels, channels, kernel_size=3, stride=1)
        self.in2 = nn.InstanceNorm2d(channels, affine=True)

    def forward(self, x):
        residual = x
        out = F.relu(self.in1(self.conv1(x)))
        out = self.in2(self.conv2(out))
        out = out + residual
        return out


class UpsampleConv(nn.Module):
    def __init__(self, in_channels, out_channels, upsample=2):
        super().__init__()
        self.upsample = upsample
        self.conv = ConvLayer(in_channels, out_channels, 3, 1)

    def forward(self, x):
        x = F.interpolate(x, scale_factor=self.upsample, mode="nearest")
        return self.conv(x)


class Transformer(nn.Module):
    def __init__(self):
        super().__init__()
        self.down = nn.Sequential(
            ConvLayer(3, 16, 9, 1), nn.InstanceNorm2d(16, affine=True), nn.ReLU(),
            ConvLayer(16, 32, 3, 2), nn.InstanceNorm2d(32, affine=True), nn.ReLU(),
            ConvLayer(32, 64, 3, 2), nn.InstanceNorm2d(64, affine=True), nn.ReLU(),
        )
        self.res = nn.Sequential(*[ResidualBlock(64) for _ in range(2)])
        self.up1 = UpsampleConv(64, 32)
        self.up2 = UpsampleConv(32, 16)
        self.out = ConvLayer(16, 3, 9, 1)

    def forward(self, x):
        y = self.res(self.down(x))
        y = F.relu(self.up1(y))
        y = F.relu(self.up2(y))
        y = self.out(y)
        return x + y
