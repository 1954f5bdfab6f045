// Translation: one call on its way into ONNX, as the spelling of its family sees it. It gives the names of what the
// call takes, adds operators, and takes the names of what the call gives.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "ir/stored.h"
#include "layer/call.h"
#include "save/onnx/contents.h"

namespace shapewise::save {

/// What the calls of one network share.
struct Writing {
  const ir::Graph& graph;
  Document document;
  std::vector<std::string> names;         // by value: of what was written so far; else empty
  std::vector<std::string> weight_names;  // by weight: of those that are written; else empty
  std::map<std::string, int, std::less<>> taken = {};
  Int bytes = 0;  // of weights and constants so far

  /// Counts a tensor among what the file holds; false if it has no room for it.
  bool take_room(const Ints& dims, ir::DType dtype);

  /// The name, or with a number behind it if it is taken.
  std::string unique(std::string name);
};

class Translation {
 public:
  Translation(Writing& writing, ir::NodeId node);

  const layer::Call& call() const { return call_; }
  int opset() const { return writing_.document.opset; }

  // --- what the call takes ---
  std::string input(int i = 0);
  ir::DType dtype(int i = 0) const { return call_.input(i).dtype; }
  /// Of the tensor passed for a parameter; empty if there is none.
  std::string tensor(std::string_view param);
  /// Of the tensors passed for a parameter that takes a list.
  std::vector<std::string> tensors(std::string_view param);
  /// A tensor or number passed for a parameter, in this element type.
  std::string operand(std::string_view param, ir::DType dtype);
  /// Of a weight of the layer; empty if it has none of that name.
  std::string weight(std::string_view name);
  /// The weight of a module, or the tensor that a function gets for it.
  std::string weight_or_tensor(std::string_view name);

  // --- what it becomes ---
  std::string add(std::string_view op, std::vector<std::string> inputs, std::vector<Attribute> attributes = {});
  std::vector<std::string> add_many(std::string_view op, std::vector<std::string> inputs,
                                    std::vector<Attribute> attributes, std::size_t outputs);
  /// Refused with the error, if it is one.
  std::string constant(Result<Stored> contents);
  /// A vector of int64.
  std::string ints(const Ints& values);
  /// So many equal numbers; one without dimensions by default.
  std::string number(Number value, ir::DType dtype, const Ints& dims = {});
  std::string cast(const std::string& name, ir::DType from, ir::DType to);
  /// A vector of these sizes, which may be open: empty, after a refusal, if one can't be told from any tensor.
  std::string sizes(const std::vector<sym::Expr>& sizes);
  /// The same elements with other sizes.
  std::string reshaped(const std::string& name, const sym::Shape& from, const sym::Shape& to);
  void give(std::string name, int output = 0);

  /// There is no way to say it; the first reason counts.
  void refuse(std::string why) {
    if (why_.empty()) why_ = std::move(why);
  }
  const std::string& why() const { return why_; }
  bool complete() const;

 private:
  std::string value(ir::ValueId id);
  std::string size(const sym::Expr& size);

  Writing& writing_;
  const ir::Node& node_;
  layer::Call call_;
  std::string path_;
  std::string why_;
};

/// These sizes as numbers; the call is refused if one is open. `what` names them: "the padding".
Ints numbers(Translation& t, const std::vector<sym::Expr>& sizes, std::string_view what);
/// Axes of arguments, none below zero.
std::int64_t axis(const Translation& t, std::string_view param, int rank);

}  // namespace shapewise::save
