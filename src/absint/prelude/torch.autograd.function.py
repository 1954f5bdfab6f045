"""torch.autograd.function: where Function comes from."""
from torch.autograd import Function
