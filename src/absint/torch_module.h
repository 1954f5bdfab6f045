// torch.nn.Module: how instances register their children, parameters and buffers, and how the tree of modules becomes
// the graph's. The parts that are plain Python are in prelude/torch.nn.py.
#pragma once

#include "absint/interpreter.h"

namespace shapewise::absint {

/// What torch.nn.Module.__init__ makes. The dicts are real ones: programs read them.
struct ModuleState {
  Dict* modules = nullptr;
  Dict* parameters = nullptr;
  Dict* buffers = nullptr;
  Set* non_persistent = nullptr;  // names of the buffers that the state_dict leaves out
  bool training = true;
  bool is_layer = false;  // a layer of torch.nn: the following hold
  layer::Constructed layer;
  int arguments_set = 0;      // how often the program changed an argument afterwards
  bool weights_made = false;  // `parameters` and `buffers` hold the layer's weights: they were asked for
  source::Range defined;
  ir::ModuleId id;  // once it is part of the graph
};

bool is_module(Interpreter& interpreter, Instance& instance);
/// A parameter, buffer, child or argument of a layer by name; Failed if there is none.
Value module_state_attribute(Interpreter& interpreter, Instance& instance, python::Name name);
/// _modules, _parameters, _buffers and training, as they stand in __dict__.
void add_module_state(Interpreter& interpreter, Instance& instance, Dict& dict);
bool set_module_attribute(Interpreter& interpreter, Instance& instance, python::Name name, Value value,
                          source::Range range);
bool delete_module_attribute(Interpreter& interpreter, Instance& instance, python::Name name);
/// Makes the layer's weights visible as parameters and buffers.
void make_weights(Interpreter& interpreter, Instance& instance);
/// Adds the module and all below it to the graph.
void attach_tree(Interpreter& interpreter, Instance& instance, std::string path, ir::ModuleId parent);
/// What is not known and is called as an attribute of a module may be a child of it: how many weights there are is not
/// known then.
void count_held(Interpreter& interpreter, Unknown& value);
/// Undoes attach_tree for this one module.
void detach(Instance& instance);
/// The private base that PyTorch gives a family of layers (_ConvNd, _BatchNorm …), which programs test for; or null.
Class* layer_family(Interpreter& interpreter, std::string_view layer);

}  // namespace shapewise::absint
