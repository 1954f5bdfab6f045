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
  std::string_view type() const override { return "builtins.list_iterator"; }
  const std::vector<Value>* items = nullptr;
  std::size_t at = 0;
  bool advance(Interpreter&, Value& out) override {
    if (at >= items->size()) return false;
    out = (*items)[at++];
    return true;
  }
};

/// Over a dict as it is while the loop runs; it must not grow or shrink.
struct DictIterator : Iterator {
  const Dict* dict = nullptr;
  DictView::Part part = DictView::Part::Keys;
  bool of_set = false;
  std::size_t at = 0;
  std::int32_t size = 0;
  bool advance(Interpreter& interpreter, Value& out) override {
    if (dict->size != size) {
      size = -1;  // and never goes on
      std::string message = of_set ? "Set changed size during iteration" : "dictionary changed size during iteration";
      return out = interpreter.raise_error("RuntimeError", {}, std::move(message)), true;
    }
    while (at < dict->entries.size() && !dict->entries[at].live) ++at;
    if (at >= dict->entries.size()) return false;
    const Dict::Entry& entry = dict->entries[at++];
    out = part == DictView::Part::Keys     ? entry.key
          : part == DictView::Part::Values ? entry.value
                                           : interpreter.tuple({entry.key, entry.value});
    return true;
  }
};

struct RangeIterator : Iterator {
  std::int64_t at = 0;
  std::int64_t step = 1;
  std::int64_t left = 0;
  bool advance(Interpreter&, Value& out) override {
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
  bool advance(Interpreter& interpreter, Value& out) override {
    out = interpreter.call_special(object, interpreter.known().next, {}, range);
    return !(out.failed() && interpreter.take_stop_iteration());
  }
};

/// An object with __getitem__ only: indices from 0 until IndexError.
struct IndexIterator : Iterator {
  Value object;
  source::Range range;
  std::int64_t at = 0;
  bool advance(Interpreter& interpreter, Value& out) override {
    out = interpreter.get_item(object, Value::integer(at++), range);
    if (!out.failed() || !interpreter.raising()) return true;
    return !interpreter.take_exception_of("IndexError") && !interpreter.take_stop_iteration();
  }
};

/// What is not known can be looped over any number of times; once is enough to see what the loop does.
struct UnknownIterator : Iterator {
  Value value;
  bool done = false;
  bool advance(Interpreter&, Value& out) override {
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

bool VectorIterator::advance(Interpreter&, Value& out) {
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
  if (auto* text = as<Str>(held(iterable)); text != nullptr && !overrides_iteration(iterable)) {
    std::vector<Value> items;
    for (std::string& c : code_points(text->text)) items.push_back(str(std::move(c)));
    return over(std::move(items));
  }
  const Dict* dict = as_dict(iterable);
  if (dict != nullptr && overrides_iteration(iterable)) dict = nullptr;
  auto* set = as<Set>(held(iterable));
  if (set != nullptr && !overrides_iteration(iterable)) dict = &set->items;
  auto* view = as<DictView>(iterable);
  if (view != nullptr) dict = view->dict;
  if (view != nullptr && overrides_iteration(view->owner)) return iterate_view(*view, range);
  if (dict != nullptr) {
    auto* iterator = heap_.make<DictIterator>();
    iterator->dict = dict;
    iterator->size = dict->size;
    iterator->of_set = set != nullptr;
    if (view != nullptr) iterator->part = view->part;
    return iterator;
  }
  if (auto* bytes = as<Bytes>(iterable)) {
    std::vector<Value> items;
    for (char c : bytes->bytes) items.push_back(Value::integer(static_cast<unsigned char>(c)));
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

/// The view of a dict of the program's own class, whose keys are those that it iterates over.
Iterator* Interpreter::iterate_view(DictView& view, source::Range range) {
  std::vector<Value> items;
  if (!collect(view.owner, items, range)) return nullptr;
  for (Value& item : items) {
    Value key = item;
    if (view.part == DictView::Part::Keys) continue;
    item = get_item(view.owner, key, range);
    if (item.failed()) return nullptr;
    if (view.part == DictView::Part::Items) item = tuple({key, item});
  }
  return as<Iterator>(iterator_over(std::move(items)));
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
    if (auto* iterator = as<Iterator>(made)) return iterator;
    if (find_in_class(type_of(made), known_.next).failed()) {
      if (as<Unknown>(made) != nullptr) return iterate(made, range);
      raise_error("TypeError", range, fmt::format("iter() returned non-iterator of type '{}'", type_name(made)));
      return nullptr;
    }
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
