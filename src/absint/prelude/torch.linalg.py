"""torch.linalg: what is plain Python. The rest is in src/layers/decomposition.cc and linear_algebra.cc."""
from torch._python import multi_dot
