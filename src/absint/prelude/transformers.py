"""transformers: what models are built on: configurations, the base class, outputs, activations. Weights are not read, so
that a pretrained model is one of its configuration; of a name that is not listed the configuration is not known.
Source: configuration_utils.py, modeling_utils.py, modeling_outputs.py, activations.py of transformers 4."""
from collections import OrderedDict
import copy as _copy
import dataclasses as _dataclasses
import json as _json
import logging as _logging
import math
import os as _os

import torch
from torch import nn

_DEFAULTS = dict(return_dict=True, output_hidden_states=False, output_attentions=False, torchscript=False,
                 torch_dtype=None, use_bfloat16=False, pruned_heads={}, tie_word_embeddings=True,
                 is_encoder_decoder=False, is_decoder=False, cross_attention_hidden_size=None,
                 add_cross_attention=False, tie_encoder_decoder=False, chunk_size_feed_forward=0,
                 finetuning_task=None, problem_type=None, bos_token_id=None, pad_token_id=None, eos_token_id=None,
                 sep_token_id=None, decoder_start_token_id=None, task_specific_params=None, name_or_path='')


class PretrainedConfig:
    model_type = ''
    attribute_map = {}
    _pretrained = {}

    def __init__(self, **kwargs):
        for name, default in _DEFAULTS.items():
            setattr(self, name, kwargs.pop(name, _copy.copy(default)))
        labels = kwargs.pop('num_labels', 2)
        id2label = kwargs.pop('id2label', None)
        self.id2label = id2label or {place: 'LABEL_{}'.format(place) for place in range(labels)}
        self.label2id = kwargs.pop('label2id', None) or {label: place for place, label in self.id2label.items()}
        for name, value in kwargs.items():
            setattr(self, name, value)

    def __setattr__(self, name, value):
        super().__setattr__(type(self).attribute_map.get(name, name), value)

    def __getattr__(self, name):
        other = type(self).attribute_map.get(name)
        if other is None:
            raise AttributeError("'{}' object has no attribute '{}'".format(type(self).__name__, name))
        return getattr(self, other)

    @property
    def use_return_dict(self):
        return self.return_dict and not self.torchscript

    @property
    def num_labels(self):
        return len(self.id2label)

    @num_labels.setter
    def num_labels(self, num_labels):
        self.id2label = {place: 'LABEL_{}'.format(place) for place in range(num_labels)}

    @classmethod
    def from_pretrained(cls, pretrained_model_name_or_path, return_unused_kwargs=False, **kwargs):
        known = cls._known(str(pretrained_model_name_or_path))
        if known is None:
            return _unknown(f'the configuration of {pretrained_model_name_or_path}')
        unused = {name: value for name, value in kwargs.items() if name in _LOADING}
        config = cls(**{**known, **{name: value for name, value in kwargs.items() if name not in _LOADING}})
        return (config, unused) if return_unused_kwargs else config

    @classmethod
    def _known(cls, name):
        for path in (name, _os.path.join(name, 'config.json'), _os.path.join(name, 'bert_config.json')):
            if path.endswith('.json') and _os.path.exists(path):
                with open(path) as file:
                    return _json.load(file)
        return cls._pretrained.get(name.rpartition('/')[2] if name.startswith(_OWNERS) else name)

    @classmethod
    def from_dict(cls, config_dict, **kwargs):
        return cls(**{**config_dict, **kwargs})

    @classmethod
    def from_json_file(cls, json_file):
        with open(json_file) as file:
            return cls(**_json.load(file))

    def to_dict(self):
        return _copy.deepcopy(vars(self))

    def update(self, config_dict):
        for name, value in config_dict.items():
            setattr(self, name, value)

    def save_pretrained(self, *args, **kwargs):
        pass


_OWNERS = ('google-bert/', 'FacebookAI/', 'distilbert/', 'google/')
_LOADING = ('cache_dir', 'force_download', 'local_files_only', 'token', 'use_auth_token', 'revision', 'proxies',
            'resume_download', 'trust_remote_code', 'torch_dtype', 'low_cpu_mem_usage', 'device_map', 'from_tf',
            'ignore_mismatched_sizes')


class PreTrainedModel(nn.Module):
    config_class = None
    base_model_prefix = ''
    main_input_name = 'input_ids'
    supports_gradient_checkpointing = False

    def __init__(self, config, *inputs, **kwargs):
        super().__init__()
        self.config = config

    @classmethod
    def from_pretrained(cls, pretrained_model_name_or_path, *model_args, config=None, **kwargs):
        arguments = {name: value for name, value in kwargs.items() if name not in _LOADING}
        own = {}
        if config is None:
            names = ('add_pooling_layer',)
            own = {name: arguments.pop(name) for name in names if name in arguments}
            config = cls.config_class.from_pretrained(pretrained_model_name_or_path, **arguments)
        else:
            own = arguments
        return cls(config, *model_args, **own)

    @classmethod
    def _from_config(cls, config, **kwargs):
        return cls(config)

    @property
    def base_model(self):
        return getattr(self, self.base_model_prefix, self)

    @property
    def device(self):
        return next(self.parameters()).device

    @property
    def dtype(self):
        return torch.float32

    def post_init(self):
        self.init_weights()

    def init_weights(self):
        self.tie_weights()

    def tie_weights(self):
        if getattr(self.config, 'tie_word_embeddings', True) and self.get_output_embeddings() is not None:
            self.get_output_embeddings().weight = self.get_input_embeddings().weight

    def get_input_embeddings(self):
        base = getattr(self, self.base_model_prefix, self)
        if base is self:
            raise NotImplementedError
        return base.get_input_embeddings()

    def set_input_embeddings(self, value):
        getattr(self, self.base_model_prefix, self).set_input_embeddings(value)

    def get_output_embeddings(self):
        return None

    def resize_token_embeddings(self, new_num_tokens=None, pad_to_multiple_of=None):
        old = self.get_input_embeddings()
        if new_num_tokens is not None and new_num_tokens != old.num_embeddings:
            self.set_input_embeddings(nn.Embedding(new_num_tokens, old.embedding_dim))
            self.config.vocab_size = new_num_tokens
            self.tie_weights()
        return self.get_input_embeddings()

    def get_extended_attention_mask(self, attention_mask, input_shape, device=None, dtype=None):
        extended = attention_mask[:, None, :, :] if attention_mask.dim() == 3 else attention_mask[:, None, None, :]
        return (1.0 - extended.to(torch.float32)) * torch.finfo(torch.float32).min

    def invert_attention_mask(self, encoder_attention_mask):
        return self.get_extended_attention_mask(encoder_attention_mask, None)

    def get_head_mask(self, head_mask, num_hidden_layers, is_attention_chunked=False):
        return [None] * num_hidden_layers

    def num_parameters(self, only_trainable=False, exclude_embeddings=False):
        return sum([p.numel() for p in self.parameters() if p.requires_grad or not only_trainable])

    def gradient_checkpointing_enable(self, *args, **kwargs):
        pass

    gradient_checkpointing_disable = enable_input_require_grads = save_pretrained = gradient_checkpointing_enable
    warn_if_padding_and_no_attention_mask = prune_heads = gradient_checkpointing_enable


class ModelOutput(OrderedDict):
    def __post_init__(self):
        for field in _dataclasses.fields(self):
            value = getattr(self, field.name)
            if value is not None:
                OrderedDict.__setitem__(self, field.name, value)

    def __getitem__(self, key):
        return OrderedDict.__getitem__(self, key) if isinstance(key, str) else self.to_tuple()[key]

    def __setattr__(self, name, value):
        if name in self.keys() and value is not None:
            OrderedDict.__setitem__(self, name, value)
        super().__setattr__(name, value)

    def __setitem__(self, key, value):
        OrderedDict.__setitem__(self, key, value)
        super().__setattr__(key, value)

    def to_tuple(self):
        return tuple([OrderedDict.__getitem__(self, key) for key in self.keys()])


def _output(name, *fields):
    return _dataclasses.make_dataclass(name, [(field, object, _dataclasses.field(default=None)) for field in fields],
                                       bases=(ModelOutput,))


_STATES = ('hidden_states', 'attentions')
_CROSS = _STATES + ('cross_attentions',)
_SEQ2SEQ = ('past_key_values', 'decoder_hidden_states', 'decoder_attentions', 'cross_attentions',
            'encoder_last_hidden_state', 'encoder_hidden_states', 'encoder_attentions')
BaseModelOutput = _output('BaseModelOutput', 'last_hidden_state', *_STATES)
BaseModelOutputWithNoAttention = _output('BaseModelOutputWithNoAttention', 'last_hidden_state', 'hidden_states')
BaseModelOutputWithPooling = _output('BaseModelOutputWithPooling', 'last_hidden_state', 'pooler_output', *_STATES)
BaseModelOutputWithPoolingAndNoAttention = _output('BaseModelOutputWithPoolingAndNoAttention', 'last_hidden_state',
                                                   'pooler_output', 'hidden_states')
BaseModelOutputWithPast = _output('BaseModelOutputWithPast', 'last_hidden_state', 'past_key_values', *_STATES)
BaseModelOutputWithCrossAttentions = _output('BaseModelOutputWithCrossAttentions', 'last_hidden_state', *_CROSS)
BaseModelOutputWithPastAndCrossAttentions = _output('BaseModelOutputWithPastAndCrossAttentions', 'last_hidden_state',
                                                    'past_key_values', *_CROSS)
BaseModelOutputWithPoolingAndCrossAttentions = _output('BaseModelOutputWithPoolingAndCrossAttentions',
                                                       'last_hidden_state', 'pooler_output', 'hidden_states',
                                                       'past_key_values', 'attentions', 'cross_attentions')
CausalLMOutput = _output('CausalLMOutput', 'loss', 'logits', *_STATES)
CausalLMOutputWithPast = _output('CausalLMOutputWithPast', 'loss', 'logits', 'past_key_values', *_STATES)
CausalLMOutputWithCrossAttentions = _output('CausalLMOutputWithCrossAttentions', 'loss', 'logits', 'past_key_values',
                                            *_CROSS)
MaskedLMOutput = _output('MaskedLMOutput', 'loss', 'logits', *_STATES)
Seq2SeqModelOutput = _output('Seq2SeqModelOutput', 'last_hidden_state', *_SEQ2SEQ)
Seq2SeqLMOutput = _output('Seq2SeqLMOutput', 'loss', 'logits', *_SEQ2SEQ)
SequenceClassifierOutput = _output('SequenceClassifierOutput', 'loss', 'logits', *_STATES)
SequenceClassifierOutputWithPast = _output('SequenceClassifierOutputWithPast', 'loss', 'logits', 'past_key_values',
                                           *_STATES)
TokenClassifierOutput = _output('TokenClassifierOutput', 'loss', 'logits', *_STATES)
MultipleChoiceModelOutput = _output('MultipleChoiceModelOutput', 'loss', 'logits', *_STATES)
ImageClassifierOutput = _output('ImageClassifierOutput', 'loss', 'logits', *_STATES)
QuestionAnsweringModelOutput = _output('QuestionAnsweringModelOutput', 'loss', 'start_logits', 'end_logits', *_STATES)


class NewGELUActivation(nn.Module):
    def forward(self, input):
        return 0.5 * input * (1.0 + torch.tanh(math.sqrt(2.0 / math.pi) * (input + 0.044715 * torch.pow(input, 3.0))))


class QuickGELUActivation(nn.Module):
    def forward(self, input):
        return input * torch.sigmoid(1.702 * input)


class _Activations(OrderedDict):
    def __getitem__(self, key):
        return OrderedDict.__getitem__(self, key)()


ACT2CLS = {'gelu': nn.GELU, 'gelu_new': NewGELUActivation, 'gelu_fast': NewGELUActivation,
           'gelu_pytorch_tanh': NewGELUActivation, 'gelu_python': nn.GELU, 'quick_gelu': QuickGELUActivation,
           'leaky_relu': nn.LeakyReLU, 'linear': nn.Identity, 'mish': nn.Mish, 'relu': nn.ReLU, 'relu6': nn.ReLU6,
           'sigmoid': nn.Sigmoid, 'silu': nn.SiLU, 'swish': nn.SiLU, 'tanh': nn.Tanh}
ACT2FN = _Activations(ACT2CLS)


def get_activation(activation_string):
    return ACT2FN[activation_string]


class Conv1D(nn.Module):
    def __init__(self, nf, nx):
        super().__init__()
        self.nf = nf
        self.weight = nn.Parameter(torch.empty(nx, nf))
        self.bias = nn.Parameter(torch.zeros(nf))

    def forward(self, x):
        size_out = x.size()[:-1] + (self.nf,)
        return torch.addmm(self.bias, x.view(-1, x.size(-1)), self.weight).view(size_out)


def apply_chunking_to_forward(forward_fn, chunk_size, chunk_dim, *input_tensors):
    return forward_fn(*input_tensors)


def _decorator(*args, **kwargs):
    return lambda decorated: decorated


add_start_docstrings = add_start_docstrings_to_model_forward = add_code_sample_docstrings = _decorator
replace_return_docstrings = add_end_docstrings = _decorator


class _Logger:
    def warning_once(self, *args, **kwargs):
        pass

    info = debug = warning = error = warn = critical = setLevel = warning_advice = warning_once


class logging:
    @staticmethod
    def get_logger(name=None):
        return _Logger()

    @staticmethod
    def set_verbosity_error():
        pass

    set_verbosity_info = set_verbosity_warning = set_verbosity_error
    INFO, WARNING, ERROR = _logging.INFO, _logging.WARNING, _logging.ERROR


def is_torch_available():
    return True


def _not_available(*args):
    return False


is_tf_available = is_flax_available = is_torch_fx_proxy = is_flash_attn_available = _not_available
is_flash_attn_2_available = is_xformers_available = is_apex_available = _not_available

from transformers.models.bert import *
