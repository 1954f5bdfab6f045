"""BERT and RoBERTa of transformers. Source: modeling_bert.py, modeling_roberta.py of transformers 4."""
import math

import torch
from torch import nn

from transformers import (ACT2FN, BaseModelOutputWithPoolingAndCrossAttentions, MaskedLMOutput, PretrainedConfig,
                          PreTrainedModel, QuestionAnsweringModelOutput, SequenceClassifierOutput,
                          TokenClassifierOutput)

_LARGE = dict(hidden_size=1024, num_hidden_layers=24, num_attention_heads=16, intermediate_size=4096)


class BertConfig(PretrainedConfig):
    model_type = 'bert'
    _pretrained = {
        'bert-base-uncased': {},
        'bert-base-cased': dict(vocab_size=28996),
        'bert-base-chinese': dict(vocab_size=21128),
        'bert-base-multilingual-cased': dict(vocab_size=119547),
        'bert-base-multilingual-uncased': dict(vocab_size=105879),
        'bert-large-uncased': _LARGE,
        'bert-large-cased': dict(_LARGE, vocab_size=28996),
        'bert-large-uncased-whole-word-masking': _LARGE,
        'hfl/chinese-bert-wwm': dict(vocab_size=21128),
        'hfl/chinese-bert-wwm-ext': dict(vocab_size=21128),
        'hfl/chinese-roberta-wwm-ext': dict(vocab_size=21128),
        'hfl/chinese-roberta-wwm-ext-large': dict(_LARGE, vocab_size=21128),
    }

    def __init__(self, vocab_size=30522, hidden_size=768, num_hidden_layers=12, num_attention_heads=12,
                 intermediate_size=3072, hidden_act='gelu', hidden_dropout_prob=0.1, attention_probs_dropout_prob=0.1,
                 max_position_embeddings=512, type_vocab_size=2, initializer_range=0.02, layer_norm_eps=1e-12,
                 pad_token_id=0, position_embedding_type='absolute', use_cache=True, classifier_dropout=None, **kwargs):
        super().__init__(pad_token_id=pad_token_id, **kwargs)
        self.vocab_size = vocab_size
        self.hidden_size = hidden_size
        self.num_hidden_layers = num_hidden_layers
        self.num_attention_heads = num_attention_heads
        self.intermediate_size = intermediate_size
        self.hidden_act = hidden_act
        self.hidden_dropout_prob = hidden_dropout_prob
        self.attention_probs_dropout_prob = attention_probs_dropout_prob
        self.max_position_embeddings = max_position_embeddings
        self.type_vocab_size = type_vocab_size
        self.initializer_range = initializer_range
        self.layer_norm_eps = layer_norm_eps
        self.position_embedding_type = position_embedding_type
        self.use_cache = use_cache
        self.classifier_dropout = classifier_dropout


class RobertaConfig(BertConfig):
    model_type = 'roberta'
    _roberta = dict(vocab_size=50265, max_position_embeddings=514, type_vocab_size=1, layer_norm_eps=1e-5)
    _pretrained = {'roberta-base': _roberta, 'roberta-large': dict(_roberta, **_LARGE)}

    def __init__(self, pad_token_id=1, bos_token_id=0, eos_token_id=2, **kwargs):
        super().__init__(pad_token_id=pad_token_id, bos_token_id=bos_token_id, eos_token_id=eos_token_id, **kwargs)


class BertEmbeddings(nn.Module):
    def __init__(self, config):
        super().__init__()
        self.word_embeddings = nn.Embedding(config.vocab_size, config.hidden_size, padding_idx=config.pad_token_id)
        self.position_embeddings = nn.Embedding(config.max_position_embeddings, config.hidden_size)
        self.token_type_embeddings = nn.Embedding(config.type_vocab_size, config.hidden_size)
        self.LayerNorm = nn.LayerNorm(config.hidden_size, eps=config.layer_norm_eps)
        self.dropout = nn.Dropout(config.hidden_dropout_prob)
        self.register_buffer('position_ids', torch.arange(config.max_position_embeddings).expand((1, -1)),
                             persistent=False)
        self.register_buffer('token_type_ids', torch.zeros(self.position_ids.size(), dtype=torch.long),
                             persistent=False)

    def forward(self, input_ids=None, token_type_ids=None, position_ids=None, inputs_embeds=None):
        length = input_ids.size(1) if input_ids is not None else inputs_embeds.size(1)
        if position_ids is None:
            position_ids = self.position_ids[:, :length]
        if inputs_embeds is None:
            inputs_embeds = self.word_embeddings(input_ids)
        if token_type_ids is None:
            token_type_ids = self.token_type_ids[:, :length].expand(inputs_embeds.shape[0], length)
        embeddings = inputs_embeds + self.token_type_embeddings(token_type_ids)
        embeddings += self.position_embeddings(position_ids)
        return self.dropout(self.LayerNorm(embeddings))


class BertSelfAttention(nn.Module):
    def __init__(self, config):
        super().__init__()
        if config.hidden_size % config.num_attention_heads != 0:
            raise ValueError('The hidden size ({}) is not a multiple of the number of attention heads ({})'.format(
                config.hidden_size, config.num_attention_heads))
        self.num_attention_heads = config.num_attention_heads
        self.attention_head_size = config.hidden_size // config.num_attention_heads
        self.query = nn.Linear(config.hidden_size, config.hidden_size)
        self.key = nn.Linear(config.hidden_size, config.hidden_size)
        self.value = nn.Linear(config.hidden_size, config.hidden_size)
        self.dropout = nn.Dropout(config.attention_probs_dropout_prob)

    def transpose_for_scores(self, x):
        return x.view(x.size()[:-1] + (self.num_attention_heads, self.attention_head_size)).permute(0, 2, 1, 3)

    def forward(self, hidden_states, attention_mask=None):
        query = self.transpose_for_scores(self.query(hidden_states))
        key = self.transpose_for_scores(self.key(hidden_states))
        value = self.transpose_for_scores(self.value(hidden_states))
        scores = torch.matmul(query, key.transpose(-1, -2)) / math.sqrt(self.attention_head_size)
        if attention_mask is not None:
            scores = scores + attention_mask
        probabilities = self.dropout(nn.functional.softmax(scores, dim=-1))
        context = torch.matmul(probabilities, value).permute(0, 2, 1, 3).contiguous()
        return context.view(hidden_states.size()), probabilities


class BertSelfOutput(nn.Module):
    def __init__(self, config, width=None):
        super().__init__()
        self.dense = nn.Linear(width or config.hidden_size, config.hidden_size)
        self.LayerNorm = nn.LayerNorm(config.hidden_size, eps=config.layer_norm_eps)
        self.dropout = nn.Dropout(config.hidden_dropout_prob)

    def forward(self, hidden_states, input_tensor):
        return self.LayerNorm(self.dropout(self.dense(hidden_states)) + input_tensor)


class BertAttention(nn.Module):
    def __init__(self, config):
        super().__init__()
        self.self = BertSelfAttention(config)
        self.output = BertSelfOutput(config)

    def forward(self, hidden_states, attention_mask=None):
        context, probabilities = self.self(hidden_states, attention_mask)
        return self.output(context, hidden_states), probabilities


class BertIntermediate(nn.Module):
    def __init__(self, config):
        super().__init__()
        self.dense = nn.Linear(config.hidden_size, config.intermediate_size)
        self.intermediate_act_fn = ACT2FN[config.hidden_act] if isinstance(config.hidden_act, str) else config.hidden_act

    def forward(self, hidden_states):
        return self.intermediate_act_fn(self.dense(hidden_states))


class BertLayer(nn.Module):
    def __init__(self, config):
        super().__init__()
        self.attention = BertAttention(config)
        self.intermediate = BertIntermediate(config)
        self.output = BertSelfOutput(config, config.intermediate_size)

    def forward(self, hidden_states, attention_mask=None, *args, **kwargs):
        attended, probabilities = self.attention(hidden_states, attention_mask)
        return self.output(self.intermediate(attended), attended), probabilities


class BertEncoder(nn.Module):
    def __init__(self, config):
        super().__init__()
        self.config = config
        self.layer = nn.ModuleList([BertLayer(config) for _ in range(config.num_hidden_layers)])

    def forward(self, hidden_states, attention_mask=None, *args, **kwargs):
        states, attentions = (hidden_states,), ()
        for layer in self.layer:
            hidden_states, probabilities = layer(hidden_states, attention_mask)
            states += (hidden_states,)
            attentions += (probabilities,)
        return hidden_states, states, attentions


class BertPooler(nn.Module):
    def __init__(self, config):
        super().__init__()
        self.dense = nn.Linear(config.hidden_size, config.hidden_size)
        self.activation = nn.Tanh()

    def forward(self, hidden_states):
        return self.activation(self.dense(hidden_states[:, 0]))


class BertPreTrainedModel(PreTrainedModel):
    config_class = BertConfig
    base_model_prefix = 'bert'


class BertModel(BertPreTrainedModel):
    def __init__(self, config, add_pooling_layer=True):
        super().__init__(config)
        self.embeddings = BertEmbeddings(config)
        self.encoder = BertEncoder(config)
        self.pooler = BertPooler(config) if add_pooling_layer else None

    def get_input_embeddings(self):
        return self.embeddings.word_embeddings

    def set_input_embeddings(self, value):
        self.embeddings.word_embeddings = value

    def forward(self, input_ids=None, attention_mask=None, token_type_ids=None, position_ids=None, head_mask=None,
                inputs_embeds=None, encoder_hidden_states=None, encoder_attention_mask=None, past_key_values=None,
                use_cache=None, output_attentions=None, output_hidden_states=None, return_dict=None):
        config = self.config
        states_asked = config.output_hidden_states if output_hidden_states is None else output_hidden_states
        attentions_asked = config.output_attentions if output_attentions is None else output_attentions
        return_dict = config.use_return_dict if return_dict is None else return_dict
        if input_ids is None and inputs_embeds is None:
            raise ValueError('You have to specify either input_ids or inputs_embeds')
        size = input_ids.size() if input_ids is not None else inputs_embeds.size()[:-1]
        if attention_mask is None:
            attention_mask = torch.ones(size)
        mask = self.get_extended_attention_mask(attention_mask, size)
        embedded = self.embeddings(input_ids, token_type_ids, position_ids, inputs_embeds)
        last, states, attentions = self.encoder(embedded, mask)
        pooled = self.pooler(last) if self.pooler is not None else None
        states = states if states_asked else None
        attentions = attentions if attentions_asked else None
        if not return_dict:
            return (last, pooled) + tuple([extra for extra in (states, attentions) if extra is not None])
        return BaseModelOutputWithPoolingAndCrossAttentions(last_hidden_state=last, pooler_output=pooled,
                                                            hidden_states=states, attentions=attentions)


class _Classifier(BertPreTrainedModel):
    """A dropout and a Linear on what the model makes of a text, or of each of its tokens."""
    _output = SequenceClassifierOutput
    _of_text = True

    def __init__(self, config):
        super().__init__(config)
        self.bert = BertModel(config, add_pooling_layer=self._of_text)
        dropout = config.classifier_dropout if config.classifier_dropout is not None else config.hidden_dropout_prob
        self.num_labels = config.num_labels
        self.dropout = nn.Dropout(dropout)
        self.classifier = nn.Linear(config.hidden_size, config.num_labels)

    def forward(self, input_ids=None, attention_mask=None, token_type_ids=None, position_ids=None, head_mask=None,
                inputs_embeds=None, labels=None, output_attentions=None, output_hidden_states=None, return_dict=None):
        outputs = self.bert(input_ids, attention_mask, token_type_ids, position_ids, head_mask, inputs_embeds,
                            output_attentions=output_attentions, output_hidden_states=output_hidden_states,
                            return_dict=return_dict)
        logits = self.classifier(self.dropout(outputs[1 if self._of_text else 0]))
        if not (self.config.use_return_dict if return_dict is None else return_dict):
            return (logits,) + outputs[2:]
        return self._output(logits=logits, hidden_states=outputs.hidden_states, attentions=outputs.attentions)


class BertForSequenceClassification(_Classifier):
    pass


class BertForTokenClassification(_Classifier):
    _output = TokenClassifierOutput
    _of_text = False


class RobertaEmbeddings(BertEmbeddings):
    def forward(self, input_ids=None, token_type_ids=None, position_ids=None, inputs_embeds=None):
        if position_ids is None:
            size = input_ids.size() if input_ids is not None else inputs_embeds.size()[:-1]
            position_ids = torch.zeros(size, dtype=torch.long)
        return super().forward(input_ids, token_type_ids, position_ids, inputs_embeds)


class RobertaPreTrainedModel(PreTrainedModel):
    config_class = RobertaConfig
    base_model_prefix = 'roberta'


class RobertaModel(RobertaPreTrainedModel, BertModel):
    def __init__(self, config, add_pooling_layer=True):
        super().__init__(config, add_pooling_layer)
        self.embeddings = RobertaEmbeddings(config)


_AUTO = {'bert': (BertConfig, BertModel), 'roberta': (RobertaConfig, RobertaModel)}


class AutoConfig:
    @classmethod
    def from_pretrained(cls, pretrained_model_name_or_path, **kwargs):
        for config_class, model_class in _AUTO.values():
            if config_class._known(str(pretrained_model_name_or_path)) is not None:
                return config_class.from_pretrained(pretrained_model_name_or_path, **kwargs)
        return _unknown(f'the configuration of {pretrained_model_name_or_path}')


class AutoModel:
    @classmethod
    def from_pretrained(cls, pretrained_model_name_or_path, *args, config=None, **kwargs):
        config = AutoConfig.from_pretrained(pretrained_model_name_or_path, **kwargs) if config is None else config
        return cls.from_config(config)

    @classmethod
    def from_config(cls, config, **kwargs):
        return _AUTO[config.model_type][1](config)
