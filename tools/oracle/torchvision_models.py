#!/usr/bin/python3
"""Records what torchvision's models compute: parameters, buffers, MACs, and every layer call in execution order.

    torchvision_models.py --out ../../tests/oracle/torchvision [--only resnet18 …]

One file per model. The first line describes the model; the second the evaluation-mode run; a third the training-mode run
of models that return more then (auxiliary heads). variants.jsonl has totals and outputs only, for other arguments and
input sizes.
"""
import argparse
import inspect
import json
import os
import warnings

import torch
import torchvision

from cases.skip_init import skip_init
from cases.trace import run

ROOMS = {
    "": torchvision.models,
    "segmentation": torchvision.models.segmentation,
    "video": torchvision.models.video,
    "quantization": torchvision.models.quantization,
}
SIZES = {
    "inception_v3": 299,
    "segmentation": 520,
    "efficientnet_b1": 240,
    "efficientnet_b2": 288,
    "efficientnet_b3": 300,
    "efficientnet_b4": 380,
    "efficientnet_b5": 456,
    "efficientnet_b6": 528,
    "efficientnet_b7": 600,
    "efficientnet_v2_s": 384,
    "efficientnet_v2_m": 480,
    "efficientnet_v2_l": 480,
    "swin_v2_t": 256,
    "swin_v2_s": 256,
    "swin_v2_b": 256,
}
CLIPS = {"mvit_v1_b": (16, 224, 224), "mvit_v2_s": (16, 224, 224), "s3d": (16, 224, 224)}
NOT_MODELS = {"get_model", "get_model_builder", "get_weight", "get_model_weights", "list_models"}
AUXILIARY = {"googlenet", "inception_v3"}
VARIANTS = [  # (model, arguments, input shapes)
    ("alexnet", dict(num_classes=10, dropout=0.2), [(1, 3, 224, 224), (4, 3, 63, 95), (1, 3, 300, 200)]),
    ("vgg11_bn", dict(num_classes=7), [(2, 3, 32, 32), (1, 3, 128, 200)]),
    ("resnet18", dict(num_classes=10), [(1, 3, 32, 32), (8, 3, 64, 64), (2, 3, 200, 321)]),
    ("resnet50", dict(replace_stride_with_dilation=[False, True, True]), [(1, 3, 224, 224), (1, 3, 97, 161)]),
    ("resnet50", dict(groups=4, width_per_group=32, zero_init_residual=True), [(1, 3, 160, 160)]),
    ("resnext50_32x4d", dict(num_classes=3), [(1, 3, 96, 96)]),
    ("densenet121", dict(drop_rate=0.2, memory_efficient=True), [(2, 3, 64, 64), (1, 3, 225, 225)]),
    ("squeezenet1_1", dict(num_classes=5), [(1, 3, 224, 224), (1, 3, 50, 70)]),
    ("googlenet", dict(aux_logits=False, transform_input=True), [(1, 3, 128, 128)]),
    ("inception_v3", dict(aux_logits=False), [(1, 3, 299, 299), (1, 3, 96, 150)]),
    ("mobilenet_v2", dict(width_mult=0.5), [(1, 3, 224, 224), (2, 3, 160, 96)]),
    ("mobilenet_v2", dict(width_mult=1.4, num_classes=2, dropout=0.5), [(1, 3, 96, 96)]),
    ("mobilenet_v3_small", dict(reduced_tail=True), [(1, 3, 224, 224)]),
    ("mobilenet_v3_large", dict(dilated=True, num_classes=20), [(1, 3, 128, 128)]),
    ("mnasnet1_0", dict(dropout=0.5, num_classes=11), [(1, 3, 100, 100)]),
    ("shufflenet_v2_x1_0", dict(num_classes=9), [(2, 3, 65, 65)]),
    ("efficientnet_b0", dict(stochastic_depth_prob=0.1, num_classes=4), [(1, 3, 64, 80)]),
    ("efficientnet_v2_s", dict(stochastic_depth_prob=0.0), [(1, 3, 128, 128)]),
    ("regnet_y_400mf", dict(num_classes=6), [(1, 3, 64, 64)]),
    ("convnext_tiny", dict(num_classes=12), [(1, 3, 64, 96)]),
    ("vit_b_16", dict(image_size=64, num_classes=10), [(2, 3, 64, 64)]),
    ("vit_b_32", dict(image_size=96, representation_size=128), [(1, 3, 96, 96)]),
    ("swin_t", dict(num_classes=10), [(1, 3, 224, 224), (1, 3, 100, 150)]),
    ("swin_v2_t", dict(num_classes=10), [(1, 3, 64, 64)]),
    ("segmentation.fcn_resnet50", dict(num_classes=3, aux_loss=True), [(2, 3, 65, 97)]),
    ("segmentation.deeplabv3_mobilenet_v3_large", dict(num_classes=5), [(1, 3, 128, 96)]),
    ("segmentation.lraspp_mobilenet_v3_large", dict(num_classes=2), [(1, 3, 100, 100)]),
    ("video.r3d_18", dict(num_classes=4), [(1, 3, 8, 64, 64)]),
    ("video.r2plus1d_18", dict(num_classes=4), [(1, 3, 9, 50, 60)]),
    ("video.s3d", dict(num_classes=4, dropout=0.5), [(1, 3, 14, 224, 224)]),
    ("quantization.resnet18", dict(num_classes=10), [(1, 3, 64, 64)]),
]


def names():
    """Every builder as 'resnet18' or 'room.builder'."""
    found = []
    for room, module in ROOMS.items():
        for name, value in sorted(vars(module).items()):
            if inspect.isfunction(value) and name[0].islower() and name not in NOT_MODELS:
                found.append(f"{room}.{name}" if room else name)
    return found


def build(name, **arguments):
    """A model without trained weights."""
    room, _, builder = name.rpartition(".")
    if room == "segmentation":
        arguments = {"weights_backbone": None, "aux_loss": not builder.startswith("lraspp"), **arguments}
        if builder.startswith("lraspp"):
            del arguments["aux_loss"]
    if builder in AUXILIARY:
        arguments = {"aux_logits": True, "init_weights": False, **arguments}
    return getattr(ROOMS[room], builder)(weights=None, **arguments), arguments


def usual_input(name):
    """The input shape of the model's recipe, for two images or clips."""
    room, _, builder = name.rpartition(".")
    if room == "video":
        return [2, 3, *CLIPS.get(builder, (16, 112, 112))]
    size = SIZES.get(builder, SIZES.get(room, 224))
    return [2, 3, size, size]


def totals(name, model, arguments):
    """What is true of a model before it runs."""
    return {
        "model": name,
        "arguments": {k: v for k, v in arguments.items() if k != "init_weights"},
        "parameters": sum(p.numel() for p in model.parameters()),
        "trainable": sum(p.numel() for p in model.parameters() if p.requires_grad),
        "buffers": sum(1 for _ in model.buffers()),
        "buffer_elements": sum(b.numel() for b in model.buffers()),
    }


def lines(name):
    """The lines of a model's file."""
    model, arguments = build(name)
    yield totals(name, model, arguments)
    shape = usual_input(name)
    yield {"mode": "eval", "input": shape, **run(model.eval(), shape)}
    if name.rpartition(".")[2] in AUXILIARY or arguments.get("aux_loss"):
        yield {"mode": "train", "input": shape, **run(model.train(), shape)}


def variant_lines():
    for name, arguments, shapes in VARIANTS:
        model, used = build(name, **arguments)
        for shape in shapes:
            outcome = run(model.eval(), list(shape))
            del outcome["calls"]
            yield {**totals(name, model, used), "mode": "eval", "input": list(shape), **outcome}


def write(path, records):
    with open(path, "w") as out:
        for record in records:
            out.write(json.dumps(record, separators=(",", ":")) + "\n")
    print(f"{path}: {os.path.getsize(path)} bytes", flush=True)


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--out", required=True)
    parser.add_argument("--only", nargs="+", help='models, or "variants"')
    arguments = parser.parse_args()
    warnings.simplefilter("ignore")
    skip_init()
    torch.set_num_threads(1)
    os.makedirs(arguments.out, exist_ok=True)
    for name in arguments.only or names() + ["variants"]:
        records = variant_lines() if name == "variants" else lines(name)
        write(os.path.join(arguments.out, f"{name}.jsonl"), records)


if __name__ == "__main__":
    main()
