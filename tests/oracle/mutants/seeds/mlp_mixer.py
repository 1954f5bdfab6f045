# target: MLPMixer(image_size=32, patch_size=8)
# input: 2,3,32,32
from functools import partial

import torch
from torch import nn


class PreNormResidual(nn.Module):
    def __init__(self, dim, fn):
        super().__init__()
        self.fn = fn
        self.norm = nn.LayerNorm(dim)

    def forward(self, x):
        return self.fn(self.norm(x)) + x


def FeedForward(dim, expansion_factor=4, dropout=0., dense=nn.Linear):
    inner_dim = int(dim * expansion_factor)
    return nn.Sequential(
        dense(dim, inner_dim),
        nn.GELU(),
        nn.Dropout(dropout),
        dense(inner_dim, dim),
        nn.Dropout(dropout)
    )


class MLPMixer(nn.Module):
    def __init__(self, image_size=32, patch_size=8, dim=48, depth=2, num_classes=7):
        super().__init__()
        num_patches = (image_size // patch_size) ** 2
        chan_first, chan_last = partial(nn.Conv1d, kernel_size=1), nn.Linear
        self.embed = nn.Conv2d(3, dim, patch_size, stride=patch_size)
        self.mixer = nn.Sequential(*[nn.Sequential(
            PreNormResidual(dim, FeedForward(num_patches, 4, 0., chan_first)),
            PreNormResidual(dim, FeedForward(dim, 0.5, 0., chan_last))
        ) for _ in range(depth)])
        self.norm = nn.LayerNorm(dim)
        self.head = nn.Linear(dim, num_classes)

    def forward(self, x):
        x = self.embed(x)
        x = x.flatten(2).permute(0, 2, 1)
        x = self.mixer(x)
        x = self.norm(x).mean(dim=1)
        return self.head(x)
