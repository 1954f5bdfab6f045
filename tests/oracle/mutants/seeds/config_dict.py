# target: build_model(CONFIG)
# input: 2,3,24,24
from collections import OrderedDict

import torch
import torch.nn as nn

CONFIG = {
    "backbone": [
        {"type": "conv", "out": 16, "kernel": 3, "stride": 1, "norm": True},
        {"type": "pool", "kernel": 2},
        {"type": "conv", "out": 32, "kernel": 3, "stride": 2, "norm": True},
        {"type": "conv", "out": 32, "kernel": 1, "stride": 1, "norm": False},
    ],
    "head": {"hidden": [64, 48], "classes": 10, "dropout": 0.2},
}

ACTIVATIONS = {"relu": nn.ReLU, "gelu": nn.GELU}


def make_backbone(layers, channels, activation="relu"):
    modules = OrderedDict()
    for i, spec in enumerate(layers):
        if spec["type"] == "conv":
            k = spec["kernel"]
            modules[f"conv{i}"] = nn.Conv2d(channels, spec["out"], k, spec["stride"], padding=k // 2)
            if spec.get("norm", False):
                modules[f"norm{i}"] = nn.BatchNorm2d(spec["out"])
            modules[f"act{i}"] = ACTIVATIONS[activation]()
            channels = spec["out"]
        elif spec["type"] == "pool":
            modules[f"pool{i}"] = nn.MaxPool2d(spec["kernel"])
        else:
            raise ValueError(f"unknown layer type {spec['type']}")
    return nn.Sequential(modules), channels


class Model(nn.Module):
    def __init__(self, config, in_channels=3, size=24):
        super().__init__()
        self.backbone, channels = make_backbone(config["backbone"], in_channels)
        features = channels * (size // 4) ** 2
        head = config["head"]
        sizes = [features] + head["hidden"]
        self.hidden = nn.ModuleList([nn.Linear(a, b) for a, b in zip(sizes[:-1], sizes[1:])])
        self.dropout = nn.Dropout(head["dropout"])
        self.classifier = nn.Linear(sizes[-1], head["classes"])

    def forward(self, x):
        x = self.backbone(x)
        x = x.flatten(start_dim=1)
        for layer in self.hidden:
            x = torch.relu(layer(x))
            x = self.dropout(x)
        return self.classifier(x)


def build_model(config):
    return Model(config)
