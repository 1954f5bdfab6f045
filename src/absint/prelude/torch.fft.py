"""torch.fft: all of it is in src/layers/fourier.cc."""
