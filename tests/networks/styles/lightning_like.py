"""Two towers and a head, with type hints, properties and helper methods."""
from typing import List, Optional, Tuple

import torch
from torch import Tensor, nn


class Tower(nn.Module):
    def __init__(self, channels: List[int], kernel: int = 3) -> None:
        super().__init__()
        steps: List[nn.Module] = []
        for c_in, c_out in zip(channels[:-1], channels[1:]):
            steps += [nn.Conv1d(c_in, c_out, kernel, padding=kernel // 2), nn.GELU(), nn.MaxPool1d(2)]
        self.steps = nn.Sequential(*steps)
        self._width = channels[-1]

    @property
    def width(self) -> int:
        return self._width

    def forward(self, signal: Tensor) -> Tensor:
        return self.steps(signal)


class CrossAttention(nn.Module):
    def __init__(self, dim: int, heads: int = 4) -> None:
        super().__init__()
        self.heads = heads
        self.to_q = nn.Linear(dim, dim)
        self.to_kv = nn.Linear(dim, dim * 2)
        self.to_out = nn.Linear(dim, dim)

    def split_heads(self, x: Tensor) -> Tensor:
        b, n, d = x.shape
        return x.reshape(b, n, self.heads, d // self.heads).permute(0, 2, 1, 3)

    def forward(self, x: Tensor, context: Tensor) -> Tensor:
        q = self.split_heads(self.to_q(x))
        k, v = self.to_kv(context).chunk(2, dim=-1)
        k, v = self.split_heads(k), self.split_heads(v)
        scores = torch.matmul(q, k.transpose(-1, -2)) / q.size(-1) ** 0.5
        out = torch.einsum("bhij,bhjd->bhid", scores.softmax(dim=-1), v)
        out = out.permute(0, 2, 1, 3).flatten(2)
        return self.to_out(out)


class TwoTowers(nn.Module):
    def __init__(self, a: Tuple[int, ...] = (6, 16, 32), b: Tuple[int, ...] = (3, 24, 32), classes: int = 5) -> None:
        super().__init__()
        self.left = Tower(list(a))
        self.right = Tower(list(b), kernel=5)
        self.cross = CrossAttention(self.left.width)
        self.head = nn.Linear(self.left.width + self.right.width, classes)

    def forward(self, left: Tensor, right: Tensor, scale: Optional[float] = None) -> Tensor:
        x = self.left(left).transpose(1, 2)
        y = self.right(right).transpose(1, 2)
        x = self.cross(x, y)
        if scale is not None:
            x = x * scale
        both = torch.cat([x.mean(dim=1), y.max(dim=1).values], dim=1)
        return self.head(both)
