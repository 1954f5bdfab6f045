# target: Classifier(num_classes=3)
# input: 2,10,24
import torch
import torch.nn as nn


class Encoder(nn.Module):
    def __init__(self, embed_dim, num_heads, ff_dim):
        super().__init__()
        self.attn = nn.MultiheadAttention(embed_dim, num_heads, batch_first=True)
        self.norm1 = nn.LayerNorm(embed_dim)
        self.norm2 = nn.LayerNorm(embed_dim)
        self.ff = nn.Sequential(nn.Linear(embed_dim, ff_dim), nn.ReLU(), nn.Linear(ff_dim, embed_dim))

    def forward(self, x):
        attn_output, _ = self.attn(x, x, x)
        x = self.norm1(x + attn_output)
        return self.norm2(x + self.ff(x))


class Classifier(nn.Module):
    def __init__(self, num_classes, features=24, width=48):
        super().__init__()
        self.proj = nn.Linear(features, width)
        self.gru = nn.GRU(input_size=width, hidden_size=width, num_layers=1, batch_first=True)
        self.blocks = nn.ModuleList(Encoder(width, num_heads=6, ff_dim=96) for _ in range(2))
        self.register_parameter('query', nn.Parameter(torch.zeros(1, 1, width)))
        self.out = nn.Linear(width * 2, num_classes)

    def forward(self, x):
        x = self.proj(x)
        seq, state = self.gru(x)
        x = torch.cat([self.query.repeat(x.shape[0], 1, 1), seq], dim=1)
        for block in self.blocks:
            x = block(x)
        pooled = torch.cat([x[:, 0], state.squeeze(0)], dim=-1)
        return self.out(pooled)
