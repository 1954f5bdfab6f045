"""Lightning: its modules are torch.nn's, with a trainer that never runs here."""
import inspect

from torch.nn import Module


class _Hyperparameters(dict):
    def __getattr__(self, name):
        if name not in self:
            raise AttributeError(name)
        return self[name]

    def __setattr__(self, name, value):
        self[name] = value


class LightningModule(Module):
    example_input_array = None

    def __new__(cls, *args, **kwargs):
        made = object.__new__(cls)
        made._init_args = (args, kwargs)
        made.hparams = _Hyperparameters()
        return made

    def save_hyperparameters(self, *names, ignore=None, frame=None, logger=True):
        args, kwargs = self._init_args
        ignored = [ignore] if isinstance(ignore, str) else list(ignore or [])
        given = list(args)
        for name, parameter in inspect.signature(type(self)).parameters.items():
            value = parameter.default
            if given and parameter.kind < 2:
                value = given.pop(0)
            value = kwargs.get(name, value)
            if parameter.kind == 4:
                for key in kwargs:
                    if key not in self.hparams:
                        self.hparams[key] = kwargs[key]
            elif parameter.kind != 2 and name not in ignored and (not names or name in names):
                self.hparams[name] = value
        for value in names:
            if not isinstance(value, str):
                for key in dict(value) if isinstance(value, dict) else vars(value):
                    self.hparams[key] = value[key] if isinstance(value, dict) else getattr(value, key)

    def log(self, *args, **kwargs):
        pass

    def log_dict(self, *args, **kwargs):
        pass

    def print(self, *args, **kwargs):
        pass

    @property
    def device(self):
        return 'cpu'

    @property
    def current_epoch(self):
        return 0

    @property
    def global_step(self):
        return 0

    def freeze(self):
        self.requires_grad_(False)

    def unfreeze(self):
        self.requires_grad_(True)


class LightningDataModule:
    def __init__(self, *args, **kwargs):
        pass

    def save_hyperparameters(self, *args, **kwargs):
        pass


class Callback:
    pass


def seed_everything(seed=None, workers=False, verbose=True):
    return seed
