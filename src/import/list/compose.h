// From the syntax tree of an expression to the outline of what it constructs: layers, nn.Sequential in all its forms,
// ModuleList, ModuleDict, OrderedDict.
#pragma once

#include <string>
#include <vector>

#include "diag/diagnostic.h"
#include "import/expr/ast.h"
#include "import/expr/evaluate.h"
#include "import/outline.h"
#include "layer/builder.h"

namespace shapewise::import {

class Composer {
 public:
  /// Symbols in `values` are replaced; at most `layers` modules are made, then there is one error (limit).
  Composer(const sym::Assignment& values, int layers, layer::Builder& builder)
      : evaluator_(Names::Symbols, values, builder.sink(), builder.graph().gaps),
        layers_left_(layers),
        max_layers_(layers),
        builder_(builder),
        sink_(builder.sink()) {}

  /// The module that an expression makes. What is none is reported, and is Opaque then. `instance` tells that the
  /// expression must make one, as Python demands; else a bare name stands for the layer with its defaults: Flatten.
  Outline module(const Ast& ast, bool instance);
  /// A member of a container, counted: once there are too many, it reports that and returns false.
  bool count();
  /// There were too many.
  bool exhausted() const { return layers_left_ < 0; }

 private:
  Outline layer(const Ast& call, Outline made);
  Outline no_module(const Ast& ast);
  void unknown_layer(const Ast& ast, Outline& made);
  void class_for_instance(const Ast& ast);
  void fill_container(const Ast& call, Outline& made);
  void add_members(const Ast& ast, Outline& made);
  void add_pairs(const Ast& list, Outline& made);
  void add_dict(const Ast& dict, Outline& made);
  void add_keywords(const Ast& call, Outline& made);
  void add_named(const std::string& name, source::Range name_range, const Ast& value, Outline& made);
  void add_child(const Ast& value, Outline& made);
  layer::Given given(const Argument& argument, const layer::Param* param);

  Evaluator evaluator_;
  int layers_left_;
  int max_layers_;
  layer::Builder& builder_;
  diag::Sink& sink_;
};

/// True for OrderedDict and collections.OrderedDict.
bool is_ordered_dict(const Ast& ast);

}  // namespace shapewise::import
