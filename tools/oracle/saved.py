#!/usr/bin/python3
"""Asks real PyTorch what autograd keeps for the backward pass, in bytes (torch.autograd.graph.saved_tensors_hooks).

    saved.py --out ../../tests/oracle/saved [--models]

layers.jsonl has layers and functions behind a PReLU, so that a gradient flows through them; models.jsonl, written with
--models, models of torchvision. Everything is in training mode. A storage counts once; parameters, buffers and single
numbers do not count. Fields: README.md.
"""
import argparse
import collections
import json
import os
import pathlib
import warnings

import torch
import torch.nn as nn
import torch.nn.functional as F
import torchvision

ROOT = pathlib.Path(__file__).resolve().parents[2]
PER_CLASS = 8  # layers of each class
torch.set_num_threads(1)
warnings.filterwarnings("ignore")

FUNCTIONS = """
F.relu(x)|F.relu(x, inplace=True)|torch.relu(x)|x.tanh()|torch.sigmoid(x)|F.gelu(x)|F.silu(x)|F.leaky_relu(x, 0.1)
F.elu(x)|F.hardswish(x)|F.softplus(x)|F.softmax(x, dim=1)|F.log_softmax(x, 1)|F.dropout(x, 0.5)|F.dropout(x, 0.5, False)
F.dropout2d(x, 0.2)|F.max_pool2d(x, 2)|F.avg_pool2d(x, 2)|F.adaptive_avg_pool2d(x, 1)|F.adaptive_avg_pool2d(x, 3)
F.interpolate(x, scale_factor=2)|F.interpolate(x, size=(9, 9), mode='bilinear')|F.pad(x, (1, 1))|F.pad(x, (1, 1, 1, 1), mode='reflect')
F.pixel_shuffle(x, 2)|x + 1|x + x|x - 0.5|-x|x * 2|x * x|x * torch.sigmoid(x)|x / 2|x / (x + 3)|2 / x|x ** 2|x.pow(3)|x.square()
x.exp()|x.log()|x.sqrt()|x.rsqrt()|x.sin()|x.cos()|x.abs()|x.clamp(0, 1)|x.mean()|x.mean((2, 3))|x.sum(1)|x.amax(1)|x.max(1)[0]
x.var(1)|x.std(1)|torch.cat([x, x], 1)|torch.stack([x, x])|x.chunk(2, 1)[0]|x.view(2, -1)|x.flatten(1)|x.permute(0, 2, 3, 1)
x.transpose(1, 2)|x.unsqueeze(0)|x[:, :2]|x[:, 0]|x.flip(1)|torch.roll(x, 1, 2)|x.repeat(1, 2, 1, 1)|x.expand(2, 4, 6, 6)
torch.matmul(x, x)|x @ x.transpose(-1, -2)|torch.bmm(x[0], x[1])|torch.mm(x[0, 0], x[1, 1])|x.maximum(x * 2)
torch.where(x > 0, x, x * 0.1)|x.masked_fill(x > 0, 0.0)|F.normalize(x, dim=1)|x.norm(dim=1)|x.logsumexp(1)|x.cumsum(1)
x.clone()|x.contiguous()|x.float()|x.detach() + x|F.layer_norm(x, (6, 6))|F.group_norm(x, 2)|F.batch_norm(x, None, None, training=True)
F.instance_norm(x)|F.linear(x, self.w)|x * self.s|x + self.s|self.s * 2|F.conv2d(x, self.k)|torch.einsum('bchw,bcwk->bchk', x, x)
(x * 2).relu_()|(x + 1).add_(1)|x.mul(2).clamp_(0, 1)|F.glu(x, 1)|F.unfold(x, 3)|F.cosine_similarity(x, x * 2, 1)
self.m(x[0], x[0], x[0])[0]|self.m(x[0], x[0], x[0], need_weights=False)[0]|self.m(x[0], x[1] * 2, x[1] * 3)[0]
F.linear(x, torch.exp(self.w))|x * torch.exp(self.s)|x * torch.ones(6)|x + torch.exp(self.s) * torch.exp(self.s * 2)
self.b(x[0], x[0], x[0])[0]|self.b(x[0], x[0], x[0], need_weights=False)[0]|self.m(x[0, 0], x[0, 0], x[0, 0])[0]
""".replace("\n", "|").split("|")


class Function(nn.Module):
    def __init__(self, expression):
        super().__init__()
        self.p = nn.PReLU()
        self.w = nn.Parameter(torch.ones(5, 6))
        self.s = nn.Parameter(torch.ones(4, 1, 1))
        self.k = nn.Parameter(torch.ones(3, 4, 3, 3))
        self.m = nn.MultiheadAttention(6, 2)
        self.b = nn.MultiheadAttention(6, 2, dropout=0.1, batch_first=True)
        self.expression = expression

    def forward(self, x):
        x = self.p(x)
        return eval(self.expression, {"torch": torch, "F": F}, {"x": x, "self": self})


def kept(module, inputs):
    """Bytes of the storages that are kept."""
    own = {t.storage().data_ptr() for t in [*module.parameters(), *module.buffers()]}
    found, alive = {}, []

    def pack(tensor):
        alive.append(tensor)
        storage = tensor.storage()
        if tensor.dim() > 0 and storage.data_ptr() not in own:
            found[storage.data_ptr()] = storage.nbytes()
        return tensor

    with torch.autograd.graph.saved_tensors_hooks(pack, lambda tensor: tensor):
        output = module(*inputs)
    del output
    return sum(found.values())


def layers():
    counts = collections.Counter()
    for path in sorted((ROOT / "tests/oracle/layers").glob("*.jsonl")):
        for line in path.read_text().splitlines():
            case = json.loads(line)
            name = case["expr"].partition("(")[0]
            if not case["ok"] or len(case["input"]) != 1 or case.get("forward") or case.get("dtypes") or "Lazy" in name:
                continue
            if case["expr"].count("nn.") != 1 or "loss" in path.name or counts[name] >= PER_CLASS or not case["input"][0]:
                continue
            module = nn.Sequential(nn.PReLU(), eval(case["expr"])).train()
            try:
                amount = kept(module, [torch.rand(case["input"][0])])
            except Exception:  # some cases hold in evaluation only
                continue
            counts[name] += 1
            yield {"net": f"PReLU(), {case['expr'].removeprefix('torch.').removeprefix('nn.')}", "input": case["input"][0], "kept": amount}


def functions():
    for expression in FUNCTIONS:
        if expression:
            amount = kept(Function(expression), [torch.rand(2, 4, 6, 6) + 0.1])
            yield {"expr": expression, "input": [2, 4, 6, 6], "kept": amount}


MODELS = """alexnet vgg11_bn squeezenet1_1 resnet18 resnet50 resnext50_32x4d wide_resnet50_2 densenet121 googlenet inception_v3
mobilenet_v2 mobilenet_v3_small mobilenet_v3_large mnasnet1_0 shufflenet_v2_x1_0 efficientnet_b0 efficientnet_v2_s
regnet_y_400mf convnext_tiny vit_b_32 swin_t maxvit_t""".split()


def models():
    for name in MODELS:
        arguments = {"weights": None}
        if name in ("googlenet", "inception_v3"):
            arguments["init_weights"] = False
        model = getattr(torchvision.models, name)(**arguments).train()
        size = {"inception_v3": 299}.get(name, 224 if name in ("vit_b_32", "swin_t", "maxvit_t", "alexnet") else 96)
        yield {"model": name, "input": [2, 3, size, size], "kept": kept(model, [torch.rand(2, 3, size, size)])}


def write(path, records):
    with open(path, "w") as out:
        for record in records:
            print(json.dumps(record, separators=(",", ":")), file=out, flush=True)


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--out", required=True)
    parser.add_argument("--models", action="store_true")
    arguments = parser.parse_args()
    os.makedirs(arguments.out, exist_ok=True)
    torch.manual_seed(0)
    write(os.path.join(arguments.out, "layers.jsonl"), layers())
    write(os.path.join(arguments.out, "functions.jsonl"), functions())
    if arguments.models:
        write(os.path.join(arguments.out, "models.jsonl"), models())


if __name__ == "__main__":
    main()
