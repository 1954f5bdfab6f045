"""time: no moment is known before the program runs; what is written of one is only its form."""


def time():
    return _unknown('the time')


perf_counter = monotonic = process_time = time_ns = perf_counter_ns = clock = time
localtime = gmtime = mktime = time


def strftime(format, t=None):
    return format


def ctime(t=None):
    return 'ctime'


asctime = ctime


def sleep(seconds):
    pass
