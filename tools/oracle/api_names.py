#!/usr/bin/env python3
"""Writes src/absint/api_names.inc: every public name of torch, torch.nn, torch.nn.functional and torch.Tensor, and what
modules and layers have (torch.nn.Module, torch.nn.Conv2d …).

What has such a name exists, though it may not be modelled; what has none and resembles one is misspelt.

    tools/oracle/api_names.py > src/absint/api_names.inc
"""
import ast
import inspect
import textwrap

import torch
import torch.nn as nn
import torch.nn.functional as F

# Of later versions than the one that runs this.
LATER = {
    "torch": "accelerator compile compiler cond default_generator export func get_default_device mps mtia set_default_device sym_float "
             "sym_int sym_ite sym_max sym_min sym_not sym_sqrt sym_sum uint16 uint32 uint64 unravel_index vmap xpu while_loop "
             "float8_e4m3fn float8_e5m2 is_autocast_available is_autocast_enabled library serialization thread_safe_generator",
    "torch.nn": "Buffer CircularPad1d CircularPad2d CircularPad3d RMSNorm ReflectionPad3d UninitializedBuffer ZeroPad1d ZeroPad3d attention "
                "utils quantized qat intrinsic",
    "torch.nn.functional": "rms_norm scaled_dot_product_attention scaled_grouped_mm grouped_mm",
    "torch.Tensor": "dim_order is_mtia is_xpu is_mps itemsize module_load nbytes share_memory_ untyped_storage to_padded_tensor xpu mtia "
                    "is_maia is_shared device_mesh placements full_tensor to_local redistribute",
}


def members(owner):
    return {name for name in dir(owner) if not name.startswith("__")}


def assigned(layer):
    """What its methods and those of its bases set: its children, too."""
    trees = [ast.parse(textwrap.dedent(inspect.getsource(base))) for base in layer.__mro__ if issubclass(base, nn.Module) and base is not nn.Module]
    return {node.attr for tree in trees for node in ast.walk(tree)
            if isinstance(node, ast.Attribute) and isinstance(node.ctx, ast.Store) and getattr(node.value, "id", None) == "self"}


def layer_members():
    """Of each layer, what it has beyond every module: methods, and the attributes that its class declares or sets."""
    found = {}
    for layer in vars(nn).values():
        if isinstance(layer, type) and issubclass(layer, nn.Module) and layer is not nn.Module:
            declared = [name for base in layer.__mro__ for name in vars(base).get("__annotations__", {})]
            names = members(layer) | set(declared) | set(getattr(layer, "__constants__", ())) | assigned(layer)
            found[f"torch.nn.{layer.__name__}"] = names - members(nn.Module) - {"training"}
    return found


def main():
    print("// Public names of PyTorch's modules, made by tools/oracle/api_names.py.")
    found = {"torch": members(torch), "torch.nn": members(nn), "torch.nn.functional": members(F),
             "torch.Tensor": members(torch.Tensor), "torch.nn.Module": members(nn.Module), **layer_members()}
    for path, there in found.items():
        if not there:
            continue
        names = sorted(there | set(LATER.get(path, "").split()))
        print(f'{{"{path}",')
        line = ""
        for name in names:
            if len(line) + len(name) > 110:
                print(f' "{line}"')
                line = ""
            line += name + " "
        print(f' "{line.rstrip()}"}},')


if __name__ == "__main__":
    main()
