"""torch.linalg: what is plain Python. The rest is in src/layers/linear_algebra.cc."""
from torch._python import multi_dot
