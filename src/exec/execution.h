// Execution: one call as its kernel sees it: arguments with numbers in the place of symbols, tensors, weights. A kernel
// computes outputs from inputs alone; it never looks at the shape that was inferred.
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "exec/random.h"
#include "exec/tensor.h"
#include "layer/bind.h"
#include "layer/call.h"

namespace shapewise::exec {

/// The weight of that name in the state_dict of the layer; none if it has none.
using Weights = std::function<Tensor(std::string_view name)>;

class Execution {
 public:
  Execution(const layer::Spec& spec, const ir::Args& args, const ir::Args& call_args, std::vector<Tensor> inputs,
            Weights weights, Random& random, bool training);

  std::string_view name() const { return call_.name(); }
  bool training() const { return call_.training(); }
  Random& random() { return random_; }
  bool is_function() const { return call_.spec().form == layer::Form::Function; }
  /// For what is read from arguments by the code that inference uses too.
  const layer::Call& call() const { return call_; }

  // --- arguments ---
  bool has(std::string_view param) const { return call_.has(param); }
  /// There is such a parameter, and it is not None.
  bool given(std::string_view param) const { return call_.has(param) && !call_.is_none(param); }
  bool flag(std::string_view param) const { return call_.has(param) && call_.flag(param); }
  /// A flag of the constructor, though a parameter of the call has the same name.
  bool constructed_flag(std::string_view param) const;
  std::int64_t integer(std::string_view param);
  double number(std::string_view param, double otherwise = 0) const;
  std::string_view text(std::string_view param) const;
  /// All integers of a list; one integer is a list of one.
  Sizes sizes(std::string_view param);
  /// One for each of `n` dimensions.
  Sizes sizes(std::string_view param, int n);
  /// The axis that an argument names; the call fails if there is none. `fallback` where it is not given.
  int axis(std::string_view param, int rank, std::int64_t fallback = 0);
  /// The axes that an argument names; all of them where it is None or not there.
  std::vector<int> axes(std::string_view param, int rank);
  /// The element type of an argument, or `otherwise`.
  ir::DType dtype(std::string_view param, ir::DType otherwise) const;
  std::int64_t constant(const ir::Attr& value);

  // --- tensors ---
  int input_count() const { return static_cast<int>(inputs_.size()); }
  const Tensor& input(int i = 0) const { return inputs_[static_cast<std::size_t>(i)]; }
  /// The tensor passed for a parameter of the call; none if it was not given.
  Tensor tensor(std::string_view param) const;
  Tensor tensor(const ir::Attr& value) const;
  /// Those of a list; the call fails if one is not known.
  std::vector<Tensor> tensors(std::string_view param);
  /// A tensor, or a number as a tensor without dimensions of that type.
  Tensor operand(std::string_view param, ir::DType dtype);
  /// A weight of a module, or the tensor that a function gets for the parameter of that name.
  Tensor weight(std::string_view param) const;
  /// The same for a tensor that a module's constructor may be given; the call fails if it was, as its contents are not
  /// known.
  Tensor given_weight(std::string_view param);

  // --- results ---
  void give(Tensor tensor) { outputs_.push_back(std::move(tensor)); }
  /// The result of a call that may overwrite its first input: inplace=True, or add_.
  void give_over(const Tensor& result);
  /// What the call is given does not fit together. Says what was expected and what was found.
  void fail(std::string message);
  bool failed() const { return !error_.empty(); }
  const std::string& error() const { return error_; }
  const std::vector<Tensor>& outputs() const { return outputs_; }
  std::vector<Tensor> take_outputs() { return std::move(outputs_); }

  /// Runs a layer inside of this one, whose weights have `prefix` before their names. Without outputs if it failed.
  std::vector<Tensor> inner(const ir::Layer& layer, std::vector<layer::Given> given, std::vector<Tensor> inputs,
                            const std::string& prefix);
  std::vector<Tensor> inner(std::string_view qualified, std::vector<layer::Given> arguments,
                            std::vector<layer::Given> given, std::vector<Tensor> inputs, const std::string& prefix);
  /// A layer of PyTorch with these arguments, as an argument of another one.
  static ir::Attr layer_of(std::string_view qualified, std::vector<layer::Given> arguments);

 private:
  void collect(const ir::Attr& value, std::vector<Tensor>& list);

  layer::Call call_;
  const ir::Args& constructor_;
  std::vector<Tensor> inputs_;
  Weights weights_;
  Random& random_;
  std::vector<Tensor> outputs_;
  std::string error_;
};

/// (3, 4) in messages.
std::string to_text(const Sizes& sizes);
/// The shape as inference has it.
sym::Shape shape_of(const Tensor& tensor);

}  // namespace shapewise::exec
