"""A detector that is built from dicts of settings by registries of classes."""
from mm.detector import MODELS, model
from mm.bricks import ConvModule
