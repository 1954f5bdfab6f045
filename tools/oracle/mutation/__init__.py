"""Changes to the text of a network, harmless ones and others, and what PyTorch makes of them."""
