// Activations that work element by element: one row per layer or function. What changes the shape or has weights (GLU,
// PReLU) or looks along a dimension (Softmax) has a file of its own.
// Source: torch/nn/modules/activation.py, torch/nn/functional.py; element types as the CPU kernels take them.
#include <array>

#include "layer/demand.h"
#include "layer/promote.h"
#include "layer/registry.h"
#include "layer/saved.h"

namespace shapewise::layers {
namespace {

using namespace layer;
using diag::Kind;

// --- which element types they take ---

void infer_floating(Call& c) {
  demand_floating(c, c.input());
  c.give(c.shape());
}

/// Numbers with an order.
void infer_numbers(Call& c) {
  if (demand_numbers(c, c.input())) demand_real(c, c.input());
  c.give(c.shape());
}

/// Integers become float32.
void infer_promoted(Call& c) { c.give(tensor_of(c.shape(), type_of(c.input()).floating())); }

void infer_no_bools(Call& c) {
  demand_numbers(c, c.input());
  infer_promoted(c);
}

void infer_gelu(Call& c) {
  demand_choice(c, "approximate", {"none", "tanh"});
  infer_floating(c);
}

/// |first| ≤ second for RReLU's bounds.
bool demand_bounds(Call& c) {
  if (!(c.number("lower") > c.number("upper"))) return true;
  c.reject(Kind::ArgumentValue, "lower", "the lower bound of RReLU is above the upper one").label =
      "expected at most upper";
  return false;
}

void infer_rrelu(Call& c) {
  demand_bounds(c);
  infer_floating(c);
}

void infer_celu(Call& c) {
  if (c.number("alpha") == 0) {
    c.reject(Kind::ArgumentValue, "alpha", "CELU divides by alpha").label = "expected a number other than 0";
  }
  infer_floating(c);
}

void infer_softshrink(Call& c) {
  if (c.number("lambd") < 0) {
    c.reject(Kind::ArgumentValue, "lambd", "lambd of Softshrink must not be negative").label = "expected at least 0";
  }
  infer_floating(c);
}

/// min_value and max_value are old names that replace min_val and max_val.
void check_hardtanh(Call& c) {
  std::string_view low = c.is_none("min_value") ? "min_val" : "min_value";
  std::string_view high = c.is_none("max_value") ? "max_val" : "max_value";
  if (!(c.number(high) <= c.number(low))) return;
  auto& d = c.reject(Kind::ArgumentValue, c.given(high) ? high : low, "max_val of Hardtanh must be above min_val");
  d.label = c.given(high) ? "expected more than min_val" : "expected less than max_val";
}

// --- what autograd keeps ---

Saved saves_tanh(const Call& c) { return {{}, {}, {{c.shape().elements(), c.dtype()}}}; }

// And the order in memory of what it gives: a layer that makes a second tensor beside it follows its inputs' as a
// whole.
struct Keeps {
  Saved (*saved)(const Call&);
  Placement placement = Placement::Elementwise;

  constexpr Keeps(Saved (*what)(const Call&)) : saved(what) {}
  constexpr Keeps(Saved (*what)(const Call&), Placement order) : saved(what), placement(order) {}
};

constexpr Keeps kInputAndAsMany = {saves_input_and_as_many, Placement::AsInputs};

// --- signatures ---

constexpr Param kInplace = {"inplace", Takes::Bool, "False", "overwrite the input with the output"};
constexpr Param kInput = {"input", Takes::Tensor, "", "of any shape"};
constexpr Param kLambda = {"lambd", Takes::Float, "0.5", "the interval from −lambd to lambd is shrunk"};
constexpr Param kElu = {"alpha", Takes::Float, "1.0", "scale of the negative part"};
constexpr Param kCelu = {"alpha", Takes::Float, "1.0", "scale of the negative part"};
constexpr Param kApproximate = {"approximate", Takes::Str, "'none'", "'none' or 'tanh'"};
constexpr Param kSlope = {"negative_slope", Takes::Float, "0.01", "slope of the negative part"};
constexpr Param kThreshold = {"threshold", Takes::Float, "", "inputs up to it are replaced"};
constexpr Param kValue = {"value", Takes::Float, "", "what replaces them"};
constexpr Param kBeta = {"beta", Takes::Float, "1", "sharpness"};
constexpr Param kLinear = {"threshold", Takes::Float, "20", "above it the function is linear"};
constexpr Param kLower = {"lower", Takes::Float, "0.125", "lower bound of the random slope"};
constexpr Param kUpper = {"upper", Takes::Float, "0.3333333333333333", "upper bound of the random slope"};
constexpr Param kTraining = {"training", Takes::Bool, "False", "draw the slope at random"};
constexpr Param kMin = {"min_val", Takes::Float, "-1.0", "smallest output"};
constexpr Param kMax = {"max_val", Takes::Float, "1.0", "largest output"};

constexpr Param kJustInplace[] = {kInplace};
constexpr Param kLambdaParams[] = {kLambda};
constexpr Param kEluParams[] = {kElu, kInplace};
constexpr Param kCeluParams[] = {kCelu, kInplace};
constexpr Param kGeluParams[] = {kApproximate};
constexpr Param kSlopeParams[] = {kSlope, kInplace};
constexpr Param kThresholdParams[] = {kThreshold, kValue, kInplace};
constexpr Param kSoftplusParams[] = {kBeta, kLinear};
constexpr Param kRreluParams[] = {kLower, kUpper, kInplace};
constexpr Param kHardtanhParams[] = {kMin,
                                     kMax,
                                     kInplace,
                                     {"min_value", Takes::Float | Takes::None, "None", "old name of min_val"},
                                     {"max_value", Takes::Float | Takes::None, "None", "old name of max_val"}};

constexpr Param kTensor[] = {kInput};
constexpr Param kTensorInplace[] = {kInput, kInplace};
constexpr Param kLambdaCall[] = {kInput, kLambda};
constexpr Param kEluCall[] = {kInput, kElu, kInplace};
constexpr Param kGeluCall[] = {kInput, {"approximate", Takes::Str, "'none'", "'none' or 'tanh'", How::KeywordOnly}};
constexpr Param kSlopeCall[] = {kInput, kSlope, kInplace};
constexpr Param kThresholdCall[] = {kInput, kThreshold, kValue, kInplace};
constexpr Param kSoftplusCall[] = {kInput, kBeta, kLinear};
constexpr Param kRreluCall[] = {kInput, kLower, kUpper, kTraining, kInplace};
constexpr Param kHardtanhCall[] = {kInput, kMin, kMax, kInplace};

// --- the table ---

using Signature = std::span<const Param>;
using Rule = void (*)(Call&);

struct Activation {
  std::string_view name;     // of the class in torch.nn
  std::string_view formula;  // what it computes
  Signature params;
  Rule infer;
  Example example;
  Rule check = nullptr;
  Rejected rejected = {};
  Keeps keeps = saves_input;
};

constexpr Example shown(std::string_view expr) { return {expr, "N,64,8,8", "(N, 64, 8, 8)", "0", "0"}; }

constexpr Activation kModules[] = {
    {"torch.nn.ReLU",
     "max(0, x)",
     kJustInplace,
     infer_numbers,
     shown("ReLU(inplace=True)"),
     nullptr,
     {"ReLU()", "N,64:bool", Kind::DtypeMismatch},
     saves_output},
    {"torch.nn.ReLU6",
     "min(max(0, x), 6)",
     kJustInplace,
     infer_numbers,
     shown("ReLU6()"),
     nullptr,
     {"ReLU6()", "N,64:bool", Kind::DtypeMismatch},
     saves_input_or_copy},
    {"torch.nn.LeakyReLU",
     "x, or negative_slope·x below 0",
     kSlopeParams,
     infer_floating,
     shown("LeakyReLU(0.2)"),
     nullptr,
     {"LeakyReLU()", "N,64:int64", Kind::DtypeMismatch}},
    {"torch.nn.RReLU",
     "x, or a random slope times x below 0",
     kRreluParams,
     infer_rrelu,
     shown("RReLU(0.1, 0.3)"),
     nullptr,
     {"RReLU(0.5, 0.1)", "N,64", Kind::ArgumentValue},
     kInputAndAsMany},
    {"torch.nn.ELU",
     "x, or alpha·(exp(x) − 1) below 0",
     kEluParams,
     infer_floating,
     shown("ELU(alpha=0.5)"),
     nullptr,
     {"ELU('1')", "N,64", Kind::ArgumentType}},
    {"torch.nn.CELU",
     "x, or alpha·(exp(x/alpha) − 1) below 0",
     kCeluParams,
     infer_celu,
     shown("CELU()"),
     nullptr,
     {"CELU(0.0)", "N,64", Kind::ArgumentValue}},
    {"torch.nn.SELU",
     "ELU scaled so that mean and variance are kept",
     kJustInplace,
     infer_floating,
     shown("SELU()"),
     nullptr,
     {"SELU()", "N,64:int64", Kind::DtypeMismatch}},
    {"torch.nn.GELU",
     "x times the normal distribution function of x",
     kGeluParams,
     infer_gelu,
     shown("GELU(approximate='tanh')"),
     nullptr,
     {"GELU('sigmoid')", "N,64", Kind::ArgumentValue}},
    {"torch.nn.Hardtanh",
     "x between min_val and max_val, else the nearer of them",
     kHardtanhParams,
     infer_numbers,
     shown("Hardtanh(-2, 2)"),
     check_hardtanh,
     {"Hardtanh(1, -1)", "N,64", Kind::ArgumentValue},
     saves_input_or_copy},
    {"torch.nn.Hardswish",
     "x·min(max(0, x + 3), 6)/6",
     kJustInplace,
     infer_floating,
     shown("Hardswish()"),
     nullptr,
     {"Hardswish()", "N,64:int64", Kind::DtypeMismatch},
     saves_input_or_copy},
    {"torch.nn.Hardsigmoid",
     "min(max(0, x + 3), 6)/6",
     kJustInplace,
     infer_floating,
     shown("Hardsigmoid()"),
     nullptr,
     {"Hardsigmoid()", "N,64:int64", Kind::DtypeMismatch},
     saves_input_or_copy},
    {"torch.nn.Hardshrink",
     "x, or 0 from −lambd to lambd",
     kLambdaParams,
     infer_floating,
     shown("Hardshrink()"),
     nullptr,
     {"Hardshrink(lambda_=1)", "N,64", Kind::UnknownArgument}},
    {"torch.nn.Softshrink",
     "x moved by lambd towards 0",
     kLambdaParams,
     infer_softshrink,
     shown("Softshrink()"),
     nullptr,
     {"Softshrink(-0.5)", "N,64", Kind::ArgumentValue}},
    {"torch.nn.Softplus",
     "log(1 + exp(beta·x))/beta",
     kSoftplusParams,
     infer_floating,
     shown("Softplus()"),
     nullptr,
     {"Softplus(1, 20, True)", "N,64", Kind::TooManyArguments}},
    {"torch.nn.Softsign",
     "x/(1 + |x|)",
     {},
     infer_no_bools,
     shown("Softsign()"),
     nullptr,
     {"Softsign()", "N,64:bool", Kind::DtypeMismatch},
     kInputAndAsMany},
    {"torch.nn.Tanhshrink",
     "x − tanh(x)",
     {},
     infer_no_bools,
     shown("Tanhshrink()"),
     nullptr,
     {"Tanhshrink()", "N,64:bool", Kind::DtypeMismatch},
     saves_tanh},
    {"torch.nn.Tanh",
     "tanh(x)",
     {},
     infer_promoted,
     shown("Tanh()"),
     nullptr,
     {"Tanh(1)", "N,64", Kind::TooManyArguments},
     saves_output},
    {"torch.nn.Sigmoid",
     "1/(1 + exp(−x))",
     {},
     infer_promoted,
     shown("Sigmoid()"),
     nullptr,
     {"Sigmoid(1)", "N,64", Kind::TooManyArguments},
     saves_output},
    {"torch.nn.LogSigmoid",
     "log(1/(1 + exp(−x)))",
     {},
     infer_floating,
     shown("LogSigmoid()"),
     nullptr,
     {"LogSigmoid()", "N,64:int64", Kind::DtypeMismatch},
     kInputAndAsMany},
    {"torch.nn.SiLU",
     "x/(1 + exp(−x))",
     kJustInplace,
     infer_floating,
     shown("SiLU(inplace=True)"),
     nullptr,
     {"SiLU()", "N,64:int64", Kind::DtypeMismatch},
     saves_input_or_copy},
    {"torch.nn.Mish",
     "x·tanh(log(1 + exp(x)))",
     kJustInplace,
     infer_floating,
     shown("Mish()"),
     nullptr,
     {"Mish()", "N,64:int64", Kind::DtypeMismatch},
     saves_input_or_copy},
    {"torch.nn.Threshold",
     "x above the threshold, else value",
     kThresholdParams,
     infer_numbers,
     shown("Threshold(0.1, 20)"),
     nullptr,
     {"Threshold(0.1)", "N,64", Kind::MissingArgument}},
};

struct Function {
  std::string_view names;
  std::string_view formula;
  Signature call;
  Rule infer;
  Keeps keeps = saves_input;
};

// The signatures of F.x(…, inplace=False), torch.x and of the in-place twins x_ differ.
constexpr Function kFunctions[] = {
    {"torch.nn.functional.relu", "max(0, x)", kTensorInplace, infer_numbers, saves_output},
    {"torch.relu torch.relu_ torch.Tensor.relu torch.Tensor.relu_ torch.nn.functional.relu_", "max(0, x)", kTensor,
     infer_numbers, saves_output},
    {"torch.nn.functional.relu6", "min(max(0, x), 6)", kTensorInplace, infer_numbers, saves_input_or_copy},
    {"torch.nn.functional.leaky_relu", "x, or negative_slope·x below 0", kSlopeCall, infer_floating},
    {"torch.nn.functional.leaky_relu_", "x, or negative_slope·x below 0", std::span(kSlopeCall).first(2),
     infer_floating},
    {"torch.nn.functional.rrelu", "x, or a random slope times x below 0", kRreluCall, infer_rrelu, kInputAndAsMany},
    {"torch.rrelu torch.rrelu_ torch.nn.functional.rrelu_", "x, or a random slope times x below 0",
     std::span(kRreluCall).first(4), infer_rrelu, kInputAndAsMany},
    {"torch.nn.functional.elu", "x, or alpha·(exp(x) − 1) below 0", kEluCall, infer_floating},
    {"torch.nn.functional.elu_", "x, or alpha·(exp(x) − 1) below 0", std::span(kEluCall).first(2), infer_floating},
    {"torch.nn.functional.celu", "x, or alpha·(exp(x/alpha) − 1) below 0", kEluCall, infer_celu},
    {"torch.celu torch.celu_ torch.nn.functional.celu_", "x, or alpha·(exp(x/alpha) − 1) below 0",
     std::span(kEluCall).first(2), infer_celu},
    {"torch.nn.functional.selu", "ELU scaled so that mean and variance are kept", kTensorInplace, infer_floating},
    {"torch.selu torch.selu_ torch.nn.functional.selu_", "ELU scaled so that mean and variance are kept", kTensor,
     infer_floating},
    {"torch.nn.functional.gelu", "x times the normal distribution function of x", kGeluCall, infer_gelu},
    {"torch.nn.functional.hardtanh", "x between min_val and max_val, else the nearer of them", kHardtanhCall,
     infer_numbers, saves_input_or_copy},
    {"torch.nn.functional.hardtanh_", "x between min_val and max_val, else the nearer of them",
     std::span(kHardtanhCall).first(3), infer_numbers},
    {"torch.nn.functional.hardswish", "x·min(max(0, x + 3), 6)/6", kTensorInplace, infer_floating, saves_input_or_copy},
    {"torch.nn.functional.hardsigmoid", "min(max(0, x + 3), 6)/6", kTensorInplace, infer_floating, saves_input_or_copy},
    {"torch.nn.functional.hardshrink torch.hardshrink torch.Tensor.hardshrink", "x, or 0 from −lambd to lambd",
     kLambdaCall, infer_floating},
    {"torch.nn.functional.softshrink", "x moved by lambd towards 0", kLambdaCall, infer_softshrink},
    {"torch.nn.functional.softplus", "log(1 + exp(beta·x))/beta", kSoftplusCall, infer_floating},
    {"torch.nn.functional.softsign", "x/(1 + |x|)", kTensor, infer_no_bools, kInputAndAsMany},
    {"torch.nn.functional.tanhshrink", "x − tanh(x)", kTensor, infer_no_bools, saves_tanh},
    {"torch.tanh torch.Tensor.tanh torch.nn.functional.tanh", "tanh(x)", kTensor, infer_promoted, saves_output},
    {"torch.sigmoid torch.Tensor.sigmoid torch.nn.functional.sigmoid torch.special.expit", "1/(1 + exp(−x))", kTensor,
     infer_promoted, saves_output},
    {"torch.tanh_ torch.Tensor.tanh_", "tanh(x)", kTensor, infer_floating, saves_output},
    {"torch.sigmoid_ torch.Tensor.sigmoid_", "1/(1 + exp(−x))", kTensor, infer_floating, saves_output},
    {"torch.nn.functional.logsigmoid", "log(1/(1 + exp(−x)))", kTensor, infer_floating, kInputAndAsMany},
    {"torch.nn.functional.silu", "x/(1 + exp(−x))", kTensorInplace, infer_floating, saves_input_or_copy},
    {"torch.nn.functional.mish", "x·tanh(log(1 + exp(x)))", kTensorInplace, infer_floating, saves_input_or_copy},
    {"torch.nn.functional.threshold", "x above the threshold, else value", kThresholdCall, infer_numbers},
    {"torch.threshold torch.threshold_ torch.nn.functional.threshold_", "x above the threshold, else value",
     std::span(kThresholdCall).first(3), infer_numbers},
};

constexpr std::size_t kModuleCount = std::size(kModules);
constexpr std::size_t kCount = kModuleCount + std::size(kFunctions);

constexpr std::array<Spec, kCount> make_specs() {
  std::array<Spec, kCount> specs;
  for (std::size_t i = 0; i < kCount; ++i) {
    Spec& spec = specs[i];
    spec.rule = "(*) → (*), of any shape";
    if (i < kModuleCount) {
      const Activation& row = kModules[i];
      spec.names = row.name;
      spec.summary = row.formula;
      spec.params = row.params;
      spec.call = kTensor;
      spec.check = row.check;
      spec.infer = row.infer;
      spec.saved = row.keeps.saved;
      spec.placement = row.keeps.placement;
      spec.examples = {&row.example, 1};
      if (!row.rejected.expr.empty()) spec.rejected = {&row.rejected, 1};
    } else {
      const Function& row = kFunctions[i - kModuleCount];
      spec.names = row.names;
      spec.form = Form::Function;
      spec.summary = row.formula;
      spec.call = row.call;
      spec.infer = row.infer;
      spec.saved = row.keeps.saved;
      spec.placement = row.keeps.placement;
    }
  }
  return specs;
}

constexpr std::array<Spec, kCount> kSpecs = make_specs();

}  // namespace

std::span<const Spec> activation_specs() { return kSpecs; }

}  // namespace shapewise::layers
