// The text of the statement that failed, of those before it, and of the constructor of the layer that refused, with one
// thing left out, exchanged or put elsewhere.
#include <algorithm>
#include <fmt/format.h>
#include <map>
#include <set>

#include "driver/corrections.h"
#include "driver/slips.h"

namespace shapewise::driver {
namespace {

using diag::Diagnostic;
using diag::Fix;
using python::as;
using python::is;

constexpr int kStatementsBack = 4;

/// Methods of tensors that change their dimensions or element type, and so may be one too many.
constexpr std::string_view kDroppable =
    " transpose permute unsqueeze squeeze flatten view reshape mean sum t long half bool int float contiguous "
    "softmax max expand repeat chunk split double ";

bool is_droppable(std::string_view method) {
  return kDroppable.find(fmt::format(" {} ", method)) != std::string_view::npos;
}

class Rearrangements : Corrections {
 public:
  using Corrections::Corrections;

  std::vector<Fix> all() {
    if (around_.module() == nullptr || around_.statements().empty()) return {};
    std::vector<const python::Stmt*> near = statements_up_to_here();
    for (const python::Stmt* statement : near) without_operation(statement);
    for (const python::Stmt* statement : near) without_line(statement);
    for (const python::Stmt* statement : near) other_axes(statement);
    doubled_statements();
    doubled_items();
    for (const python::Stmt* statement : near) other_function(statement);
    exchanged_items();
    exchanged_statements();
    other_operator();
    exchanged_arguments();
    for (const python::Stmt* statement : near) other_variable(statement);
    return std::move(found_);
  }

 private:
  /// The failed statement and those before it, the nearest first.
  std::vector<const python::Stmt*> statements_up_to_here() const {
    const python::Stmt* here = around_.statements().back();
    const std::vector<const python::Stmt*>& all = around_.neighbours();
    auto at = std::find(all.begin(), all.end(), here);
    std::vector<const python::Stmt*> near{here};
    for (int i = 0; i < kStatementsBack && at != all.begin() && at != all.end(); ++i) near.push_back(*--at);
    return near;
  }

  /// x.transpose(1, 2) → x, x[0] → x.
  void without_operation(const python::Stmt* statement) {
    for (const python::Expr* expr : expressions_in(statement)) {
      source::Range tail = expr->range;
      if (auto* call = as<python::Call>(expr)) {
        auto* method = as<python::Attribute>(call->function);
        if (method == nullptr || !is_droppable(method->attribute.text())) continue;
        if (last_name(method->value) == "torch" || last_name(method->value) == "F") continue;
        tail.begin = method->value->range.end;
        add(fmt::format("leave out .{}", method->attribute.text()), tail, "");
      } else if (auto* subscript = as<python::Subscript>(expr); subscript != nullptr && in_forward()) {
        tail.begin = subscript->value->range.end;
        add(fmt::format("use all of {}", around_.text(subscript->value->range)), tail, "");
      }
    }
  }

  /// x = F.max_pool2d(x, 2), a step that may be one too many.
  void without_line(const python::Stmt* statement) {
    auto* assign = as<python::Assign>(statement);
    if (assign == nullptr || assign->targets.size() != 1 || !in_forward()) return;
    auto* target = as<python::NameExpr>(assign->targets[0]);
    auto* call = as<python::Call>(assign->value);
    if (target == nullptr || call == nullptr || last_name(call->function) == target->name.text()) return;
    std::vector<const python::Expr*> inside = expressions_in(statement);
    auto is_read = [&](const python::Expr* expr) {
      auto* name = as<python::NameExpr>(expr);
      return name != nullptr && expr != assign->targets[0] && name->name == target->name;
    };
    if (std::any_of(inside.begin(), inside.end(), is_read))
      add(fmt::format("leave out {}", around_.text(statement->range)), around_.lines(statement->range), "");
  }

  /// Dimensions that are not named, or named in another order.
  void other_axes(const python::Stmt* statement) {
    for (const python::Expr* expr : expressions_in(statement)) {
      auto* call = as<python::Call>(expr);
      if (call == nullptr || call->arguments.empty()) continue;
      std::string_view called = last_name(call->function);
      if (called == "cat" || called == "stack" || called == "concat") unnamed_axis(*call, "dim", {"1", "-1", "2"});
      if (called == "flatten") unnamed_axis(*call, "start_dim", {"1"});
      if (called == "chunk" || called == "split") unnamed_axis(*call, "dim", {"1", "-1", "2"});
      if (called == "permute") exchanged_axes(*call);
      if (called == "transpose") transposed_axes(*call);
    }
    auto* assign = as<python::Assign>(statement);
    auto* sizes = assign != nullptr ? as<python::Tuple>(assign->targets[0]) : nullptr;
    for (int i = 1; sizes != nullptr && i < sizes->elements.size(); ++i)
      exchange_ranges("unpack the sizes in another order", sizes->elements[i - 1]->range, sizes->elements[i]->range);
  }

  void unnamed_axis(const python::Call& call, std::string_view param, std::initializer_list<std::string_view> axes) {
    for (const python::Argument& argument : call.arguments) {
      if (argument.kind != python::ArgumentKind::Positional) return;
      if (is<python::IntExpr>(argument.value) && &argument != call.arguments.begin()) return;
    }
    source::Range place = behind(call.arguments.end()[-1].range);
    for (std::string_view axis : axes)
      add(fmt::format("name the dimension: {}={}", param, axis), place, fmt::format(", {}={}", param, axis));
  }

  void exchange_ranges(std::string title, source::Range a, source::Range b) {
    std::string first = around_.text(a);
    std::string second = around_.text(b);
    if (first != second) found_.push_back({std::move(title), {{a, second}, {b, first}}});
  }

  void exchanged_axes(const python::Call& call) {
    for (int i = 0; i < call.arguments.size(); ++i) {
      for (int j = i + 1; j < call.arguments.size(); ++j)
        exchange_ranges("permute the dimensions in another order", call.arguments[i].range, call.arguments[j].range);
    }
  }

  void transposed_axes(const python::Call& call) {
    if (call.arguments.size() < 2) return;
    source::Range both = call.arguments.end()[-2].range;
    both.end = call.arguments.end()[-1].range.end;
    for (std::string_view axes : {"1, 2", "-2, -1"}) {
      if (around_.text(both) != axes) add(fmt::format("transpose dimensions {}", axes), both, std::string(axes));
    }
  }

  bool in_forward() const {
    const python::Function* function = around_.function();
    return function != nullptr && function->name.text() != "__init__";
  }

  /// A line that stands twice in a row.
  void doubled_statements() {
    const std::vector<const python::Stmt*>& all = around_.neighbours();
    for (std::size_t i = 1; i < all.size(); ++i) {
      if (around_.text(all[i]->range) == around_.text(all[i - 1]->range))
        add("remove the line that stands twice", around_.lines(all[i]->range), "");
    }
  }

  /// The layers of the innermost Sequential around the place.
  std::vector<source::Range> items() const {
    std::vector<source::Range> ranges;
    for (auto expr = around_.expressions().rbegin(); expr != around_.expressions().rend() && ranges.empty(); ++expr) {
      if (auto* list = as<python::List>(*expr)) {
        for (const python::Expr* item : list->elements) ranges.push_back(item->range);
      }
      auto* call = as<python::Call>(*expr);
      if (call == nullptr || last_name(call->function) != "Sequential") continue;
      for (const python::Argument& argument : call->arguments) ranges.push_back(argument.range);
    }
    return ranges;
  }

  void doubled_items() {
    std::vector<source::Range> all = items();
    for (std::size_t i = 1; i < all.size(); ++i) {
      if (around_.text(all[i]) != around_.text(all[i - 1])) continue;
      source::Range both = all[i - 1];
      both.end = all[i].begin;
      add("remove the layer that stands twice", both, "");
    }
  }

  void exchanged_items() {
    std::vector<source::Range> all = items();
    for (std::size_t i = 1; i < all.size(); ++i) {
      bool near = all[i].begin >= d_.range.begin - 400 && all[i - 1].begin <= d_.range.end + 100;
      std::string a = around_.text(all[i - 1]);
      std::string b = around_.text(all[i]);
      if (near && a != b) found_.push_back({"exchange two layers", {{all[i - 1], b}, {all[i], a}}});
    }
  }

  void exchanged_statements() {
    const python::Stmt* here = around_.statements().back();
    const std::vector<const python::Stmt*>& all = around_.neighbours();
    auto at = std::find(all.begin(), all.end(), here);
    if (at == all.end()) return;
    if (at + 1 != all.end()) exchange(*at, *(at + 1));
    if (at != all.begin()) exchange(*(at - 1), *at);
    if (at != all.begin() && at - 1 != all.begin()) exchange(*(at - 2), *(at - 1));
  }

  void exchange(const python::Stmt* a, const python::Stmt* b) {
    auto leaves = [](const python::Stmt* s) {
      return is<python::Return>(s) || is<python::Raise>(s) || s->kind == python::StmtKind::Break ||
             s->kind == python::StmtKind::Continue;
    };
    if (leaves(b)) return;  // what came behind it would never run
    std::string first = around_.text(a->range);
    std::string second = around_.text(b->range);
    bool lines = first.find('\n') == std::string::npos && second.find('\n') == std::string::npos;
    if (lines) found_.push_back({"exchange two lines", {{a->range, second}, {b->range, first}}});
  }

  /// permute for view, cat for stack: names that are easily mixed up.
  void other_function(const python::Stmt* statement) {
    constexpr std::pair<std::string_view, std::string_view> kMixed[] = {
        {"view", "permute"}, {"reshape", "permute"},   {"stack", "cat"},         {"cat", "stack"},
        {"mul", "matmul"},   {"squeeze", "flatten"},   {"squeeze", "unsqueeze"}, {"unsqueeze", "squeeze"},
        {"split", "chunk"},  {"reshape", "transpose"}, {"view", "reshape"}};
    for (const python::Expr* expr : expressions_in(statement)) {
      auto* call = as<python::Call>(expr);
      auto* called = call != nullptr ? as<python::Attribute>(call->function) : nullptr;
      if (called == nullptr) continue;
      for (const auto& [written, meant] : kMixed) {
        if (called->attribute.text() == written)
          add(fmt::format("use {}", meant), called->attribute.range, std::string(meant));
      }
    }
  }

  void other_operator() {
    for (const python::Expr* expr : expressions_in(around_.statements().back())) {
      auto* binary = as<python::Binary>(expr);
      if (binary == nullptr) continue;
      bool number = is<python::IntExpr>(binary->left) || is<python::IntExpr>(binary->right);
      if (binary->op == python::BinaryOp::Multiply && in_forward() && !number)
        add("multiply matrices", binary->op_range, "@");
      if (binary->op == python::BinaryOp::MatrixMultiply) {
        add("multiply element by element", binary->op_range, "*");
        exchange_ranges("exchange the factors", binary->left->range, binary->right->range);
      }
      if (binary->op == python::BinaryOp::Subtract) add("add", binary->op_range, "+");
    }
  }

  /// Neighbouring arguments of the call, the wrong way round.
  void exchanged_arguments() {
    const python::Call* call = around_.call();
    if (call == nullptr) return;
    for (int i = 1; i < call->arguments.size(); ++i) {
      const python::Argument& a = call->arguments[i - 1];
      const python::Argument& b = call->arguments[i];
      bool plain = a.kind == python::ArgumentKind::Positional && b.kind == python::ArgumentKind::Positional;
      std::string first = around_.text(a.range);
      std::string second = around_.text(b.range);
      if (plain && first != second)
        found_.push_back({fmt::format("exchange {} and {}", first, second), {{a.range, second}, {b.range, first}}});
    }
  }

  /// For operands of one operator, call or list those beside them.
  static std::map<const python::Expr*, std::set<std::string_view>> companions(
      const std::vector<const python::Expr*>& expressions) {
    std::map<const python::Expr*, std::set<std::string_view>> beside;
    auto meet = [&](const std::vector<const python::Expr*>& operands) {
      for (const python::Expr* one : operands) {
        for (const python::Expr* other : operands) {
          if (auto* name = as<python::NameExpr>(other); name != nullptr && other != one)
            beside[one].insert(name->name.text());
        }
      }
    };
    for (const python::Expr* expr : expressions) {
      if (auto* binary = as<python::Binary>(expr)) meet({binary->left, binary->right});
      if (auto* list = as<python::List>(expr)) meet({list->elements.begin(), list->elements.end()});
      if (auto* tuple = as<python::Tuple>(expr)) meet({tuple->elements.begin(), tuple->elements.end()});
      auto* call = as<python::Call>(expr);
      auto* called = call != nullptr ? as<python::Attribute>(call->function) : nullptr;
      if (called == nullptr || last_name(called->value) == "self") continue;  // attention takes one tensor three times
      std::vector<const python::Expr*> arguments;
      for (const python::Argument& argument : call->arguments) arguments.push_back(argument.value);
      meet(arguments);
    }
    return beside;
  }

  /// Another variable of the function is meant, but hardly one that is an operand there already.
  void other_variable(const python::Stmt* statement) {
    constexpr std::size_t kTried = 3;
    if (!in_forward()) return;
    std::vector<std::string_view> names = around_.variables(statement->range.begin);
    auto* written = as<python::Assign>(statement);
    std::vector<const python::Expr*> expressions = expressions_in(statement);
    auto beside = companions(expressions);
    for (const python::Expr* expr : expressions) {
      auto* name = as<python::NameExpr>(expr);
      bool variable = name != nullptr && std::find(names.begin(), names.end(), name->name.text()) != names.end();
      if (!variable || (written != nullptr && expr == written->targets[0])) continue;
      std::set<std::string_view> tried = beside[expr];
      tried.insert(name->name.text());
      std::size_t least = tried.size();
      for (std::string_view other : names) {
        if (tried.size() >= least + kTried || !tried.insert(other).second) continue;
        add(fmt::format("use {}", other), name->range, std::string(other));
      }
    }
  }
};

}  // namespace

std::vector<Fix> rearrangements(const Diagnostic& diagnostic, const Surroundings& around) {
  return Rearrangements(diagnostic, around).all();
}

}  // namespace shapewise::driver
