// Access to arguments, and the one place where rules meet symbolic sizes.
#include "layer/call.h"

#include <algorithm>
#include <cmath>
#include <fmt/format.h>

#include "base/check.h"

namespace shapewise::layer {
namespace {

sym::Expr as_integer(const ir::Attr& value) {
  if (auto* e = value.as<sym::Expr>()) return *e;
  if (auto* b = value.as<bool>()) return *b ? 1 : 0;
  return sym::Expr::unknown();
}

double as_number(const ir::Attr& value) {
  if (auto* d = value.as<double>()) return *d;
  auto integer = as_integer(value).constant();
  return integer ? static_cast<double>(*integer) : std::nan("");
}

/// What a tensor holds as far as it is known, or at least how many elements it has.
std::vector<sym::Expr> integers_in(const ir::Tensor& tensor) {
  constexpr Int kMost = 64;
  std::vector<sym::Expr> list;
  if (tensor.elements) {
    for (const ir::Element& element : *tensor.elements) {
      auto* integer = std::get_if<sym::Expr>(&element);
      list.push_back(integer != nullptr ? *integer : sym::Expr::unknown());
    }
    return list;
  }
  bool vector = tensor.shape && tensor.shape->rank() == 1;
  auto length = vector ? (*tensor.shape)[0].constant() : std::nullopt;
  bool few = length && *length <= kMost;
  list.resize(few ? static_cast<std::size_t>(*length) : 1, sym::Expr::unknown());
  return list;
}

/// The first size that PyTorch could not hold (over 64 bits), or the reason why a size has no value.
std::string overflow(const sym::Shape& shape) {
  sym::Expr elements = 1;
  for (const sym::Expr& dim : shape.dims) {
    if (dim.is_invalid()) return dim.invalid_reason();
    auto value = dim.constant();
    if (value && !fits_int64(*value)) return fmt::format("the size {} does not fit into 64 bits", to_string(*value));
    if (value) elements *= dim;
  }
  auto count = elements.constant();
  if (!count || !fits_int64(*count)) return "the number of elements does not fit into 64 bits";
  return {};
}

}  // namespace

Call::Call(const Spec& spec, const ir::Args& args, const ir::Args& call_args, std::vector<ir::Tensor> inputs,
           Context context, source::Range range)
    : spec_(&spec),
      args_(&args),
      call_args_(&call_args),
      inputs_(std::move(inputs)),
      context_(context),
      range_(range) {}

const ir::Arg* Call::find(std::string_view param) const {
  const ir::Arg* found = ir::find(*call_args_, param);
  return found != nullptr ? found : ir::find(*args_, param);
}

bool Call::has(std::string_view param) const { return find(param) != nullptr; }

const ir::Attr& Call::arg(std::string_view param) const {
  const ir::Arg* found = find(param);
  CHECK(found != nullptr);
  return found->value;
}

bool Call::given(std::string_view param) const {
  const ir::Arg* found = find(param);
  return found != nullptr && found->given;
}

bool Call::is_none(std::string_view param) const { return arg(param).is<ir::None>(); }

bool Call::known(std::string_view param) const { return !arg(param).is<ir::Unknown>(); }

sym::Expr Call::integer(std::string_view param) const { return as_integer(arg(param)); }

bool Call::flag(std::string_view param) const {
  const ir::Attr& value = arg(param);
  if (auto* b = value.as<bool>()) return *b;
  if (auto* e = value.as<sym::Expr>()) return !e->is_constant(0);
  return false;
}

double Call::number(std::string_view param) const { return as_number(arg(param)); }

std::vector<double> Call::numbers(std::string_view param) const {
  const ir::Attr& value = arg(param);
  auto* items = value.as<ir::AttrList>();
  if (items == nullptr) return {as_number(value)};
  std::vector<double> list;
  for (const ir::Attr& item : *items) list.push_back(as_number(item));
  return list;
}

std::string_view Call::text(std::string_view param) const {
  auto* s = arg(param).as<std::string>();
  return s != nullptr ? std::string_view(*s) : std::string_view();
}

std::vector<sym::Expr> Call::ints(std::string_view param, int n) const {
  std::vector<sym::Expr> list = int_list(param);
  if (list.size() == 1) list.resize(static_cast<std::size_t>(n), list.front());
  // Only a value that is unknown can have another length here: binding has checked the others.
  if (static_cast<int>(list.size()) != n) list.assign(static_cast<std::size_t>(n), sym::Expr::unknown());
  return list;
}

std::vector<sym::Expr> Call::int_list(std::string_view param) const {
  if (const ir::Tensor* held = tensor(param)) return integers_in(*held);
  const ir::Attr& value = arg(param);
  auto* items = value.as<ir::AttrList>();
  if (items == nullptr) return {as_integer(value)};
  std::vector<sym::Expr> list;
  for (const ir::Attr& item : *items) list.push_back(as_integer(item));
  return list;
}

const ir::Tensor* Call::tensor(std::string_view param) const {
  const ir::Arg* found = ir::find(*call_args_, param);  // a constructor's tensors are no inputs of this call
  if (found == nullptr) return nullptr;
  auto* ref = found->value.as<ir::TensorRef>();
  return ref != nullptr ? &input(ref->input) : nullptr;
}

std::vector<const ir::Tensor*> Call::tensors(std::string_view param) const {
  std::vector<const ir::Tensor*> list;
  auto* items = arg(param).as<ir::AttrList>();
  if (items == nullptr) return list;
  for (const ir::Attr& item : *items) {
    if (auto* ref = item.as<ir::TensorRef>()) list.push_back(&input(ref->input));
  }
  return list;
}

bool Call::holds(const sym::Relation& relation, std::string_view reason) {
  if (context_.facts == nullptr) return true;
  switch (context_.facts->prove(relation)) {
    case sym::Truth::Yes: return true;
    case sym::Truth::No: return false;
    case sym::Truth::Unknown: break;
  }
  bool about_unknowns =
      relation.a.has_unknown() || relation.b.has_unknown() || relation.a.is_invalid() || relation.b.is_invalid();
  if (about_unknowns) return true;
  if (context_.facts->assume(relation) == sym::Truth::No) return false;
  if (context_.assumptions != nullptr) {
    std::string why(reason.empty() ? name() : reason);
    context_.assumptions->push_back({relation, std::move(why), range_});
  }
  return true;
}

bool Call::proved(const sym::Relation& relation) const {
  sym::Facts none;
  const sym::Facts& facts = context_.facts != nullptr ? *context_.facts : none;
  return facts.prove(relation) == sym::Truth::Yes;
}

bool Call::refuted(const sym::Relation& relation) const {
  sym::Facts none;
  const sym::Facts& facts = context_.facts != nullptr ? *context_.facts : none;
  return facts.prove(relation) == sym::Truth::No;
}

source::Range Call::where(std::string_view param) const {
  const ir::Arg* found = find(param);
  return found != nullptr && found->given && found->value.range.valid() ? found->value.range : range_;
}

diag::Diagnostic& Call::warn(diag::Kind kind, std::string_view param, std::string message) {
  CHECK(context_.sink != nullptr);
  diag::Diagnostic warning;
  warning.kind = kind;
  warning.severity = diag::Severity::Warning;
  warning.message = std::move(message);
  warning.range = where(param);
  return context_.sink->add(std::move(warning));
}

diag::Diagnostic& Call::reject(diag::Kind kind, std::string_view param, std::string message) {
  failed_ = true;
  CHECK(context_.sink != nullptr);
  return context_.sink->error(kind, where(param), std::move(message));
}

void Call::give(sym::Shape shape) {
  ir::Tensor tensor = ir::Tensor::of(std::move(shape), dtype());
  tensor.dtype_assumed = !inputs_.empty() && inputs_.front().dtype_assumed;
  give(std::move(tensor));
}

void Call::give(ir::Tensor tensor) {
  if (tensor.shape && context_.facts != nullptr) {
    for (sym::Expr& dim : tensor.shape->dims) dim = context_.facts->simplify(dim);
  }
  if (tensor.shape && !failed_) {
    if (std::string reason = overflow(*tensor.shape); !reason.empty()) {
      reject(diag::Kind::Overflow, {}, fmt::format("the output of {} is too large: {}", name(), reason));
      tensor = ir::Tensor::unknown("its size overflows", tensor.dtype);
    }
  }
  outputs_.push_back(std::move(tensor));
}

ir::DType Call::dtype() const { return inputs_.empty() ? ir::DType::Float32 : inputs_.front().dtype; }

}  // namespace shapewise::layer
