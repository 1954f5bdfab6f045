"""torch.nn.utils.parametrizations: weight, spectral and orthogonal parametrisation.
Source: torch/nn/utils/parametrizations.py."""
import torch
from torch.nn.utils.parametrize import ParametrizationList, register_parametrization
from torch.nn.utils import _gain_shape, _matrix_shape, _spectral_dim


class _WeightNorm(torch.nn.Module):
    pass


class _SpectralNorm(torch.nn.Module):
    def __init__(self, weight, dim):
        super().__init__()
        if weight.dim() > 1:
            height, width = _matrix_shape(weight, dim)
            self.register_buffer('_u', torch.empty(height))
            self.register_buffer('_v', torch.empty(width))


class _Orthogonal(torch.nn.Module):
    def __init__(self, weight):
        super().__init__()
        self.register_buffer('base', torch.empty(weight.shape))


def weight_norm(module, name='weight', dim=0):
    weight = getattr(module, name)
    register_parametrization(module, name, _WeightNorm())
    held = module.parametrizations[name]
    del held._parameters['original']
    held.original0 = torch.nn.Parameter(torch.empty(_gain_shape(weight, dim)))
    held.original1 = weight
    return module


def spectral_norm(module, name='weight', n_power_iterations=1, eps=1e-12, dim=None):
    weight = getattr(module, name)
    return register_parametrization(module, name, _SpectralNorm(weight, _spectral_dim(module, dim)))


def orthogonal(module, name='weight', orthogonal_map=None, *, use_trivialization=True):
    return register_parametrization(module, name, _Orthogonal(getattr(module, name)))
