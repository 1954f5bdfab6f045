// The rules of each tool, as of its newest version of August 2026, held to the figures that the tools themselves gave
// (tests/oracle/conventions.json). Sources: torchinfo/layer_info.py; thop/vision/basic_hooks.py and profile.py;
// ptflops/pytorch_ops.py and aten_ops.py; fvcore/nn/jit_handles.py and flop_count.py; calflops/pytorch_ops.py;
// deepspeed/profiling/flops_profiler/profiler.py.
#include "analysis/convention.h"
#include "layer/registry.h"

namespace shapewise::analysis {
namespace {

using layer::Call;
using layer::named;
using sym::Expr;
using sym::Formula;

// --- what is counted, for all tools ---

Expr elements_of(const ir::Tensor& tensor) { return tensor.shape ? tensor.shape->elements() : Expr::unknown(); }
Formula elements(const Call& c) { return named("elements", elements_of(c.input())); }
Formula outputs(const Call& c) { return named("outputs", elements_of(c.output())); }
Formula multiply_adds(const Call& c) {
  return c.spec().macs == nullptr ? Formula(0) : named("MACs", c.spec().macs(c).value());
}
Formula nothing(const Call&) { return 0; }

bool has_bias(const Call& c) {
  if (c.spec().form == layer::Form::Function) return c.has("bias") && !c.is_none("bias");
  return c.has("bias") && c.flag("bias");
}
/// The module's own, or the weight that the function is given.
bool is_affine(const Call& c) {
  for (std::string_view param : {"affine", "elementwise_affine"}) {
    if (c.has(param)) return c.flag(param);
  }
  return c.has("weight") && !c.is_none("weight");
}
Formula with_bias(const Call& c) { return has_bias(c) ? multiply_adds(c) + outputs(c) : multiply_adds(c); }
Formula twice_elements(const Call& c) { return Formula(2) * elements(c); }
Formula affine_twice(const Call& c) { return is_affine(c) ? twice_elements(c) : elements(c); }
Formula affine_five(const Call& c) { return Formula(is_affine(c) ? 5 : 4) * elements(c); }

/// Both products of an attention, Q·Kᵀ and weights·V: 2·N·L·S·E, and its weights before they are averaged: N·heads·L·S.
struct Attention {
  Expr products;
  Expr weights;
};
Attention attention_of(const Call& c) {
  const sym::Shape& query = c.shape();
  const ir::Tensor* key = c.tensor("key");
  bool known = key != nullptr && key->shape && key->shape->rank() == query.rank();
  if (!known || c.flag("add_bias_kv") || c.flag("add_zero_attn")) return {Expr::unknown(), Expr::unknown()};
  int time = query.rank() == 3 && c.flag("batch_first") ? 1 : 0;
  Expr pairs = query[time] * (*key->shape)[time];
  if (query.rank() == 3) pairs *= query[1 - time];
  return {2 * pairs * c.integer("embed_dim"), pairs * c.integer("num_heads")};
}

constexpr std::string_view kConvolutions = "Conv1d Conv2d Conv3d";
constexpr std::string_view kTransposed = "ConvTranspose1d ConvTranspose2d ConvTranspose3d";
constexpr std::string_view kProducts = "matmul mm bmm addmm baddbmm einsum";
/// Layers that consist of others, whose calls are not seen one by one.
constexpr std::string_view kComposed =
    "Transformer TransformerEncoder TransformerDecoder TransformerEncoderLayer TransformerDecoderLayer "
    "AdaptiveLogSoftmaxWithLoss multi_head_attention_forward";
constexpr std::string_view kRecurrent = "RNN LSTM GRU RNNCell LSTMCell GRUCell";
constexpr std::string_view kResizing = "Upsample UpsamplingNearest2d UpsamplingBilinear2d interpolate upsample";

// --- torchinfo: every module without children, by its weights ---

/// A convolution's weights meet every place of the output, a linear layer's every row, others' every sample.
Formula torchinfo_weight(const ir::Module& module, const ir::NamedWeight& weight, const Expr& count,
                         const ir::Tensor& output) {
  const sym::Shape& out = *output.shape;
  Formula all = named("weights", count);
  bool plain = weight.name == "weight" || weight.name == "bias";
  if (out.rank() == 0) return plain ? all : Formula(0);
  Expr rest = out[0];
  if (!plain) {
    bool recurrent = weight.name.find("weight") != std::string::npos || weight.name.find("bias") != std::string::npos;
    if (!recurrent) return 0;
    return out.rank() > 1 ? named("N", out[0]) * named("L", out[1]) * all : named("N", out[0]) * all;
  }
  bool convolution = module.type.find("Conv") != std::string::npos;
  bool linear = module.type.find("Linear") != std::string::npos;
  if (!convolution && !linear) return named("N", rest) * all;
  if (linear && out.rank() == 1) return all;
  for (int i = 1; i < out.rank(); ++i) {
    bool left_out = convolution ? i == 1 : i == out.rank() - 1;
    if (!left_out) rest *= out[i];
  }
  return named("places", rest) * all;
}

constexpr CountingRule kTorchinfo[] = {{kComposed, nullptr}};

// --- thop: modules by their types ---

Formula thop_transposed(const Call& c) {
  Expr kernel = sym::product(c.ints("kernel_size", c.spatial()));
  Formula per_group = named("C_in", c.integer("in_channels")) / named("g", c.integer("groups"));
  return outputs(c) * per_group * named("kernel", kernel);
}
Formula thop_norm(const Call& c) { return Formula(is_affine(c) ? 4 : 2) * elements(c); }
/// x/y elements of the input for each output, as a fraction, and one division; rounded down.
Formula thop_adaptive(const Call& c) {
  Expr inputs = 1;
  Expr places = 1;
  for (int i = 2; i < c.shape().rank(); ++i) {
    inputs *= c.shape()[i];
    places *= (*c.output().shape)[i];
  }
  return Formula::floor_div(outputs(c) * (named("inputs", inputs) + named("places", places)), named("places", places));
}
Formula thop_softmax(const Call& c) {
  auto dim = c.integer("dim").constant();
  if (!dim || *dim < -c.shape().rank() || *dim >= c.shape().rank()) return named("softmax", Expr::unknown());
  Formula features = named("features", c.shape()[static_cast<int>(*dim)]);
  return named("rows", sym::floor_div(elements_of(c.input()), features.value())) * (Formula(3) * features - 1);
}
Formula thop_upsample(const Call& c) {
  if (c.name() == "UpsamplingBilinear2d") return Formula(11) * outputs(c);
  std::string_view mode = c.has("mode") ? c.text("mode") : "nearest";
  int factor = mode == "nearest" ? 1 : mode == "linear" ? 5 : mode == "bilinear" ? 11 : mode == "bicubic" ? 259 : 0;
  return Formula(factor) * outputs(c);
}

constexpr CountingRule kThop[] = {
    {kConvolutions, multiply_adds},
    {"Linear", multiply_adds},
    {kTransposed, thop_transposed},
    {"BatchNorm1d BatchNorm2d BatchNorm3d SyncBatchNorm LayerNorm InstanceNorm1d InstanceNorm2d InstanceNorm3d",
     thop_norm},
    {"PReLU", elements},
    {"Softmax", thop_softmax},
    {"AvgPool1d AvgPool2d AvgPool3d", outputs},
    {"AdaptiveAvgPool1d AdaptiveAvgPool2d AdaptiveAvgPool3d", thop_adaptive},
    {"Upsample UpsamplingBilinear2d UpsamplingNearest2d", thop_upsample},
    {"ZeroPad2d ReLU ReLU6 LeakyReLU MaxPool1d MaxPool2d MaxPool3d AdaptiveMaxPool1d AdaptiveMaxPool2d "
     "AdaptiveMaxPool3d Dropout PixelShuffle",
     nothing},
    {kRecurrent, nullptr},
    {kComposed, nullptr},
};

// --- ptflops: modules by their types, and torch's functions, so that a layer that calls one counts twice ---

constexpr CountingRule kPtflops[] = {
    {kConvolutions, with_bias},
    {"Linear", with_bias},
    {"ReLU PReLU ELU GELU", twice_elements},
    {"LeakyReLU ReLU6", elements},
    {"SiLU relu relu_ prelu elu relu6 gelu silu", elements},
    {"MaxPool1d MaxPool2d MaxPool3d AvgPool1d AvgPool2d AvgPool3d AdaptiveAvgPool1d AdaptiveAvgPool2d "
     "AdaptiveAvgPool3d AdaptiveMaxPool1d AdaptiveMaxPool2d AdaptiveMaxPool3d",
     twice_elements},
    {"max_pool1d max_pool2d max_pool3d avg_pool1d avg_pool2d avg_pool3d adaptive_avg_pool1d adaptive_avg_pool2d "
     "adaptive_avg_pool3d adaptive_max_pool1d adaptive_max_pool2d adaptive_max_pool3d",
     elements},
    {"BatchNorm1d BatchNorm2d BatchNorm3d InstanceNorm1d InstanceNorm2d InstanceNorm3d GroupNorm", affine_twice},
    {"LayerNorm", elements},
    {"Softmax softmax", elements},
    {"matmul mm bmm", multiply_adds},
    {kTransposed, nullptr},
    {kResizing, nullptr},
    {kRecurrent, nullptr},
    {"MultiheadAttention addmm baddbmm", nullptr},
    {kComposed, nullptr},
};

constexpr CountingRule kPtflopsAten[] = {
    {kConvolutions, with_bias},
    {"conv1d conv2d conv3d", with_bias},
    {"Linear linear", with_bias},
    {"matmul mm bmm", multiply_adds},
    {kTransposed, nullptr},
    {kRecurrent, nullptr},
    {"MultiheadAttention scaled_dot_product_attention addmm baddbmm einsum", nullptr},
    {kComposed, nullptr},
};

// --- fvcore: the operations of a trace ---

Formula fvcore_resized(const Call& c) {
  if (c.name() == "UpsamplingNearest2d") return outputs(c);
  if (c.name() == "UpsamplingBilinear2d") return Formula(4) * outputs(c);
  std::string_view mode = c.has("mode") ? c.text("mode") : "";
  if (c.shape().rank() != 4) return named("outputs", Expr::unknown());
  if (mode == "nearest") return outputs(c);
  return mode == "bilinear" ? Formula(4) * outputs(c) : named("outputs", Expr::unknown());
}

constexpr CountingRule kFvcore[] = {
    {kConvolutions, multiply_adds},
    {"conv1d conv2d conv3d conv_transpose1d conv_transpose2d conv_transpose3d", multiply_adds},
    {kTransposed, multiply_adds},
    {"Linear linear MultiheadAttention", multiply_adds},
    {kProducts, multiply_adds},
    {"BatchNorm1d BatchNorm2d BatchNorm3d SyncBatchNorm batch_norm", affine_twice},
    {"LayerNorm layer_norm GroupNorm group_norm InstanceNorm1d InstanceNorm2d InstanceNorm3d instance_norm",
     affine_five},
    {"AdaptiveAvgPool2d adaptive_avg_pool2d", elements},
    {kResizing, fvcore_resized},
    {"Bilinear bilinear scaled_dot_product_attention grid_sample", nullptr},
    {kComposed, nullptr},
};

// --- calflops and DeepSpeed: the functions of torch.nn.functional, also where layers call them ---

Formula twice_products(const Call& c) { return Formula(2) * multiply_adds(c); }
Formula calflops_convolution(const Call& c) { return has_bias(c) ? twice_products(c) + outputs(c) : twice_products(c); }
Formula projections(const Call& c) { return multiply_adds(c) - named("products", attention_of(c).products); }
Formula calflops_attention(const Call& c) {
  return Formula(2) * projections(c) + named("attention weights", attention_of(c).weights);
}

constexpr std::string_view kElementwise =
    "ReLU relu PReLU prelu ELU elu LeakyReLU leaky_relu relu6 SiLU silu GELU gelu Softmax softmax MaxPool1d MaxPool2d "
    "MaxPool3d AvgPool1d AvgPool2d AvgPool3d AdaptiveAvgPool1d AdaptiveAvgPool2d AdaptiveAvgPool3d AdaptiveMaxPool1d "
    "AdaptiveMaxPool2d AdaptiveMaxPool3d max_pool1d max_pool2d max_pool3d avg_pool1d avg_pool2d avg_pool3d "
    "adaptive_avg_pool1d adaptive_avg_pool2d adaptive_avg_pool3d adaptive_max_pool1d adaptive_max_pool2d "
    "adaptive_max_pool3d";

constexpr CountingRule kCalflops[] = {
    {kConvolutions, calflops_convolution},
    {"conv1d conv2d conv3d", calflops_convolution},
    {"Linear linear matmul mm", twice_products},
    {"MultiheadAttention", calflops_attention},
    {"BatchNorm1d BatchNorm2d BatchNorm3d SyncBatchNorm batch_norm", affine_twice},
    {"LayerNorm layer_norm GroupNorm group_norm InstanceNorm1d InstanceNorm2d InstanceNorm3d instance_norm",
     affine_five},
    {kElementwise, elements},
    {kTransposed, nullptr},
    {kResizing, nullptr},
    {kRecurrent, nullptr},
    {"addmm baddbmm einsum Bilinear bilinear scaled_dot_product_attention", nullptr},
    {kComposed, nullptr},
};

constexpr CountingRule kDeepspeed[] = {
    {kConvolutions, multiply_adds},
    {"conv1d conv2d conv3d Linear linear matmul", multiply_adds},
    {"MultiheadAttention", projections},
    {kTransposed, nullptr},
    {kRecurrent, nullptr},
    {"addmm baddbmm einsum Bilinear bilinear scaled_dot_product_attention", nullptr},
    {kComposed, nullptr},
};

constexpr Convention kConventions[] = {
    {.name = "shapewise", .unit = "MACs", .doc = "what the mathematics of a layer multiplies"},
    {.name = "torchinfo",
     .unit = "MACs",
     .doc = "modules by their weights: functions and attention count nothing, biases and norms do",
     .rules = kTorchinfo,
     .weight = torchinfo_weight},
    {.name = "thop",
     .unit = "MACs",
     .doc = "modules by their types: functions, attention and classes derived from layers count nothing",
     .rules = kThop,
     .exact_types = true,
     .seen = Seen::Ruled},
    {.name = "ptflops",
     .unit = "MACs",
     .doc = "modules and functions: an activation or pooling layer counts as both",
     .rules = kPtflops,
     .exact_types = true},
    {.name = "ptflops-aten",
     .unit = "MACs",
     .doc = "the convolutions and matrix products that run, each with its bias",
     .rules = kPtflopsAten},
    {.name = "fvcore", .unit = "MACs", .doc = "the operations of a trace, without biases", .rules = kFvcore},
    {.name = "calflops",
     .unit = "FLOPs",
     .doc = "functions, two for a multiply-add: the products of an attention layer count nothing",
     .rules = kCalflops},
    {.name = "deepspeed",
     .unit = "MACs",
     .doc = "the multiply-adds of the functions that calflops counts, too",
     .rules = kDeepspeed},
    {.name = "keras",
     .unit = "",
     .doc = "parameters only, with the running statistics of normalisations",
     .seen = Seen::Trained},
};

}  // namespace

std::span<const Convention> conventions() { return kConventions; }

}  // namespace shapewise::analysis
