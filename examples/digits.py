"""A small network for digits of 8×8 pixels; digits.safetensors holds weights of it."""
import torch.nn as nn


class Digits(nn.Module):
    def __init__(self, num_classes=10):
        super().__init__()
        self.conv = nn.Conv2d(1, 4, 3)
        self.fc = nn.Linear(4 * 3 * 3, num_classes)

    def forward(self, x):
        x = nn.functional.max_pool2d(self.conv(x).relu(), 2)
        return self.fc(x.flatten(1))
