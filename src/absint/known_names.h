// The names that the language itself looks up, interned once.
#pragma once

#include "python/names.h"

namespace shapewise::absint {

// clang-format off
#define SHAPEWISE_KNOWN_NAMES(X) \
  X(init, "__init__") X(new_, "__new__") X(call, "__call__") X(getattr, "__getattr__") X(setattr, "__setattr__") \
  X(delattr, "__delattr__") X(getattribute, "__getattribute__") X(getitem, "__getitem__") X(setitem, "__setitem__") \
  X(delitem, "__delitem__") X(len, "__len__") X(iter, "__iter__") X(next, "__next__") X(contains, "__contains__") \
  X(bool_, "__bool__") X(eq, "__eq__") X(ne, "__ne__") X(lt, "__lt__") X(le, "__le__") X(gt, "__gt__") X(ge, "__ge__") \
  X(hash, "__hash__") X(repr, "__repr__") X(str, "__str__") X(format, "__format__") X(index, "__index__") \
  X(int_, "__int__") X(float_, "__float__") X(enter, "__enter__") X(exit, "__exit__") X(name, "__name__") \
  X(qualname, "__qualname__") X(module, "__module__") X(doc, "__doc__") X(dict, "__dict__") X(class_, "__class__") \
  X(bases, "__bases__") X(mro, "__mro__") X(file, "__file__") X(path, "__path__") X(all, "__all__") X(package, "__package__") \
  X(annotations, "__annotations__") X(init_subclass, "__init_subclass__") X(set_name, "__set_name__") X(get, "__get__") \
  X(set, "__set__") X(missing, "__missing__") X(post_init, "__post_init__") X(match_args, "__match_args__") \
  X(class_getitem, "__class_getitem__") X(forward, "forward") X(args, "args") X(self, "self") X(message, "message") \
  X(wrapped, "__wrapped__") X(slots, "__slots__") X(defaults, "__defaults__") X(self_attr, "__self__") X(func, "__func__") \
  X(training, "training") X(modules, "_modules") X(parameters, "_parameters") X(buffers, "_buffers") \
  X(non_persistent, "_non_persistent_buffers_set") \
  X(cause, "__cause__") X(super, "super") X(locals, "locals") X(globals, "globals") X(mro_entries, "__mro_entries__") X(reversed, "__reversed__") X(metaclass, "metaclass") X(prepare, "__prepare__") X(instancecheck, "__instancecheck__") X(subclasscheck, "__subclasscheck__") X(delete_, "__delete__") X(context, "__context__") X(suppress_context, "__suppress_context__") X(isabstract, "__isabstractmethod__") X(eval, "eval") X(vars, "vars") X(abs, "__abs__") X(round, "__round__") X(main, "__main__")
// clang-format on

struct KnownNames {
  explicit KnownNames(python::Names& names);
#define SHAPEWISE_DECLARE(member, text) python::Name member;
  SHAPEWISE_KNOWN_NAMES(SHAPEWISE_DECLARE)
#undef SHAPEWISE_DECLARE
  /// __add__, __radd__, __iadd__, by python::BinaryOp.
  python::Name binary[13], reflected[13], in_place[13];
};

}  // namespace shapewise::absint
