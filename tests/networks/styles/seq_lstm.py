"""Sequence tagger: embeddings, characters through a convolution, a bidirectional LSTM, a linear layer per token."""
import torch
import torch.nn as nn
import torch.nn.functional as F


class CharCNN(nn.Module):
    def __init__(self, n_chars=60, char_dim=12, filters=20, width=3):
        super().__init__()
        self.embedding = nn.Embedding(n_chars, char_dim, padding_idx=0)
        self.conv = nn.Conv1d(char_dim, filters, width, padding=1)

    def forward(self, chars):
        batch, words, letters = chars.shape
        x = self.embedding(chars.view(batch * words, letters))
        x = x.transpose(1, 2)
        x = F.relu(self.conv(x))
        x = F.max_pool1d(x, letters).squeeze(2)
        return x.view(batch, words, -1)


class Tagger(nn.Module):
    def __init__(self, vocab=500, emb=40, hidden=32, tags=9):
        super().__init__()
        self.words = nn.Embedding(vocab, emb)
        self.chars = CharCNN()
        self.drop = nn.Dropout(0.5)
        self.lstm = nn.LSTM(emb + 20, hidden, num_layers=1, batch_first=True, bidirectional=True)
        self.fc = nn.Linear(hidden * 2, tags)

    def forward(self, words, chars):
        w = self.words(words)
        c = self.chars(chars)
        x = torch.cat((w, c), dim=-1)
        x = self.drop(x)
        out, (h, _) = self.lstm(x)
        return self.fc(out)
