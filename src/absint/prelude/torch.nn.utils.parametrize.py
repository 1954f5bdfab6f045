"""torch.nn.utils.parametrize: the original of a parameter moves into a module of its own.
Source: torch/nn/utils/parametrize.py."""
import torch


class ParametrizationList(torch.nn.Module):
    pass


def register_parametrization(module, tensor_name, parametrization, unsafe=False):
    weight = getattr(module, tensor_name)
    if 'parametrizations' not in module._modules:
        module.parametrizations = torch.nn.ModuleDict()
    if tensor_name in module.parametrizations:
        held = module.parametrizations[tensor_name]
        held.add_module(str(len(held._modules)), parametrization)
        return module
    held = ParametrizationList()
    held.original = weight
    held.add_module('0', parametrization)
    del module._parameters[tensor_name]
    setattr(module, tensor_name, weight.data)
    module.parametrizations[tensor_name] = held
    return module


def is_parametrized(module, tensor_name=None):
    if 'parametrizations' not in module._modules:
        return False
    return tensor_name is None or tensor_name in module.parametrizations


def remove_parametrizations(module, tensor_name, leave_parametrized=True):
    held = module.parametrizations[tensor_name]
    original = held.original if 'original' in held._parameters else held.original1
    del module._modules['parametrizations']
    delattr(module, tensor_name)
    module.register_parameter(tensor_name, original)
    return module


def cached():
    return torch._Context()
