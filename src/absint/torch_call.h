// Tensors in the interpreter: calls of layers and functions, operators and indexing, all through the layer registry.
#pragma once

#include "absint/interpreter.h"

namespace shapewise::absint {

Value tensor_binary(Interpreter& interpreter, python::BinaryOp op, Value a, Value b, source::Range range);
/// tensor += b.
Value tensor_in_place(Interpreter& interpreter, python::BinaryOp op, Tensor& tensor, Value b, source::Range range);
Value tensor_unary(Interpreter& interpreter, python::UnaryOp op, Value a, source::Range range);
Value tensor_compare(Interpreter& interpreter, python::CompareOp op, Value a, Value b, source::Range range);
/// Whether a tensor of one element may be true or false.
bool has_open_truth(Interpreter& interpreter, const Tensor& tensor);
Value tensor_truth(Interpreter& interpreter, Tensor& tensor, source::Range range);
Value tensor_item(Interpreter& interpreter, Tensor& tensor, Value index, source::Range range);
bool tensor_set_item(Interpreter& interpreter, Tensor& tensor, Value index, Value value, source::Range range);
Value tensor_length(Interpreter& interpreter, Tensor& tensor, source::Range range);
/// False if it is open how many rows a tensor has, or whether it has any.
bool has_known_rows(Interpreter& interpreter, const Tensor& tensor);
/// tensor[0], tensor[1], …; false if it raised.
bool tensor_rows(Interpreter& interpreter, Tensor& tensor, std::vector<Value>& rows, source::Range range);
bool set_tensor_attribute(Interpreter& interpreter, Tensor& tensor, python::Name name, Value value,
                          source::Range range);
/// Calls a function of the registry by qualified name; not known if there is none.
Value call_registered(Interpreter& interpreter, std::string_view qualified, std::initializer_list<Value> positional,
                      source::Range range);

}  // namespace shapewise::absint
