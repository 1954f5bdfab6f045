// Printing of argument values.
#include "ir/attr.h"

#include <fmt/format.h>

namespace shapewise::ir {
namespace {

template <class... F>
struct Overloaded : F... {
  using F::operator()...;
};
template <class... F>
Overloaded(F...) -> Overloaded<F...>;

std::string list_text(const AttrList& items) {
  std::string text = "(";
  for (std::size_t i = 0; i < items.size(); ++i) {
    if (i > 0) text += ", ";
    text += to_text(items[i]);
  }
  return text + (items.size() == 1 ? ",)" : ")");
}

}  // namespace

const Arg* find(const Args& args, std::string_view name) {
  for (const Arg& arg : args) {
    if (arg.name == name) return &arg;
  }
  return nullptr;
}

std::string to_text(const Attr& attr) {
  return std::visit(Overloaded{
                        [](None) -> std::string { return "None"; },
                        [](bool b) -> std::string { return b ? "True" : "False"; },
                        [](const sym::Expr& e) { return sym::to_text(e, sym::Style::Python); },
                        [](double d) { return fmt::format("{}", d); },
                        [](const std::string& s) { return fmt::format("'{}'", s); },
                        [](const AttrList& items) { return list_text(items); },
                        [](DType dtype) { return fmt::format("torch.{}", name(dtype)); },
                        [](TensorRef) -> std::string { return "a tensor"; },
                        [](const Layer&) -> std::string { return "a layer"; },
                        [](const Object& object) { return object.what; },
                        [](const Unknown&) -> std::string { return "?"; },
                    },
                    attr.value);
}

std::string describe(const Attr& attr) {
  std::string text = to_text(attr);
  if (attr.is<sym::Expr>()) return fmt::format("the int {}", text);
  if (attr.is<double>()) return fmt::format("the float {}", text);
  if (attr.is<std::string>()) return fmt::format("the string {}", text);
  if (attr.is<DType>()) return fmt::format("the dtype {}", text);
  if (attr.is<Unknown>()) return "an unknown value";
  constexpr std::size_t kLongest = 80;
  if (text.size() > kLongest) text = text.substr(0, kLongest) + "...";
  if (auto* items = attr.as<AttrList>()) return fmt::format("{} of length {}", text, items->size());
  return text;
}

}  // namespace shapewise::ir
