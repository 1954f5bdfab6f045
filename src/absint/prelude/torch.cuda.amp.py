"""torch.cuda.amp: an older name of what torch.amp has."""
from torch.amp import GradScaler, autocast, custom_bwd, custom_fwd
