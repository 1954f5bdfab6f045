// One function per kind of slip, each of which looks at the message's kind and the syntax around its place.
#include "driver/slips.h"

#include <algorithm>
#include <charconv>
#include <fmt/format.h>

namespace shapewise::driver {
namespace {

using diag::Diagnostic;
using diag::Fix;
using diag::Kind;
using python::as;
using python::is;

struct UsualImport {
  std::string_view name;
  std::string_view statement;
};
constexpr UsualImport kUsual[] = {
    {"torch", "import torch"},
    {"nn", "import torch.nn as nn"},
    {"F", "import torch.nn.functional as F"},
    {"optim", "import torch.optim as optim"},
    {"torchvision", "import torchvision"},
    {"np", "import numpy as np"},
    {"math", "import math"},
    {"copy", "import copy"},
    {"os", "import os"},
    {"re", "import re"},
    {"random", "import random"},
    {"warnings", "import warnings"},
    {"itertools", "import itertools"},
    {"functools", "import functools"},
    {"collections", "import collections"},
    {"partial", "from functools import partial"},
    {"reduce", "from functools import reduce"},
    {"wraps", "from functools import wraps"},
    {"lru_cache", "from functools import lru_cache"},
    {"deepcopy", "from copy import deepcopy"},
    {"OrderedDict", "from collections import OrderedDict"},
    {"namedtuple", "from collections import namedtuple"},
    {"defaultdict", "from collections import defaultdict"},
    {"dataclass", "from dataclasses import dataclass"},
    {"Enum", "from enum import Enum"},
    {"chain", "from itertools import chain"},
    {"repeat", "from itertools import repeat"},
    {"Tensor", "from torch import Tensor"},
    {"Parameter", "from torch.nn import Parameter"},
    {"init", "from torch.nn import init"},
    {"einsum", "from torch import einsum"},
    {"rearrange", "from einops import rearrange"},
    {"Rearrange", "from einops.layers.torch import Rearrange"},
};
constexpr std::string_view kTyping = " Any Callable Dict Iterable List NamedTuple Optional Sequence Tuple Type Union ";

source::Range at(source::Range range, int begin, int end) {
  range.begin = begin;
  range.end = end;
  return range;
}
source::Range before(source::Range range) { return at(range, range.begin, range.begin); }
source::Range behind(source::Range range) { return at(range, range.end, range.end); }

/// What a message such as "TypeError: Net.forward() missing 1 required …" speaks of.
std::vector<Definition> called_definitions(const Diagnostic& d, const Surroundings& around) {
  std::size_t open = d.message.find("()");
  std::size_t begin = d.message.find(": ");
  if (around.module() == nullptr || open == std::string::npos || begin == std::string::npos || begin > open) return {};
  std::string qualified = d.message.substr(begin + 2, open - begin - 2);
  std::vector<Definition> found;
  for (const Definition& definition : definitions(*around.module())) {
    std::string name(definition.function->name.text());
    if (definition.owner != nullptr) name = fmt::format("{}.{}", definition.owner->name.text(), name);
    if (name == qualified || name == qualified + ".__init__") found.push_back(definition);
  }
  return found;
}

class Slips {
 public:
  Slips(const Diagnostic& diagnostic, const Surroundings& around) : d_(diagnostic), around_(around) {}

  std::vector<Fix> all() {
    if (around_.module() == nullptr) return {};
    if (said("NameError")) missing_import();
    if (said("is not a Module subclass")) {
      no_modules();
      nothing_returned();
    }
    if (said("unsupported operand") || said("for input, not") || said("takes a")) uncalled();
    if (said("positional argument") || said("multiple values for argument")) other_parameters();
    if (said("None")) nothing_returned();
    if (said("not callable") || d_.kind == Kind::MissingArgument) called_again();
    if (said("index out of range")) other_index();
    if (d_.kind == Kind::ArgumentType || said("TypeError")) other_type();
    if (d_.kind == Kind::UnknownArgument || said("unexpected keyword")) without_argument();
    return std::move(found_);
  }

 private:
  bool said(std::string_view words) const { return d_.message.find(words) != std::string::npos; }

  void add(std::string title, source::Range range, std::string text, bool sure = false) {
    found_.push_back({std::move(title), {{range, std::move(text)}}, sure});
  }

  void missing_import() {
    auto* name = around_.expressions().empty() ? nullptr : as<python::NameExpr>(around_.expressions().back());
    if (name == nullptr) return;
    std::string statement(usual_import(name->name.text()));
    if (statement.empty()) return;
    // Behind a docstring and imports from __future__, which must come first.
    const python::Stmt* first = nullptr;
    for (const python::Stmt* s : around_.module()->body) {
      auto* from = as<python::ImportFrom>(s);
      bool future = from != nullptr && from->module.size() == 1 && from->module[0].text() == "__future__";
      bool text = s == around_.module()->body[0] && python::docstring(around_.module()->body) != nullptr;
      if (future || text) continue;
      first = s;
      break;
    }
    if (first != nullptr) add(statement, before(around_.lines(first->range)), statement + "\n", true);
  }

  /// Something in a Sequential or ModuleList that is no module: a list, a class, a number.
  void no_modules() {
    const python::Call* call = around_.call();
    if (call == nullptr) return;
    for (const python::Argument& argument : call->arguments) {
      if (argument.kind == python::ArgumentKind::Star) {
        items_of(argument.value);
        continue;
      }
      items_of(argument.value);
      bool list = is<python::List>(argument.value) || is<python::ListComprehension>(argument.value) ||
                  is<python::NameExpr>(argument.value) || is<python::Call>(argument.value) ||
                  is<python::Attribute>(argument.value);
      if (list) add("pass the modules one by one", before(argument.range), "*");
      class_for_layer(argument.value);
      if (is<python::IntExpr>(argument.value)) without(*call, argument);
    }
  }

  void items_of(const python::Expr* expr) {
    auto* list = as<python::List>(expr);
    if (list == nullptr) return;
    for (const python::Expr* item : list->elements) class_for_layer(item);
  }

  void class_for_layer(const python::Expr* expr) {
    std::string_view name = last_name(expr);
    if (name.empty() || name.front() < 'A' || name.front() > 'Z') return;
    add(fmt::format("make the layer: call {}", name), behind(expr->range), "()");
  }

  void without(const python::Call& call, const python::Argument& argument) {
    int i = static_cast<int>(&argument - call.arguments.begin());
    source::Range range = argument.range;
    if (i + 1 < call.arguments.size()) {
      range.end = call.arguments[i + 1].range.begin;
    } else if (i > 0) {
      range.begin = call.arguments[i - 1].range.end;
    }
    add(fmt::format("leave out {}", around_.text(argument.range)), range, "");
  }

  /// A layer or method stands where what it returns is meant.
  void uncalled() {
    std::vector<const python::Expr*> named;
    if (!around_.expressions().empty()) {
      const python::Expr* place = around_.expressions().back();
      named.push_back(place);
      if (auto* binary = as<python::Binary>(place)) named = {binary->left, binary->right};
      if (auto* list = as<python::List>(place)) named.assign(list->elements.begin(), list->elements.end());
      if (auto* tuple = as<python::Tuple>(place)) named.assign(tuple->elements.begin(), tuple->elements.end());
    }
    std::vector<std::string_view> tensors = variables();
    for (const python::Expr* expr : named) {
      auto* attribute = as<python::Attribute>(expr);
      if (attribute == nullptr) continue;
      bool own = last_name(attribute->value) == "self";
      if (!own) add(fmt::format("call {}", attribute->attribute.text()), behind(expr->range), "()");
      for (std::size_t i = 0; own && i < tensors.size() && i < 3; ++i)
        add(fmt::format("call {}", around_.text(expr->range)), behind(expr->range), fmt::format("({})", tensors[i]));
    }
  }

  /// Variables of the function, those last assigned before the error first, then its parameters.
  std::vector<std::string_view> variables() const {
    const python::Function* function = around_.function();
    std::vector<std::string_view> names;
    if (function == nullptr) return names;
    for (const python::Stmt* statement : function->body) {
      auto* assign = as<python::Assign>(statement);
      if (assign == nullptr || statement->range.begin >= d_.range.begin) continue;
      for (const python::Expr* target : assign->targets) {
        if (is<python::NameExpr>(target)) names.insert(names.begin(), last_name(target));
      }
    }
    for (const python::Parameter& parameter : function->parameters) {
      if (parameter.name.text() != "self") names.push_back(parameter.name.text());
    }
    std::vector<std::string_view> once;
    for (std::string_view name : names) {
      if (std::find(once.begin(), once.end(), name) == once.end()) once.push_back(name);
    }
    return once;
  }

  /// The definition takes too few or too many.
  void other_parameters() {
    for (const Definition& definition : called_definitions(d_, around_)) {
      const python::Parameters& parameters = definition.function->parameters;
      bool method = definition.owner != nullptr && definition.function->decorators.empty();
      if (method && (parameters.empty() || parameters[0].name.text() != "self")) declare_self(*definition.function);
      for (int i = 1; i < parameters.size(); ++i) {
        if (!said(fmt::format("'{}'", parameters[i].name.text()))) continue;
        source::Range range = parameters[i].range;
        range.begin = parameters[i - 1].range.end;
        add(fmt::format("do not ask for {}", parameters[i].name.text()), range, "");
      }
    }
  }

  void declare_self(const python::Function& function) {
    source::Range header = function.header_range;
    std::size_t open = around_.text(header).find('(');
    if (open == std::string::npos) return;
    int place = header.begin + static_cast<int>(open) + 1;
    add(fmt::format("let {} take self", function.name.text()), at(header, place, place),
        function.parameters.empty() ? "self" : "self, ", true);
  }

  /// A function that computes something and gives None.
  void nothing_returned() {
    int tried = 0;
    constexpr int kTried = 8;
    for (const Definition& definition : definitions(*around_.module())) {
      if (definition.function->name.text() == "__init__" || tried >= kTried) continue;
      const python::Stmt* last = definition.function->body.empty() ? nullptr : definition.function->body.back();
      std::string indent = last != nullptr ? around_.indentation(last->range) : "";
      std::string_view name = definition.function->name.text();
      if (auto* value = as<python::ExprStatement>(last); value != nullptr && !is<python::StringExpr>(value->value)) {
        add(fmt::format("return what {} computes", name), before(last->range), "return ");
        ++tried;
      }
      auto* assign = as<python::Assign>(last);
      auto* augmented = as<python::AugmentedAssign>(last);
      const python::Expr* target = assign != nullptr      ? assign->targets[0]
                                   : augmented != nullptr ? augmented->target
                                                          : nullptr;
      if (is<python::NameExpr>(target)) {
        add(fmt::format("return {} from {}", last_name(target), name), behind(last->range),
            fmt::format("\n{}return {}", indent, last_name(target)));
        ++tried;
      }
      if (auto* result = as<python::Return>(last); result != nullptr && result->value == nullptr) {
        return_variable(*definition.function, *result);
        ++tried;
      }
    }
  }

  void return_variable(const python::Function& function, const python::Return& result) {
    std::string_view latest;
    for (const python::Stmt* statement : function.body) {
      auto* assign = as<python::Assign>(statement);
      if (assign != nullptr && is<python::NameExpr>(assign->targets[0])) latest = last_name(assign->targets[0]);
    }
    if (!latest.empty())
      add(fmt::format("return {} from {}", latest, function.name.text()), result.range,
          fmt::format("return {}", latest));
  }

  /// nn.ReLU()() and x.shape().
  void called_again() {
    for (const python::Expr* expr : around_.expressions()) {
      auto* call = as<python::Call>(expr);
      if (call == nullptr || !call->arguments.empty()) continue;
      bool twice = is<python::Call>(call->function) || is<python::Attribute>(call->function);
      if (twice) add("do not call it again", call->parentheses, "");
    }
  }

  void other_index() {
    for (auto expr = around_.expressions().rbegin(); expr != around_.expressions().rend(); ++expr) {
      auto* subscript = as<python::Subscript>(*expr);
      auto* index = subscript != nullptr ? as<python::IntExpr>(subscript->index) : nullptr;
      if (index == nullptr) continue;
      for (std::string_view other : {"-1", "0", "1", "2", "3"})
        add(fmt::format("take index {}", other), index->range, std::string(other));
      return;
    }
  }

  /// A number written as a string, a fraction, a tuple, or divided to one.
  void other_type() {
    std::vector<const python::Expr*> inside = around_.expressions();
    if (!around_.statements().empty()) {
      std::vector<const python::Expr*> all = expressions_in(around_.statements().back());
      std::copy_if(all.begin(), all.end(), std::back_inserter(inside), [](const python::Expr* expr) {
        auto* binary = as<python::Binary>(expr);
        return binary != nullptr && binary->op == python::BinaryOp::Divide;
      });
    }
    for (const python::Expr* expr : inside) {
      if (auto* text = as<python::StringExpr>(expr)) {
        bool digits = !text->value.empty() &&
                      std::all_of(text->value.begin(), text->value.end(), [](char c) { return c >= '0' && c <= '9'; });
        if (digits) add("write the number", expr->range, std::string(text->value));
      } else if (auto* real = as<python::FloatExpr>(expr)) {
        if (real->value == static_cast<double>(static_cast<std::int64_t>(real->value)) || real->value > 1)
          add("write a whole number", expr->range, fmt::format("{}", static_cast<std::int64_t>(real->value)));
      } else if (auto* tuple = as<python::Tuple>(expr); tuple != nullptr && !tuple->elements.empty()) {
        add("write one number", expr->range, around_.text(tuple->elements[0]->range));
      } else if (auto* binary = as<python::Binary>(expr); binary != nullptr && binary->op == python::BinaryOp::Divide) {
        add("divide to a whole number", binary->op_range, "//");
      }
    }
  }

  void without_argument() {
    const python::Call* call = around_.call();
    if (call == nullptr) return;
    for (const python::Argument& argument : call->arguments) {
      bool meant = argument.kind == python::ArgumentKind::Keyword && argument.range.begin <= d_.range.begin &&
                   d_.range.end <= argument.range.end;
      if (meant) without(*call, argument);
    }
  }

  const Diagnostic& d_;
  const Surroundings& around_;
  std::vector<Fix> found_;
};

}  // namespace

void label_definition(Diagnostic& d, const Surroundings& around) {
  for (const Definition& definition : called_definitions(d, around))
    d.labels.insert(d.labels.begin(), {definition.function->header_range, "defined here"});
}

std::string_view usual_import(std::string_view name) {
  auto usual =
      std::find_if(std::begin(kUsual), std::end(kUsual), [&](const UsualImport& one) { return one.name == name; });
  return usual != std::end(kUsual) ? usual->statement : std::string_view();
}

std::vector<Fix> slips(const Diagnostic& diagnostic, const Surroundings& around) {
  return Slips(diagnostic, around).all();
}

}  // namespace shapewise::driver
