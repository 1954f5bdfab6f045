"""A vision transformer as it is written in blog posts: patches by a convolution, nn.MultiheadAttention, a class token."""
import torch
import torch.nn as nn


class PatchEmbedding(nn.Module):
    def __init__(self, in_channels=3, patch_size=8, emb_dim=64, img_size=32):
        super().__init__()
        self.projection = nn.Conv2d(in_channels, emb_dim, kernel_size=patch_size, stride=patch_size)
        self.cls_token = nn.Parameter(torch.randn(1, 1, emb_dim))
        self.positions = nn.Parameter(torch.randn((img_size // patch_size) ** 2 + 1, emb_dim))

    def forward(self, x):
        batch = x.shape[0]
        x = self.projection(x)
        x = x.flatten(2).transpose(1, 2)
        cls_tokens = self.cls_token.expand(batch, -1, -1)
        x = torch.cat([cls_tokens, x], dim=1)
        x = x + self.positions
        return x


class EncoderLayer(nn.Module):
    def __init__(self, emb_dim=64, num_heads=4, hidden=128, p=0.1):
        super().__init__()
        self.norm1 = nn.LayerNorm(emb_dim)
        self.attention = nn.MultiheadAttention(emb_dim, num_heads, dropout=p, batch_first=True)
        self.norm2 = nn.LayerNorm(emb_dim)
        self.feed_forward = nn.Sequential(
            nn.Linear(emb_dim, hidden), nn.GELU(), nn.Dropout(p), nn.Linear(hidden, emb_dim), nn.Dropout(p)
        )

    def forward(self, x):
        y = self.norm1(x)
        y, _ = self.attention(y, y, y)
        x = x + y
        return x + self.feed_forward(self.norm2(x))


class ViT(nn.Module):
    def __init__(self, n_classes=10, depth=2, emb_dim=64):
        super().__init__()
        self.embed = PatchEmbedding(emb_dim=emb_dim)
        self.encoder = nn.Sequential(*[EncoderLayer(emb_dim) for _ in range(depth)])
        self.head = nn.Sequential(nn.LayerNorm(emb_dim), nn.Linear(emb_dim, n_classes))

    def forward(self, x):
        x = self.embed(x)
        x = self.encoder(x)
        return self.head(x[:, 0])
