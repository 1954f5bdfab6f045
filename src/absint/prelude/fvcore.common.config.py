"""fvcore.common.config: the configurations of yacs."""
from yacs.config import CfgNode
