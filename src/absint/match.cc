// The match statement.
#include "absint/interpreter.h"

namespace shapewise::absint {

using python::cast;
using python::PatternKind;

Flow Interpreter::exec_match(const python::Match& node, Scope& scope) {
  Value subject = eval(node.subject, scope);
  if (subject.failed()) return Flow::Fail;
  if (const python::MatchCase* chosen = choose_case(node, subject, scope)) return exec(chosen->body, scope);
  return raising() || stopped_ ? Flow::Fail : Flow::Next;
}

/// The case that the subject matches; null if there is none or something failed.
const python::MatchCase* Interpreter::choose_case(const python::Match& node, Value subject, Scope& scope) {
  for (const python::MatchCase& one : node.cases) {
    Value matched = matches(*one.pattern, subject, scope);
    Value decided = matched.failed() ? matched : truth(matched, one.range);
    if (decided.failed()) return nullptr;
    if (!decided.as_bool()) continue;
    if (one.guard != nullptr) {
      Value guard = eval(one.guard, scope);
      decided = guard.failed() ? guard : truth(guard, one.guard->range);
      if (decided.failed()) return nullptr;
      if (!decided.as_bool()) continue;
    }
    return &one;
  }
  return nullptr;
}

Value Interpreter::matches(const python::Pattern& pattern, Value subject, Scope& scope) {
  auto bound = [&](python::Identifier name, Value value) {
    return !name.valid() || bind_name(name.name, value, scope) ? Value::boolean(true) : Value();
  };
  switch (pattern.kind) {
    case PatternKind::Value: {
      Value wanted = eval(cast<python::ValuePattern>(&pattern).value, scope);
      return wanted.failed() ? wanted : compare(python::CompareOp::Equal, subject, wanted, pattern.range);
    }
    case PatternKind::Singleton: {
      Value wanted = eval(cast<python::SingletonPattern>(&pattern).value, scope);
      return wanted.failed() ? wanted : compare(python::CompareOp::Is, subject, wanted, pattern.range);
    }
    case PatternKind::Sequence: return matches_sequence(cast<python::SequencePattern>(&pattern), subject, scope);
    case PatternKind::Mapping: return matches_mapping(cast<python::MappingPattern>(&pattern), subject, scope);
    case PatternKind::Class: return matches_class(cast<python::ClassPattern>(&pattern), subject, scope);
    case PatternKind::Star: return bound(cast<python::StarPattern>(&pattern).name, subject);
    case PatternKind::As: {
      const auto& node = cast<python::AsPattern>(&pattern);
      if (node.pattern != nullptr) {
        Value matched = matches(*node.pattern, subject, scope);
        Value decided = matched.failed() ? matched : truth(matched, pattern.range);
        if (decided.failed() || !decided.as_bool()) return decided;
      }
      return bound(node.name, subject);
    }
    case PatternKind::Or:
      for (const python::Pattern* one : cast<python::OrPattern>(&pattern).alternatives) {
        Value matched = matches(*one, subject, scope);
        Value decided = matched.failed() ? matched : truth(matched, pattern.range);
        if (decided.failed() || decided.as_bool()) return decided;
      }
      return Value::boolean(false);
  }
  return Value::boolean(false);
}

Value Interpreter::matches_sequence(const python::SequencePattern& pattern, Value subject, Scope& scope) {
  if (as<Unknown>(subject) != nullptr) return subject;
  const std::vector<Value>* found = elements(subject);
  std::vector<Value> items;
  if (found != nullptr) items = *found;
  bool is_range = as<Range>(subject) != nullptr;
  if (found == nullptr && !is_range) return Value::boolean(false);
  if (is_range && !collect(subject, items, pattern.range)) return {};
  int star = -1;
  for (int i = 0; i < pattern.elements.size(); ++i) {
    if (pattern.elements[i]->kind == PatternKind::Star) star = i;
  }
  int count = static_cast<int>(items.size());
  int least = pattern.elements.size() - (star >= 0 ? 1 : 0);
  if (count < least || (star < 0 && count > least)) return Value::boolean(false);
  for (int i = 0, at = 0; i < pattern.elements.size(); ++i) {
    Value item;
    if (i == star) {
      auto begin = items.begin() + at;
      item = list({begin, begin + (count - least)});
      at += count - least;
    } else {
      item = items[static_cast<std::size_t>(at++)];
    }
    Value matched = matches(*pattern.elements[i], item, scope);
    Value decided = matched.failed() ? matched : truth(matched, pattern.range);
    if (decided.failed() || !decided.as_bool()) return decided;
  }
  return Value::boolean(true);
}

Value Interpreter::matches_mapping(const python::MappingPattern& pattern, Value subject, Scope& scope) {
  if (as<Unknown>(subject) != nullptr) return subject;
  Dict* found = as_dict(subject);
  if (found == nullptr) return Value::boolean(false);
  Dict* rest = dict();
  if (!dict_update(*rest, subject, pattern.range)) return {};
  for (const python::MappingPatternItem& item : pattern.items) {
    Value key = eval(item.key, scope);
    if (key.failed()) return key;
    Value* value = dict_find(*found, key);
    if (value == nullptr) return Value::boolean(false);
    Value matched = matches(*item.value, *value, scope);
    Value decided = matched.failed() ? matched : truth(matched, pattern.range);
    if (decided.failed() || !decided.as_bool()) return decided;
    dict_erase(*rest, key);
  }
  if (pattern.rest.valid() && !bind_name(pattern.rest.name, rest, scope)) return {};
  return Value::boolean(true);
}

Value Interpreter::matches_class(const python::ClassPattern& pattern, Value subject, Scope& scope) {
  Value type = eval(pattern.type, scope);
  if (type.failed() || as<Unknown>(type) != nullptr) return type;
  if (as<Unknown>(subject) != nullptr) return subject;
  auto* wanted = as<Class>(type);
  if (wanted == nullptr) return raise_error("TypeError", pattern.range, "called match pattern must be a class");
  if (!is_instance(subject, wanted)) return Value::boolean(false);
  std::vector<Value> positional;
  Value names = find_attribute(type, known_.match_args, pattern.range);
  if (raising() || stopped_) return {};
  if (!names.failed() && !collect(names, positional, pattern.range)) return {};
  for (int i = 0; i < pattern.arguments.size(); ++i) {
    const python::ClassPatternArgument& argument = pattern.arguments[i];
    Value part;
    if (argument.keyword.valid()) {
      part = find_attribute(subject, argument.keyword.name, pattern.range);
    } else if (static_cast<std::size_t>(i) < positional.size() &&
               as<Str>(positional[static_cast<std::size_t>(i)]) != nullptr) {
      part = find_attribute(subject, intern(as<Str>(positional[static_cast<std::size_t>(i)])->text), pattern.range);
    } else {
      part = subject;  // int(x), str(x): the builtin types match themselves
    }
    if (part.failed()) return raising() || stopped_ ? part : Value::boolean(false);
    Value matched = matches(*argument.value, part, scope);
    Value decided = matched.failed() ? matched : truth(matched, pattern.range);
    if (decided.failed() || !decided.as_bool()) return decided;
  }
  return Value::boolean(true);
}

}  // namespace shapewise::absint
