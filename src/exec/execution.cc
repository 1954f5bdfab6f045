// Access to arguments and tensors.
#include "exec/execution.h"

#include <cmath>
#include <fmt/format.h>

#include "exec/kernel.h"
#include "exec/views.h"
#include "layer/registry.h"

namespace shapewise::exec {
namespace {

std::vector<ir::Tensor> described(const std::vector<Tensor>& tensors) {
  std::vector<ir::Tensor> list;
  for (const Tensor& tensor : tensors) list.push_back(ir::Tensor::of(shape_of(tensor), tensor.dtype()));
  return list;
}

}  // namespace

std::string to_text(const Sizes& sizes) {
  return fmt::format("({}{})", fmt::join(sizes, ", "), sizes.size() == 1 ? "," : "");
}

sym::Shape shape_of(const Tensor& tensor) {
  sym::Shape shape;
  for (std::int64_t size : tensor.dims()) shape.dims.emplace_back(size);
  return shape;
}

Execution::Execution(const layer::Spec& spec, const ir::Args& args, const ir::Args& call_args,
                     std::vector<Tensor> inputs, Weights weights, Random& random, bool training)
    : call_(spec, args, call_args, described(inputs), {nullptr, nullptr, nullptr, training}, {}),
      constructor_(args),
      inputs_(std::move(inputs)),
      weights_(std::move(weights)),
      random_(random) {}

std::int64_t Execution::constant(const ir::Attr& value) {
  if (auto* boolean = value.as<bool>()) return *boolean ? 1 : 0;
  if (auto* integer = value.as<sym::Expr>()) {
    if (auto number = integer->constant(); number && fits_int64(*number)) return static_cast<std::int64_t>(*number);
  }
  if (auto* fraction = value.as<double>()) return whole(*fraction);
  if (auto* items = value.as<ir::AttrList>(); items != nullptr && items->size() == 1) return constant(items->front());
  if (Tensor held = tensor(value); held.defined() && held.elements() == 1) return whole(held.item());
  fail(fmt::format("an argument is {}, where an int is needed", ir::describe(value)));
  return 0;
}

std::int64_t Execution::integer(std::string_view param) { return constant(call_.arg(param)); }

double Execution::number(std::string_view param, double otherwise) const {
  if (!given(param)) return otherwise;
  Tensor held = tensor(call_.arg(param));
  return held.defined() ? held.item() : call_.number(param);
}

bool Execution::constructed_flag(std::string_view param) const {
  const ir::Arg* found = ir::find(constructor_, param);
  auto* flag = found != nullptr ? found->value.as<bool>() : nullptr;
  return flag != nullptr && *flag;
}

std::string_view Execution::text(std::string_view param) const {
  return call_.has(param) ? call_.text(param) : std::string_view();
}

Sizes Execution::sizes(std::string_view param) {
  const ir::Attr& value = call_.arg(param);
  auto* items = value.as<ir::AttrList>();
  if (Tensor held = tensor(param); held.defined()) return held.integers();
  if (items == nullptr) return {constant(value)};
  Sizes list;
  for (const ir::Attr& item : *items) list.push_back(constant(item));
  return list;
}

Sizes Execution::sizes(std::string_view param, int n) {
  Sizes list = sizes(param);
  if (list.size() == 1) list.resize(static_cast<std::size_t>(n), list.front());
  if (static_cast<int>(list.size()) != n) fail(fmt::format("{} has {} numbers, not {}", param, list.size(), n));
  list.resize(static_cast<std::size_t>(n), 1);
  return list;
}

int Execution::axis(std::string_view param, int rank, std::int64_t fallback) {
  std::int64_t named = given(param) ? integer(param) : fallback;
  auto found = axis_at(named, rank);
  if (!found) fail(fmt::format("there is no dimension {} among {}", named, rank));
  return found.value_or(0);
}

std::vector<int> Execution::axes(std::string_view param, int rank) {
  std::vector<int> list;
  Sizes named;
  if (given(param)) named = sizes(param);
  if (named.empty()) {
    for (int i = 0; i < rank; ++i) list.push_back(i);
  }
  for (std::int64_t one : named) {
    auto found = axis_at(one, rank);
    if (!found) fail(fmt::format("there is no dimension {} among {}", one, rank));
    if (rank > 0) list.push_back(found.value_or(0));
  }
  return list;
}

ir::DType Execution::dtype(std::string_view param, ir::DType otherwise) const {
  if (!call_.has(param)) return otherwise;
  auto* stated = call_.arg(param).as<ir::DType>();
  return stated != nullptr ? *stated : otherwise;
}

Tensor Execution::tensor(const ir::Attr& value) const {
  auto* ref = value.as<ir::TensorRef>();
  return ref != nullptr ? input(ref->input) : Tensor();
}

Tensor Execution::tensor(std::string_view param) const {
  for (const layer::Param& one : call_.spec().call) {
    if (one.name == param) return tensor(call_.arg(param));
  }
  return {};
}

std::vector<Tensor> Execution::tensors(std::string_view param) {
  std::vector<Tensor> list;
  collect(call_.arg(param), list);
  return list;
}

void Execution::collect(const ir::Attr& value, std::vector<Tensor>& list) {
  if (auto* items = value.as<ir::AttrList>()) {
    for (const ir::Attr& item : *items) collect(item, list);
  } else if (auto* open = value.as<ir::Unknown>()) {
    fail(fmt::format("a tensor of a list is not known: {}", open->why));
  } else if (Tensor one = tensor(value); one.defined()) {
    list.push_back(std::move(one));
  }
}

Tensor Execution::operand(std::string_view param, ir::DType dtype) {
  if (Tensor held = tensor(param); held.defined()) return held.to(dtype);
  if (auto* integer = call_.arg(param).as<sym::Expr>(); integer != nullptr && is_whole(dtype))
    return Tensor::of_integers({}, dtype, {constant(call_.arg(param))});
  double value = call_.number(param);
  if (std::isnan(value) && call_.arg(param).as<double>() == nullptr)
    fail(fmt::format("the argument {} is {}", param, ir::describe(call_.arg(param))));
  return Tensor::scalar(value, dtype);
}

Tensor Execution::weight(std::string_view param) const {
  const layer::Spec& spec = call_.spec();
  bool own = spec.form == layer::Form::Module || (spec.form == layer::Form::Foreign && spec.weights != nullptr);
  if (own) return weights_ ? weights_(param) : Tensor();
  return tensor(param);
}

Tensor Execution::given_weight(std::string_view param) {
  Tensor held = weight(param);
  if (!held.defined() && given(param)) fail(fmt::format("the {} that it was made with is not known", param));
  return held;
}

void Execution::give_over(const Tensor& result) {
  if (!call_.spec().in_place() && !flag("inplace")) return give(result);
  if (result.dims() != input().dims()) {
    return fail(fmt::format("a result of {} does not fit into a tensor of {}", to_text(result.dims()),
                            to_text(input().dims())));
  }
  assign(input(), result);
  give(input());
}

void Execution::fail(std::string message) {
  if (error_.empty()) error_ = fmt::format("{}: {}", name(), message);
}

std::vector<Tensor> Execution::inner(const ir::Layer& layer, std::vector<layer::Given> given,
                                     std::vector<Tensor> inputs, const std::string& prefix) {
  const layer::Spec& spec = layer::spec(layer.op);
  const Kernel* kernel = find_kernel(layer.op);
  diag::Sink sink;
  layer::Bound bound = layer::bind(spec.name(), spec.call, spec.spatial, std::move(given), {}, sink);
  if (kernel == nullptr || !bound.ok) {
    fail(fmt::format("{} inside of it can't be run", spec.name()));
    return {};
  }
  Weights weights = [&](std::string_view param) { return weights_ ? weights_(prefix + std::string(param)) : Tensor(); };
  Execution part(spec, layer.args, bound.args, std::move(inputs), std::move(weights), random_, training());
  kernel->run(part);
  if (part.failed()) fail(part.error());
  return part.take_outputs();
}

std::vector<Tensor> Execution::inner(std::string_view qualified, std::vector<layer::Given> arguments,
                                     std::vector<layer::Given> given, std::vector<Tensor> inputs,
                                     const std::string& prefix) {
  ir::Attr made = layer_of(qualified, std::move(arguments));
  return inner(*made.as<ir::Layer>(), std::move(given), std::move(inputs), prefix);
}

ir::Attr Execution::layer_of(std::string_view qualified, std::vector<layer::Given> arguments) {
  ir::Layer made;
  made.op = *layer::find_qualified(qualified);
  const layer::Spec& spec = layer::spec(made.op);
  diag::Sink sink;
  made.args = layer::bind(spec.name(), spec.params, spec.spatial, std::move(arguments), {}, sink).args;
  return {std::move(made), {}};
}

}  // namespace shapewise::exec
