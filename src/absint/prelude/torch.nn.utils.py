"""torch.nn.utils: reparametrisations, which change the parameters of a layer, and what only training needs.
Source: torch/nn/utils."""
import torch
from torch.nn.utils.fusion import fuse_conv_bn_eval, fuse_linear_bn_eval


def clip_grad_norm_(*args, **kwargs):
    return torch.tensor(0.0)


def clip_grad_value_(*args, **kwargs):
    return None


clip_grad_norm = clip_grad_norm_


def parameters_to_vector(parameters):
    return torch.cat([parameter.view(-1) for parameter in parameters])


def vector_to_parameters(vector, parameters):
    return None


def _gain_shape(weight, dim):
    if dim is None or dim == -1:
        return ()
    return tuple([size if axis == dim else 1 for axis, size in enumerate(weight.shape)])


def weight_norm(module, name='weight', dim=0):
    weight = getattr(module, name)
    del module._parameters[name]
    module.register_parameter(name + '_g', torch.nn.Parameter(torch.empty(_gain_shape(weight, dim))))
    module.register_parameter(name + '_v', torch.nn.Parameter(weight.data))
    setattr(module, name, weight.data)
    return module


def remove_weight_norm(module, name='weight'):
    if name + '_v' not in module._parameters:
        raise ValueError("weight_norm of '{}' not found in {}".format(name, module))
    weight = module._parameters[name + '_v']
    del module._parameters[name + '_g']
    del module._parameters[name + '_v']
    delattr(module, name)
    module.register_parameter(name, weight)
    return module


def _matrix_shape(weight, dim):
    height = weight.shape[dim]
    width = 1
    for axis, size in enumerate(weight.shape):
        if axis != dim:
            width = width * size
    return height, width


def _spectral_dim(module, dim):
    if dim is not None:
        return dim
    transposed = (torch.nn.ConvTranspose1d, torch.nn.ConvTranspose2d, torch.nn.ConvTranspose3d)
    return 1 if isinstance(module, transposed) else 0


def spectral_norm(module, name='weight', n_power_iterations=1, eps=1e-12, dim=None):
    weight = getattr(module, name)
    height, width = _matrix_shape(weight, _spectral_dim(module, dim))
    del module._parameters[name]
    module.register_parameter(name + '_orig', weight)
    setattr(module, name, weight.data)
    module.register_buffer(name + '_u', torch.empty(height))
    module.register_buffer(name + '_v', torch.empty(width))
    return module


def remove_spectral_norm(module, name='weight'):
    weight = module._parameters[name + '_orig']
    del module._parameters[name + '_orig']
    del module._buffers[name + '_u']
    del module._buffers[name + '_v']
    delattr(module, name)
    module.register_parameter(name, weight)
    return module


def skip_init(module_cls, *args, **kwargs):
    return module_cls(*args, **kwargs)
