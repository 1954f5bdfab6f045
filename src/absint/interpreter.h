// The interpreter of Python: concrete values, symbolic tensors. It runs a model's constructor as Python would and
// pushes tensors of symbolic shape through its forward; every layer that it meets goes into the graph through
// layer::Builder.
//
// Failure has two lanes. A Python exception is raised (`raise_error`) and can be caught by the program; a stop (a
// limit) cannot. In both cases the value of the expression is Failed and callers return at once.
//
// The member functions are grouped by file: eval.cc, exec.cc, call.cc, attribute.cc, classes.cc, operators.cc,
// iterate.cc, assign.cc, exceptions.cc, imports.cc.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "absint/function_info.h"
#include "absint/heap.h"
#include "absint/known_names.h"
#include "absint/limits.h"
#include "absint/texts.h"
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
  source::Range site;       // of the call
  Unknown* open = nullptr;  // there may be more that are not known: *args or **kwargs of an unknown value

  /// The i-th positional argument, or Failed.
  Value at(int i) const;
  int positional() const;
  void prepend(Value self);
};

/// Is told what a program's script code does with modules: code that is not part of a module's constructor or forward.
class Watcher {
 public:
  virtual ~Watcher() = default;
  /// A module was made.
  virtual void made(Instance& module) = 0;
  /// A module is to be called. Gives the value of the call; Failed after an exception.
  virtual Value called(Instance& module, Arguments& arguments) = 0;
  /// Something that is not known is called.
  virtual void passed(const Arguments& arguments) = 0;
};

/// All that changes in an interpreter while it runs, apart from the objects on its heap.
struct RunState {
  struct Frame {
    std::string_view what;  // of the function or module
    source::Range call;     // where it was called
  };
  /// What else can be said of an exception.
  struct Hint {
    const Object* exception = nullptr;
    std::string label;
    std::vector<diag::Fix> fixes;
    /// Another name may be meant: which is only looked for when the exception is shown, for most are caught.
    source::Range word = {};
    std::string written = {};
    std::vector<std::string_view> names = {};
  };
  /// Parts of an expression with yields that have been evaluated already.
  using Settled = std::vector<std::pair<const python::Expr*, Value>>;

  std::unordered_map<std::string, Module*> modules_;
  std::map<std::string, Class*, std::less<>> builtins_;
  std::vector<ir::ModuleId> running_;
  std::vector<Module*> running_modules_;

  Value raised_;  // the exception being raised, or Failed
  source::Range raised_at_;
  std::vector<Frame> raised_stack_;
  Hint hint_;
  std::vector<Value> handling_;  // exceptions of the enclosing except clauses, for a bare raise
  std::vector<Frame> stack_;
  Value returned_;  // of the return statement that is on its way
  Settled settled_;
  Watcher* watcher_ = nullptr;
  int module_depth_ = 0;  // constructors and forwards of modules that are running
  std::vector<Instance*> attached_;
  std::int64_t steps_ = 0;
  std::int64_t script_steps_ = 0;
  std::int64_t script_end_ = 0;  // steps at which script code is abandoned, whatever it is doing
  bool abandoned_ = false;
  int certain_until_ = -1;
  std::optional<bool> meant_;         // what the comparison that is evaluated next is meant to give
  std::optional<bool> meant_answer_;  // the same, while it compares
  bool stopped_ = false;
  bool training_ = false;
  int import_guards_ = 0;  // open try statements that take import errors
  Scope* calling_scope_ = nullptr;
  std::vector<Scope*> class_bodies_;  // that metaclasses of the program are making classes of
};

/// How one statement ended.
enum class Flow : std::uint8_t { Next, Break, Continue, Return, Fail };

class Interpreter : private RunState {
 public:
  Interpreter(layer::Builder& builder, Texts& texts, Limits limits);

  // --- programs ---
  /// Where print() writes; null, as at first: nowhere.
  void set_output(std::string* output) { output_ = output; }
  std::string* output() { return output_; }
  /// Runs a file as a script: its __name__ is "__main__". Its module object is returned even if it failed half-way.
  Module* run_script(const source::SourceFile& file, std::string module_name, bool is_package = false);
  const python::Module& parse(const source::SourceFile& file);
  Value import_module(std::string_view name, source::Range range);
  Texts& texts() { return texts_; }
  layer::Builder& builder() { return builder_; }
  Heap& heap() { return heap_; }
  python::Names& names() { return texts_.names(); }
  const KnownNames& known() const { return known_; }
  python::Name intern(std::string_view text) { return texts_.names().intern(text); }

  // --- script code ---
  /// From here on, script code is watched and bounded; what is not known in it is no gap. Null: it has ended.
  void watch(Watcher* watcher);
  bool in_script() const { return watcher_ != nullptr && module_depth_ == 0; }
  /// Ends what is running, up to the next `watch`, without saying anything.
  void abandon();
  /// Code of a module runs while one of these lives.
  class InModule {
   public:
    explicit InModule(Interpreter& interpreter) : depth_(interpreter.module_depth_) { ++depth_; }
    ~InModule() { --depth_; }
    InModule(const InModule&) = delete;
    InModule& operator=(const InModule&) = delete;

   private:
    int& depth_;
  };
  Watcher* watcher() { return watcher_; }
  /// All that there is between two statements of script code, so that what follows can be undone.
  struct Checkpoint {
    RunState state;
    Heap::Mark heap;
    layer::Builder::Checkpoint builder;
    std::uint64_t fingerprint = 0;                                         // of the objects
    std::vector<std::pair<Namespace*, std::size_t>> lists;                 // of the library, which grow as it is used
    std::vector<std::shared_ptr<const std::vector<Value>>> kept_elements;  // so that their addresses stay theirs
  };
  Checkpoint checkpoint();
  /// Undoes all that happened since. False if that cannot be done, because an object that was there has been changed:
  /// then the interpreter is of no further use.
  bool rewind(const Checkpoint& checkpoint);
  /// Forgets the calls made so far, and what they brought into the graph: they are not part of the network's forward.
  void forget_calls();
  /// Notes that an object refers to the graph, for forget_calls.
  void attached(Instance& module) { attached_.push_back(&module); }

  // --- failure ---
  bool stopped() const { return stopped_; }
  bool raising() const { return raised_.is_object(); }
  /// The exception being raised, which thereby is raised no longer.
  Value take_exception();
  /// Takes it if it is one of that builtin type.
  bool take_exception_of(std::string_view type);
  bool take_stop_iteration() { return take_exception_of("StopIteration"); }
  /// Raises a builtin exception: raise_error("ValueError", range, "…"). Returns Failed.
  Value raise_error(std::string_view type, source::Range range, std::string message);
  Value raise_key_error(Value key, source::Range range);
  Value raise(Value exception, source::Range range);
  /// Ends the analysis with a limit diagnostic. Returns Failed.
  Value stop(source::Range range, std::string message);
  /// To say with the exception that was just raised, if it stays uncaught: which of `names` the word was meant to be.
  void suggest(source::Range word, std::string_view written, std::vector<std::string_view> names);
  /// … that an attribute of the method's object was meant by a mere name.
  void suggest_self(source::Range name, const Scope& scope, std::string_view written);
  /// … that the constructor of a class must call that of its base.
  void suggest_super_init(const Class& type);
  /// … that an argument is one too many.
  void suggest_without(source::Range argument);
  /// … what stands under the mark.
  void explain_raised(std::string label) {
    if (raising()) hint_ = {raised_.object(), std::move(label), {}};
  }
  /// A value that is not known, with a gap at its first use in a place that matters.
  Value unknown(std::string why, source::Range range);
  /// Says in the graph's gaps that a value is not known, once.
  void report_gap(Unknown& value);
  /// What is uncaught, with the call stack, and clears it.
  std::optional<diag::Diagnostic> take_uncaught();
  /// Reports it.
  void report_uncaught();
  /// Diagnostics from this one on may not be true, because the program's way was guessed; -1: all are certain.
  int certain_until() const { return certain_until_; }
  /// How long the program has run: statements, calls and loop iterations.
  std::int64_t steps() const { return steps_; }
  /// How an open question on sizes is answered: as the program has to be meant there, if that can be told.
  std::optional<bool> meant_answer() const { return meant_answer_; }
  /// Counts a step of work; false when a limit is hit (the analysis has been stopped).
  bool step(source::Range range);
  /// False if a sequence of that length is longer than the limits allow (the analysis has been stopped).
  bool check_length(std::int64_t length, source::Range range);

  // --- evaluation ---
  Value eval(const python::Expr* expr, Scope& scope);
  Flow exec(python::Stmts statements, Scope& scope);
  bool assign(const python::Expr* target, Value value, Scope& scope);
  Value call(Value callee, Arguments arguments);
  Value call(Value callee, std::initializer_list<Value> positional, source::Range site);
  Value call_method(Value object, std::string_view method, std::initializer_list<Value> positional, source::Range site);
  Value instantiate(Class* type, Arguments arguments);
  /// What type.__call__ does: __new__ and __init__.
  Value construct(Class* type, Arguments arguments);

  // --- attributes ---
  Value get_attribute(Value object, python::Name name, source::Range range);
  /// Like get_attribute, but Failed without an exception if there is none.
  Value find_attribute(Value object, python::Name name, source::Range range);
  bool set_attribute(Value object, python::Name name, Value value, source::Range range);
  /// What object.__getattribute__ does.
  Value plain_attribute(Instance& instance, python::Name name, source::Range range);
  /// What object.__setattr__ does.
  bool set_instance_attribute(Instance& instance, python::Name name, Value value, source::Range range);
  /// The instance's own attribute, or null.
  Value* own_attribute(Instance& instance, python::Name name);
  void set_own_attribute(Instance& instance, python::Name name, Value value);
  /// __dict__: from now on its attributes live in a dict.
  Dict* attribute_dict(Instance& instance);
  /// What object.__delattr__ does.
  bool delete_instance_attribute(Instance& instance, python::Name name, source::Range range);
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
  /// An iterator over values that are all there.
  Value iterator_over(std::vector<Value> items);
  /// The elements of a list or tuple (or of an instance that is one), else null. Valid until the next change.
  const std::vector<Value>* elements(Value value);

  /// slice.indices(length), as a tuple.
  std::optional<Tuple*> slice_indices(Slice& slice, std::int64_t length, source::Range range);

  // --- dicts ---
  Value view_of(Value owner, DictView::Part part);
  Dict* as_dict(Value value);  // of an instance that is one, too; else null
  List* as_list(Value value);
  Value* dict_find(const Dict& dict, Value key);
  bool dict_set(Dict& dict, Value key, Value value, source::Range range);
  bool dict_erase(Dict& dict, Value key);
  bool dict_update(Dict& dict, Value other, source::Range range);
  Value library_value(const std::string& qualified);
  Dict* namespace_dict(const Namespace& names);

  // --- classes ---
  Class* type_of(Value value);
  bool is_instance(Value value, Class* type);
  bool is_subclass(Class* type, Class* base);
  /// A builtin class by qualified name: "builtins.int", "torch.nn.Module".
  Class* builtin(std::string_view qualified);
  Class* metaclass_of(Class& type);
  Value make_class(python::Name name, std::vector<Value> bases, Scope& body, Arguments& keywords, source::Range range);
  /// type(name, bases, namespace): a class made by the metaclass of its bases.
  Value make_class_of(Value metaclass, Value name, Value bases, Value names, Arguments& keywords, source::Range range);
  /// What type.__new__ does with the arguments of a metaclass: (metaclass, name, bases, namespace).
  Value new_class(Value metaclass, Value name, Value bases, Value names, Arguments& keywords, source::Range range);
  /// An instance whose value of the builtin type that it derives from is made from the arguments.
  Value payload_instance(Class* type, Arguments arguments);
  /// A bare instance, as object.__new__ makes it.
  Value new_instance(Class* type, source::Range site);
  Value call_special(Value object, python::Name name, std::initializer_list<Value> positional, source::Range range);

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
  std::string repr(Value value);  // format.cc; of objects that fail, something plain
  std::string to_str(Value value);
  std::string type_name(Value value);
  std::string plain_repr(Instance& instance);  // what object.__repr__ gives

  // --- the network ---
  /// Calls a function of the layer registry with Python arguments.
  Value call_function(ir::OpId op, Arguments& arguments);
  /// Runs the constructor of a layer of torch.nn.
  layer::Constructed construct_layer(ir::OpId op, Arguments& arguments);
  /// Calls an instance of a layer of torch.nn.
  Value call_layer(Instance& layer, Arguments& arguments);
  Value make_tensor(ir::ValueId value);
  const ir::Tensor& tensor_of(const Tensor& tensor) const;
  /// As an argument of a layer; tensors are added to `inputs`.
  ir::Attr to_attr(Value value, source::Range range, std::vector<ir::ValueId>& inputs);
  Value from_attr(const ir::Attr& attr);
  bool training() const { return training_; }
  void set_training(bool training) { training_ = training; }
  /// The module whose forward is running.
  ir::ModuleId scope_module() const { return running_.empty() ? ir::ModuleId{} : running_.back(); }
  void enter_module(ir::ModuleId module) { running_.push_back(module); }
  void leave_module() { running_.pop_back(); }
  bool in_library(source::Range range) const { return texts_.is_prelude(range.file); }
  Value annotation(const python::Expr* expr, Scope* scope, Module& module);
  std::string_view source_text(source::Range range) const;
  /// The scope that the call being made is written in.
  Scope& calling_scope() { return *calling_scope_; }
  /// Runs text, as eval() and exec() do, in a scope.
  Value eval_text(const std::string& text, Scope& scope, source::Range range);
  bool exec_text(const std::string& text, Scope& scope, source::Range range);
  /// The module of the program whose code is running, else the builtins.
  Module* running_module() const { return running_modules_.empty() ? builtins_module_ : running_modules_.back(); }
  /// The innermost place of the call stack that is in the program's own text.
  source::Range own_place(source::Range range) const;

 private:
  friend class GeneratorBody;

  /// An exception on its way, with where it was raised.
  struct Raised {
    Value exception;  // Failed: none
    source::Range at;
    std::vector<Frame> stack;
  };

  // eval.cc
  Value eval_name(const python::NameExpr& expr, Scope& scope);
  Value* find_name(python::Name name, Scope& scope, source::Range range);
  Value eval_call(const python::Call& expr, Scope& scope);
  bool eval_arguments(python::Span<python::Argument> written, Scope& scope, Arguments& arguments);
  bool spread_keywords(Value value, const python::Argument& argument, Arguments& arguments);
  Value eval_compare(const python::Compare& expr, Scope& scope);
  Value eval_boolean(const python::Boolean& expr, Scope& scope);
  Value eval_fstring(const python::FStringExpr& expr, Scope& scope);
  Value eval_display(const python::Expr& expr, Scope& scope);
  Value eval_dict(const python::Dict& expr, Scope& scope);
  Value eval_slice(const python::Slice& expr, Scope& scope);
  Value eval_subscript(const python::Subscript& expr, Scope& scope);
  bool eval_elements(python::Exprs elements, Scope& scope, std::vector<Value>& items);
  Value eval_comprehension(const python::Expr& expr, Scope& scope);
  Value eval_here(const python::Expr* expr, Scope& scope);
  Value* find_settled(const python::Expr* expr);

  // exec.cc
  Flow exec_one(const python::Stmt& statement, Scope& scope);
  Value eval_alias(const python::TypeAlias& node, Scope& scope);
  Flow exec_error(const python::ErrorStatement& statement, Scope& scope);
  Flow exec_annotated(const python::AnnotatedAssign& node, Scope& scope);
  void note_result(source::Range statement, Value value);
  Flow exec_augmented(const python::AugmentedAssign& node, Scope& scope);
  Flow exec_if(const python::If& node, Scope& scope);
  Flow exec_for(const python::For& node, Scope& scope);
  Flow skip_unknown_loop(const python::For& node, Unknown& missing, Scope& scope);
  Flow exec_while(const python::While& node, Scope& scope);
  Flow exec_with(const python::With& node, Scope& scope, int item = 0);
  Value enter_context(Value manager, source::Range range);
  Flow leave_context(Value manager, Flow flow, source::Range range);
  Flow exec_try(const python::Try& node, Scope& scope);
  const python::ExceptHandler* choose_handler(const python::Try& node, Scope& scope);
  void end_handler(const python::ExceptHandler& handler, Scope& scope);
  Flow exec_raise(const python::Raise& node, Scope& scope);
  Flow exec_assert(const python::Assert& node, Scope& scope);
  Value eval_meant(const python::Expr* test, Scope& scope, bool answer);
  void explain_comparison(const python::Compare& test, Scope& scope);
  Flow exec_function(const python::Function& node, Scope& scope);
  Flow exec_class(const python::Class& node, Scope& scope);
  bool prepare_class(Value metaclass, const std::vector<Value>& bases, const Arguments& keywords, Scope& body);
  Value decorate(python::Exprs decorators, Value value, Scope& scope);

  // match.cc
  Flow exec_match(const python::Match& node, Scope& scope);
  const python::MatchCase* choose_case(const python::Match& node, Value subject, Scope& scope);
  Value matches(const python::Pattern& pattern, Value subject, Scope& scope);
  Value matches_sequence(const python::SequencePattern& pattern, Value subject, Scope& scope);
  Value matches_mapping(const python::MappingPattern& pattern, Value subject, Scope& scope);
  Value matches_class(const python::ClassPattern& pattern, Value subject, Scope& scope);

  // assign.cc
  bool unpack(python::Exprs targets, Value value, Scope& scope, source::Range range);
  bool bind_name(python::Name name, Value value, Scope& scope);
  bool bind_walrus(python::Name name, Value value, Scope& scope);
  bool remove(const python::Expr* target, Scope& scope);

  // call.cc
  Value make_function(python::Parameters parameters, Scope& scope);
  Value call_python(Function& function, Arguments& arguments);
  Value run_body(Function& function, Scope& scope);
  bool bind_arguments(Function& function, Arguments& arguments, Scope& scope);
  bool bind_keyword(Function& function, Argument& argument, std::vector<Value>& values, Dict* keywords);
  bool fill_defaults(Function& function, Arguments& arguments, std::vector<Value>& values, int star);
  void raise_surplus(const Function& function, const Arguments& arguments, const Argument& first);
  bool enter_call(const Function& function, source::Range site);
  void leave_call() { stack_.pop_back(); }
  const FunctionInfo& info(Function& function);

  // attribute.cc
  Value instance_attribute(Instance& instance, python::Name name, source::Range range);
  Value custom_attribute(Instance& instance, Value getter, python::Name name, source::Range range);
  bool is_data_descriptor(Value member);
  Value special_method(Value object, python::Name name);
  Value special_member(Class* type, python::Name name);
  python::Name private_name(python::Name name, const Scope& scope);
  Value function_part(Function& function, python::Name name);
  Value module_attribute(Module& module, python::Name name, source::Range range);
  Value class_attribute(Class& type, python::Name name, source::Range range);
  Value super_attribute(Super& super, python::Name name, source::Range range);

  // classes.cc
  bool finish_class(Class* type, Arguments& keywords, source::Range range);
  bool find_bases(Class& type, std::vector<Value>& bases, source::Range range);
  Value derived_metaclass(const std::vector<Value>& bases, const Arguments& keywords);
  void find_slots(Class& type);
  void find_abstract(Class& type);
  Value allocate(Class* type, const Arguments& arguments);
  Value make_super(Scope& scope, source::Range range);
  bool is_metaclass(Class& type);
  Class* layer_class(ir::OpId op);

  // operators.cc, sequences.cc, iterate.cc, dict.cc
  Value not_equal(Value a, Value b, source::Range range);
  std::string operand_message(python::BinaryOp op, Value a, Value b);
  Value special_binary(python::Name name, Value a, Value b, source::Range range);
  Value sequence_binary(python::BinaryOp op, Value a, Value b, source::Range range);
  Value repeat_sequence(Value a, Value count, source::Range range);
  Value set_operation(python::BinaryOp op, Set& a, Set& b, source::Range range);
  Value sequence_equal(Value a, Value b, source::Range range);
  Value sequence_order(python::CompareOp op, Value a, Value b, source::Range range);
  Value set_order(python::CompareOp op, Set& a, Set& b);
  Value instance_truth(Instance& instance, source::Range range);
  std::optional<std::int64_t> element_index(Value index, std::int64_t length, source::Range range, const char* what);
  Value sequence_item(Value object, Value index, source::Range range);
  Value string_item(Str& text, Value index, source::Range range);
  Value bytes_item(Bytes& bytes, Value index, source::Range range);
  Value view_contains(DictView& view, Value item, source::Range range);
  Value dict_item(Value object, Dict& dict, Value key, source::Range range);
  Value range_item(Range& r, Value index, source::Range range);
  Value class_item(Class& type, Value index, source::Range range);
  Value instance_item(Instance& instance, Value index, source::Range range);
  bool set_slice(List& target, Slice& slice, Value value, source::Range range);
  bool overrides_iteration(Value value);
  Iterator* iterate_view(DictView& view, source::Range range);
  Iterator* iterate_object(Value object, source::Range range);
  bool defines_equality(Class& type);
  Set* view_as_set(Value value, source::Range range);
  Value* dict_slot(Dict& dict, Value key, std::size_t hashed, std::size_t& at);
  void dict_rebuild(Dict& dict);

  // failure.cc
  void speculate(Unknown& value, source::Range range);
  bool exception_matches(Value exception, Value type);
  Raised take_raised();
  void raise_again(Raised raised);
  void add_call_stack(diag::Diagnostic& diagnostic, const std::vector<Frame>& stack);
  std::int64_t native_stack_used() const;

  // imports.cc
  Module* new_module(std::string name);
  Module* file_module(const source::SourceFile& file, std::string name, bool is_package);
  void run_module(Module& module, const source::SourceFile& file);
  void run_module(Module& module);
  bool runs_before_its_package(const Module& module) const;
  bool run_pending(Module& module);
  bool imported(Module& module, source::Range range);
  Module* library_module(const std::string& name);
  Value loaded_module(const std::string& name);
  const source::SourceFile* find_file(std::string_view module, bool& is_package);
  Value import_file(const source::SourceFile& file, const std::string& name, bool is_package, source::Range range);
  Flow exec_import(const python::Import& node, Scope& scope);
  Flow exec_import_from(const python::ImportFrom& node, Scope& scope);
  std::string import_source(const python::ImportFrom& node, const Module& module);
  bool import_star(Value source, Scope& scope, source::Range range);
  Value library_attribute(Module& module, python::Name name);
  Value library_member(const std::string& type, python::Name name);
  Value own_member(Class& type, python::Name name);
  void show_hint(diag::Diagnostic& diagnostic);
  Value native(const struct LibraryFunction& function);

  // checkpoint.cc
  std::uint64_t fingerprint(const Checkpoint& checkpoint) const;

  // torch_call.cc
  void explain_errors(int first);
  Value returned_values(const layer::Returned& returned);

  layer::Builder& builder_;
  Texts& texts_;
  source::SourceMap& sources_;
  KnownNames known_;
  Limits limits_;
  Heap heap_;
  std::unordered_map<const void*, FunctionInfo> function_infos_;  // by body
  std::string* output_ = nullptr;
  Module* builtins_module_ = nullptr;
  Class* object_class_ = nullptr;
  const Native* construct_native_ = nullptr;  // in whose name natives that make builtin values run
  const char* stack_base_ = nullptr;
};

}  // namespace shapewise::absint
