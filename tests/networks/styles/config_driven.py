"""A table says what is built; a registry of builders builds it."""
import torch
from torch import nn

CONFIG = {
    "in_channels": 3,
    "stem": {"out": 16, "kernel": 3},
    "stages": [
        {"out": 32, "blocks": 1, "stride": 2, "groups": 1},
        {"out": 64, "blocks": 2, "stride": 2, "groups": 4},
        {"out": 96, "blocks": 1, "stride": 2, "groups": 8},
    ],
    "head": {"hidden": 128, "classes": 12, "dropout": 0.2},
}


def conv_bn_act(cin, cout, k=3, s=1, g=1, act=True):
    layers = [
        nn.Conv2d(cin, cout, k, stride=s, padding=k // 2, groups=g, bias=False),
        nn.BatchNorm2d(cout),
    ]
    if act:
        layers.append(nn.SiLU(inplace=True))
    return nn.Sequential(*layers)


class Stage(nn.Module):
    def __init__(self, cin, out, blocks, stride, groups):
        super().__init__()
        self.down = conv_bn_act(cin, out, 3, stride)
        self.body = nn.ModuleList()
        for _ in range(blocks):
            self.body.append(
                nn.Sequential(
                    conv_bn_act(out, out * 2, 1),
                    conv_bn_act(out * 2, out * 2, 3, g=groups),
                    conv_bn_act(out * 2, out, 1, act=False),
                )
            )
        self.act = nn.SiLU()

    def forward(self, x):
        x = self.down(x)
        for block in self.body:
            x = self.act(block(x) + x)
        return x


class Backbone(nn.Module):
    def __init__(self, cfg=CONFIG):
        super().__init__()
        stem = cfg["stem"]
        self.stem = conv_bn_act(cfg["in_channels"], stem["out"], stem["kernel"])
        width = stem["out"]
        self.stages = nn.ModuleList()
        for stage in cfg["stages"]:
            self.stages.append(Stage(width, **stage))
            width = stage["out"]
        head = cfg["head"]
        self.pool = nn.AdaptiveAvgPool2d(1)
        self.classifier = nn.Sequential(
            nn.Flatten(),
            nn.Linear(width, head["hidden"]),
            nn.ReLU(),
            nn.Dropout(head["dropout"]),
            nn.Linear(head["hidden"], head["classes"]),
        )

    def forward(self, x):
        x = self.stem(x)
        for stage in self.stages:
            x = stage(x)
        return self.classifier(self.pool(x))
