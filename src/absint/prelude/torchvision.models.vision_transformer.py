"""torchvision.models.vision_transformer."""
from collections import OrderedDict, namedtuple
from functools import partial

import torch
from torch import nn
from torchvision.models._api import _weights_of
from torchvision.models._utils import _ovewrite_named_param, _build, _take_weights
from torchvision.ops.misc import MLP, Conv2dNormActivation

_SWAG = ['IMAGENET1K_SWAG_E2E_V1', 'IMAGENET1K_SWAG_LINEAR_V1', 'IMAGENET1K_V1']
ViT_B_16_Weights, ViT_L_16_Weights = _weights_of(['ViT_B_16_Weights', 'ViT_L_16_Weights'], _SWAG)
ViT_B_32_Weights, ViT_L_32_Weights = _weights_of(['ViT_B_32_Weights', 'ViT_L_32_Weights'])
ViT_H_14_Weights, = _weights_of(['ViT_H_14_Weights'], ['IMAGENET1K_SWAG_LINEAR_V1', 'IMAGENET1K_SWAG_E2E_V1'])

ConvStemConfig = namedtuple('ConvStemConfig', ['out_channels', 'kernel_size', 'stride', 'norm_layer', 'activation_layer'],
                            defaults=(nn.BatchNorm2d, nn.ReLU))
_norm = partial(nn.LayerNorm, eps=1e-6)


class MLPBlock(MLP):
    def __init__(self, in_dim, mlp_dim, dropout):
        super().__init__(in_dim, [mlp_dim, in_dim], activation_layer=nn.GELU, inplace=None, dropout=dropout)


class EncoderBlock(nn.Module):
    def __init__(self, num_heads, hidden_dim, mlp_dim, dropout, attention_dropout, norm_layer=_norm):
        super().__init__()
        self.num_heads = num_heads
        self.ln_1 = norm_layer(hidden_dim)
        self.self_attention = nn.MultiheadAttention(hidden_dim, num_heads, dropout=attention_dropout, batch_first=True)
        self.dropout = nn.Dropout(dropout)
        self.ln_2 = norm_layer(hidden_dim)
        self.mlp = MLPBlock(hidden_dim, mlp_dim, dropout)

    def forward(self, input):
        torch._assert(input.dim() == 3, 'Expected (batch_size, seq_length, hidden_dim) got {}'.format(input.shape))
        x = self.ln_1(input)
        x, _ = self.self_attention(x, x, x, need_weights=False)
        x = self.dropout(x) + input
        return x + self.mlp(self.ln_2(x))


class Encoder(nn.Module):
    def __init__(self, seq_length, num_layers, num_heads, hidden_dim, mlp_dim, dropout, attention_dropout, norm_layer=_norm):
        super().__init__()
        self.pos_embedding = nn.Parameter(torch.empty(1, seq_length, hidden_dim))
        self.dropout = nn.Dropout(dropout)
        layers = OrderedDict()
        for i in range(num_layers):
            layers['encoder_layer_{}'.format(i)] = EncoderBlock(num_heads, hidden_dim, mlp_dim, dropout, attention_dropout,
                                                                norm_layer)
        self.layers = nn.Sequential(layers)
        self.ln = norm_layer(hidden_dim)

    def forward(self, input):
        torch._assert(input.dim() == 3, 'Expected (batch_size, seq_length, hidden_dim) got {}'.format(input.shape))
        return self.ln(self.layers(self.dropout(input + self.pos_embedding)))


class VisionTransformer(nn.Module):
    def __init__(self, image_size, patch_size, num_layers, num_heads, hidden_dim, mlp_dim, dropout=0.0,
                 attention_dropout=0.0, num_classes=1000, representation_size=None, norm_layer=_norm,
                 conv_stem_configs=None):
        super().__init__()
        torch._assert(image_size % patch_size == 0, 'Input shape indivisible by patch size!')
        self.image_size = image_size
        self.patch_size = patch_size
        self.hidden_dim = hidden_dim
        self.mlp_dim = mlp_dim
        self.attention_dropout = attention_dropout
        self.dropout = dropout
        self.num_classes = num_classes
        self.representation_size = representation_size
        self.norm_layer = norm_layer
        if conv_stem_configs is not None:
            self.conv_proj = nn.Sequential()
            channels = 3
            for i, stem in enumerate(conv_stem_configs):
                self.conv_proj.add_module('conv_bn_relu_{}'.format(i), Conv2dNormActivation(
                    channels, stem.out_channels, kernel_size=stem.kernel_size, stride=stem.stride,
                    norm_layer=stem.norm_layer, activation_layer=stem.activation_layer))
                channels = stem.out_channels
            self.conv_proj.add_module('conv_last', nn.Conv2d(channels, hidden_dim, kernel_size=1))
        else:
            self.conv_proj = nn.Conv2d(3, hidden_dim, kernel_size=patch_size, stride=patch_size)
        self.class_token = nn.Parameter(torch.zeros(1, 1, hidden_dim))
        self.seq_length = (image_size // patch_size) ** 2 + 1
        self.encoder = Encoder(self.seq_length, num_layers, num_heads, hidden_dim, mlp_dim, dropout, attention_dropout,
                               norm_layer)
        heads = OrderedDict()
        if representation_size is None:
            heads['head'] = nn.Linear(hidden_dim, num_classes)
        else:
            heads['pre_logits'] = nn.Linear(hidden_dim, representation_size)
            heads['act'] = nn.Tanh()
            heads['head'] = nn.Linear(representation_size, num_classes)
        self.heads = nn.Sequential(heads)

    def _process_input(self, x):
        n, c, h, w = x.shape
        p = self.patch_size
        torch._assert(h == self.image_size, 'Wrong image height! Expected {} but got {}!'.format(self.image_size, h))
        torch._assert(w == self.image_size, 'Wrong image width! Expected {} but got {}!'.format(self.image_size, w))
        x = self.conv_proj(x)
        return x.reshape(n, self.hidden_dim, (h // p) * (w // p)).permute(0, 2, 1)

    def forward(self, x):
        x = self._process_input(x)
        x = torch.cat([self.class_token.expand(x.shape[0], -1, -1), x], dim=1)
        return self.heads(self.encoder(x)[:, 0])


def _vision_transformer(patch_size, num_layers, num_heads, hidden_dim, mlp_dim, weights, kwargs):
    trained = _take_weights(weights, kwargs)
    if trained:
        end_to_end = 'E2E' in getattr(weights, 'name', str(weights))
        size = {16: 384 if hidden_dim == 768 else 512, 14: 518}[patch_size] if end_to_end else 224
        _ovewrite_named_param(kwargs, 'image_size', size)
    return _build(VisionTransformer, kwargs.pop('image_size', 224), patch_size, num_layers, num_heads, hidden_dim, mlp_dim,
                 weights=trained, kwargs=kwargs)


def vit_b_16(weights=None, progress=True, **kwargs):
    return _vision_transformer(16, 12, 12, 768, 3072, weights, kwargs)


def vit_b_32(weights=None, progress=True, **kwargs):
    return _vision_transformer(32, 12, 12, 768, 3072, weights, kwargs)


def vit_l_16(weights=None, progress=True, **kwargs):
    return _vision_transformer(16, 24, 16, 1024, 4096, weights, kwargs)


def vit_l_32(weights=None, progress=True, **kwargs):
    return _vision_transformer(32, 24, 16, 1024, 4096, weights, kwargs)


def vit_h_14(weights=None, progress=True, **kwargs):
    return _vision_transformer(14, 32, 16, 1280, 5120, weights, kwargs)
