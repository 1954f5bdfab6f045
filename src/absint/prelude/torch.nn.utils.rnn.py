"""torch.nn.utils.rnn: sequences of several lengths. A packed sequence is followed as the padded tensor that it came from: the
longest sequence fills it. Source: torch/nn/utils/rnn.py."""
import torch


def pack_padded_sequence(input, lengths, batch_first=False, enforce_sorted=True):
    return input


def pad_packed_sequence(sequence, batch_first=False, padding_value=0.0, total_length=None):
    batch = sequence.shape[0 if batch_first else 1]
    if total_length is not None:
        shape = list(sequence.shape)
        shape[1 if batch_first else 0] = total_length
        sequence = sequence.new_empty(shape)
    return sequence, torch.empty(batch, dtype=torch.int64)


def pad_sequence(sequences, batch_first=False, padding_value=0.0, padding_side='right'):
    longest = max([sequence.shape[0] for sequence in sequences])
    trailing = tuple(sequences[0].shape[1:])
    shape = (len(sequences), longest) if batch_first else (longest, len(sequences))
    return sequences[0].new_full(shape + trailing, padding_value)


def pack_sequence(sequences, enforce_sorted=True):
    return pad_sequence(sequences)
