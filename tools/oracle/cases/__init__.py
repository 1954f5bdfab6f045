"""Random layer cases and the truth that PyTorch gives for each of them."""
