"""torchvision.models.feature_extraction: a network that ends at some of its modules and gives what they give."""
from collections import OrderedDict

from torch import nn


class _Reached(Exception):
    pass


def _until(module, path, nodes):
    """The module up to its last child that is asked for; what follows takes no part."""
    if path in nodes:
        return module
    below = [name for name, _ in module.named_children()
             if any([node == path + name or node.startswith(path + name + '.') for node in nodes])]
    if not below:
        return module
    part = nn.Module()
    for name, child in module.named_children():
        part.add_module(name, _until(child, path + name + '.', nodes) if name == below[-1] else child)
        if name == below[-1]:
            break
    return part


class DualGraphModule(nn.Module):
    def __init__(self, model, nodes):
        super().__init__()
        self.nodes = nodes
        self.model = [model]  # in a list, so that it is no module of this one
        self.found = {}
        for name, parameter in model._parameters.items():
            self.register_parameter(name, parameter)
        for name, child in _until(model, '', nodes).named_children():
            self.add_module(name, child)

    def _keep(self, node):
        def keep(module, args, output):
            self.found[node] = output
            if len(self.found) == len(self.nodes):
                raise _Reached()
        return keep

    def forward(self, *args, **kwargs):
        self.found.clear()
        model = self.model[0]
        hooks = [model.get_submodule(node).register_forward_hook(self._keep(node)) for node in self.nodes]
        try:
            model.forward(*args, **kwargs)
        except _Reached:
            pass
        finally:
            for hook in hooks:
                hook.remove()
        return OrderedDict([(name, self.found[node]) for node, name in self.nodes.items()])


def _named(nodes):
    return {str(k): str(v) for k, v in nodes.items()} if isinstance(nodes, dict) else {str(n): str(n) for n in nodes}


def create_feature_extractor(model, return_nodes=None, train_return_nodes=None, eval_return_nodes=None, tracer_kwargs=None,
                             suppress_diff_warning=False, concrete_args=None):
    if return_nodes is None and eval_return_nodes is None:
        raise ValueError('Either `return_nodes` or `train_return_nodes` and `eval_return_nodes` together, should be specified')
    nodes = _named(return_nodes if return_nodes is not None else eval_return_nodes)
    modules = [name for name, _ in model.named_modules()]
    for node in nodes:
        if node not in modules:
            return _unknown(f'the call {node}, whose name comes from a trace of the network')
    return DualGraphModule(model, nodes)
