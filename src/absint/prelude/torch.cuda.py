"""torch.cuda: there is no GPU where nothing runs, unless the program ends without one."""

_available = False


def is_available():
    return _available


def is_bf16_supported(*args):
    return False


def is_initialized():
    return False


def device_count():
    return 0


def current_device():
    return 0


def memory_allocated(device=None):
    return 0


max_memory_allocated = memory_reserved = max_memory_reserved = memory_cached = memory_allocated


def get_device_name(device=None):
    return ''


def get_device_capability(device=None):
    return (0, 0)


def _nothing(*args, **kwargs):
    return None


manual_seed = manual_seed_all = seed = seed_all = empty_cache = synchronize = set_device = init = _nothing
reset_peak_memory_stats = reset_max_memory_allocated = current_stream = default_stream = _nothing
