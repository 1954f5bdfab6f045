"""timm.models: what registers models; timm's own models are not modelled."""


def register_model(function):
    return function


def named_apply(fn, module, name='', depth_first=True, include_root=False):
    for child_name, child in module.named_children():
        named_apply(fn, child, name + '.' + child_name if name else child_name, depth_first, True)
    if include_root:
        fn(module=module, name=name)
    return module


def checkpoint_seq(functions, x, *args, **kwargs):
    for function in functions:
        x = function(x)
    return x


def generate_default_cfgs(cfgs):
    return cfgs


def build_model_with_cfg(model_cls, variant, pretrained, **kwargs):
    for name in ('default_cfg', 'model_cfg', 'feature_cfg', 'pretrained_strict', 'pretrained_filter_fn',
                 'pretrained_custom_load', 'kwargs_filter', 'pretrained_cfg', 'pretrained_cfg_overlay'):
        kwargs.pop(name, None)
    return model_cls(**kwargs)


def load_pretrained(*args, **kwargs):
    return None


def checkpoint_filter_fn(state_dict, *args, **kwargs):
    return state_dict


def _cfg(url='', **kwargs):
    return {'url': url, 'num_classes': 1000, 'input_size': (3, 224, 224), 'pool_size': None, **kwargs}
