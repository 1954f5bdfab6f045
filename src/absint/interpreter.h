// The interpreter of Python: concrete values, symbolic tensors. It runs a model's constructor as Python would and pushes
// tensors of symbolic shape through its forward; every layer that it meets goes into the graph through layer::Builder.
//
// Failure has two lanes. A Python exception is raised (`raise_error`) and can be caught by the program; a stop (a limit)
// cannot. In both cases the value of the expression is Failed and callers return at once.
//
// The member functions are grouped by file: eval.cc, exec.cc, call.cc, attribute.cc, classes.cc, operators.cc, iterate.cc,
// assign.cc, exceptions.cc, imports.cc.
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "absint/heap.h"
#include "absint/known_names.h"
#include "absint/limits.h"
#include "diag/diagnostic.h"
#include "layer/builder.h"
#include "python/ast.h"

namespace shapewise::absint {

struct Argument {
  python::Name name;  // invalid: positional
  Value value;
  source::Range range;
  source::Range name_range;
};

struct Arguments {
  std::vector<Argument> items;
  source::Range site;  // of the call

  /// The i-th positional argument, or Failed.
  Value at(int i) const;
  int positional() const;
  void prepend(Value self);
};

/// Where source files of the program come from; nothing else is ever read.
class Loader {
 public:
  virtual ~Loader() = default;
  /// The file of a module (`a.b` → a/b.py or a/b/__init__.py below a root), or null. `is_package` tells which.
  virtual const source::SourceFile* find(std::string_view module, bool& is_package) = 0;
};

/// How one statement ended.
enum class Flow : std::uint8_t { Next, Break, Continue, Return, Fail };

class Interpreter {
 public:
  Interpreter(layer::Builder& builder, Loader& loader, python::Names& names, Limits limits);
  ~Interpreter();

  // --- programs ---
  /// Runs a file as a module. Its module object is returned even if it failed half-way.
  Module* run_file(const source::SourceFile& file, std::string module_name);
  Value import_module(std::string_view name, source::Range range);
  layer::Builder& builder() { return builder_; }
  Heap& heap() { return heap_; }
  python::Names& names() { return names_; }
  const KnownNames& known() const { return known_; }
  python::Name intern(std::string_view text) { return names_.intern(text); }

  // --- failure ---
  bool stopped() const { return stopped_; }
  bool raising() const { return raised_.is_object(); }
  /// The exception being raised; cleared by take_exception.
  Value take_exception();
  /// Raises a builtin exception: raise_error("ValueError", range, "…"). Returns Failed.
  Value raise_error(std::string_view type, source::Range range, std::string message);
  Value raise(Value exception, source::Range range);
  /// Ends the analysis with a limit diagnostic. Returns Failed.
  Value stop(source::Range range, std::string message);
  /// A value that is not known, with a gap at its first use in a place that matters.
  Value unknown(std::string why, source::Range range);
  /// Reports what is uncaught, with the call stack, and clears it.
  void report_uncaught();
  /// Counts a step of work; false when a limit is hit (the analysis has been stopped).
  bool step(source::Range range);

  // --- evaluation ---
  Value eval(const python::Expr* expr, Scope& scope);
  Flow exec(python::Stmts statements, Scope& scope);
  Value call(Value callee, Arguments arguments);
  Value call(Value callee, std::initializer_list<Value> positional, source::Range site);
  Value call_method(Value object, std::string_view method, std::initializer_list<Value> positional, source::Range site);
  Value instantiate(Class* type, Arguments arguments);

  // --- attributes ---
  Value get_attribute(Value object, python::Name name, source::Range range);
  /// Like get_attribute, but Failed without an exception if there is none.
  Value find_attribute(Value object, python::Name name, source::Range range);
  bool set_attribute(Value object, python::Name name, Value value, source::Range range);
  bool delete_attribute(Value object, python::Name name, source::Range range);
  /// Lookup in the classes only, as for special methods. Failed without an exception if there is none.
  Value find_in_class(Class* type, python::Name name);
  Value bind(Value function, Value self, Class* type, source::Range range);

  // --- operators ---
  Value binary(python::BinaryOp op, Value a, Value b, source::Range range);
  Value in_place(python::BinaryOp op, Value a, Value b, source::Range range);
  Value unary(python::UnaryOp op, Value a, source::Range range);
  Value compare(python::CompareOp op, Value a, Value b, source::Range range);
  /// Truth of a value; Failed, or a Bool.
  Value truth(Value value, source::Range range);
  /// Equality as containers use it; never raises, false if it can't be told.
  bool equal(Value a, Value b);
  std::size_t hash(Value value, bool& hashable);
  Value get_item(Value object, Value index, source::Range range);
  bool set_item(Value object, Value index, Value value, source::Range range);
  bool delete_item(Value object, Value index, source::Range range);
  Value length(Value object, source::Range range);
  Value contains(Value container, Value item, source::Range range);

  // --- iteration ---
  /// An Iterator over the value, or Failed (TypeError).
  Iterator* iterate(Value iterable, source::Range range);
  /// All its elements; false on failure.
  bool collect(Value iterable, std::vector<Value>& items, source::Range range);
  /// Runs the body of a generator function to its end and gives what it yields.
  Value run_generator(Function* function, Scope* scope, source::Range site);

  // --- classes ---
  Class* type_of(Value value);
  bool is_instance(Value value, Class* type);
  bool is_subclass(Class* type, Class* base);
  /// A builtin class by qualified name: "builtins.int", "torch.nn.Module".
  Class* builtin(std::string_view qualified);
  Value make_class(python::Name name, std::vector<Value> bases, Namespace attributes, source::Range range);

  // --- making and reading values ---
  Value str(std::string text);
  Value list(std::vector<Value> items);
  Value tuple(std::vector<Value> items);
  Dict* dict();
  Value integer(Int value);
  Value integer(const sym::Expr& expr);
  Value dtype(ir::DType dtype);
  /// The int (bools count) as an expression, if it is one.
  std::optional<sym::Expr> as_expr(Value value);
  std::optional<std::int64_t> as_index(Value value);
  std::string repr(Value value);
  std::string to_str(Value value);
  std::string type_name(Value value);

  // --- the network ---
  /// Calls a function of the layer registry with Python arguments.
  Value call_function(ir::OpId op, Arguments& arguments);
  /// Calls an instance of a layer of torch.nn.
  Value call_layer(Instance* layer, Arguments& arguments);
  Value make_tensor(ir::ValueId value);
  const ir::Tensor& tensor_of(const Tensor& tensor) const;
  bool training() const { return training_; }
  void set_training(bool training) { training_ = training; }

 private:
  friend class CallGuard;

  struct Frame {
    const char* what;          // "module", "function", "class"
    std::string name;
    source::Range call;        // where it was called
  };

  // eval.cc
  Value eval_name(const python::NameExpr& expr, Scope& scope);
  Value eval_call(const python::Call& expr, Scope& scope);
  Value eval_compare(const python::Compare& expr, Scope& scope);
  Value eval_boolean(const python::Boolean& expr, Scope& scope);
  Value eval_fstring(const python::FStringExpr& expr, Scope& scope);
  Value eval_dict(const python::Dict& expr, Scope& scope);
  Value eval_subscript(const python::Subscript& expr, Scope& scope);
  Value eval_elements(python::Exprs elements, Scope& scope, std::vector<Value>& items);
  bool comprehend(python::ComprehensionClauses clauses, int depth, Scope& scope, const std::function<bool(Scope&)>& body);
  Value eval_comprehension(const python::Expr& expr, Scope& scope);
  Value make_function(python::Parameters parameters, Scope& scope);

  // exec.cc
  Flow exec_one(const python::Stmt& statement, Scope& scope);
  Flow exec_for(const python::For& statement, Scope& scope);
  Flow exec_while(const python::While& statement, Scope& scope);
  Flow exec_try(const python::Try& statement, Scope& scope);
  Flow exec_with(const python::With& statement, Scope& scope);
  Flow exec_function(const python::Function& statement, Scope& scope);
  Flow exec_class(const python::Class& statement, Scope& scope);
  Flow exec_match(const python::Match& statement, Scope& scope);
  Flow exec_import(const python::Import& statement, Scope& scope);
  Flow exec_import_from(const python::ImportFrom& statement, Scope& scope);
  Flow exec_assert(const python::Assert& statement, Scope& scope);
  Flow exec_raise(const python::Raise& statement, Scope& scope);
  Flow exec_augmented(const python::AugmentedAssign& statement, Scope& scope);
  Value decorate(python::Exprs decorators, Value value, Scope& scope);
  bool matches(const python::Pattern& pattern, Value subject, Scope& scope);

  // assign.cc
  bool assign(const python::Expr* target, Value value, Scope& scope);
  bool unpack(python::Exprs targets, Value value, Scope& scope, source::Range range);
  bool bind_name(python::Name name, Value value, Scope& scope);
  bool remove(const python::Expr* target, Scope& scope);

  // call.cc
  Value call_python(Function* function, Arguments& arguments);
  bool bind_arguments(Function* function, Arguments& arguments, Scope& scope);

  layer::Builder& builder_;
  Loader& loader_;
  python::Names& names_;
  KnownNames known_;
  Limits limits_;
  Heap heap_;
  Arena trees_;
  std::unordered_map<std::string, Module*> modules_;
  std::unordered_map<std::string, Class*> builtins_;
  Value raised_;
  std::vector<Value> handling_;  // exceptions of the enclosing except clauses, for a bare raise
  source::Range raised_at_;
  std::vector<Frame> raised_stack_;
  std::vector<Frame> stack_;
  Value returned_;               // of the return statement that is on its way
  std::vector<std::vector<Value>*> yields_;  // sinks of the generators that are running
  const char* stack_base_ = nullptr;
  std::int64_t steps_ = 0;
  bool stopped_ = false;
  bool training_ = false;
};

}  // namespace shapewise::absint
