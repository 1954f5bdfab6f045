// Iterators: enumerate, zip, map, filter, reversed, iter() and next(), and the methods of generators.
#include "absint/iterators.h"

#include <algorithm>
#include <fmt/format.h>

#include "absint/generator.h"
#include "absint/library.h"

namespace shapewise::absint {
namespace {

using python::BinaryOp;
using python::CompareOp;

struct Enumerate : Iterator {
  std::string_view type() const override { return "builtins.enumerate"; }
  Iterator* inner = nullptr;
  Value index;
  bool advance(Interpreter& interpreter, Value& out) override {
    Value item;
    if (!inner->next(interpreter, item)) return false;
    out = item.failed() ? item : interpreter.tuple({index, item});
    index = interpreter.binary(BinaryOp::Add, index, Value::integer(1), {});
    return true;
  }
};

Value construct_enumerate(Interpreter& interpreter, Arguments& arguments, const Native& native) {
  Reader reader(interpreter, arguments, native);
  reader.required("cls");
  Value iterable = reader.required("iterable");
  Value start = reader.optional("start", Value::integer(0));
  if (!reader.done()) return {};
  auto* made = interpreter.heap().make<Enumerate>();
  made->inner = interpreter.iterate(iterable, reader.range());
  made->index = start;
  return made->inner != nullptr ? Value(made) : Value();
}

struct Zip : Iterator {
  std::vector<Iterator*> inner;
  bool strict = false;
  source::Range range;
  std::string_view type() const override { return "builtins.zip"; }
  bool advance(Interpreter& interpreter, Value& out) override {
    std::vector<Value> items;
    for (std::size_t i = 0; i < inner.size(); ++i) {
      Value item;
      if (!inner[i]->next(interpreter, item)) return strict && unequal(interpreter, i, out);
      if (item.failed()) return out = item, true;
      items.push_back(item);
    }
    if (inner.empty()) return false;
    out = interpreter.tuple(std::move(items));
    return true;
  }

 private:
  /// The i-th has ended; true, and an exception, if another one has not.
  bool unequal(Interpreter& interpreter, std::size_t i, Value& out) {
    auto argument = [](std::size_t n) { return n == 1 ? std::string("argument 1") : fmt::format("arguments 1-{}", n); };
    if (i > 0) {
      out = interpreter.raise_error("ValueError", range,
                                    fmt::format("zip() argument {} is shorter than {}", i + 1, argument(i)));
      return true;
    }
    for (std::size_t other = 1; other < inner.size(); ++other) {
      Value item;
      if (!inner[other]->next(interpreter, item)) continue;
      if (!item.failed()) {
        out = interpreter.raise_error("ValueError", range,
                                      fmt::format("zip() argument {} is longer than {}", other + 1, argument(other)));
      }
      return true;
    }
    return false;
  }
};

Value construct_zip(Interpreter& interpreter, Arguments& arguments, const Native& native) {
  Reader reader(interpreter, arguments, native);
  reader.required("cls");
  auto* made = interpreter.heap().make<Zip>();
  for (Value iterable : reader.rest()) {
    made->inner.push_back(interpreter.iterate(iterable, reader.range()));
    if (made->inner.back() == nullptr) return {};
  }
  Value strict = interpreter.truth(reader.keyword("strict", Value::boolean(false)), reader.range());
  made->strict = strict.is_bool() && strict.as_bool();
  made->range = reader.range();
  return reader.done() ? Value(made) : Value();
}

struct Map : Iterator {
  std::string_view type() const override { return "builtins.map"; }
  Value function;
  Zip zipped;
  source::Range range;
  bool advance(Interpreter& interpreter, Value& out) override {
    Value items;
    if (!zipped.next(interpreter, items)) return false;
    if (items.failed()) return out = items, true;
    Arguments arguments;
    arguments.site = range;
    for (Value item : as<Tuple>(items)->items) arguments.items.push_back({{}, item, range, {}});
    out = interpreter.call(function, std::move(arguments));
    return true;
  }
};

Value construct_map(Interpreter& interpreter, Arguments& arguments, const Native& native) {
  Reader reader(interpreter, arguments, native);
  reader.required("cls");
  auto* made = interpreter.heap().make<Map>();
  made->function = reader.required("function");
  made->range = reader.range();
  for (Value iterable : reader.rest()) {
    made->zipped.inner.push_back(interpreter.iterate(iterable, reader.range()));
    if (made->zipped.inner.back() == nullptr) return {};
  }
  return reader.done() ? Value(made) : Value();
}

struct Filter : Iterator {
  std::string_view type() const override { return "builtins.filter"; }
  Value function;
  Iterator* inner = nullptr;
  source::Range range;
  bool advance(Interpreter& interpreter, Value& out) override {
    while (inner->next(interpreter, out)) {
      if (out.failed()) return true;
      Value test = function.is_none() ? out : interpreter.call(function, {out}, range);
      Value decided = test.failed() ? test : interpreter.truth(test, range);
      if (decided.failed()) return out = decided, true;
      if (decided.as_bool()) return true;
    }
    return false;
  }
};

Value construct_filter(Interpreter& interpreter, Arguments& arguments, const Native& native) {
  Reader reader(interpreter, arguments, native);
  reader.required("cls");
  auto* made = interpreter.heap().make<Filter>();
  made->function = reader.required("function");
  Value iterable = reader.required("iterable");
  made->range = reader.range();
  if (!reader.done()) return {};
  made->inner = interpreter.iterate(iterable, reader.range());
  return made->inner != nullptr ? Value(made) : Value();
}

/// iter(function, sentinel): what the function returns, until that is the sentinel.
struct CallIterator : Iterator {
  Value function;
  Value sentinel;
  source::Range range;
  bool done = false;
  bool advance(Interpreter& interpreter, Value& out) override {
    if (done) return false;
    out = interpreter.call(function, {}, range);
    if (out.failed()) return true;
    Value same = interpreter.compare(CompareOp::Equal, out, sentinel, range);
    Value decided = same.failed() ? same : interpreter.truth(same, range);
    if (decided.failed()) return out = decided, true;
    done = decided.as_bool();
    return !done;
  }
};

Value iter(Interpreter& interpreter, Arguments& arguments, const Native& native) {
  Reader reader(interpreter, arguments, native);
  Value iterable = reader.required("iterable");
  Value sentinel = reader.optional("sentinel", Value());
  if (!reader.done() || as<Unknown>(iterable) != nullptr) return iterable;
  if (!sentinel.failed()) {
    auto* made = interpreter.heap().make<CallIterator>();
    made->function = iterable;
    made->sentinel = sentinel;
    made->range = reader.range();
    return made;
  }
  // An object that is its own iterator stays what it is.
  if (auto* instance = as<Instance>(iterable)) {
    Value method = interpreter.find_in_class(instance->type, interpreter.known().iter);
    if (!method.failed() && as<Native>(method) == nullptr)
      return interpreter.call_special(iterable, interpreter.known().iter, {}, reader.range());
  }
  Iterator* made = interpreter.iterate(iterable, reader.range());
  return made != nullptr ? Value(made) : Value();
}

/// The next element, or a StopIteration with what a generator returned.
Value advance(Interpreter& interpreter, Iterator& iterator, source::Range range) {
  Value item;
  if (iterator.next(interpreter, item)) return item;
  auto* generator = iterator.type() == "builtins.generator" ? static_cast<Generator*>(&iterator) : nullptr;
  Value returned = generator != nullptr ? generator->returned : Value::none();
  Value stop = returned.is_none() ? interpreter.call(interpreter.builtin("builtins.StopIteration"), {}, range)
                                  : interpreter.call(interpreter.builtin("builtins.StopIteration"), {returned}, range);
  return stop.failed() ? stop : interpreter.raise(stop, range);
}

Value next(Interpreter& interpreter, Arguments& arguments, const Native& native) {
  Reader reader(interpreter, arguments, native);
  Value iterator = reader.required("iterator");
  Value fallback = reader.optional("default", Value());
  if (!reader.done() || as<Unknown>(iterator) != nullptr) return iterator;
  auto* known = as<Iterator>(iterator);
  Value item = known != nullptr ? advance(interpreter, *known, reader.range())
                                : interpreter.call_special(iterator, interpreter.known().next, {}, reader.range());
  if (!item.failed() || interpreter.stopped()) return item;
  if (!interpreter.raising()) {
    return interpreter.raise_error("TypeError", reader.range(),
                                   fmt::format("'{}' object is not an iterator", interpreter.type_name(iterator)));
  }
  return !fallback.failed() && interpreter.take_stop_iteration() ? fallback : item;
}

Value iterator_next(Interpreter& interpreter, Arguments& arguments, const Native&) {
  return advance(interpreter, *as<Iterator>(arguments.at(0)), arguments.site);
}

Value iterator_iter(Interpreter&, Arguments& arguments, const Native&) { return arguments.at(0); }

Value iterator_contains(Interpreter& interpreter, Arguments& arguments, const Native&) {
  return interpreter.contains(arguments.at(0), arguments.at(1), arguments.site);
}

/// What a generator does when something is sent into it.
Value resume(Interpreter& interpreter, Arguments& arguments, Sent sent) {
  auto* generator = static_cast<Generator*>(as<Iterator>(arguments.at(0)));
  Value out;
  if (generator->resume(interpreter, sent, out)) return out;
  Value returned = generator->returned;
  Value stop = returned.is_none()
                   ? interpreter.call(interpreter.builtin("builtins.StopIteration"), {}, arguments.site)
                   : interpreter.call(interpreter.builtin("builtins.StopIteration"), {returned}, arguments.site);
  return stop.failed() ? stop : interpreter.raise(stop, arguments.site);
}

Value generator_send(Interpreter& interpreter, Arguments& arguments, const Native&) {
  return resume(interpreter, arguments, {arguments.at(1), Value()});
}

/// throw(exception), or throw(type, value).
Value generator_throw(Interpreter& interpreter, Arguments& arguments, const Native&) {
  Value exception = arguments.at(1);
  Value value = arguments.at(2);
  if (as<Instance>(value) != nullptr) exception = value;
  if (as<Class>(exception) != nullptr) {
    exception = value.failed() || value.is_none() ? interpreter.call(exception, {}, arguments.site)
                                                  : interpreter.call(exception, {value}, arguments.site);
  }
  return exception.failed() ? exception : resume(interpreter, arguments, {Value::none(), exception});
}

Value generator_close(Interpreter& interpreter, Arguments& arguments, const Native&) {
  auto* generator = static_cast<Generator*>(as<Iterator>(arguments.at(0)));
  return generator->close(interpreter, arguments.site) ? Value::none() : Value();
}

Value construct_reversed(Interpreter& interpreter, Arguments& arguments, const Native& native) {
  Reader reader(interpreter, arguments, native);
  reader.required("cls");
  Value sequence = reader.required("sequence");
  if (!reader.done()) return {};
  if (as<Unknown>(sequence) != nullptr) return sequence;
  Value custom = interpreter.call_special(sequence, interpreter.known().reversed, {}, reader.range());
  if (!custom.failed() || interpreter.raising() || interpreter.stopped()) return custom;
  std::vector<Value> items;
  if (as<Instance>(sequence) != nullptr && identical(held(sequence), sequence)) {
    Value size = interpreter.length(sequence, reader.range());
    for (std::int64_t i = 0; size.is_int() && i < size.as_int(); ++i) {
      items.push_back(interpreter.get_item(sequence, Value::integer(i), reader.range()));
      if (items.back().failed()) return {};
    }
    if (!size.is_int()) return size;
  } else if (as<Iterator>(sequence) != nullptr || as<Set>(sequence) != nullptr) {
    return interpreter.raise_error("TypeError", reader.range(),
                                   fmt::format("'{}' object is not reversible", interpreter.type_name(sequence)));
  } else if (!interpreter.collect(sequence, items, reader.range())) {
    return {};
  }
  std::reverse(items.begin(), items.end());
  return interpreter.iterator_over(std::move(items));
}

constexpr LibraryFunction kFunctions[] = {
    {"builtins.iter", iter},
    {"builtins.next", next},
    {"builtins.iterator.__next__", iterator_next},
    {"builtins.iterator.__iter__", iterator_iter},
    {"builtins.iterator.__contains__", iterator_contains},
    {"builtins.generator.send", generator_send},
    {"builtins.generator.throw", generator_throw},
    {"builtins.generator.close", generator_close},
};

constexpr LibraryClass kClasses[] = {
    {"builtins.enumerate", "builtins.iterator", construct_enumerate},
    {"builtins.zip", "builtins.iterator", construct_zip},
    {"builtins.map", "builtins.iterator", construct_map},
    {"builtins.filter", "builtins.iterator", construct_filter},
    {"builtins.reversed", "builtins.iterator", construct_reversed},
};

}  // namespace

Library iterators_library() { return {kFunctions, kClasses, {}}; }

}  // namespace shapewise::absint
