// Exceptions, stops, gaps and the budget.
#include <algorithm>
#include <fmt/format.h>

#include "absint/format.h"
#include "absint/interpreter.h"
#include "base/counted.h"

namespace shapewise::absint {

bool Interpreter::step(source::Range range) {
  if (stopped_) return false;
  if (++steps_ > limits_.steps) {
    stop(range, fmt::format("the program takes more than {} steps", limits_.steps));
  } else if (heap_.bytes() > limits_.memory) {
    stop(range, "the program takes too much memory");
  } else if (in_script() && ++script_steps_ > limits_.script_steps) {
    abandon();
  } else if (watcher_ != nullptr && steps_ > script_end_) {
    abandon();
  }
  return !stopped_;
}

void Interpreter::watch(Watcher* watcher) {
  if (std::exchange(abandoned_, false)) stopped_ = false;
  watcher_ = watcher;
  script_steps_ = 0;
  script_end_ = steps_ + limits_.steps / 4;
}

void Interpreter::abandon() {
  if (stopped_) return;
  stopped_ = abandoned_ = true;
  raised_ = {};
}

bool Interpreter::check_length(std::int64_t length, source::Range range) {
  if (length <= limits_.length) return true;
  stop(range,
       fmt::format("a sequence of {} elements is too long", length == INT64_MAX ? "too many" : std::to_string(length)));
  return false;
}

std::int64_t Interpreter::native_stack_used() const {
  char here = 0;
  std::int64_t distance = reinterpret_cast<std::intptr_t>(stack_base_) - reinterpret_cast<std::intptr_t>(&here);
  return distance < 0 ? -distance : distance;
}

Value Interpreter::stop(source::Range range, std::string message) {
  if (stopped_) return {};
  stopped_ = true;
  raised_ = {};
  auto& diagnostic = builder_.sink().error(diag::Kind::Limit, range, std::move(message));
  diagnostic.label = "the analysis ends here";
  add_call_stack(diagnostic, stack_);
  return {};
}

Value Interpreter::unknown(std::string why, source::Range range) {
  auto* made = heap_.make<Unknown>();
  made->why = std::move(why);
  made->range = range;
  return made;
}

void Interpreter::report_gap(Unknown& value) {
  if (in_script()) return;
  if (std::exchange(value.reported, true)) return;
  builder_.graph().gaps.push_back({value.why, value.range});
}

/// The program goes one of several ways and it can't be known which: from here on, nothing that goes wrong is certain.
void Interpreter::speculate(Unknown& value, source::Range) {
  if (in_script()) return;
  report_gap(value);
  if (certain_until_ < 0) certain_until_ = static_cast<int>(builder_.sink().all().size());
}

Value Interpreter::raise(Value exception, source::Range range) {
  if (as<Unknown>(exception) != nullptr) {
    // An exception of a class that is not known is still one.
    exception = new_instance(builtin("builtins.Exception"), range);
    as<Instance>(exception)->attributes.set(known_.args, tuple({}));
  }
  auto* instance = as<Instance>(exception);
  if (instance != nullptr && !handling_.empty() && !identical(handling_.back(), exception)) {
    instance->attributes.set(known_.context, handling_.back());
  }
  raised_ = exception;
  raised_at_ = range;
  raised_stack_ = stack_;
  return {};
}

Value Interpreter::raise_error(std::string_view type, source::Range range, std::string message) {
  if (stopped_) return {};
  Class* kind = builtin(fmt::format("builtins.{}", type));
  auto* exception = heap_.make<Instance>();
  exception->type = kind;
  std::vector<Value> args;
  if (!message.empty()) args.push_back(str(std::move(message)));
  exception->attributes.set(known_.args, tuple(std::move(args)));
  return raise(exception, range);
}

Value Interpreter::raise_key_error(Value key, source::Range range) {
  Value error = call(builtin("builtins.KeyError"), {key}, range);
  return error.failed() ? error : raise(error, range);
}

Interpreter::Raised Interpreter::take_raised() {
  if (!raising()) return {};
  return {take_exception(), raised_at_, std::move(raised_stack_)};
}

void Interpreter::raise_again(Raised raised) {
  if (raised.exception.failed()) return;
  raised_ = raised.exception;
  raised_at_ = raised.at;
  raised_stack_ = std::move(raised.stack);
}

Value Interpreter::take_exception() { return std::exchange(raised_, Value()); }

bool Interpreter::take_exception_of(std::string_view type) {
  if (!raising() || !is_instance(raised_, builtin(fmt::format("builtins.{}", type)))) return false;
  take_exception();
  return true;
}

bool Interpreter::exception_matches(Value exception, Value type) {
  if (auto* several = as<Tuple>(type)) {
    for (Value one : several->items) {
      if (exception_matches(exception, one)) return true;
    }
    return false;
  }
  auto* known = as<Class>(type);
  return known != nullptr && is_instance(exception, known);
}

/// Calls at one place are one, as in a recursion; a deep stack shows its ends.
void Interpreter::add_call_stack(diag::Diagnostic& diagnostic, const std::vector<Frame>& stack) {
  constexpr std::size_t kInnermost = 4;
  constexpr std::size_t kOutermost = 2;
  std::vector<const Frame*> calls;
  for (auto frame = stack.rbegin(); frame != stack.rend(); ++frame) {
    // The outermost call is the analysis itself, which stands nowhere.
    bool written = frame->call.valid() && frame->call.end > frame->call.begin;
    auto same = [&](const Frame* other) { return other->call == frame->call; };
    bool own = written && !sources_[frame->call.file].path().starts_with('<');
    if (own && std::none_of(calls.begin(), calls.end(), same)) calls.push_back(&*frame);
  }
  std::size_t folded = calls.size() > kInnermost + kOutermost ? calls.size() - kInnermost - kOutermost : 0;
  for (std::size_t i = 0; i < calls.size(); ++i) {
    if (i >= kInnermost && i < kInnermost + folded) continue;
    diagnostic.labels.push_back({calls[i]->call, fmt::format("in the call of {}", calls[i]->what)});
  }
  if (folded > 0) diagnostic.notes.push_back(counted(static_cast<std::int64_t>(folded), "more call") + " between them");
}

void Interpreter::report_uncaught() {
  if (auto diagnostic = take_uncaught()) builder_.sink().add(std::move(*diagnostic));
}

std::optional<diag::Diagnostic> Interpreter::take_uncaught() {
  if (!raising()) return std::nullopt;
  Value exception = take_exception();
  source::Range range = raised_at_;
  // A mistake that shows in the library's own text is the caller's.
  for (auto frame = raised_stack_.rbegin(); frame != raised_stack_.rend() && (!range.valid() || in_library(range));
       ++frame) {
    range = frame->call;
  }
  std::string text = to_str(exception);
  std::string message = text.empty() ? type_name(exception) : fmt::format("{}: {}", type_name(exception), text);
  diag::Diagnostic diagnostic;
  diagnostic.kind = diag::Kind::PythonException;
  diagnostic.message = std::move(message);
  diagnostic.range = range;
  diagnostic.label = "raised here";
  if (hint_.exception == exception.object()) show_hint(diagnostic);
  add_call_stack(diagnostic, raised_stack_);
  return diagnostic;
}

}  // namespace shapewise::absint
