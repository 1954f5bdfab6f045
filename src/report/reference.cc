// Signatures are written as PyTorch's documentation writes them.
#include "report/reference.h"

#include <algorithm>
#include <fmt/format.h>

#include "layer/registry.h"
#include "report/grid.h"

namespace shapewise::report {
namespace {

using diag::Ink;
using layer::Form;
using layer::How;
using layer::Param;
using layer::Spec;

constexpr std::string_view kFunctional = "torch.nn.functional.";
constexpr std::string_view kMethod = "torch.Tensor.";

/// In which part of the list something stands.
struct Section {
  std::string_view title;
  bool (*has)(const Spec&);
};

constexpr Section kSections[] = {
    {"Layers (torch.nn)", [](const Spec& s) { return s.form == Form::Module; }},
    {"Containers (torch.nn)", [](const Spec& s) { return s.form == Form::Container; }},
    {"Functions (torch.nn.functional)",
     [](const Spec& s) { return s.form == Form::Function && s.names.starts_with(kFunctional); }},
    {"Methods of tensors", [](const Spec& s) { return s.form == Form::Function && s.names.starts_with(kMethod); }},
    {"Other functions",
     [](const Spec& s) {
       return s.form == Form::Function && !s.names.starts_with(kFunctional) && !s.names.starts_with(kMethod);
     }},
};

/// The names of a spec as they are written: "torch.nn.Conv2d", "torch.nn.Conv2D".
std::vector<std::string_view> names_of(const Spec& spec) {
  std::vector<std::string_view> names;
  for (std::string_view rest = spec.names; !rest.empty();) {
    std::size_t end = std::min(rest.find(' '), rest.size());
    if (end > 0) names.push_back(rest.substr(0, end));
    rest.remove_prefix(std::min(end + 1, rest.size()));
  }
  return names;
}

std::string_view last_part(std::string_view name) { return name.substr(name.rfind('.') + 1); }

std::string ascii_arrows(std::string_view text, bool ascii) {
  std::string result(text);
  for (std::string_view arrow = "→"; ascii && result.find(arrow) != std::string::npos;) {
    result.replace(result.find(arrow), arrow.size(), "->");
  }
  return result;
}

std::string param_text(const Param& param) {
  if (param.how == How::Variadic) return fmt::format("*{}", param.name);
  if (param.how == How::Keywords) return fmt::format("**{}", param.name);
  return param.required() ? std::string(param.name) : fmt::format("{}={}", param.name, param.fallback);
}

std::string signature(std::string_view name, std::span<const Param> params) {
  std::string text;
  bool keywords = false;
  for (const Param& param : params) {
    if (!text.empty()) text += ", ";
    if (param.how == How::KeywordOnly && !keywords) text += "*, ";
    keywords = keywords || param.how == How::KeywordOnly || param.how == How::Variadic;
    text += param_text(param);
  }
  return fmt::format("{}({})", name, text);
}

std::string parameters(const Spec& spec, std::span<const Param> params, const View& view) {
  Grid grid({{"Parameter"}, {"Takes"}, {"Default"}, {"", false, 20}});
  for (const Param& param : params) {
    grid.add_row({{std::string(param.name), Ink::Type},
                  {layer::expectation(param, spec.spatial)},
                  {std::string(param.fallback)},
                  {ascii_arrows(param.doc, view.ascii)}});
  }
  return grid.to_text(view.width, view.ascii, view.paint());
}

}  // namespace

std::string list_layers(const View& view) {
  std::string text;
  for (const Section& section : kSections) {
    Grid grid({{std::string(section.title), false, 24}, {"", false, 20}});
    std::string names;
    std::string_view summary;
    auto flush = [&] {
      if (!names.empty()) grid.add_row({{names, Ink::Type}, {std::string(summary)}});
      names.clear();
    };
    for (const Spec* spec : layer::registry()) {
      if (!section.has(*spec)) continue;
      bool joins = spec->summary == summary && names.size() + spec->name().size() < 36;
      if (!joins) flush();
      summary = spec->summary;
      names += names.empty() ? "" : ", ";
      names += spec->name();
    }
    flush();
    if (grid.row_count() > 0) text += grid.to_text(view.width, view.ascii, view.paint()) + "\n";
  }
  return text;
}

std::vector<const Spec*> find_specs(std::string_view name) {
  for (std::string_view prefix : {"nn.", "F.", "torch.nn.", "torch.", "Tensor."}) {
    if (name.starts_with(prefix) && !layer::find_qualified(name)) name.remove_prefix(prefix.size());
  }
  std::vector<const Spec*> found;
  for (const Spec* spec : layer::registry()) {
    std::vector<std::string_view> names = names_of(*spec);
    bool named =
        std::any_of(names.begin(), names.end(), [&](std::string_view n) { return n == name || last_part(n) == name; });
    if (named) found.push_back(spec);
  }
  return found;
}

std::vector<std::string_view> layer_names() {
  std::vector<std::string_view> names;
  for (const Spec* spec : layer::registry()) {
    for (std::string_view name : names_of(*spec)) names.push_back(last_part(name));
  }
  std::sort(names.begin(), names.end());
  names.erase(std::unique(names.begin(), names.end()), names.end());
  return names;
}

std::string describe(const Spec& spec, const View& view) {
  diag::Paint paint = view.paint();
  std::vector<std::string_view> names = names_of(spec);
  std::string text = paint(Ink::Strong, names.front());
  for (std::size_t i = 1; i < names.size(); ++i) text += fmt::format("{}{}", i == 1 ? "  also " : ", ", names[i]);
  text += fmt::format("\n{}\n\n", spec.summary);
  if (!spec.rule.empty())
    text += fmt::format("{} {}\n\n", paint(Ink::Strong, "Shape"), ascii_arrows(spec.rule, view.ascii));
  bool constructed = spec.form != Form::Function;
  std::span<const Param> params = constructed ? spec.params : spec.call;
  text += paint(Ink::Type, signature(spec.name(), params)) + "\n";
  if (!params.empty()) text += parameters(spec, params, view);
  if (constructed && spec.call.size() > 1) {
    text +=
        fmt::format("\n{}\n{}", paint(Ink::Type, signature("forward", spec.call)), parameters(spec, spec.call, view));
  }
  return text + "\n";
}

}  // namespace shapewise::report
