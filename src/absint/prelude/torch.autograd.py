"""torch.autograd: functions with a forward of their own. Nothing is differentiated. Source: torch/autograd/function.py."""
import torch
import torch.autograd as _here
from torch import no_grad, enable_grad, set_grad_enabled

function = variable = _here


class _Node:
    def save_for_backward(self, *tensors):
        self.saved_tensors = tensors

    def save_for_forward(self, *tensors):
        self.saved_for_forward = tensors

    def mark_dirty(self, *tensors):
        pass

    def mark_non_differentiable(self, *tensors):
        pass

    def set_materialize_grads(self, value):
        pass


class Function(_Node):
    @staticmethod
    def forward(ctx, *args, **kwargs):
        raise NotImplementedError('You must implement the forward function for custom autograd.Function.')

    @staticmethod
    def setup_context(ctx, inputs, output):
        raise NotImplementedError('setup_context is not implemented.')

    @classmethod
    def apply(cls, *args):
        node = _Node()
        node.needs_input_grad = tuple([isinstance(arg, torch.Tensor) for arg in args])
        if cls.setup_context is Function.setup_context:
            return cls.forward(node, *args)
        output = cls.forward(*args)
        cls.setup_context(node, args, output)
        return output


class Variable(torch.Tensor):
    def __new__(cls, data, requires_grad=False, volatile=False):
        return data


class detect_anomaly(torch._Context):
    pass


def backward(tensors, *args, **kwargs):
    return None


def grad(outputs, inputs, *args, **kwargs):
    several = isinstance(inputs, (list, tuple))
    return tuple([torch.zeros_like(value) for value in (inputs if several else [inputs])])
