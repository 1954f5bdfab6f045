"""torchvision: the networks and operations that other people's models are made of."""
__version__ = '0.16.0'


def set_image_backend(backend):
    pass


def get_image_backend():
    return 'PIL'


def disable_beta_transforms_warning():
    pass
