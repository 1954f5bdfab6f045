"""hydra.utils: objects from configurations that name their class as _target_."""
import functools as _functools
import importlib as _importlib


def get_object(path):
    parts = path.split('.')
    for count in range(len(parts) - 1, 0, -1):
        try:
            found = _importlib.import_module('.'.join(parts[:count]))
            for part in parts[count:]:
                found = getattr(found, part)
            return found
        except (ImportError, AttributeError):
            continue
    raise ImportError(path)


get_class = get_method = get_object


def _made(config, recursive):
    if isinstance(config, dict):
        if '_target_' in config and recursive:
            return instantiate(config)
        return {name: _made(value, recursive) for name, value in config.items()}
    if isinstance(config, list):
        return [_made(value, recursive) for value in config]
    return config


def instantiate(config, *args, **kwargs):
    if config is None:
        return None
    if isinstance(config, list):
        return [instantiate(one) for one in config]
    both = {**dict(config.items()), **kwargs}
    if '_target_' not in both:
        return _made(both, True)
    recursive = both.pop('_recursive_', True)
    partial = both.pop('_partial_', False)
    both.pop('_convert_', None)
    target = both.pop('_target_')
    args = [*both.pop('_args_', ()), *args]
    made = get_object(target) if isinstance(target, str) else target
    if not recursive:
        return _functools.partial(made, *args, **both) if partial else made(*args, **both)
    values = {name: _made(value, True) for name, value in both.items()}
    return _functools.partial(made, *args, **values) if partial else made(*args, **values)


call = instantiate


def get_original_cwd():
    return '.'


def to_absolute_path(path):
    return path
