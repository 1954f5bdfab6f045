"""torch.nn.init: values do not matter to shapes, but some schemes need a number of dimensions. Source: torch/nn/init.py."""
import math


def _keep(tensor, *args, **kwargs):
    return tensor


def _fans(tensor, *args, **kwargs):
    _demand_rank(tensor, 2, 99, 'Fan in and fan out can not be computed for tensor with fewer than 2 dimensions')
    return tensor


def _orthogonal(tensor, gain=1, generator=None):
    _demand_rank(tensor, 2, 99, 'Only tensors with 2 or more dimensions are supported')
    return tensor


def _matrix(tensor, *args, **kwargs):
    _demand_rank(tensor, 2, 2, 'Only tensors with 2 dimensions are supported')
    return tensor


def dirac_(tensor, groups=1):
    _demand_rank(tensor, 3, 5, 'Only tensors with 3, 4, or 5 dimensions are supported')
    return tensor


uniform_ = normal_ = trunc_normal_ = constant_ = ones_ = zeros_ = _keep
eye_ = sparse_ = _matrix
orthogonal_ = _orthogonal
xavier_uniform_ = xavier_normal_ = kaiming_uniform_ = kaiming_normal_ = _fans
uniform, normal, constant, eye, dirac, sparse, orthogonal = uniform_, normal_, constant_, eye_, dirac_, sparse_, orthogonal_
xavier_uniform, xavier_normal = xavier_uniform_, xavier_normal_
kaiming_uniform, kaiming_normal = kaiming_uniform_, kaiming_normal_


def calculate_gain(nonlinearity, param=None):
    if nonlinearity in ('linear', 'conv1d', 'conv2d', 'conv3d', 'conv_transpose1d', 'conv_transpose2d', 'conv_transpose3d',
                        'sigmoid'):
        return 1
    if nonlinearity == 'tanh':
        return 5.0 / 3
    if nonlinearity == 'relu':
        return math.sqrt(2.0)
    if nonlinearity == 'leaky_relu':
        return math.sqrt(2.0 / (1 + (0.01 if param is None else param) ** 2))
    if nonlinearity == 'selu':
        return 3.0 / 4
    raise ValueError('Unsupported nonlinearity {}'.format(nonlinearity))


def _no_grad_uniform_(tensor, a, b, generator=None):
    return tensor


_no_grad_normal_ = _no_grad_trunc_normal_ = _keep


def _calculate_fan_in_and_fan_out(tensor):
    _fans(tensor)
    receptive = 1
    for size in tensor.shape[2:]:
        receptive = receptive * size
    return tensor.shape[1] * receptive, tensor.shape[0] * receptive


def _calculate_correct_fan(tensor, mode):
    fan_in, fan_out = _calculate_fan_in_and_fan_out(tensor)
    return fan_in if mode.lower() == 'fan_in' else fan_out
