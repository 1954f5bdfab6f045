// One function per kind of slip, each of which looks at the message's kind and the syntax around its place.
#include "driver/slips.h"

#include <algorithm>
#include <cmath>
#include <fmt/format.h>

#include "driver/corrections.h"

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
constexpr double kMostWhole = 1e15;  // beyond it nobody means a size
constexpr std::string_view kTyping = " Any Callable Dict Iterable List NamedTuple Optional Sequence Tuple Type Union ";

source::Range at(source::Range range, int begin, int end) {
  range.begin = begin;
  range.end = end;
  return range;
}

std::string_view usual_import(std::string_view name) {
  auto usual =
      std::find_if(std::begin(kUsual), std::end(kUsual), [&](const UsualImport& one) { return one.name == name; });
  return usual != std::end(kUsual) ? usual->statement : std::string_view();
}

class Slips : Corrections {
 public:
  using Corrections::Corrections;

  std::vector<Fix> all() {
    if (around_.module() == nullptr) return {};
    if (said("NameError")) missing_import();
    if (said("NameError") || said("UnboundLocalError")) other_name();
    if (said("too many values to unpack")) unpacked_more();
    if (said("of length")) one_for_all();
    if (said("is not a Module subclass")) no_modules();
    if (said("unsupported operand") || said("for input, not") || said("takes a")) uncalled();
    if (said("not callable") || d_.kind == Kind::MissingArgument) called_again();
    if (said("out of range") || said("KeyError")) other_index();
    if (said("not iterable")) extended();
    if (said("for tensors")) unbracketed();
    if (said("'tuple' object")) not_unpacked();
    if (said("'Size' object is not callable")) size_called();
    if (said("names dimension")) repeated_axis();
    if (d_.kind == Kind::NotContiguous) copied();
    if (d_.kind == Kind::GroupMismatch) without_groups();
    if (d_.kind == Kind::MissingArgument || d_.kind == Kind::UnknownArgument || said("of length")) other_layer();
    if (d_.kind == Kind::ArgumentValue) without_sign();
    if (d_.kind == Kind::TooManyArguments) without_argument();
    if (d_.kind == Kind::ArgumentType || said("TypeError")) other_type();
    if (d_.kind == Kind::UnknownArgument || said("unexpected keyword")) without_argument();
    return std::move(found_);
  }

 private:
  void missing_import() {
    auto* name = around_.expressions().empty() ? nullptr : as<python::NameExpr>(around_.expressions().back());
    if (name == nullptr) return;
    std::string statement(usual_import(name->name.text()));
    bool type = kTyping.find(fmt::format(" {} ", name->name.text())) != std::string_view::npos;
    if (type) statement = fmt::format("from typing import {}", name->name.text());
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

  /// A variable of the function is meant.
  void other_name() {
    constexpr std::size_t kTried = 4;
    auto* name = around_.expressions().empty() ? nullptr : as<python::NameExpr>(around_.expressions().back());
    std::vector<std::string_view> names = around_.variables(d_.range.begin);
    for (std::size_t i = 0; name != nullptr && i < names.size() && i < kTried; ++i) {
      if (names[i] != name->name.text()) add(fmt::format("use {}", names[i]), name->range, std::string(names[i]));
    }
  }

  void unpacked_more() {
    auto* assign = around_.statements().empty() ? nullptr : as<python::Assign>(around_.statements().back());
    if (assign != nullptr) add("unpack one more", behind(assign->targets[0]->range), ", _");
  }

  /// (3, 3, 3) for as many dimensions as there are.
  void one_for_all() {
    auto* sizes = around_.expressions().empty() ? nullptr : as<python::Tuple>(around_.expressions().back());
    if (sizes != nullptr && !sizes->elements.empty())
      add("give one number for all dimensions", sizes->range, around_.text(sizes->elements[0]->range));
  }

  /// Something in a Sequential or ModuleList that is no module: a list, a class, a number.
  void no_modules() {
    const python::Call* call = around_.call();
    if (call == nullptr) return;
    for (const python::Argument& argument : call->arguments) {
      items_of(argument.value);
      if (argument.kind == python::ArgumentKind::Star) continue;
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
    std::vector<std::string_view> tensors = around_.variables(d_.range.begin);
    for (const python::Expr* expr : named) {
      auto* attribute = as<python::Attribute>(expr);
      if (attribute == nullptr) continue;
      bool own = last_name(attribute->value) == "self";
      if (!own) add(fmt::format("call {}", attribute->attribute.text()), behind(expr->range), "()");
      for (std::size_t i = 0; own && i < tensors.size() && i < 3; ++i)
        add(fmt::format("call {}", around_.text(expr->range)), behind(expr->range), fmt::format("({})", tensors[i]));
    }
    // out = self.bn before.
    for (const python::Stmt* statement : around_.neighbours()) {
      auto* assign = as<python::Assign>(statement);
      auto* layer = assign != nullptr ? as<python::Attribute>(assign->value) : nullptr;
      if (layer == nullptr || last_name(layer->value) != "self" || tensors.empty()) continue;
      std::string_view target = last_name(assign->targets[0]);
      for (std::string_view passed : {target, tensors.back()})
        add(fmt::format("call {}", around_.text(layer->range)), behind(layer->range), fmt::format("({})", passed));
    }
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
      auto* call = as<python::Call>(*expr);
      const python::Expr* index = subscript != nullptr ? subscript->index : nullptr;
      if (call != nullptr && call->arguments.size() == 1) index = call->arguments[0].value;
      auto* sign = as<python::Unary>(index);
      if (index == nullptr || !is<python::IntExpr>(sign != nullptr ? sign->operand : index)) continue;
      for (std::string_view other : {"-1", "0", "1", "2", "3", "4"})
        add(fmt::format("take index {}", other), index->range, std::string(other));
      return;
    }
  }

  /// extend for append.
  void extended() {
    const python::Call* call = around_.call();
    auto* method = call != nullptr ? as<python::Attribute>(call->function) : nullptr;
    if (method != nullptr && method->attribute.text() == "extend") add("append it", method->attribute.range, "append");
  }

  /// cat(a, b, 1) and cat(*[a, b], 1).
  void unbracketed() {
    const python::Call* call = around_.call();
    if (call == nullptr) return;
    std::vector<const python::Argument*> tensors;
    for (const python::Argument& argument : call->arguments) {
      if (argument.kind == python::ArgumentKind::Star)
        add("pass the list itself", at(argument.range, argument.range.begin, argument.value->range.begin), "");
      bool number = is<python::IntExpr>(argument.value) || is<python::Unary>(argument.value);
      if (argument.kind == python::ArgumentKind::Positional && !number) tensors.push_back(&argument);
    }
    if (tensors.size() < 2) return;
    found_.push_back(
        {"put the tensors into a list", {{before(tensors.front()->range), "["}, {behind(tensors.back()->range), "]"}}});
  }

  /// out = self.lstm(x), which gives a tuple.
  void not_unpacked() {
    for (const python::Stmt* statement : around_.neighbours()) {
      auto* assign = as<python::Assign>(statement);
      bool before_it = assign != nullptr && statement->range.end <= d_.range.end && is<python::Call>(assign->value);
      if (!before_it || !is<python::NameExpr>(assign->targets[0])) continue;
      add("take the first of the results", behind(assign->value->range), "[0]");
      add("unpack both results", behind(assign->targets[0]->range), ", _");
    }
  }

  /// x.shape(0).
  void size_called() {
    for (const python::Expr* expr : expressions_in(around_.statements().back())) {
      auto* call = as<python::Call>(expr);
      auto* method = call != nullptr ? as<python::Attribute>(call->function) : nullptr;
      if (method != nullptr && method->attribute.text() == "shape") add("call size", method->attribute.range, "size");
    }
  }

  /// permute(0, 2, 2): one of the two is the dimension that is missing.
  void repeated_axis() {
    const python::Call* call = around_.call();
    if (call == nullptr) return;
    std::vector<const python::IntExpr*> axes;
    for (const python::Argument& argument : call->arguments) axes.push_back(as<python::IntExpr>(argument.value));
    if (std::find(axes.begin(), axes.end(), nullptr) != axes.end()) return;
    auto count = [&](Int axis) {
      return std::count_if(axes.begin(), axes.end(), [&](const python::IntExpr* one) { return one->value == axis; });
    };
    Int missing = 0;
    while (count(missing) > 0) ++missing;
    for (const python::IntExpr* axis : axes) {
      if (count(axis->value) > 1)
        add(fmt::format("name dimension {}", to_string(missing)), axis->range, to_string(missing));
    }
  }

  /// view of a tensor that has to be copied first.
  void copied() {
    for (const python::Expr* expr : around_.expressions()) {
      auto* call = as<python::Call>(expr);
      auto* method = call != nullptr ? as<python::Attribute>(call->function) : nullptr;
      if (method == nullptr || !method->attribute.text().starts_with("view")) continue;
      source::Range name = method->attribute.range;
      name.end = name.begin + 4;
      add("use reshape, which copies where it has to", name, "reshape");
      add("copy the tensor into order first", behind(method->value->range), ".contiguous()");
    }
  }

  void without_groups() {
    const python::Call* call = around_.call();
    if (call == nullptr) return;
    for (const python::Argument& argument : call->arguments) {
      if (argument.kind == python::ArgumentKind::Keyword && argument.keyword.text() == "groups") {
        without(*call, argument);
        if (!is<python::IntExpr>(argument.value)) continue;
        for (std::string_view fewer : {"2", "4", "8", "32"})
          add(fmt::format("take {} groups", fewer), argument.value->range, std::string(fewer));
      }
    }
  }

  /// The arguments are those of another layer.
  void other_layer() {
    const python::Call* call = around_.call();
    if (call == nullptr) return;
    source::Range name = call->function->range;
    if (auto* attribute = as<python::Attribute>(call->function)) name = attribute->attribute.range;
    std::string written(last_name(call->function));
    if (said("'kernel_size'") && call->arguments.size() < 4) add("use Linear", name, "Linear");
    if (said("'padding_idx'") || said("'max_norm'")) add("use Embedding", name, "Embedding");
    if (written.size() < 3 || !written.ends_with('d')) return;
    for (char digit : {'1', '2', '3'}) {
      std::string other = written;
      other[other.size() - 2] = digit;
      if (said(fmt::format("of length {}", digit)) && other != written) add("use " + other, name, other);
    }
  }

  void without_sign() {
    for (const python::Expr* expr : around_.expressions()) {
      auto* unary = as<python::Unary>(expr);
      if (unary != nullptr && unary->op == python::UnaryOp::Negative)
        add("leave out the sign", unary->range, around_.text(unary->operand->range));
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
        bool moderate = std::fabs(real->value) < kMostWhole;
        if (moderate && (real->value == std::trunc(real->value) || real->value > 1))
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
      bool meant = argument.range.begin <= d_.range.begin && d_.range.end <= argument.range.end;
      if (meant) without(*call, argument);
    }
  }
};

}  // namespace

std::vector<Fix> slips(const Diagnostic& diagnostic, const Surroundings& around) {
  return Slips(diagnostic, around).all();
}

}  // namespace shapewise::driver
