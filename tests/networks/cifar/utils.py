'''Some helper functions for PyTorch, including a progress bar.'''
import os
import sys
import time

import torch.nn as nn
import torch.nn.init as init

try:
    _, term_width = os.popen('stty size', 'r').read().split()
    term_width = int(term_width)
except Exception:
    term_width = 80
TOTAL_BAR_LENGTH = 65.
last_time = time.time()
begin_time = last_time


def init_params(net):
    '''Init layer parameters.'''
    for m in net.modules():
        if isinstance(m, nn.Conv2d):
            init.kaiming_normal_(m.weight, mode='fan_out')
            if m.bias is not None:
                init.constant_(m.bias, 0)
        elif isinstance(m, nn.BatchNorm2d):
            init.constant_(m.weight, 1)
            init.constant_(m.bias, 0)


def progress_bar(current, total, msg=None):
    global last_time, begin_time
    if current == 0:
        begin_time = time.time()
    cur_len = int(TOTAL_BAR_LENGTH*current/total)
    sys.stdout.write(' [' + '=' * cur_len + '>')
    sys.stdout.flush()
