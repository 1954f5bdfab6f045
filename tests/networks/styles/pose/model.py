"""Stacked hourglass for poses, in several files."""
import torch
import torch.nn as nn

from .layers import ConvBNReLU, Hourglass, Residual


class PoseNet(nn.Module):
    def __init__(self, stacks=2, width=32, joints=16):
        super().__init__()
        self.stem = nn.Sequential(
            ConvBNReLU(3, 16, 7, 2),
            Residual(16, width),
            nn.MaxPool2d(2, 2),
            Residual(width, width),
        )
        self.hourglasses = nn.ModuleList([Hourglass(2, width) for _ in range(stacks)])
        self.features = nn.ModuleList([ConvBNReLU(width, width, 1) for _ in range(stacks)])
        self.heads = nn.ModuleList([nn.Conv2d(width, joints, 1) for _ in range(stacks)])
        self.merge_features = nn.ModuleList([nn.Conv2d(width, width, 1) for _ in range(stacks - 1)])
        self.merge_heads = nn.ModuleList([nn.Conv2d(joints, width, 1) for _ in range(stacks - 1)])
        self.stacks = stacks

    def forward(self, images):
        x = self.stem(images)
        outputs = []
        for i in range(self.stacks):
            feature = self.features[i](self.hourglasses[i](x))
            heat = self.heads[i](feature)
            outputs.append(heat)
            if i < self.stacks - 1:
                x = x + self.merge_features[i](feature) + self.merge_heads[i](heat)
        return torch.stack(outputs, dim=1)
