#!/usr/bin/env python3
"""Writes src/absint/api_names.inc: every public name of torch, torch.nn, torch.nn.functional and torch.Tensor.

What has such a name exists, though it may not be modelled; what has none and resembles one is misspelt.

    tools/oracle/api_names.py > src/absint/api_names.inc
"""
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


def main():
    print("// Public names of PyTorch's modules, made by tools/oracle/api_names.py.")
    for path, owner in (("torch", torch), ("torch.nn", nn), ("torch.nn.functional", F), ("torch.Tensor", torch.Tensor)):
        names = sorted({name for name in dir(owner) if not name.startswith("__")} | set(LATER[path].split()))
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
