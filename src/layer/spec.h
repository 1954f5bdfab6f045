// Spec: all that is known of one layer or function. One constant table per layer family in src/layers; nothing else in
// the tree has knowledge of a particular layer.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "diag/kinds.h"
#include "ir/graph.h"
#include "layer/param.h"
#include "sym/formula.h"

namespace shapewise::layer {

class Call;

enum class Form {
  Module,     // a torch.nn class: constructed, then called
  Function,   // a function or tensor method: called only
  Container,  // Sequential, ModuleList, ModuleDict: holds modules
  Foreign,    // a layer or operator of another framework: only the reader of its format makes it, as a module
};

/// A weight that a layer makes.
struct WeightSpec {
  std::string name;                // in the state_dict
  std::vector<sym::Formula> dims;  // its shape
  std::vector<int> order = {};     // see ir::Weight::order
  bool buffer = false;
  ir::DType dtype = ir::DType::Float32;
  bool trainable = true;  // false: a parameter that only the layer itself changes (Keras counts statistics so)
};

/// One axis of what an output element sees of the input.
struct ReceptiveAxis {
  sym::Expr extent = 1;   // input elements seen by one output element: d·(k−1) + 1
  sym::Expr stride = 1;   // input elements between neighbouring output elements …
  sym::Expr upscale = 1;  // … divided by this (transposed convolutions and upsampling)
  sym::Expr padding = 0;  // elements added before the first
};

struct Receptive {
  enum class Kind {
    Pointwise,  // each output element sees the input element at its own place
    Window,     // a window per spatial axis, last axes of the shape
    Global,     // every output element may see the whole input
    Opaque,     // not meaningful: the spatial axes are lost or mixed
  };
  Kind kind = Kind::Pointwise;
  std::vector<ReceptiveAxis> axes;
};

/// What a convolution joins, in either direction and however its framework lays it out.
struct Convolution {
  /// A window along one axis as it meets the padded input; of a transposed convolution as it is spread over the output.
  struct Axis {
    sym::Expr in;
    sym::Expr out;
    sym::Expr kernel;
    sym::Expr stride;
    sym::Expr before;  // elements of padding
    sym::Expr after;
    sym::Expr dilation;
  };
  sym::Expr in_channels;
  sym::Expr out_channels;
  sym::Expr groups;
  bool bias = false;
  std::vector<Axis> axes;
  bool transposed = false;
  bool zeros = true;           // padded with zeros
  bool channels_last = false;  // (N, …, C) rather than (N, C, …)
};

/// An axis of a tensor that a call takes as its weight, which is as long as an axis of the call's first input.
struct TakenWeight {
  std::string_view param;
  int axis = 0;  // both from 0 on, or negative from the end
  int input_axis = 0;
};

/// What autograd keeps of one call until its backward pass, parameters and buffers aside. Source: PyTorch's
/// derivatives.yaml, as its CPU kernels run.
struct Saved {
  static constexpr int kAny = -1;      // kept whatever gradient is wanted …
  static constexpr int kWeights = -2;  // … or for that of the layer's weights
  struct Input {
    int index = 0;        // of the call's inputs
    int gradient = kAny;  // the input whose gradient needs it
  };
  struct Made {
    sym::Expr elements;
    ir::DType dtype = ir::DType::Float32;
  };
  std::vector<Input> inputs;
  std::vector<int> outputs;
  std::vector<Made> made;  // tensors that nothing else sees: statistics, masks, places
};

/// How one output size is computed: {"H", ⌊(H − k + 2·p)/s⌋ + 1}.
struct SizeRule {
  std::string axis;
  sym::Formula formula;
};

/// A layer that takes one argument from its first input and then is another layer: LazyConv2d.
struct Lazy {
  std::string_view becomes;  // "Conv2d"; empty: the layer is not lazy
  std::string_view param;    // "in_channels"
  int axis = 1;              // of the input, negative from the end; -100: the channel axis −(spatial+1)
};
constexpr int kChannelAxis = -100;

/// Where the outputs of a call lie in memory (ir::Memory), if its `infer` does not say it.
enum class Placement {
  Unknown,
  Contiguous,
  AsInputs,     // contiguous if all inputs are; else not known
  Same,         // the first input itself, or a copy of it: known where both lie alike
  Elementwise,  // in the order in which TensorIterator walks through the inputs
};

/// How print(model) shows a layer, where that is not simply its constructor's arguments. Lists are separated by blanks.
struct Printed {
  std::string_view extra = {};  // shown, though the constructor takes no such argument: "mode"
  std::string_view hidden =
      {};  // never shown, though they bear on shapes or weights, and left at their defaults: "ceil_mode"
  std::string_view lost = {};  // never shown, and one of them is always given: "output_size output_ratio"
  /// Arguments that only children show: "embed_dim=out_proj.out_features bias=out_proj.bias".
  std::string_view children = {};
};

struct Example {
  std::string_view expr;        // "Conv2d(3, 16, kernel_size=3, padding=1)"
  std::string_view input;       // "N,3,64,64"; several inputs are separated by ;, a dtype follows a colon: "N,7:int64"
  std::string_view output;      // "(N, 16, 64, 64)"; several outputs are separated by ;
  std::string_view parameters;  // "448"
  std::string_view macs;        // "1769472*N"
};

struct Rejected {
  std::string_view expr;
  std::string_view input;
  diag::Kind kind;
};

struct Spec {
  std::string_view
      names;  // qualified names separated by spaces; the first is canonical: "torch.nn.Conv2d torch.nn.Conv2D"; those
              // of other frameworks stand behind a colon: "onnx:Conv", "com.microsoft:FusedConv", "keras:Conv2D"
  Form form = Form::Module;
  std::string_view summary;         // one sentence
  std::string_view rule;            // shape rule for people: "(N, C_in, H, W) → (N, C_out, H_out, W_out)"
  int spatial = 0;                  // number of spatial dimensions, for Takes::Tuple
  std::span<const Param> params{};  // of the constructor; empty for functions
  std::span<const Param> call{};    // of forward, or of the function
  void (*check)(Call&) = nullptr;   // rules of the constructor
  std::vector<WeightSpec> (*weights)(const Call&) = nullptr;  // from constructor arguments alone
  void (*infer)(Call&) = nullptr;                             // outputs, or diagnostics
  std::vector<SizeRule> (*sizes)(const Call&) = nullptr;      // how the output sizes come about
  sym::Formula (*macs)(const Call&) = nullptr;                // multiply-adds of one call; null: none
  sym::Formula (*dense)(const Call&) = nullptr;        // parameters of the fully connected equivalent; null: has none
  Convolution (*convolution)(const Call&) = nullptr;   // null: it is none
  TakenWeight (*taken_weight)(const Call&) = nullptr;  // null: has none
  Receptive (*receptive)(const Call&) = nullptr;       // null: pointwise
  Saved (*saved)(const Call&) = nullptr;               // null: not known
  Placement placement = Placement::Unknown;
  Lazy lazy{};
  Printed printed{};
  /// The input of a network that begins with this layer, as far as the arguments tell: (N, C_in, H, W). Null: they
  /// don't.
  sym::Shape (*typical_input)(const Call&) = nullptr;
  /// What its first input holds if nobody says: a network that starts with an Embedding gets int64.
  ir::DType input_dtype = ir::DType::Float32;
  /// Whether the outputs of a call lie in the memory of its first input. Null: as `view` says.
  sym::Truth (*shares)(const Call&) = nullptr;
  bool view = false;     // its outputs are views of its first input, which need no memory of their own
  bool pooling = false;  // it makes of each window, or of all windows together, one element of the same channel
  std::span<const Example> examples{};
  std::span<const Rejected> rejected{};

  /// "torch.nn.Conv2d".
  std::string_view qualified() const { return names.substr(0, names.find(' ')); }
  /// "Conv2d"; "Conv" of "onnx:Conv".
  std::string_view name() const { return qualified().substr(qualified().find_last_of(".:") + 1); }
  /// Whether it overwrites its first input and returns it, which PyTorch's names tell: "add_".
  bool in_place() const {
    return form == Form::Function && ((name().ends_with('_') && !name().ends_with("__")) || name() == "__setitem__");
  }
};

}  // namespace shapewise::layer
