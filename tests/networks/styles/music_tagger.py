"""Convolutional recurrent tagger over mel spectrograms, with attention pooling at the end."""
import torch
import torch.nn as nn
import torch.nn.functional as F


class ConvBlock(nn.Module):
    def __init__(self, in_ch, out_ch, pool):
        super().__init__()
        self.conv1 = nn.Conv2d(in_ch, out_ch, 3, 1, 1)
        self.conv2 = nn.Conv2d(out_ch, out_ch, 3, 1, 1)
        self.bn1 = nn.BatchNorm2d(out_ch)
        self.bn2 = nn.BatchNorm2d(out_ch)
        self.pool = nn.MaxPool2d(pool)

    def forward(self, x):
        x = F.relu(self.bn1(self.conv1(x)))
        x = F.relu(self.bn2(self.conv2(x)))
        return self.pool(x)


class AttentionPool(nn.Module):
    def __init__(self, dim):
        super().__init__()
        self.score = nn.Linear(dim, 1)

    def forward(self, x):
        w = torch.softmax(self.score(x), dim=1)
        return (w * x).sum(dim=1)


class MusicTagger(nn.Module):
    def __init__(self, n_mels=64, n_tags=10, hidden=48):
        super().__init__()
        self.norm = nn.BatchNorm2d(1)
        self.blocks = nn.Sequential(
            ConvBlock(1, 16, (2, 2)),
            ConvBlock(16, 32, (2, 2)),
            ConvBlock(32, 32, (4, 2)),
        )
        self.gru = nn.GRU(32 * (n_mels // 16), hidden, num_layers=2, batch_first=True, bidirectional=True)
        self.pool = AttentionPool(hidden * 2)
        self.out = nn.Linear(hidden * 2, n_tags)

    def forward(self, mel):
        x = self.norm(mel.unsqueeze(1))
        x = self.blocks(x)
        b, c, f, t = x.shape
        x = x.permute(0, 3, 1, 2).reshape(b, t, c * f)
        x, _ = self.gru(x)
        x = self.pool(x)
        return torch.sigmoid(self.out(x))
