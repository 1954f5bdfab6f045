"""torch.nn.init: values do not matter to shapes."""


def _keep(tensor, *args, **kwargs):
    return tensor


uniform_ = normal_ = trunc_normal_ = constant_ = ones_ = zeros_ = eye_ = dirac_ = sparse_ = orthogonal_ = _keep
xavier_uniform_ = xavier_normal_ = kaiming_uniform_ = kaiming_normal_ = _keep
uniform = normal = constant = xavier_uniform = xavier_normal = kaiming_uniform = kaiming_normal = orthogonal = _keep


def calculate_gain(nonlinearity, param=None):
    return 1.0


def _calculate_fan_in_and_fan_out(tensor):
    receptive = 1
    for size in tensor.shape[2:]:
        receptive = receptive * size
    return tensor.shape[1] * receptive, tensor.shape[0] * receptive


def _calculate_correct_fan(tensor, mode):
    fan_in, fan_out = _calculate_fan_in_and_fan_out(tensor)
    return fan_in if mode.lower() == 'fan_in' else fan_out
