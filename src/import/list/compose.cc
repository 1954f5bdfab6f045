// Containers are read as Python would run them: positional members are numbered from 0, a dict names them, and a name
// that is given twice is the same member.
#include "import/list/compose.h"

#include <algorithm>
#include <fmt/format.h>
#include <unordered_map>

#include "layer/builder.h"
#include "layer/registry.h"

namespace shapewise::import {
namespace {

/// No layer takes nearly as many.
constexpr std::size_t kMostArguments = 500;

/// A lower-case word where a string is taken: padding=same, as print(model) shows it.
bool is_word(std::string_view name) {
  return name.size() > 2 && name.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789_") == std::string_view::npos;
}

/// A dict keeps the place of a name that is given again, and the newer member.
void drop_replaced(std::vector<Outline>& children) {
  std::unordered_map<std::string, std::size_t> places;
  std::vector<Outline> kept;
  kept.reserve(children.size());
  for (Outline& child : children) {
    auto [place, fresh] = places.emplace(child.name, kept.size());
    if (fresh) {
      kept.push_back(std::move(child));
    } else {
      kept[place->second] = std::move(child);
    }
  }
  children = std::move(kept);
}

}  // namespace

bool is_ordered_dict(const Ast& ast) {
  return ast.kind == Ast::Kind::Call &&
         (ast.text == "OrderedDict" || ast.text == "collections.OrderedDict" || ast.text == "dict");
}

bool Composer::count() {
  if (layers_left_ > 0) return --layers_left_, true;
  if (layers_left_ == 0) {
    --layers_left_;
    sink_.error(diag::Kind::Limit, {}, fmt::format("there are more than {} layers", max_layers_));
  }
  return false;
}

Outline Composer::module(const Ast& ast, bool instance) {
  bool named = ast.kind == Ast::Kind::Name || ast.kind == Ast::Kind::Call;
  if (!named) return no_module(ast);
  Outline made = outline_of(ast.text, ast.range);
  if (is_ordered_dict(ast)) {
    made.flow = Flow::Sequence;
    made.type = "Sequential";
  }
  if (ast.kind == Ast::Kind::Name && instance && made.flow != Flow::Opaque) class_for_instance(ast);
  if (made.flow == Flow::Opaque) {
    unknown_layer(ast, made);
  } else if (made.flow == Flow::Layer) {
    return layer(ast, std::move(made));
  } else {
    fill_container(ast, made);
  }
  return made;
}

Outline Composer::no_module(const Ast& ast) {
  auto& d = sink_.error(diag::Kind::ArgumentType, ast.range, "this is no layer");
  d.label = "expected a layer such as Conv2d(3, 16, 3)";
  Outline made;
  made.range = ast.range;
  made.why = "it is no layer";
  made.reported = true;
  return made;
}

void Composer::class_for_instance(const Ast& ast) {
  auto& d =
      sink_.error(diag::Kind::ArgumentType, ast.range, fmt::format("{} is a class, and a module is needed", ast.text));
  d.label = "make an instance of it";
  d.fixes.push_back({fmt::format("write {}()", ast.text), {{{ast.range.file, ast.range.end, ast.range.end}, "()"}}});
}

void Composer::unknown_layer(const Ast& ast, Outline& made) {
  auto& d = sink_.error(diag::Kind::UnknownLayer, ast.name_range.valid() ? ast.name_range : ast.range,
                        fmt::format("there is no layer '{}'", std::string_view(ast.text).substr(0, 80)));
  auto close = layer::similar_layers(ast.text);
  if (!close.empty()) {
    d.label = fmt::format("did you mean {}?", close.front());
    source::Range last = d.range;
    last.begin += static_cast<int>(ast.text.size() - made.type.size());
    d.fixes.push_back({fmt::format("write {}", close.front()), {{last, std::string(close.front())}}});
  } else {
    d.label = "not known";
  }
  made.why = fmt::format("there is no layer '{}'", made.type);
  made.reported = true;
}

Outline Composer::layer(const Ast& call, Outline made) {
  const layer::Spec& spec = layer::spec(made.op);
  if (call.args.size() > kMostArguments) {
    sink_.error(diag::Kind::Limit, call.name_range, fmt::format("there are more than {} arguments", kMostArguments));
    made.flow = Flow::Opaque;
    made.why = "it has too many arguments";
    made.reported = true;
    return made;
  }
  std::size_t position = 0;
  for (const Argument& argument : call.args) {
    if (argument.value.kind == Ast::Kind::Star) {
      auto& d = sink_.error(diag::Kind::Syntax, argument.value.range, "starred arguments are not read here");
      d.label = "write the arguments one by one";
      continue;
    }
    made.args.push_back(given(argument, param_of(spec.params, argument.name, position)));
    if (argument.name.empty()) ++position;
  }
  return made;
}

layer::Given Composer::given(const Argument& argument, const layer::Param* param) {
  layer::Given made{argument.name, argument.name_range, {}};
  bool word = argument.value.kind == Ast::Kind::Name && param != nullptr && has(param->takes, layer::Takes::Str) &&
              is_word(argument.value.text);
  bool lower_constant =
      argument.value.is_name("true") || argument.value.is_name("false") || argument.value.is_name("none");
  bool layer = param != nullptr && has(param->takes, layer::Takes::Module) && argument.value.kind == Ast::Kind::Call;
  if (layer) {
    Outline inner = module(argument.value, true);
    made.value = inner.flow == Flow::Layer ? builder_.layer_value(inner.op, std::move(inner.args), inner.range)
                                           : ir::Attr{ir::Unknown{"it is no layer of PyTorch"}, inner.range};
  } else if (word && !lower_constant) {
    made.value = {argument.value.text, argument.value.range};
  } else {
    made.value = evaluator_.argument(argument.value, param);
  }
  return made;
}

void Composer::fill_container(const Ast& call, Outline& made) {
  bool keywords = std::any_of(call.args.begin(), call.args.end(), [](const Argument& a) { return !a.name.empty(); });
  if (is_ordered_dict(call) && keywords) return add_keywords(call, made);
  for (const Argument& argument : call.args) {
    if (!argument.name.empty()) {
      auto& d = sink_.error(diag::Kind::UnknownArgument, argument.name_range,
                            fmt::format("{} has no argument '{}'", made.type, argument.name));
      d.label = "it takes modules, or one OrderedDict";
      continue;
    }
    add_members(argument.value, made);
  }
  drop_replaced(made.children);
}

void Composer::add_members(const Ast& ast, Outline& made) {
  if (is_ordered_dict(ast)) {
    for (Outline& child : module(ast, true).children) made.children.push_back(std::move(child));
    return;
  }
  switch (ast.kind) {
    case Ast::Kind::Dict: return add_dict(ast, made);
    case Ast::Kind::Star: return add_members(ast.items.front(), made);
    case Ast::Kind::List:
    case Ast::Kind::Tuple: return add_pairs(ast, made);
    default: return add_child(ast, made);
  }
}

/// The members of a list, each a module or a pair of a name and a module.
void Composer::add_pairs(const Ast& list, Outline& made) {
  for (const Ast& item : list.items) {
    bool pair = (item.kind == Ast::Kind::Tuple || item.kind == Ast::Kind::List) && item.items.size() == 2 &&
                item.items[0].kind == Ast::Kind::String;
    if (pair) {
      add_named(item.items[0].text, item.items[0].range, item.items[1], made);
    } else {
      add_members(item, made);
    }
  }
}

void Composer::add_dict(const Ast& dict, Outline& made) {
  for (std::size_t i = 0; i + 1 < dict.items.size(); i += 2) {
    const Ast& key = dict.items[i];
    if (key.kind == Ast::Kind::String) {
      add_named(key.text, key.range, dict.items[i + 1], made);
    } else {
      sink_.error(diag::Kind::ArgumentType, key.range, "the name of a module is a string").label = "expected a string";
    }
  }
}

void Composer::add_keywords(const Ast& call, Outline& made) {
  for (const Argument& argument : call.args) {
    if (argument.name.empty()) {
      add_members(argument.value, made);
    } else {
      add_named(argument.name, argument.name_range, argument.value, made);
    }
  }
}

void Composer::add_named(const std::string& name, source::Range name_range, const Ast& value, Outline& made) {
  if (name.empty() || name.find('.') != std::string::npos) {
    auto& d =
        sink_.error(diag::Kind::ArgumentValue, name_range, "the name of a module is not empty and contains no dot");
    d.label = "PyTorch does not take this name";
  }
  if (!count()) return;
  Outline child = module(value, true);
  child.name = name;
  made.children.push_back(std::move(child));
}

void Composer::add_child(const Ast& value, Outline& made) {
  if (!count()) return;
  Outline child = module(value, true);
  child.name = std::to_string(made.children.size());
  made.children.push_back(std::move(child));
}

}  // namespace shapewise::import
