"""hydra: the configuration is composed from the files of the project; nothing is overridden."""
from omegaconf import DictConfig as _DictConfig
from omegaconf import OmegaConf as _OmegaConf
import hydra.utils as utils

_folder = ''


def _composed(folder, name):
    """A file's configuration, with those that its list of defaults names."""
    own = _OmegaConf.load(folder + '/' + name + ('' if name.endswith('.yaml') else '.yaml'))
    defaults = dict.pop(own, 'defaults', ['_self_'])
    if '_self_' not in list(defaults):
        defaults = [*defaults, '_self_']
    made = _DictConfig()
    for one in defaults:
        if one == '_self_':
            made = _OmegaConf.merge(made, own)
        elif isinstance(one, str):
            made = _OmegaConf.merge(made, _composed(folder, one))
        else:
            for group, choice in dict.items(one):
                made = _OmegaConf.merge(made, _choice(folder, group, choice))
    return made


def _choice(folder, group, choice):
    words = group.split()
    if choice is None or choice == '???' or words[-1].startswith('hydra/'):
        return {}
    place, _, package = words[-1].partition('@')
    place = place.strip('/')
    if isinstance(choice, str):
        found = _composed(folder + '/' + place, choice)
    elif isinstance(choice, list):
        found = _OmegaConf.merge(*[_composed(folder + '/' + place, one) for one in choice])
    else:
        found = _unknown(f'what is chosen of {place}')
    if package == '_global_':
        return found
    for part in reversed((package or place.replace('/', '.')).split('.')):
        found = {part: found}
    return found


def main(config_path='', config_name=None, version_base=None):
    def decorate(function):
        def run(cfg_passthrough=None):
            if cfg_passthrough is not None:
                return function(cfg_passthrough)
            return function(_composed(config_path or '.', config_name) if config_name else _DictConfig())
        run.__name__ = function.__name__
        return run
    return decorate


def compose(config_name=None, overrides=(), **options):
    return _OmegaConf.merge(_composed(_folder or '.', config_name), _OmegaConf.from_dotlist(list(overrides)))


class initialize:
    def __init__(self, config_path=None, **options):
        global _folder
        _folder = config_path or '.'

    def __enter__(self):
        return self

    def __exit__(self, *exception):
        pass


class initialize_config_dir(initialize):
    def __init__(self, config_dir=None, **options):
        super().__init__(config_dir)
