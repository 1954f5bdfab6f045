// Iteration: a lazy Iterator over everything that Python can loop over.
#include <fmt/format.h>

#include "absint/integer.h"
#include "absint/iterators.h"
#include "absint/torch_call.h"
#include "absint/unicode.h"

namespace shapewise::absint {
namespace {

/// A list or tuple, by index: elements that are appended while the loop runs are seen, as in Python.
struct SequenceIterator : Iterator {
  const std::vector<Value>* items = nullptr;
  std::size_t at = 0;
  bool next(Interpreter&, Value& out) override {
    if (at >= items->size()) return false;
    out = (*items)[at++];
    return true;
  }
};

struct RangeIterator : Iterator {
  std::int64_t at = 0;
  std::int64_t step = 1;
  std::int64_t left = 0;
  bool next(Interpreter&, Value& out) override {
    if (left <= 0) return false;
    --left;
    out = Value::integer(at);
    at += left > 0 ? step : 0;
    return true;
  }
};

/// An object with __next__.
struct MethodIterator : Iterator {
  Value object;
  source::Range range;
  bool next(Interpreter& interpreter, Value& out) override {
    out = interpreter.call_method(object, "__next__", {}, range);
    return !(out.failed() && interpreter.take_stop_iteration());
  }
};

/// An object with __getitem__ only: indices from 0 until IndexError.
struct IndexIterator : Iterator {
  Value object;
  source::Range range;
  std::int64_t at = 0;
  bool next(Interpreter& interpreter, Value& out) override {
    out = interpreter.get_item(object, Value::integer(at++), range);
    return !(out.failed() && interpreter.take_exception_of("IndexError"));
  }
};

/// What is not known can be looped over any number of times; once is enough to see what the loop does.
struct UnknownIterator : Iterator {
  Value value;
  bool done = false;
  bool next(Interpreter&, Value& out) override {
    out = value;
    return !std::exchange(done, true);
  }
};

}  // namespace

std::int64_t Range::size() const {
  if (step > 0) return start < stop ? static_cast<std::int64_t>((static_cast<Int>(stop) - start - 1) / step + 1) : 0;
  return start > stop ? static_cast<std::int64_t>((static_cast<Int>(start) - stop - 1) / -static_cast<Int>(step) + 1)
                      : 0;
}

bool VectorIterator::next(Interpreter&, Value& out) {
  if (at >= items.size()) return false;
  out = items[at++];
  return true;
}

Value Interpreter::iterator_over(std::vector<Value> items) {
  auto* iterator = heap_.make<VectorIterator>();
  heap_.charge(static_cast<std::int64_t>(items.size() * sizeof(Value)));
  iterator->items = std::move(items);
  return iterator;
}

Iterator* Interpreter::iterate(Value iterable, source::Range range) {
  if (auto* iterator = as<Iterator>(iterable)) return iterator;
  if (const auto* items = elements(iterable); items != nullptr && !overrides_iteration(iterable)) {
    auto* iterator = heap_.make<SequenceIterator>();
    iterator->items = items;
    return iterator;
  }
  if (auto* r = as<absint::Range>(iterable)) {
    auto* iterator = heap_.make<RangeIterator>();
    iterator->at = r->start;
    iterator->step = r->step;
    iterator->left = r->size();
    return iterator;
  }
  auto over = [&](std::vector<Value> items) {
    return static_cast<Iterator*>(as<Iterator>(iterator_over(std::move(items))));
  };
  if (auto* text = as<Str>(iterable)) {
    std::vector<Value> items;
    for (std::string& c : code_points(text->text)) items.push_back(str(std::move(c)));
    return over(std::move(items));
  }
  const Dict* keys = as_dict(iterable);
  if (keys != nullptr && overrides_iteration(iterable)) keys = nullptr;
  if (auto* set = as<Set>(iterable)) keys = &set->items;
  if (keys != nullptr) {
    std::vector<Value> items;
    for (const Dict::Entry& entry : keys->entries) {
      if (entry.live) items.push_back(entry.key);
    }
    return over(std::move(items));
  }
  if (as<Unknown>(iterable) != nullptr) {
    auto* iterator = heap_.make<UnknownIterator>();
    iterator->value = iterable;
    return iterator;
  }
  if (auto* tensor = as<Tensor>(iterable)) {
    std::vector<Value> items;
    return tensor_rows(*this, *tensor, items, range) ? over(std::move(items)) : nullptr;
  }
  return iterate_object(iterable, range);
}

bool Interpreter::overrides_iteration(Value value) {
  auto* instance = as<Instance>(value);
  return instance != nullptr && as<Function>(find_in_class(instance->type, known_.iter)) != nullptr;
}

Iterator* Interpreter::iterate_object(Value object, source::Range range) {
  Class* type = type_of(object);
  Value method = find_in_class(type, known_.iter);
  if (!method.failed()) {
    Value made = call(bind(method, object, type, range), {}, range);
    if (made.failed()) return nullptr;
    if (!identical(made, object) && find_in_class(type_of(made), known_.next).failed()) return iterate(made, range);
    if (auto* iterator = as<Iterator>(made)) return iterator;
    auto* iterator = heap_.make<MethodIterator>();
    iterator->object = made;
    iterator->range = range;
    return iterator;
  }
  if (as<Instance>(object) != nullptr && !find_in_class(type, known_.getitem).failed()) {
    auto* iterator = heap_.make<IndexIterator>();
    iterator->object = object;
    iterator->range = range;
    return iterator;
  }
  if (type->unknown_base) return iterate(unknown("its class has a base that is not known", range), range);
  raise_error("TypeError", range, fmt::format("'{}' object is not iterable", type_name(object)));
  return nullptr;
}

bool Interpreter::collect(Value iterable, std::vector<Value>& items, source::Range range) {
  Iterator* iterator = iterate(iterable, range);
  if (iterator == nullptr) return false;
  Value item;
  while (iterator->next(*this, item)) {
    if (item.failed() || !step(range) || !check_length(static_cast<std::int64_t>(items.size()), range)) return false;
    items.push_back(item);
  }
  return true;
}

}  // namespace shapewise::absint
