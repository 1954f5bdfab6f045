// Python's rules for passing arguments, then the parameter's own kind.
#include "layer/bind.h"

#include <algorithm>
#include <charconv>
#include <fmt/format.h>
#include <utility>

#include "base/edit_distance.h"

namespace shapewise::layer {
namespace {

using ir::Attr;

/// A tensor of one integer passes for an int, whose value is not known here.
bool is_int(const Attr& item) {
  return item.is<sym::Expr>() || item.is<bool>() || item.is<ir::Unknown>() || item.is<ir::TensorRef>();
}

/// bool counts as int in Python.
void bool_to_int(Attr& item) {
  if (auto* b = item.as<bool>()) item.value = sym::Expr(*b ? 1 : 0);
}

bool fits_tuple(const Param& param, const ir::AttrList& items, int spatial) {
  for (const Attr& item : items) {
    if (!is_int(item) && !(has(param.takes, Takes::Holes) && item.is<ir::None>())) return false;
  }
  if (has(param.takes, Takes::Ints)) return true;
  int length = static_cast<int>(items.size());
  return length == spatial || (has(param.takes, Takes::OneTuple) && length == 1);
}

bool truth(const Attr& value) {
  if (auto* e = value.as<sym::Expr>()) return !e->is_constant(0);
  if (auto* d = value.as<double>()) return *d != 0;
  if (auto* s = value.as<std::string>()) return !s->empty();
  return false;
}

/// Converts the value to what the parameter takes; false if it can't be.
bool accept(const Param& param, Attr& value, int spatial) {
  Takes takes = param.takes;
  if (has(takes, Takes::Any) || value.is<ir::Unknown>()) return true;
  if (value.is<ir::None>()) {
    if (has(takes, Takes::None)) return true;
    if (has(takes, Takes::Bool)) value.value = false;
    return has(takes, Takes::Bool);
  }
  if (value.is<bool>() && (has(takes, Takes::Bool) || has(takes, Takes::Flag))) return true;
  if (value.is<sym::Expr>() || value.is<bool>()) {
    if (has(takes, Takes::Int) || has(takes, Takes::Float)) return bool_to_int(value), true;
    if (has(takes, Takes::Bool)) return value.value = truth(value), true;
    return false;
  }
  if (value.is<double>() && has(takes, Takes::Float)) return true;
  if (value.is<std::string>() && has(takes, Takes::Str)) return true;
  if ((value.is<double>() || value.is<std::string>()) && has(takes, Takes::Bool))
    return value.value = truth(value), true;
  if (value.is<ir::DType>()) return has(takes, Takes::DType);
  if (value.is<ir::TensorRef>()) {
    if (has(takes, Takes::Tensor)) return true;
    if (!has(takes, Takes::Int) && !has(takes, Takes::Float)) return false;
    return value.value = ir::Unknown{"the value of a tensor"}, true;
  }
  if (value.is<ir::Layer>()) return has(takes, Takes::Module);
  auto* items = std::get_if<ir::AttrList>(&value.value);
  if (items == nullptr) return false;
  bool no_tensors = has(takes, Takes::Tensors) && std::any_of(items->begin(), items->end(), [](const Attr& i) {
                      return i.is<ir::Layer>() || i.is<ir::Object>();
                    });
  if (has(takes, Takes::List)) return !no_tensors;
  if (has(takes, Takes::Tensors)) {
    return std::all_of(items->begin(), items->end(),
                       [](const Attr& i) { return i.is<ir::TensorRef>() || i.is<ir::Unknown>(); });
  }
  if (!has(takes, Takes::Tuple) && !has(takes, Takes::Ints)) return false;
  if (!fits_tuple(param, *items, spatial)) return false;
  std::for_each(items->begin(), items->end(), bool_to_int);
  return true;
}

/// Whether **kwargs take a keyword: any, or one of those that the default lists.
bool takes_keyword(const Param& param, std::string_view name) {
  if (param.how != How::Keywords) return false;
  return param.fallback.empty() ||
         fmt::format(" {} ", param.fallback).find(fmt::format(" {} ", name)) != std::string::npos;
}

std::string signature(std::string_view what, std::span<const Param> params) {
  std::string text = fmt::format("{}(", what);
  bool first = true;
  for (const Param& param : params) {
    if (!first) text += ", ";
    first = false;
    if (param.how == How::Variadic) text += "*";
    if (param.how == How::Keywords) text += "**";
    text += param.name;
    if (!param.fallback.empty() && param.how != How::Keywords) text += fmt::format("={}", param.fallback);
  }
  return text + ")";
}

/// One binding in progress.
class Binder {
 public:
  Binder(std::string_view what, std::span<const Param> params, int spatial, source::Range call, diag::Sink& sink)
      : what_(what), params_(params), spatial_(spatial), call_(call), sink_(sink), args_(params.size()) {
    for (std::size_t i = 0; i < params.size(); ++i) args_[i].name = params[i].name;
  }

  void positional(Given given) {
    while (next_ < params_.size() && params_[next_].how == How::Normal && args_[next_].given) ++next_;
    if (next_ < params_.size() && params_[next_].how == How::Variadic) return collect(std::move(given));
    if (next_ >= params_.size() || params_[next_].how != How::Normal) return surplus(given);
    set(next_++, std::move(given));
  }

  void keyword(Given given) {
    for (std::size_t i = 0; i < params_.size(); ++i) {
      if (params_[i].name != given.name || params_[i].how == How::Keywords) continue;
      if (args_[i].given) return repeated(given);
      return set(i, std::move(given));
    }
    if (!params_.empty() && takes_keyword(params_.back(), given.name)) return;
    unknown(given);
  }

  Bound finish() {
    for (std::size_t i = 0; i < params_.size(); ++i) {
      if (args_[i].given && params_[i].how == How::Variadic) check(i);
      if (args_[i].given) continue;
      if (params_[i].required()) {
        if (params_[i].name != meant_) missing(params_[i]);
        args_[i].value.value = ir::Unknown{"it is missing"};
      } else if (params_[i].how == How::Variadic) {
        args_[i].value = params_[i].fallback.empty() ? Attr{ir::AttrList{}, {}} : parse_default(params_[i].fallback);
      } else if (params_[i].how != How::Keywords) {
        args_[i].value = parse_default(params_[i].fallback);
      }
    }
    return {std::move(args_), ok_};
  }

 private:
  diag::Diagnostic& error(diag::Kind kind, source::Range range, std::string message) {
    ok_ = false;
    return sink_.error(kind, range.valid() ? range : call_, std::move(message));
  }

  void set(std::size_t i, Given given) {
    args_[i].given = true;
    args_[i].value = std::move(given.value);
    check(i);
  }

  void check(std::size_t i) {
    const Param& param = params_[i];
    Attr& value = args_[i].value;
    if (accept(param, value, spatial_)) return;
    auto& d = error(diag::Kind::ArgumentType, value.range,
                    fmt::format("{} takes {} for {}, not {}", what_, expectation(param, spatial_), param.name,
                                ir::describe(value)));
    d.label = fmt::format("expected {}", expectation(param, spatial_));
    value.value = ir::Unknown{"it has the wrong type"};
  }

  void collect(Given given) {
    ir::Arg& rest = args_[next_];
    bool none = given.value.is<ir::None>() && has(params_[next_].takes, Takes::None);
    if (!rest.given && none) {
      rest.given = true;
      rest.value = std::move(given.value);
      return;
    }
    if (rest.given && !rest.value.is<ir::AttrList>()) return surplus(given);
    bool whole = !rest.given && given.value.is<ir::AttrList>();
    if (!rest.given) rest.value = Attr{ir::AttrList{}, given.value.range};
    rest.given = true;
    auto& items = std::get<ir::AttrList>(rest.value.value);
    if (whole) {
      items = std::get<ir::AttrList>(given.value.value);
    } else {
      items.push_back(std::move(given.value));
    }
  }

  void surplus(const Given& given) {
    if (std::exchange(surplus_reported_, true)) return;
    auto takes = std::count_if(params_.begin(), params_.end(), [](const Param& p) { return p.how == How::Normal; });
    auto& d = error(diag::Kind::TooManyArguments, given.value.range,
                    fmt::format("{} takes at most {} positional argument{}", what_, takes, takes == 1 ? "" : "s"));
    d.label = "one too many";
    d.notes.push_back(signature(what_, params_));
  }

  void repeated(const Given& given) {
    auto& d = error(diag::Kind::RepeatedArgument, given.name_range,
                    fmt::format("{} gets the argument '{}' twice", what_, given.name));
    d.label = "already given";
  }

  void unknown(const Given& given) {
    std::vector<std::string_view> names;
    for (const Param& param : params_) names.push_back(param.name);
    auto& d =
        error(diag::Kind::UnknownArgument, given.name_range, fmt::format("{} has no argument '{}'", what_, given.name));
    auto close = similar(given.name, names);
    if (close.empty()) close = abbreviated(given.name);
    if (!close.empty()) {
      meant_ = close.front();
      d.label = fmt::format("did you mean {}?", meant_);
      if (given.name_range.valid())
        d.fixes.push_back({fmt::format("write {}", meant_), {{given.name_range, std::string(meant_)}}});
    }
    d.notes.push_back(signature(what_, params_));
  }

  /// The only parameter left that the name begins with, or that begins with it: p for prob.
  std::vector<std::string_view> abbreviated(std::string_view name) const {
    std::vector<std::string_view> found;
    for (std::size_t i = 0; i < params_.size(); ++i) {
      std::string_view other = params_[i].name;
      if (!args_[i].given && (name.starts_with(other) || other.starts_with(name))) found.push_back(other);
    }
    if (found.size() > 1) found.clear();
    return found;
  }

  void missing(const Param& param) {
    auto& d = error(diag::Kind::MissingArgument, call_, fmt::format("{} needs the argument '{}'", what_, param.name));
    d.label = fmt::format("{} is missing: {}", param.name, param.doc);
    d.notes.push_back(signature(what_, params_));
  }

  std::string_view what_;
  std::span<const Param> params_;
  int spatial_;
  source::Range call_;
  diag::Sink& sink_;
  ir::Args args_;
  std::size_t next_ = 0;
  bool ok_ = true;
  bool surplus_reported_ = false;
  std::string_view meant_;  // the parameter that an unknown name was taken for
};

}  // namespace

Bound bind(std::string_view what, std::span<const Param> params, int spatial, std::vector<Given> given,
           source::Range call, diag::Sink& sink) {
  Binder binder(what, params, spatial, call, sink);
  for (Given& argument : given) {
    if (argument.name.empty()) {
      binder.positional(std::move(argument));
    } else {
      binder.keyword(std::move(argument));
    }
  }
  return binder.finish();
}

void translate_numpy_names(std::span<const Param> params, std::vector<Given>& given) {
  constexpr std::pair<std::string_view, std::string_view> kNames[] = {
      {"axis", "dim"}, {"keepdims", "keepdim"}, {"x", "input"}, {"a", "input"}, {"x1", "input"}, {"x2", "other"}};
  auto has_param = [&](std::string_view name) {
    return std::any_of(params.begin(), params.end(), [&](const Param& param) { return param.name == name; });
  };
  for (Given& argument : given) {
    for (const auto& [numpy, name] : kNames) {
      if (argument.name != numpy || has_param(numpy) || !has_param(name)) continue;
      argument.name = name;
      break;
    }
  }
}

const ir::Unknown* undetermined_tensor(std::span<const Param> params, const ir::Args& args) {
  for (std::size_t i = 0; i < params.size(); ++i) {
    Takes takes = params[i].takes;
    if (has(takes, Takes::None) || !(has(takes, Takes::Tensor) || has(takes, Takes::Tensors))) continue;
    if (auto* unknown = args[i].value.as<ir::Unknown>()) return unknown;
    auto* items = args[i].value.as<ir::AttrList>();
    if (items == nullptr) continue;
    for (const Attr& item : *items) {
      if (auto* unknown = item.as<ir::Unknown>()) return unknown;
    }
  }
  return nullptr;
}

Attr parse_default(std::string_view text) {
  if (text == "None" || text.empty()) return {ir::None{}, {}};
  if (text == "True") return {true, {}};
  if (text == "False") return {false, {}};
  if (text.front() == '\'') return {std::string(text.substr(1, text.size() - 2)), {}};
  if (text.front() == '(') {
    ir::AttrList items;
    text = text.substr(1, text.size() - 2);
    while (!text.empty()) {
      std::size_t comma = std::min(text.find(','), text.size());
      items.push_back(parse_default(text.substr(0, comma)));
      text.remove_prefix(std::min(text.size(), comma + 1));
      while (text.starts_with(' ')) text.remove_prefix(1);
    }
    return {std::move(items), {}};
  }
  if (auto integer = parse_int(text)) return {sym::Expr(*integer), {}};
  if (auto dtype = ir::find_dtype(text)) return {*dtype, {}};
  double number = 0;
  auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error == std::errc() && end == text.data() + text.size()) return {number, {}};
  return {std::string(text), {}};
}

}  // namespace shapewise::layer
