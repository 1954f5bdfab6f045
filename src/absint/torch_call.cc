// From Python arguments to layer arguments and back.
#include "absint/torch_call.h"

#include <algorithm>
#include <fmt/format.h>

#include "absint/integer.h"
#include "absint/numbers.h"
#include "absint/tensor_values.h"
#include "absint/torch_module.h"
#include "layer/registry.h"

namespace shapewise::absint {
namespace {

/// Reads a layout such as "(t,(t,t))" or "(values:t,indices:t)": one value, tuples and lists of them.
class LayoutReader {
 public:
  LayoutReader(Interpreter& interpreter, const layer::Returned& returned)
      : interpreter_(interpreter), returned_(returned) {}

  Value read() {
    char c = returned_.layout[at_++];
    if (c == 't') return interpreter_.make_tensor(returned_.values[next_++]);
    if (c == 'n') return Value::none();
    std::vector<Value> items;
    std::vector<python::Name> fields;
    while (returned_.layout[at_] != ')' && returned_.layout[at_] != ']') {
      read_field(fields);
      items.push_back(read());
      if (returned_.layout[at_] == ',') ++at_;
    }
    ++at_;
    if (c == '[') return interpreter_.list(std::move(items));
    Value made = interpreter_.tuple(std::move(items));
    if (!fields.empty()) as<Tuple>(made)->fields = std::make_shared<const std::vector<python::Name>>(std::move(fields));
    return made;
  }

 private:
  void read_field(std::vector<python::Name>& fields) {
    std::size_t end = returned_.layout.find_first_of(":,)(]", at_);
    if (end == std::string::npos || returned_.layout[end] != ':') return;
    fields.push_back(interpreter_.intern(std::string_view(returned_.layout).substr(at_, end - at_)));
    at_ = end + 1;
  }

  Interpreter& interpreter_;
  const layer::Returned& returned_;
  std::size_t at_ = 0;
  std::size_t next_ = 0;
};

std::vector<layer::Given> given_arguments(Interpreter& interpreter, Arguments& arguments,
                                          std::vector<ir::ValueId>& inputs) {
  std::vector<layer::Given> given;
  for (Argument& argument : arguments.items) {
    layer::Given made;
    if (argument.name.valid()) made.name = argument.name.text();
    made.name_range = argument.name_range;
    made.value = interpreter.to_attr(argument.value, argument.range, inputs);
    given.push_back(std::move(made));
  }
  return given;
}

constexpr std::string_view kBinary[] = {"torch.bitwise_or",
                                        "torch.bitwise_xor",
                                        "torch.bitwise_and",
                                        "torch.bitwise_left_shift",
                                        "torch.bitwise_right_shift",
                                        "torch.add",
                                        "torch.sub",
                                        "torch.mul",
                                        "torch.div",
                                        "torch.floor_divide",
                                        "torch.remainder",
                                        "torch.pow",
                                        "torch.matmul"};
constexpr int kDeepest = 40;
constexpr int kMostItems = 1'000'000;

/// False for lists that contain themselves, or hold more than any call is passed.
bool is_bounded(Interpreter& interpreter, Value value, int depth, int& budget) {
  const std::vector<Value>* items = interpreter.elements(value);
  if (items == nullptr) return true;
  if (depth == 0) return false;
  return std::all_of(items->begin(), items->end(),
                     [&](Value item) { return --budget > 0 && is_bounded(interpreter, item, depth - 1, budget); });
}

/// What a value is that can stand for no number, tensor or list; empty if it might.
std::string object_in_words(Value value) {
  if (auto* function = as<Function>(value)) return fmt::format("the function {}", function->name.text());
  if (as<BoundMethod>(value) != nullptr) return "a method, which is not called";
  if (auto* native = as<Native>(value)) return fmt::format("the function {}", native->name);
  if (as<Dict>(value) != nullptr) return "a dict";
  // Types of the library pass for types of elements.
  if (auto* type = as<Class>(value); type != nullptr && (type->op.valid() || type->range.valid()))
    return fmt::format("the class {}", type->name.text());
  auto* instance = as<Instance>(value);
  if (instance == nullptr || instance->module == nullptr || instance->module->is_layer) return {};
  return fmt::format("a module, {}", instance->type->name.text());
}

/// The methods behind +=; tensors have none for @=.
constexpr std::string_view kInPlace[] = {"torch.Tensor.bitwise_or_",
                                         "torch.Tensor.bitwise_xor_",
                                         "torch.Tensor.bitwise_and_",
                                         "torch.Tensor.bitwise_left_shift_",
                                         "torch.Tensor.bitwise_right_shift_",
                                         "torch.Tensor.add_",
                                         "torch.Tensor.sub_",
                                         "torch.Tensor.mul_",
                                         "torch.Tensor.div_",
                                         "torch.Tensor.floor_divide_",
                                         "torch.Tensor.remainder_",
                                         "torch.Tensor.pow_"};
constexpr std::string_view kCompare[] = {"torch.eq", "torch.ne", "torch.lt", "torch.le", "torch.gt", "torch.ge"};
constexpr std::string_view kMirrored[] = {"torch.eq", "torch.ne", "torch.gt", "torch.ge", "torch.lt", "torch.le"};

}  // namespace

Value Interpreter::make_tensor(ir::ValueId value) {
  auto* made = heap_.make<Tensor>();
  made->value = value;
  return made;
}

const ir::Tensor& Interpreter::tensor_of(const Tensor& tensor) const { return builder_.graph()[tensor.value].tensor; }

namespace {

/// What a constant holds goes into the graph with it, for those who run the network.
void keep_contents(Interpreter& interpreter, const Tensor& tensor) {
  ir::Value& constant = interpreter.builder().graph()[tensor.value];
  if (constant.producer.valid() || tensor.elements == nullptr || constant.tensor.elements != nullptr) return;
  auto contents = std::make_shared<ir::Elements>();
  for (Value value : *tensor.elements) {
    if (value.is_float()) {
      contents->emplace_back(value.as_float());
    } else if (auto expr = interpreter.as_expr(value)) {
      contents->emplace_back(*expr);
    }
  }
  if (contents->size() == tensor.elements->size()) constant.tensor.elements = std::move(contents);
}

}  // namespace

ir::Attr Interpreter::to_attr(Value value, source::Range range, std::vector<ir::ValueId>& inputs) {
  if (value.is_none()) return {ir::None{}, range};
  if (value.is_bool()) return {value.as_bool(), range};
  if (value.is_float()) return {value.as_float(), range};
  if (auto expr = as_expr(value)) return {*expr, range};
  if (auto* text = as<Str>(value)) return {text->text, range};
  if (auto* type = as<DTypeObject>(value)) return {type->dtype, range};
  if (auto* tensor = as<Tensor>(value)) {
    keep_contents(*this, *tensor);
    inputs.push_back(tensor->value);
    return {ir::TensorRef{static_cast<int>(inputs.size()) - 1}, range};
  }
  if (const auto* items = elements(value)) {
    int budget = kMostItems;
    if (!is_bounded(*this, value, kDeepest, budget)) return {ir::Unknown{"a list that contains itself"}, range};
    ir::AttrList list;
    for (Value item : *items) list.push_back(to_attr(item, range, inputs));
    return {std::move(list), range};
  }
  if (auto* r = as<absint::Range>(value); r != nullptr && r->size() <= 1000) {
    ir::AttrList list;
    for (std::int64_t i = 0; i < r->size(); ++i) list.push_back({sym::Expr(r->start + i * r->step), range});
    return {std::move(list), range};
  }
  if (value.tag() == Tag::Ellipsis) return {std::string("..."), range};
  if (auto* slice = as<Slice>(value)) {
    ir::AttrList parts{{std::string("slice"), range}};
    for (Value part : {slice->start, slice->stop, slice->step}) parts.push_back(to_attr(part, range, inputs));
    return {std::move(parts), range};
  }
  if (auto* missing = as<Unknown>(value)) {
    report_gap(*missing);
    return {ir::Unknown{missing->why}, range};
  }
  if (auto* instance = as<Instance>(value);
      instance != nullptr && instance->module != nullptr && instance->module->is_layer) {
    const layer::Constructed& layer = instance->module->layer;
    if (!layer.failed) return {layer.layer, range};
  }
  if (std::string what = object_in_words(value); !what.empty()) return {ir::Object{std::move(what)}, range};
  return {ir::Unknown{fmt::format("a value of type {}", type_name(value))}, range};
}

Value Interpreter::from_attr(const ir::Attr& attr) {
  if (auto* b = attr.as<bool>()) return Value::boolean(*b);
  if (auto* e = attr.as<sym::Expr>())
    return e->has_unknown() ? unknown("its value is not known", attr.range) : integer(*e);
  if (auto* d = attr.as<double>()) return Value::floating(*d);
  if (auto* s = attr.as<std::string>()) return str(*s);
  if (auto* t = attr.as<ir::DType>()) return dtype(*t);
  if (auto* items = attr.as<ir::AttrList>()) {
    std::vector<Value> values;
    for (const ir::Attr& item : *items) values.push_back(from_attr(item));
    return tuple(std::move(values));
  }
  if (attr.is<ir::None>()) return Value::none();
  return unknown("its value is not known", attr.range);
}

/// What the calls around a place add to the errors that were found there.
void Interpreter::explain_errors(int first) {
  for (diag::Diagnostic& diagnostic : builder_.sink().since(first)) add_call_stack(diagnostic, stack_);
}

/// The innermost place in the program's own text.
source::Range Interpreter::own_place(source::Range range) const {
  for (auto frame = stack_.rbegin(); frame != stack_.rend() && (!range.valid() || in_library(range)); ++frame) {
    range = frame->call;
  }
  return range;
}

Value Interpreter::returned_values(const layer::Returned& returned) {
  bool all_known = true;
  for (ir::ValueId id : returned.values) all_known = all_known && builder_.graph()[id].tensor.shape.has_value();
  // Of a call that could not be inferred it is not even known how many tensors it returns, unless it is one.
  if (!all_known && returned.layout != "t")
    return unknown(builder_.graph()[returned.values.front()].tensor.why_unknown, {});
  return LayoutReader(*this, returned).read();
}

Value Interpreter::call_function(ir::OpId op, Arguments& arguments) {
  if (!step(arguments.site)) return {};
  std::vector<ir::ValueId> inputs;
  std::vector<layer::Given> given = given_arguments(*this, arguments, inputs);
  int before = builder_.sink().count();
  layer::Returned returned =
      builder_.call(op, std::move(given), std::move(inputs), scope_module(), own_place(arguments.site));
  explain_errors(before);
  Value result = returned_values(returned);
  auto* tensor = as<Tensor>(result);
  if (tensor == nullptr) return result;
  // What is behind an error has no elements, as it has no shape.
  bool inferred = tensor_of(*tensor).shape.has_value();
  tensor->elements = inferred ? compute_values(*this, layer::spec(op).qualified(), arguments) : nullptr;
  auto* overwritten = layer::spec(op).in_place() ? as<Tensor>(arguments.at(0)) : nullptr;
  if (overwritten == nullptr) return result;
  overwritten->elements = tensor->elements;
  if (!overwritten->parameter) overwritten->value = tensor->value;
  return overwritten;
}

layer::Constructed Interpreter::construct_layer(ir::OpId op, Arguments& arguments) {
  std::vector<ir::ValueId> inputs;
  std::vector<layer::Given> given = given_arguments(*this, arguments, inputs);
  int before = builder_.sink().count();
  layer::Constructed made = builder_.prepare(op, std::move(given), own_place(arguments.site));
  explain_errors(before);
  return made;
}

Value Interpreter::call_layer(Instance& layer, Arguments& arguments) {
  if (!step(arguments.site)) return {};
  ModuleState& state = *layer.module;
  if (!state.id.valid()) attach_tree(*this, layer, "", scope_module());
  std::vector<ir::ValueId> inputs;
  std::vector<layer::Given> given = given_arguments(*this, arguments, inputs);
  int before = builder_.sink().count();
  layer::Returned returned =
      builder_.call(state.id, std::move(given), std::move(inputs), scope_module(), own_place(arguments.site));
  explain_errors(before);
  state.layer.layer = {builder_.graph()[state.id].op,
                       builder_.graph()[state.id].args};  // a lazy layer has become another
  return returned_values(returned);
}

Value call_registered(Interpreter& interpreter, std::string_view qualified, std::initializer_list<Value> positional,
                      source::Range range) {
  auto op = layer::find_qualified(qualified);
  if (!op) return interpreter.unknown(fmt::format("{} is not modelled", qualified), range);
  Arguments arguments;
  arguments.site = range;
  for (Value value : positional) arguments.items.push_back({{}, value, range, {}});
  return interpreter.call_function(*op, arguments);
}

Value tensor_binary(Interpreter& interpreter, python::BinaryOp op, Value a, Value b, source::Range range) {
  std::string_view name = kBinary[static_cast<std::size_t>(op)];
  auto operand = [](Value v) { return as<Tensor>(v) != nullptr || is_number(v); };
  a = held(a);
  b = held(b);
  if (!operand(a) || !operand(b)) return Value::not_implemented();
  return call_registered(interpreter, name, {a, b}, range);
}

Value tensor_in_place(Interpreter& interpreter, python::BinaryOp op, Tensor& tensor, Value b, source::Range range) {
  auto index = static_cast<std::size_t>(op);
  if (index >= std::size(kInPlace) || (as<Tensor>(b) == nullptr && !is_number(b)))
    return tensor_binary(interpreter, op, &tensor, b, range);
  return call_registered(interpreter, kInPlace[index], {&tensor, b}, range);
}

Value tensor_unary(Interpreter& interpreter, python::UnaryOp op, Value a, source::Range range) {
  if (op == python::UnaryOp::Positive) return call_registered(interpreter, "torch.positive", {a}, range);
  return call_registered(interpreter, op == python::UnaryOp::Negative ? "torch.neg" : "torch.bitwise_not", {a}, range);
}

Value tensor_compare(Interpreter& interpreter, python::CompareOp op, Value a, Value b, source::Range range) {
  auto index = static_cast<std::size_t>(op);
  return as<Tensor>(a) != nullptr ? call_registered(interpreter, kCompare[index], {a, b}, range)
                                  : call_registered(interpreter, kMirrored[index], {b, a}, range);
}

static std::optional<Int> number_of_elements(Interpreter& interpreter, const Tensor& tensor) {
  const ir::Tensor& type = interpreter.tensor_of(tensor);
  return type.shape ? type.shape->elements().constant() : std::nullopt;
}

bool has_open_truth(Interpreter& interpreter, const Tensor& tensor) {
  return tensor.elements == nullptr && number_of_elements(interpreter, tensor).value_or(1) == 1;
}

Value tensor_truth(Interpreter& interpreter, Tensor& tensor, source::Range range) {
  if (tensor.elements != nullptr && tensor.elements->size() == 1)
    return interpreter.truth(tensor.elements->front(), range);
  std::optional<Int> count = number_of_elements(interpreter, tensor);
  if (count && *count != 1) {
    return interpreter.raise_error(
        "RuntimeError", range,
        fmt::format("Boolean value of Tensor with {} is ambiguous", *count == 0 ? "no values" : "more than one value"));
  }
  return interpreter.truth(interpreter.unknown("the program asks for the value of a tensor", range), range);
}

Value tensor_length(Interpreter& interpreter, Tensor& tensor, source::Range range) {
  const ir::Tensor& type = interpreter.tensor_of(tensor);
  if (!type.shape) return interpreter.unknown(type.why_unknown, range);
  if (type.shape->rank() == 0) return interpreter.raise_error("TypeError", range, "len() of a 0-d tensor");
  return interpreter.integer((*type.shape)[0]);
}

bool set_tensor_attribute(Interpreter& interpreter, Tensor& tensor, python::Name name, Value value,
                          source::Range range) {
  if (name.text() == "requires_grad") {
    Value flag = interpreter.truth(value, range);
    if (flag.failed()) return false;
    tensor.requires_grad = flag.as_bool();
    if (tensor.weight.valid()) interpreter.builder().graph()[tensor.weight].trainable = flag.as_bool();
  } else if (name.text() == "data" && as<Tensor>(value) != nullptr) {
    tensor.value = as<Tensor>(value)->value;
    tensor.elements = as<Tensor>(value)->elements;
  } else if (name.text() != "grad") {
    if (tensor.attributes == nullptr) tensor.attributes = std::make_unique<Namespace>();
    tensor.attributes->set(name, value);
  }
  return true;
}

}  // namespace shapewise::absint
