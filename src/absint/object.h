// The kinds of Python objects that the interpreter knows, as plain structs. Behaviour (methods, operators) is in the
// classes of the builtins; here is only what an object is made of.
#pragma once

#include <memory>
#include <string>
#include <unordered_set>
#include <vector>

#include "absint/namespace.h"
#include "absint/value.h"
#include "ir/graph.h"
#include "python/ast.h"
#include "sym/expr.h"

namespace shapewise::absint {

class Interpreter;
struct Arguments;

enum class ObjectKind : std::uint8_t {
  Str,
  Bytes,
  BigInt,
  SymInt,
  SymFloat,
  List,
  Tuple,
  Dict,
  Set,
  Range,
  Slice,
  Function,
  Native,
  BoundMethod,
  Class,
  Instance,
  Module,
  Iterator,
  DictView,
  Property,
  StaticMethod,
  ClassMethod,
  Super,
  ClassCell,
  Tensor,
  DType,
  Unknown,
};

struct Object {
  ObjectKind kind;
  explicit Object(ObjectKind k) : kind(k) {}
  virtual ~Object() = default;
};

template <ObjectKind K>
struct ObjectOf : Object {
  static constexpr ObjectKind kKind = K;
  ObjectOf() : Object(K) {}
};

/// The value of the builtin type that an instance derives from it and holds, else the value itself.
Value held(Value value);

/// The object as a T if it is one, else null.
template <class T>
T* as(Value value) {
  return value.is_object() && value.object()->kind == T::kKind ? static_cast<T*>(value.object()) : nullptr;
}

struct Str : ObjectOf<ObjectKind::Str> {
  std::string text;  // UTF-8
};

struct Bytes : ObjectOf<ObjectKind::Bytes> {
  std::string bytes;
};

struct BigIntData;  // arbitrary precision; see integer.cc
struct BigInt : ObjectOf<ObjectKind::BigInt> {
  std::shared_ptr<const BigIntData> data;
};

/// An int that depends on a symbolic size. Never a constant: those are Tag::Int or BigInt.
struct SymInt : ObjectOf<ObjectKind::SymInt> {
  sym::Expr expr;
};

/// A float that depends on a symbolic size, as an exact fraction.
struct SymFloat : ObjectOf<ObjectKind::SymFloat> {
  sym::Expr num;
  sym::Expr den = 1;
};

struct List : ObjectOf<ObjectKind::List> {
  std::vector<Value> items;
};

struct Tuple : ObjectOf<ObjectKind::Tuple> {
  std::vector<Value> items;
  bool size_type = false;                                   // a torch.Size
  std::shared_ptr<const std::vector<python::Name>> fields;  // of what torch.max and its like return; null: no names
};

/// Insertion-ordered, as in Python. Removed entries leave a hole until the next rebuild.
struct Dict : ObjectOf<ObjectKind::Dict> {
  struct Entry {
    Value key;
    Value value;
    std::size_t hash = 0;
    bool live = true;
  };
  std::vector<Entry> entries;
  std::vector<std::int32_t> index;  // open addressing: entry + 1, or 0
  std::int32_t size = 0;            // of live entries
  Namespace* mirror = nullptr;      // changes are made there, too: globals()
};

/// keys(), values() or items() of a dict, which show what is in it at any time.
struct DictView : ObjectOf<ObjectKind::DictView> {
  enum class Part : std::uint8_t { Keys, Values, Items };
  Part part = Part::Keys;
  Value owner;  // the dict, or an instance that is one
  Dict* dict = nullptr;
};

/// A set or frozenset: a Dict whose values are not used.
struct Set : ObjectOf<ObjectKind::Set> {
  Dict items;
  bool frozen = false;
};

struct Range : ObjectOf<ObjectKind::Range> {
  std::int64_t start = 0;
  std::int64_t stop = 0;
  std::int64_t step = 1;
  std::int64_t size() const;
};

struct Slice : ObjectOf<ObjectKind::Slice> {
  Value start, stop, step;  // None where left out
};

/// What `__class__` means in the functions of a class body: the class, once it is made.
struct ClassCell : ObjectOf<ObjectKind::ClassCell> {
  python::Name name;
  struct Class* type = nullptr;
};

/// The variables of one call, class body or comprehension, and the scope around it. Module scopes have no parent.
struct Scope {
  Namespace names;
  Scope* parent = nullptr;
  struct Module* module = nullptr;
  bool class_body = false;
  bool comprehension = false;
  python::Name class_name;                                // of a class body
  const struct FunctionInfo* info = nullptr;              // of the function, in its calls
  ClassCell* cell = nullptr;                              // of a class body, and of the calls of its functions
  Value self;                                             // the first argument of a call, for super()
  std::vector<std::pair<python::Name, bool>> redirected;  // global (true) and nonlocal (false) declarations
  std::vector<std::pair<python::Name, const python::Expr*>> annotated;  // of a class body: names with annotations
};

struct Function : ObjectOf<ObjectKind::Function> {
  Module* module = nullptr;  // whose globals it sees
  python::Name name;
  std::string qualified;
  python::Parameters parameters;
  python::Stmts body;                  // of a def
  const python::Expr* expr = nullptr;  // of a lambda
  std::vector<Value> defaults;         // by parameter; Failed where there is none
  Scope* closure = nullptr;
  ClassCell* cell = nullptr;  // of the class in whose body it was defined
  Namespace attributes;
  source::Range range;
  const python::Expr* returns = nullptr;  // the annotation; null if absent
  bool is_async = false;
  const struct FunctionInfo* info = nullptr;  // once it has been called
};

/// A function of the interpreter itself.
using NativeCode = Value (*)(Interpreter&, Arguments&, const struct Native&);
struct Native : ObjectOf<ObjectKind::Native> {
  std::string name;  // qualified: "builtins.len", "torch.Tensor.size"
  NativeCode code = nullptr;
  ir::OpId op;  // a function of the layer registry, if code is null
  Value data;   // whatever the code needs: a captured value
};

struct BoundMethod : ObjectOf<ObjectKind::BoundMethod> {
  Value self;
  Value function;
};

struct Class : ObjectOf<ObjectKind::Class> {
  python::Name name;
  std::string qualified;      // with its module: "torch.nn.Linear"
  std::vector<Value> bases;   // Class, or Unknown
  std::vector<Class*> mro;    // itself first
  bool unknown_base = false;  // something that could not be resolved is among its ancestors
  Namespace attributes;
  Value metaclass;
  std::vector<std::pair<python::Name, const python::Expr*>> annotated;  // names with annotations, for dataclasses
  std::vector<python::Name> slots;  // of it and its bases; with `has_dict` false nothing else can be set
  bool has_dict = true;
  bool own_getattribute = false;            // the program defines a __getattribute__
  std::vector<python::Name> abstract;       // abstract methods, if its metaclass is an ABCMeta
  bool library = false;                     // modelled here: it has members in the library's tables, but
  std::unordered_set<python::Name> absent;  // none of these names
  struct Module* module = nullptr;          // where it was defined, and
  Scope* body = nullptr;                    // the scope of its body, if it has one
  bool builtin = false;                     // a type of the interpreter itself, made by `construct`
  source::Range range;
  NativeCode construct = nullptr;  // makes a value of a builtin type; inherited
  ir::OpId op;                     // for the layers of torch.nn
};

struct ModuleState;

struct Instance : ObjectOf<ObjectKind::Instance> {
  Instance();
  ~Instance() override;
  Class* type = nullptr;
  Namespace attributes;
  Dict* dict = nullptr;                 // holds the attributes instead, once the program has asked for __dict__
  Value payload;                        // the value of the builtin type that the class derives from; Failed if none
  std::unique_ptr<ModuleState> module;  // for instances of torch.nn.Module
  source::Range created;
};

struct Module : ObjectOf<ObjectKind::Module> {
  std::string name;  // "torchvision.models.resnet"
  Namespace names;
  Scope scope;
  std::string package;            // for relative imports
  bool text_annotations = false;  // from __future__ import annotations
  const python::Module* tree = nullptr;
  int runs = 0;                                 // how often it was begun
  bool library = false;                         // modelled here, not read from a file
  const source::SourceFile* pending = nullptr;  // the text of a package that nothing was asked of yet
  Value missing;                                // what attributes that do not exist are; Failed: an AttributeError
  std::vector<Module*> star_imports;            // library modules of which everything was imported
  std::unordered_set<python::Name> absent;      // names that the library's tables do not have in this module
};

/// A lazy sequence. `next` gives the next value in `out` and returns true, or returns false at the end; a failure is a
/// Failed value in `out` with true.
struct Iterator : ObjectOf<ObjectKind::Iterator> {
  /// The qualified name of its class.
  virtual std::string_view type() const { return "builtins.iterator"; }
  bool next(Interpreter& interpreter, Value& out) {
    ++moves;
    return advance(interpreter, out);
  }

  std::int64_t moves = 0;  // how often it was asked: tells whether it is still where it was

 protected:
  virtual bool advance(Interpreter& interpreter, Value& out) = 0;
};

struct Property : ObjectOf<ObjectKind::Property> {
  Value get, set, del;
};

struct StaticMethod : ObjectOf<ObjectKind::StaticMethod> {
  Value function;
};

struct ClassMethod : ObjectOf<ObjectKind::ClassMethod> {
  Value function;
};

struct Super : ObjectOf<ObjectKind::Super> {
  Class* after = nullptr;  // lookup starts behind this class …
  Value self;              // … in the method resolution order of this object, or of this class
};

/// A tensor of the network. Small ones made from numbers keep their values, which constructors read.
struct Tensor : ObjectOf<ObjectKind::Tensor> {
  ir::ValueId value;
  std::shared_ptr<const std::vector<Value>> elements;  // flat, in row-major order; null if not known
  bool parameter = false;                              // a torch.nn.Parameter
  bool requires_grad = false;
  std::unique_ptr<Namespace> attributes;  // what the program adds to it: x.spatial_shape = ...
  ir::WeightId weight;                    // of a parameter or buffer that is attached to a module
};

struct DTypeObject : ObjectOf<ObjectKind::DType> {
  ir::DType dtype = ir::DType::Float32;
};

/// A value that could not be determined, with the reason. It spreads through everything that it meets.
struct Unknown : ObjectOf<ObjectKind::Unknown> {
  std::string why;
  source::Range range;
  bool reported = false;
  Instance* holder = nullptr;  // a module that has it as an attribute: if it is called, it may be a child
  std::string held_as;
};

}  // namespace shapewise::absint
