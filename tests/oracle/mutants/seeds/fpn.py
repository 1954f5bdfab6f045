# target: FPN()
# input: 2,3,64,64
import torch
import torch.nn as nn
import torch.nn.functional as F


def conv_bn_relu(cin, cout, stride=1):
    return nn.Sequential(
        nn.Conv2d(cin, cout, 3, stride, 1, bias=False),
        nn.BatchNorm2d(cout),
        nn.ReLU(inplace=True),
    )


class FPN(nn.Module):
    def __init__(self, widths=[16, 32, 64], out=24):
        super().__init__()
        self.stem = conv_bn_relu(3, widths[0], stride=2)
        self.stages = nn.ModuleList()
        previous = widths[0]
        for width in widths:
            self.stages.append(conv_bn_relu(previous, width, 2))
            previous = width
        self.laterals = nn.ModuleList([nn.Conv2d(w, out, 1) for w in widths])
        self.smooth = nn.Conv2d(out, out, kernel_size=3, stride=1, padding=1)
        self.cls = nn.Conv2d(out, 9, 3, padding=1)
        self.box = nn.Conv2d(out, 4, 3, padding=1)

    def forward(self, x):
        x = self.stem(x)
        feats = []
        for stage in self.stages:
            x = stage(x)
            feats.append(x)
        p = self.laterals[-1](feats[-1])
        outs = [p]
        for lateral, feat in zip(self.laterals[1::-1], feats[1::-1]):
            up = F.interpolate(p, scale_factor=2, mode='nearest')
            p = lateral(feat) + up
            outs.append(self.smooth(p))
        preds = []
        for o in outs:
            c = self.cls(o).permute(0, 2, 3, 1).reshape(o.size(0), -1, 9)
            b = self.box(o).flatten(2).transpose(1, 2)
            preds.append(torch.cat([c, b], dim=-1))
        return torch.cat(preds, dim=1)
