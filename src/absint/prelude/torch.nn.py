"""torch.nn: the base class of modules and the containers, as far as they are plain Python."""
from collections import OrderedDict
import itertools


class _IncompatibleKeys:
    def __init__(self):
        self.missing_keys = _unknown('which weights were stored')
        self.unexpected_keys = _unknown('which weights were stored')

    def __iter__(self):
        return iter((self.missing_keys, self.unexpected_keys))


class Module:
    def register_buffer(self, name, tensor, persistent=True):
        _register(self._buffers, self, name, tensor)
        if persistent:
            self._non_persistent_buffers_set.discard(name)
        else:
            self._non_persistent_buffers_set.add(name)

    def register_parameter(self, name, param):
        _register(self._parameters, self, name, param)

    def add_module(self, name, module):
        _register(self._modules, self, name, module)

    def register_module(self, name, module):
        self.add_module(name, module)

    def children(self):
        return iter([module for name, module in self.named_children()])

    def named_children(self):
        seen = []
        found = []
        for name, module in self._modules.items():
            if _is_module(module) and not _has(seen, module):
                seen.append(module)
                found.append((name, module))
        return iter(found)

    def modules(self):
        return iter([module for name, module in self.named_modules()])

    def named_modules(self, memo=None, prefix='', remove_duplicate=True):
        found = []
        _walk(self, prefix, set() if memo is None else memo, found)
        return iter(found)

    def get_submodule(self, target):
        module = self
        for part in target.split('.') if target else []:
            module = getattr(module, part)
        return module

    def get_parameter(self, target):
        path, _, name = target.rpartition('.')
        return getattr(self.get_submodule(path), name)

    def get_buffer(self, target):
        return self.get_parameter(target)

    def named_parameters(self, prefix='', recurse=True, remove_duplicate=True):
        return iter(_members(self, '_parameters', prefix, recurse))

    def parameters(self, recurse=True):
        return iter([parameter for name, parameter in self.named_parameters(recurse=recurse)])

    def named_buffers(self, prefix='', recurse=True, remove_duplicate=True):
        return iter(_members(self, '_buffers', prefix, recurse))

    def buffers(self, recurse=True):
        return iter([buffer for name, buffer in self.named_buffers(recurse=recurse)])

    def state_dict(self, *args, **kwargs):
        state = OrderedDict()
        _add_state(self, kwargs.get('prefix', ''), state)
        return state

    def load_state_dict(self, state_dict, strict=True, **kwargs):
        return _IncompatibleKeys()

    def apply(self, fn):
        for module in self.children():
            module.apply(fn)
        fn(self)
        return self

    def train(self, mode=True):
        self.training = mode
        for module in self.children():
            module.train(mode)
        return self

    def eval(self):
        return self.train(False)

    def requires_grad_(self, requires_grad=True):
        for parameter in self.parameters():
            parameter.requires_grad = requires_grad
        return self

    def zero_grad(self, set_to_none=False):
        pass

    def to(self, *args, memory_format=None, **kwargs):
        if memory_format is not None:
            _forget_order()
        return self

    def cuda(self, device=None):
        return self

    def cpu(self):
        return self

    def half(self):
        return self

    def float(self):
        return self

    def double(self):
        return self

    def bfloat16(self):
        return self

    def type(self, dst_type):
        return self

    def share_memory(self):
        return self

    def compile(self, *args, **kwargs):
        pass

    def extra_repr(self):
        return ''

    def _get_name(self):
        return self.__class__.__name__

    def register_forward_hook(self, hook, *, prepend=False, with_kwargs=False, always_call=False):
        return _Hook(self, '_forward_hooks', hook, with_kwargs, prepend)

    def register_forward_pre_hook(self, hook, *, prepend=False, with_kwargs=False):
        return _Hook(self, '_forward_pre_hooks', hook, with_kwargs, prepend)

    def register_full_backward_hook(self, *args, **kwargs):
        return _Handle()

    def register_backward_hook(self, *args, **kwargs):
        return _Handle()

    def _register_load_state_dict_pre_hook(self, *args, **kwargs):
        return _Handle()

    def register_load_state_dict_post_hook(self, *args, **kwargs):
        return _Handle()


class _Handle:
    def remove(self):
        pass

    def __enter__(self):
        return self

    def __exit__(self, *exception):
        self.remove()


class _Hook(_Handle):
    """A function that is called before or after a module, until it is removed."""

    def __init__(self, module, kind, hook, with_kwargs, prepend):
        self.hooks = module.__dict__.get(kind)
        if self.hooks is None:
            self.hooks = {}
            object.__setattr__(module, kind, self.hooks)
        self.id = id(self)
        others = dict(self.hooks) if prepend else {}
        if prepend:
            self.hooks.clear()
        self.hooks[self.id] = (hook, with_kwargs)
        self.hooks.update(others)

    def remove(self):
        self.hooks.pop(self.id, None)


def _has(items, wanted):
    for item in items:
        if item is wanted:
            return True
    return False


def _register(home, module, name, value):
    if '.' in name:
        raise KeyError('a name can\'t contain "."')
    if name == '':
        raise KeyError('a name can\'t be the empty string ""')
    home[name] = value


def _walk(module, prefix, memo, found):
    if not _is_module(module) or module in memo:
        return
    memo.add(module)
    found.append((prefix, module))
    for name, child in module._modules.items():
        _walk(child, prefix + '.' + name if prefix else name, memo, found)


def _members(module, kind, prefix, recurse):
    seen = set()
    found = []
    for path, owner in module.named_modules(prefix=prefix) if recurse else [(prefix, module)]:
        for name, value in getattr(owner, kind).items():
            if value is None or value in seen:
                continue
            seen.add(value)
            found.append((path + '.' + name if path else name, value))
    return found


def _add_state(module, prefix, state):
    for name, value in module._parameters.items():
        if value is not None:
            state[prefix + name] = value
    for name, value in module._buffers.items():
        if value is not None and name not in module._non_persistent_buffers_set:
            state[prefix + name] = value
    for name, child in module._modules.items():
        if child is not None:
            _add_state(child, prefix + name + '.', state)


class Sequential(Module):
    def __init__(self, *args):
        super().__init__()
        if len(args) == 1 and isinstance(args[0], OrderedDict):
            for key, module in args[0].items():
                self.add_module(key, module)
        else:
            for index, module in enumerate(args):
                _check_module(module)
                self.add_module(str(index), module)

    def __getitem__(self, index):
        if isinstance(index, slice):
            return self.__class__(OrderedDict(list(self._modules.items())[index]))
        return list(self._modules.values())[_operator_index(index, len(self))]

    def __setitem__(self, index, module):
        key = list(self._modules.keys())[_operator_index(index, len(self))]
        return setattr(self, key, module)

    def __delitem__(self, index):
        if isinstance(index, slice):
            for key in list(self._modules.keys())[index]:
                delattr(self, key)
        else:
            delattr(self, list(self._modules.keys())[_operator_index(index, len(self))])
        kept = list(self._modules.values())
        self._modules.clear()
        for position, module in enumerate(kept):
            self._modules[str(position)] = module

    def __len__(self):
        return len(self._modules)

    def __add__(self, other):
        joined = Sequential()
        for layer in list(self) + list(other):
            joined.append(layer)
        return joined

    def __iadd__(self, other):
        return self.extend(other)

    def __iter__(self):
        return iter(list(self._modules.values()))

    def append(self, module):
        _check_module(module)
        self.add_module(str(len(self)), module)
        return self

    def insert(self, index, module):
        modules = list(self._modules.values())
        modules.insert(index, module)
        self._modules.clear()
        return self.extend(modules)

    def extend(self, sequential):
        for layer in sequential:
            self.append(layer)
        return self

    def pop(self, key):
        module = self[key]
        del self[key]
        return module

    def forward(self, input):
        for module in self:
            input = module(input)
        return input


def _check_module(module):
    if module is not None and not _is_module_or_unknown(module):
        raise TypeError('{} is not a Module subclass'.format(type(module).__name__))


def _operator_index(index, length):
    if not -length <= index < length:
        raise IndexError('index {} is out of range'.format(index))
    return index % length


class ModuleList(Module):
    def __init__(self, modules=None):
        super().__init__()
        if modules is not None:
            self += modules

    def __getitem__(self, index):
        if isinstance(index, slice):
            return self.__class__(list(self._modules.values())[index])
        return self._modules[str(_operator_index(index, len(self)))]

    def __setitem__(self, index, module):
        return setattr(self, str(_operator_index(index, len(self))), module)

    def __delitem__(self, index):
        kept = list(self._modules.values())
        del kept[index]
        self._modules.clear()
        for position, module in enumerate(kept):
            self._modules[str(position)] = module

    def __len__(self):
        return len(self._modules)

    def __iter__(self):
        return iter(list(self._modules.values()))

    def __contains__(self, module):
        return _has(list(self._modules.values()), module)

    def __iadd__(self, modules):
        return self.extend(modules)

    def __add__(self, other):
        return ModuleList(list(self) + list(other))

    def insert(self, index, module):
        modules = list(self._modules.values())
        modules.insert(index, module)
        self._modules.clear()
        self.extend(modules)

    def append(self, module):
        _check_module(module)
        self.add_module(str(len(self)), module)
        return self

    def pop(self, key):
        module = self[key]
        del self[key]
        return module

    def extend(self, modules):
        for module in modules:
            self.append(module)
        return self


class ModuleDict(Module):
    def __init__(self, modules=None):
        super().__init__()
        if modules is not None:
            self.update(modules)

    def __getitem__(self, key):
        return self._modules[key]

    def __setitem__(self, key, module):
        self.add_module(key, module)

    def __delitem__(self, key):
        del self._modules[key]

    def __len__(self):
        return len(self._modules)

    def __iter__(self):
        return iter(self._modules)

    def __contains__(self, key):
        return key in self._modules

    def clear(self):
        self._modules.clear()

    def pop(self, key):
        module = self[key]
        del self[key]
        return module

    def keys(self):
        return self._modules.keys()

    def items(self):
        return self._modules.items()

    def values(self):
        return self._modules.values()

    def update(self, modules):
        for key, module in modules.items() if hasattr(modules, 'items') else modules:
            self[key] = module


class ParameterList(Module):
    def __init__(self, values=None):
        super().__init__()
        self._size = 0
        if values is not None:
            self += values

    def __getitem__(self, index):
        if isinstance(index, slice):
            return self.__class__([self[i] for i in range(self._size)[index]])
        return getattr(self, str(_operator_index(index, self._size)))

    def __setitem__(self, index, value):
        setattr(self, str(_operator_index(index, self._size)), _as_parameter(value))

    def __len__(self):
        return self._size

    def __iter__(self):
        return iter([self[i] for i in range(self._size)])

    def __iadd__(self, values):
        return self.extend(values)

    def append(self, value):
        setattr(self, str(self._size), _as_parameter(value))
        self._size += 1
        return self

    def extend(self, values):
        for value in values:
            self.append(value)
        return self


class ParameterDict(Module):
    def __init__(self, parameters=None):
        super().__init__()
        if parameters is not None:
            self.update(parameters)

    def __getitem__(self, key):
        return getattr(self, key)

    def __setitem__(self, key, value):
        setattr(self, key, _as_parameter(value))

    def __len__(self):
        return len(self._parameters)

    def __iter__(self):
        return iter(self._parameters)

    def __contains__(self, key):
        return key in self._parameters

    def keys(self):
        return self._parameters.keys()

    def items(self):
        return self._parameters.items()

    def values(self):
        return self._parameters.values()

    def update(self, parameters):
        for key, value in parameters.items() if hasattr(parameters, 'items') else parameters:
            self[key] = value


def _as_parameter(value):
    return value if isinstance(value, Parameter) else Parameter(value)


class DataParallel(Module):
    def __init__(self, module, device_ids=None, output_device=None, dim=0):
        super().__init__()
        self.module = module

    def forward(self, *inputs, **kwargs):
        return self.module(*inputs, **kwargs)


class _ConvNd(Module):
    @property
    def _reversed_padding_repeated_twice(self):
        if self.padding == 'valid':
            return [0, 0] * len(self.kernel_size)
        if self.padding == 'same':
            totals = [d * (k - 1) for d, k in zip(self.dilation, self.kernel_size)]
            return [side for total in reversed(totals) for side in (total // 2, total - total // 2)]
        return [side for side in reversed(self.padding) for _ in range(2)]

    def _conv_forward(self, input, weight, bias):
        from torch.nn import functional as F
        convolve = getattr(F, 'conv{}d'.format(len(self.kernel_size)))
        padding = self.padding
        if self.padding_mode != 'zeros':
            input = F.pad(input, self._reversed_padding_repeated_twice, mode=self.padding_mode)
            padding = 0
        return convolve(input, weight, bias, self.stride, padding, self.dilation, self.groups)


class _ConvTransposeNd(_ConvNd):
    def _output_padding(self, input, output_size, stride, padding, kernel_size, num_spatial_dims, dilation=None):
        if output_size is None:
            return list(self.output_padding)
        dilation = dilation or [1] * num_spatial_dims
        return [output_size[len(output_size) - num_spatial_dims + i] -
                ((input.size(input.dim() - num_spatial_dims + i) - 1) * stride[i] - 2 * padding[i] +
                 dilation[i] * (kernel_size[i] - 1) + 1)
                for i in range(num_spatial_dims)]


class _NormBase(Module):
    weight = bias = running_mean = running_var = num_batches_tracked = None

    def _check_input_dim(self, input):
        pass


class _BatchNorm(_NormBase):
    pass


class _InstanceNorm(_NormBase):
    pass


class _DropoutNd(Module):
    pass


class _MaxPoolNd(Module):
    pass


class _AvgPoolNd(Module):
    pass


class _AdaptiveAvgPoolNd(Module):
    pass


class _AdaptiveMaxPoolNd(Module):
    pass


class RNNBase(Module):
    def flatten_parameters(self):
        pass

    @property
    def _flat_weights(self):
        return list(self._parameters.values())

    @property
    def all_weights(self):
        layers = []
        for name, weight in self._parameters.items():
            if name.startswith('weight_ih'):
                layers.append([])
            layers[-1].append(weight)
        return layers


class RNNCellBase(Module):
    pass


class _Loss(Module):
    pass


class _WeightedLoss(_Loss):
    pass


def _from_pretrained(cls, embeddings, freeze=True, padding_idx=None, **options):
    assert embeddings.dim() == 2, 'Embeddings parameter is expected to be 2-dimensional'
    made = cls(*embeddings.shape, padding_idx=padding_idx, **options)
    made.weight.requires_grad = not freeze
    return made


Embedding.from_pretrained = EmbeddingBag.from_pretrained = classmethod(_from_pretrained)
