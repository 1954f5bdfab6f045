// Call: one use of a layer, as its Spec's functions see it. It gives typed access to arguments and inputs, takes the
// outputs, and is where a layer says what is wrong. With symbolic sizes a rule can be true, false or open; an open one
// becomes a recorded assumption and the analysis goes on.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "diag/diagnostic.h"
#include "ir/graph.h"
#include "layer/spec.h"

namespace shapewise::layer {

/// What the calls of one network share.
struct Context {
  diag::Sink* sink = nullptr;
  sym::Facts* facts = nullptr;
  std::vector<ir::Assumption>* assumptions = nullptr;
  bool training = false;
};

class Call {
 public:
  /// `args` are the constructor's arguments, `call_args` those of the call; both bound. Ranges are for diagnostics.
  Call(const Spec& spec, const ir::Args& args, const ir::Args& call_args, std::vector<ir::Tensor> inputs,
       Context context, source::Range range);

  const Spec& spec() const { return *spec_; }
  std::string_view name() const { return spec_->name(); }
  int spatial() const { return spec_->spatial; }
  bool training() const { return context_.training; }
  const Context& context() const { return context_; }

  // --- arguments, by the parameter's name (of the call first, then of the constructor) ---
  bool has(std::string_view param) const;  // is there such a parameter here (signatures of variants differ)
  const ir::Attr& arg(std::string_view param) const;
  bool given(std::string_view param) const;
  bool is_none(std::string_view param) const;
  bool known(std::string_view param) const;         // false if its value could not be determined
  sym::Expr integer(std::string_view param) const;  // Expr::unknown if the value is unknown
  bool flag(std::string_view param) const;          // false if unknown
  double number(std::string_view param) const;      // NaN if unknown
  /// The numbers of a list of any length; one number is a list of one. NaN for those that are unknown.
  std::vector<double> numbers(std::string_view param) const;
  std::string_view text(std::string_view param) const;  // empty if it is no string
  /// One size per dimension: an int counts for all `n`, as does a tuple of one.
  std::vector<sym::Expr> ints(std::string_view param, int n) const;
  /// All ints of a list of any length; an int is a list of one.
  std::vector<sym::Expr> int_list(std::string_view param) const;

  /// The layer passed for a parameter that takes one, or null.
  const ir::Layer* layer(std::string_view param) const { return arg(param).as<ir::Layer>(); }

  // --- tensors ---
  int input_count() const { return static_cast<int>(inputs_.size()); }
  const ir::Tensor& input(int i = 0) const { return inputs_[static_cast<std::size_t>(i)]; }
  /// The tensor passed for a parameter of the call, or null if it was not given.
  const ir::Tensor* tensor(std::string_view param) const;
  /// The tensors passed for a parameter of the call that takes a list.
  std::vector<const ir::Tensor*> tensors(std::string_view param) const;
  /// Shape of input 0. Only valid if its shape is known: engines do not call `infer` otherwise, unless a Spec says so.
  const sym::Shape& shape() const { return *input(0).shape; }
  int output_count() const { return static_cast<int>(outputs_.size()); }
  const ir::Tensor& output(int i = 0) const { return outputs_[static_cast<std::size_t>(i)]; }
  const std::vector<ir::Tensor>& outputs() const { return outputs_; }
  const std::string& layout() const { return layout_; }
  bool failed() const { return failed_; }

  // --- rules ---
  /// True if the relation is proved, or open and now assumed (`reason` completes "… needs it": a noun phrase); false if
  /// refuted.
  bool holds(const sym::Relation& relation, std::string_view reason = {});
  /// True only if proved; nothing is assumed.
  bool proved(const sym::Relation& relation) const;
  /// True only if refuted; nothing is assumed.
  bool refuted(const sym::Relation& relation) const;
  /// An error at the argument of that name, or at the call itself if `param` is empty. The caller adds labels and
  /// notes.
  diag::Diagnostic& reject(diag::Kind kind, std::string_view param, std::string message);
  /// A warning: PyTorch runs it, but hardly as it was meant.
  diag::Diagnostic& warn(diag::Kind kind, std::string_view param, std::string message);
  /// An error has been reported by other means.
  void fail() { failed_ = true; }
  /// Where an argument stands; the call if it was not given.
  source::Range where(std::string_view param) const;
  source::Range range() const { return range_; }

  // --- results ---
  /// With the element type of the first input.
  void give(sym::Shape shape);
  void give(sym::Shape shape, ir::DType dtype) { give(ir::Tensor::of(std::move(shape), dtype)); }
  void give(ir::Tensor tensor);
  /// An output of which not even the rank is known, after an error.
  void give_nothing(std::string why) { give(ir::Tensor::unknown(std::move(why), dtype())); }
  /// How several outputs are nested in what the call returns: "t" (one tensor, the default), "(t,(t,t))", "(t,n)" for a
  /// tensor and None, "[t,t]" for a list, "(values:t,indices:t)" for a tuple whose items have names.
  void set_layout(std::string layout) { layout_ = std::move(layout); }
  /// Element type of the first input; float32 without one.
  ir::DType dtype() const;
  /// The outputs of a call that was inferred before, for costs and explanations.
  void set_outputs(std::vector<ir::Tensor> outputs) { outputs_ = std::move(outputs); }

 private:
  const ir::Arg* find(std::string_view param) const;

  const Spec* spec_;
  const ir::Args* args_;
  const ir::Args* call_args_;
  std::vector<ir::Tensor> inputs_;
  std::vector<ir::Tensor> outputs_;
  std::string layout_ = "t";
  Context context_;
  source::Range range_;
  bool failed_ = false;
};

/// A named quantity from an argument: the Formula "k_h" with the value of kernel_size[0].
inline sym::Formula named(std::string name, sym::Expr value) {
  return sym::Formula::named(std::move(name), std::move(value));
}

}  // namespace shapewise::layer
