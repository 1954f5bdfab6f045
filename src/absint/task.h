// Coroutines for the bodies of generators: a Task runs until it is done or something in it stands still, and whatever
// awaits it goes on when it is done. A Trampoline resumes them in a loop, so that neither deep nor long bodies need the
// machine's stack.
#pragma once

#include <coroutine>
#include <utility>

namespace shapewise::absint {

struct Trampoline {
  std::coroutine_handle<> current;  // what runs next; null when all is done
  bool standing = false;            // a yield has been reached

  void run() {
    standing = false;
    while (!standing && current) current.resume();
  }
};

template <class T>
class Task {
 public:
  struct promise_type {
    T result{};
    Trampoline* trampoline = nullptr;
    std::coroutine_handle<> parent;

    struct Done {
      bool await_ready() const noexcept { return false; }
      void await_suspend(std::coroutine_handle<promise_type> self) const noexcept {
        self.promise().trampoline->current = self.promise().parent;
      }
      void await_resume() const noexcept {}
    };

    Task get_return_object() { return Task(std::coroutine_handle<promise_type>::from_promise(*this)); }
    std::suspend_always initial_suspend() const noexcept { return {}; }
    Done final_suspend() const noexcept { return {}; }
    void return_value(T value) { result = std::move(value); }
    void unhandled_exception() const {}
  };

  Task(Task&& other) noexcept : handle_(std::exchange(other.handle_, nullptr)) {}
  Task(const Task&) = delete;
  Task& operator=(const Task&) = delete;
  Task& operator=(Task&&) = delete;
  ~Task() {
    if (handle_) handle_.destroy();
  }

  /// Makes it what the trampoline runs first.
  void start(Trampoline& trampoline) {
    handle_.promise().trampoline = &trampoline;
    trampoline.current = handle_;
  }
  const T& result() const { return handle_.promise().result; }

  bool await_ready() const noexcept { return false; }
  template <class Promise>
  void await_suspend(std::coroutine_handle<Promise> parent) const {
    handle_.promise().parent = parent;
    handle_.promise().trampoline = parent.promise().trampoline;
    handle_.promise().trampoline->current = handle_;
  }
  T await_resume() const { return std::move(handle_.promise().result); }

 private:
  explicit Task(std::coroutine_handle<promise_type> handle) : handle_(handle) {}

  std::coroutine_handle<promise_type> handle_;
};

}  // namespace shapewise::absint
