"""lightning.pytorch: see pytorch_lightning."""
from pytorch_lightning import Callback, LightningDataModule, LightningModule, seed_everything
