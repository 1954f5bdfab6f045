// The stack machine. Every instruction makes at most one node, so that memory is linear in the size of the file.
#include "import/weights/pickle.h"

#include <bit>
#include <charconv>
#include <fmt/format.h>
#include <unordered_map>

#include "base/little_endian.h"

namespace shapewise::import::pickle {
namespace {

using Kind = Node::Kind;

constexpr std::size_t kMostNodes = 20'000'000;

class Machine {
 public:
  explicit Machine(std::string_view bytes) : bytes_(bytes) {}

  Result<Pickle> run() {
    while (!done_ && error_.empty()) {
      if (at_ >= bytes_.size()) return fail("the pickle is cut off");
      if (made_.nodes.size() > kMostNodes) return fail("the pickle has more parts than are read");
      step(static_cast<unsigned char>(bytes_[at_++]));
    }
    if (!error_.empty()) return fail(error_);
    made_.size = at_;
    return std::move(made_);
  }

 private:
  // --- the bytes ---

  void broken(std::string why) {
    if (error_.empty()) error_ = fmt::format("the pickle is broken at byte {}: {}", at_, why);
  }

  std::string_view take(std::uint64_t count) {
    if (count > bytes_.size() - at_) {
      broken("it is cut off");
      return {};
    }
    std::string_view taken = bytes_.substr(at_, count);
    at_ += count;
    return taken;
  }

  std::uint64_t number(std::size_t size) { return little_endian(take(size)); }

  std::string_view line() {
    std::size_t end = bytes_.find('\n', at_);
    if (end == std::string_view::npos) {
      broken("a line has no end");
      return {};
    }
    std::string_view text = bytes_.substr(at_, end - at_);
    at_ = end + 1;
    return text;
  }

  /// A two's complement number of any length; nothing if it does not fit.
  std::optional<Int> long_number(std::uint64_t size) {
    std::string_view digits = take(size);
    if (digits.empty()) return 0;
    if (digits.size() > sizeof(Int)) return std::nullopt;
    Int value = static_cast<signed char>(digits.back());
    for (std::size_t i = digits.size() - 1; i-- > 0;) value = value * 256 + static_cast<unsigned char>(digits[i]);
    return value;
  }

  // --- the stack ---

  NodeIndex push(Node node) {
    made_.nodes.push_back(std::move(node));
    stack_.push_back(static_cast<NodeIndex>(made_.nodes.size()) - 1);
    return stack_.back();
  }

  void push(Kind kind, Int integer = 0) {
    Node node;
    node.kind = kind;
    node.integer = integer;
    push(std::move(node));
  }

  void push_text(Kind kind, std::string_view text) {
    Node node;
    node.kind = kind;
    node.text = text;
    push(std::move(node));
  }

  NodeIndex pop() {
    bool empty = stack_.empty() || (!marks_.empty() && marks_.back() == stack_.size());
    if (empty) {
      broken("its stack is empty");
      return -1;
    }
    NodeIndex top = stack_.back();
    stack_.pop_back();
    return top;
  }

  std::vector<NodeIndex> pop_to_mark() {
    if (marks_.empty()) {
      broken("a mark is missing");
      return {};
    }
    auto from = stack_.begin() + static_cast<std::ptrdiff_t>(marks_.back());
    std::vector<NodeIndex> items(from, stack_.end());
    stack_.erase(from, stack_.end());
    marks_.pop_back();
    return items;
  }

  Node* top() {
    if (stack_.empty()) {
      broken("its stack is empty");
      return nullptr;
    }
    return &made_.nodes[static_cast<std::size_t>(stack_.back())];
  }

  // --- what instructions make ---

  void push_items(Kind kind, std::vector<NodeIndex> items) {
    Node node;
    node.kind = kind;
    node.items = std::move(items);
    push(std::move(node));
  }

  void push_last(std::size_t count) {
    std::vector<NodeIndex> items(count);
    for (std::size_t i = count; i-- > 0;) items[i] = pop();
    push_items(Kind::Tuple, std::move(items));
  }

  void set_pairs(const std::vector<NodeIndex>& items) {
    Node* dict = top();
    if (dict == nullptr) return;
    if (items.size() % 2 != 0) return broken("a key has no value");
    for (std::size_t i = 0; i + 1 < items.size(); i += 2) dict->pairs.emplace_back(items[i], items[i + 1]);
  }

  void append(const std::vector<NodeIndex>& items) {
    if (Node* list = top()) list->items.insert(list->items.end(), items.begin(), items.end());
  }

  void push_call(NodeIndex callable, NodeIndex args) {
    Node node;
    node.kind = Kind::Object;
    node.callable = callable;
    node.args = args;
    push(std::move(node));
  }

  /// Names are short: a text that is referred to many times must not be copied as often.
  void push_global(std::string_view module, std::string_view name) {
    constexpr std::size_t kLongest = 1000;
    if (module.size() > kLongest || name.size() > kLongest) return broken("a name is too long");
    push_text(Kind::Global, fmt::format("{}.{}", module, name));
  }

  /// An object of a class named in the text, or first on the stack, with arguments up to the mark.
  void push_instance(bool named) {
    std::string_view module = named ? line() : std::string_view();
    std::string_view name = named ? line() : std::string_view();
    std::vector<NodeIndex> args = pop_to_mark();
    NodeIndex callable = -1;
    if (named) {
      push_global(module, name);
      callable = pop();
    } else if (!args.empty()) {
      callable = args.front();
      args.erase(args.begin());
    } else {
      return broken("a class is missing");
    }
    push_items(Kind::Tuple, std::move(args));
    push_call(callable, pop());
  }

  void remember(std::uint64_t place) {
    if (!stack_.empty()) memo_[place] = stack_.back();
  }

  void recall(std::uint64_t place) {
    auto found = memo_.find(place);
    if (found == memo_.end()) return broken("it refers to what was not there before");
    stack_.push_back(found->second);
  }

  void push_int(std::optional<Int> value) { push(value ? Kind::Int : Kind::Unknown, value.value_or(0)); }

  static std::uint64_t decimal(std::string_view digits) {
    std::uint64_t value = 0;
    std::from_chars(digits.data(), digits.data() + digits.size(), value);
    return value;
  }

  void push_float(double value) {
    Node node;
    node.kind = Kind::Float;
    node.real = value;
    push(std::move(node));
  }

  void push_float_text(std::string_view text) {
    double value = 0;
    auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc() || end != text.data() + text.size()) return push(Kind::Unknown);
    push_float(value);
  }

  void push_int_text(std::string_view text) {
    if (text == "00" || text == "01") return push(Kind::Bool, text == "01" ? 1 : 0);
    if (text.ends_with('L')) text.remove_suffix(1);
    push_int(parse_int(text));
  }

  /// Protocol 0 writes a string as Python would, in quotes.
  void push_quoted(std::string_view text) {
    bool quoted = text.size() >= 2 && (text.front() == '\'' || text.front() == '"') && text.back() == text.front();
    push_text(Kind::Text, quoted ? text.substr(1, text.size() - 2) : text);
  }

  void step(unsigned char code) {
    if (!step_value(code) && !step_container(code) && !step_object(code))
      broken(fmt::format("the instruction 0x{:02x} is not read", code));
  }

  bool step_value(unsigned char code) {
    switch (code) {
      case 'N': push(Kind::None); return true;
      case 0x88: push(Kind::Bool, 1); return true;
      case 0x89: push(Kind::Bool, 0); return true;
      case 'I':
      case 'L': push_int_text(line()); return true;
      case 'J': push(Kind::Int, static_cast<std::int32_t>(number(4))); return true;
      case 'K': push(Kind::Int, static_cast<Int>(number(1))); return true;
      case 'M': push(Kind::Int, static_cast<Int>(number(2))); return true;
      case 0x8a: push_int(long_number(number(1))); return true;
      case 0x8b: push_int(long_number(number(4))); return true;
      case 'G': push_float(std::bit_cast<double>(__builtin_bswap64(number(8)))); return true;
      case 'F': push_float_text(line()); return true;
      case 'S': push_quoted(line()); return true;
      case 'V': push_text(Kind::Text, line()); return true;
      case 'T':
      case 'X': push_text(Kind::Text, take(number(4))); return true;
      case 'U':
      case 0x8c: push_text(Kind::Text, take(number(1))); return true;
      case 0x8d: push_text(Kind::Text, take(number(8))); return true;
      case 'B': push_text(Kind::Bytes, take(number(4))); return true;
      case 'C': push_text(Kind::Bytes, take(number(1))); return true;
      case 0x8e:
      case 0x96: push_text(Kind::Bytes, take(number(8))); return true;
      default: return false;
    }
  }

  bool step_container(unsigned char code) {
    switch (code) {
      case '(': marks_.push_back(stack_.size()); return true;
      case '0':
        if (!marks_.empty() && marks_.back() == stack_.size()) {
          marks_.pop_back();
        } else {
          pop();
        }
        return true;
      case '1': pop_to_mark(); return true;
      case '2':
        if (top() != nullptr) stack_.push_back(stack_.back());
        return true;
      case ')': push_items(Kind::Tuple, {}); return true;
      case ']': push_items(Kind::List, {}); return true;
      case '}': push(Kind::Dict); return true;
      case 0x8f: push_items(Kind::Set, {}); return true;
      case 't': push_items(Kind::Tuple, pop_to_mark()); return true;
      case 'l': push_items(Kind::List, pop_to_mark()); return true;
      case 0x91: push_items(Kind::Set, pop_to_mark()); return true;
      case 'd': {
        std::vector<NodeIndex> items = pop_to_mark();
        push(Kind::Dict);
        set_pairs(items);
        return true;
      }
      case 0x85:
      case 0x86:
      case 0x87: push_last(code - 0x84u); return true;
      case 'a': append({pop()}); return true;
      case 'e':
      case 0x90: append(pop_to_mark()); return true;
      case 's': {
        NodeIndex value = pop();
        set_pairs({pop(), value});
        return true;
      }
      case 'u': set_pairs(pop_to_mark()); return true;
      default: return false;
    }
  }

  bool step_object(unsigned char code) {
    switch (code) {
      case '.':
        made_.root = pop();
        done_ = true;
        return true;
      case 'c': {
        std::string_view module = line();
        push_global(module, line());
        return true;
      }
      case 0x93: return stack_global();
      case 'P': push_text(Kind::Text, line()); [[fallthrough]];
      case 'Q': {
        Node node;
        node.kind = Kind::Persistent;
        node.args = pop();
        push(std::move(node));
        return true;
      }
      case 'R':
      case 0x81: {
        NodeIndex args = pop();
        push_call(pop(), args);
        return true;
      }
      case 0x92: {
        pop();  // keyword arguments
        NodeIndex args = pop();
        push_call(pop(), args);
        return true;
      }
      case 'i': push_instance(true); return true;
      case 'o': push_instance(false); return true;
      case 'b': {
        NodeIndex state = pop();
        if (Node* object = top()) object->state = state;
        return true;
      }
      case 'p': remember(decimal(line())); return true;
      case 'q': remember(number(1)); return true;
      case 'r': remember(number(4)); return true;
      case 0x94: remember(memo_.size()); return true;
      case 'g': recall(decimal(line())); return true;
      case 'h': recall(number(1)); return true;
      case 'j': recall(number(4)); return true;
      case 0x80: take(1); return true;
      case 0x95: take(8); return true;
      default: return false;
    }
  }

  bool stack_global() {
    NodeIndex name = pop();
    NodeIndex module = pop();
    if (name < 0 || module < 0) return true;
    push_global(made_[module].text, made_[name].text);
    return true;
  }

  std::string_view bytes_;
  std::size_t at_ = 0;
  bool done_ = false;
  std::string error_;
  Pickle made_;
  std::vector<NodeIndex> stack_;
  std::vector<std::size_t> marks_;
  std::unordered_map<std::uint64_t, NodeIndex> memo_;
};

}  // namespace

Result<Pickle> read(std::string_view bytes) { return Machine(bytes).run(); }

}  // namespace shapewise::import::pickle
