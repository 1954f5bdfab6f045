"""Speech features in the style of fairseq's wav2vec 2: layers from a text that is evaluated, weight norm, same padding."""
import math
from dataclasses import dataclass, field
from typing import List, Tuple

import torch
import torch.nn as nn
import torch.nn.functional as F


@dataclass
class Wav2Vec2Config:
    extractor_mode: str = field(default="layer_norm", metadata={"help": "mode for feature extractor"})
    encoder_layers: int = field(default=2, metadata={"help": "num encoder layers in the transformer"})
    encoder_embed_dim: int = 48
    encoder_ffn_embed_dim: int = 96
    encoder_attention_heads: int = 4
    activation_fn: str = "gelu"
    conv_feature_layers: str = field(default="[(32, 10, 5)] + [(32, 3, 2)] * 4 + [(32,2,2)] + [(32,2,2)]",
                                     metadata={"help": "string describing convolutional feature extraction layers"})
    conv_bias: bool = False
    conv_pos: int = 16
    conv_pos_groups: int = 4
    latent_groups: int = 2
    latent_vars: int = 20
    dropout: float = 0.1


class Fp32LayerNorm(nn.LayerNorm):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)

    def forward(self, input):
        output = F.layer_norm(input.float(), self.normalized_shape,
                              self.weight.float() if self.weight is not None else None,
                              self.bias.float() if self.bias is not None else None, self.eps)
        return output.type_as(input)


class Fp32GroupNorm(nn.GroupNorm):
    def forward(self, input):
        output = F.group_norm(input.float(), self.num_groups, self.weight.float(), self.bias.float(), self.eps)
        return output.type_as(input)


class TransposeLast(nn.Module):
    def __init__(self, deconstruct_idx=None):
        super().__init__()
        self.deconstruct_idx = deconstruct_idx

    def forward(self, x):
        if self.deconstruct_idx is not None:
            x = x[self.deconstruct_idx]
        return x.transpose(-2, -1)


class SamePad(nn.Module):
    def __init__(self, kernel_size, causal=False):
        super().__init__()
        self.remove = kernel_size - 1 if causal else (1 if kernel_size % 2 == 0 else 0)

    def forward(self, x):
        if self.remove > 0:
            x = x[:, :, : -self.remove]
        return x


class ConvFeatureExtractionModel(nn.Module):
    def __init__(self, conv_layers: List[Tuple[int, int, int]], dropout: float = 0.0, mode: str = "default",
                 conv_bias: bool = False):
        super().__init__()
        assert mode in {"default", "layer_norm"}

        def block(n_in, n_out, k, stride, is_layer_norm=False, is_group_norm=False, conv_bias=False):
            def make_conv():
                conv = nn.Conv1d(n_in, n_out, k, stride=stride, bias=conv_bias)
                nn.init.kaiming_normal_(conv.weight)
                return conv

            assert (is_layer_norm and is_group_norm) == False, "layer norm and group norm are exclusive"
            if is_layer_norm:
                return nn.Sequential(make_conv(), nn.Dropout(p=dropout),
                                     nn.Sequential(TransposeLast(), Fp32LayerNorm(dim, elementwise_affine=True),
                                                   TransposeLast()), nn.GELU())
            elif is_group_norm:
                return nn.Sequential(make_conv(), nn.Dropout(p=dropout), Fp32GroupNorm(dim, dim, affine=True),
                                     nn.GELU())
            else:
                return nn.Sequential(make_conv(), nn.Dropout(p=dropout), nn.GELU())

        in_d = 1
        self.conv_layers = nn.ModuleList()
        for i, cl in enumerate(conv_layers):
            assert len(cl) == 3, "invalid conv definition: " + str(cl)
            (dim, k, stride) = cl
            self.conv_layers.append(block(in_d, dim, k, stride, is_layer_norm=mode == "layer_norm",
                                          is_group_norm=mode == "default" and i == 0, conv_bias=conv_bias))
            in_d = dim

    def forward(self, x):
        x = x.unsqueeze(1)  # BxT -> BxCxT
        for conv in self.conv_layers:
            x = conv(x)
        return x


class GumbelVectorQuantizer(nn.Module):
    def __init__(self, dim, num_vars, temp, groups, combine_groups, vq_dim, time_first):
        super().__init__()
        self.groups, self.combine_groups, self.input_dim = groups, combine_groups, dim
        self.num_vars, self.time_first = num_vars, time_first
        assert vq_dim % groups == 0, f"dim {vq_dim} must be divisible by groups {groups} for concatenation"
        var_dim = vq_dim // groups
        num_groups = groups if not combine_groups else 1
        self.vars = nn.Parameter(torch.FloatTensor(1, num_groups * num_vars, var_dim))
        nn.init.uniform_(self.vars)
        self.weight_proj = nn.Linear(self.input_dim, groups * num_vars)
        self.max_temp, self.min_temp, self.temp_decay = temp
        self.curr_temp = self.max_temp

    def forward(self, x):
        result = {"num_vars": self.num_vars * self.groups}
        if not self.time_first:
            x = x.transpose(1, 2)
        bsz, tsz, fsz = x.shape
        x = x.reshape(-1, fsz)
        x = self.weight_proj(x)
        x = x.view(bsz * tsz * self.groups, -1)
        _, k = x.max(-1)
        hard_x = x.new_zeros(*x.shape).scatter_(-1, k.view(-1, 1), 1.0).view(bsz * tsz, self.groups, -1)
        hard_probs = torch.mean(hard_x.float(), dim=0)
        result["code_perplexity"] = torch.exp(-torch.sum(hard_probs * torch.log(hard_probs + 1e-7), dim=-1)).sum()
        x = F.gumbel_softmax(x.float(), tau=self.curr_temp, hard=True).type_as(x) if self.training else hard_x
        x = x.view(bsz * tsz, -1)
        vars = self.vars
        if self.combine_groups:
            vars = vars.repeat(1, self.groups, 1)
        x = x.unsqueeze(-1) * vars
        x = x.view(bsz * tsz, self.groups, self.num_vars, -1)
        x = x.sum(-2)
        result["x"] = x.view(bsz, tsz, -1)
        return result


def make_conv_pos(e, k, g):
    pos_conv = nn.Conv1d(e, e, kernel_size=k, padding=k // 2, groups=g)
    std = math.sqrt((4 * 1.0) / (k * e))
    nn.init.normal_(pos_conv.weight, mean=0, std=std)
    pos_conv = nn.utils.weight_norm(pos_conv, name="weight", dim=2)
    return nn.Sequential(pos_conv, SamePad(k), nn.GELU())


class Wav2Vec2Model(nn.Module):
    def __init__(self, cfg: Wav2Vec2Config):
        super().__init__()
        self.cfg = cfg
        feature_enc_layers = eval(cfg.conv_feature_layers)
        self.embed = feature_enc_layers[-1][0]
        self.feature_extractor = ConvFeatureExtractionModel(conv_layers=feature_enc_layers, dropout=0.0,
                                                            mode=cfg.extractor_mode, conv_bias=cfg.conv_bias)
        self.layer_norm = Fp32LayerNorm(self.embed)
        self.post_extract_proj = (
            nn.Linear(self.embed, cfg.encoder_embed_dim) if self.embed != cfg.encoder_embed_dim else None
        )
        self.mask_emb = nn.Parameter(torch.FloatTensor(cfg.encoder_embed_dim).uniform_())
        self.pos_conv = make_conv_pos(cfg.encoder_embed_dim, cfg.conv_pos, cfg.conv_pos_groups)
        self.encoder = nn.TransformerEncoder(
            nn.TransformerEncoderLayer(cfg.encoder_embed_dim, cfg.encoder_attention_heads, cfg.encoder_ffn_embed_dim,
                                       cfg.dropout, getattr(F, cfg.activation_fn)), cfg.encoder_layers)
        self.quantizer = GumbelVectorQuantizer(dim=self.embed, num_vars=cfg.latent_vars, temp=(2, 0.5, 0.999995),
                                               groups=cfg.latent_groups, combine_groups=False, vq_dim=24,
                                               time_first=True)
        self.project_q = nn.Linear(24, 16)

    @classmethod
    def build_model(cls, cfg: Wav2Vec2Config = Wav2Vec2Config(), task=None):
        return cls(cfg)

    def _get_feat_extract_output_lengths(self, input_lengths: torch.LongTensor):
        def _conv_out_length(input_length, kernel_size, stride):
            return torch.floor((input_length - kernel_size) / stride + 1)

        for _, kernel_size, stride in eval(self.cfg.conv_feature_layers):
            input_lengths = _conv_out_length(input_lengths, kernel_size, stride)
        return input_lengths.to(torch.long)

    def forward(self, source, padding_mask=None, mask=True, features_only=False):
        features = self.feature_extractor(source)
        features_pen = features.float().pow(2).mean()
        features = features.transpose(1, 2)
        features = self.layer_norm(features)
        unmasked_features = features.clone()
        if self.post_extract_proj is not None:
            features = self.post_extract_proj(features)
        x = features + self.pos_conv(features.transpose(1, 2)).transpose(1, 2)
        x = self.encoder(x.transpose(0, 1)).transpose(0, 1)
        if features_only:
            return {"x": x, "padding_mask": padding_mask}
        q = self.quantizer(unmasked_features)
        y = self.project_q(q["x"])
        return {"x": x, "y": y, "features_pen": features_pen, "perplexity": q["code_perplexity"]}
