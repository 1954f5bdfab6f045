// Sources: jaxtyping's and torchtyping's documentation of their annotations.
#include "rules/shape_annotation.h"

#include "python/children.h"

namespace shapewise::rules {
namespace {

using python::as;

/// One dimension: a number, a name or arithmetic; false for what names no size ("#n", "?n").
bool add_size(std::string_view text, AnnotatedClaim& made) {
  if (text == "..." || text.starts_with('*')) {
    made.open = true;
    return made.claim.shape.dims.empty();  // in front of the others, or not read
  }
  if (std::size_t equals = text.find('='); equals != std::string_view::npos) text.remove_prefix(equals + 1);
  if (text == "_") text = "any";
  auto size = sym::parse_expr(text);
  if (!size || size->is_invalid()) return false;
  made.claim.shape.dims.push_back(std::move(*size));
  return true;
}

bool add_sizes(std::string_view list, AnnotatedClaim& made) {
  while (!list.empty()) {
    std::size_t end = std::min(list.find(' '), list.size());
    if (end > 0 && !add_size(list.substr(0, end), made)) return false;
    list.remove_prefix(std::min(end + 1, list.size()));
  }
  return true;
}

class Reader {
 public:
  explicit Reader(const source::SourceFile& file) : file_(file) {}

  void operator()(const python::Expr* /*expr*/) {}
  void operator()(const python::Pattern* /*pattern*/) {}
  void operator()(const python::Stmt* statement) {
    if (auto* assign = as<python::AnnotatedAssign>(statement); assign != nullptr && assign->value != nullptr)
      add(assign->annotation, statement, {});
    auto* returned = as<python::Return>(statement);
    if (returned != nullptr && function_ != nullptr) add(function_->returns, statement, {});
    const python::Function* outer = function_;
    if (auto* function = as<python::Function>(statement)) {
      function_ = function;
      for (const python::Parameter& parameter : function->parameters) {
        if (function->name.text() == "forward") add(parameter.annotation, nullptr, parameter.name.text());
      }
    }
    python::for_each_child(statement, *this);
    function_ = outer;
  }

  std::vector<AnnotatedClaim> found;

 private:
  void add(const python::Expr* annotation, const python::Stmt* statement, std::string_view parameter) {
    auto* subscript = as<python::Subscript>(annotation);
    auto* items = subscript != nullptr ? as<python::Tuple>(subscript->index) : nullptr;
    if (items == nullptr || items->elements.empty()) return;
    AnnotatedClaim made{{{}, annotation->range, true}, false, statement, parameter};
    bool whole = items->elements.size() == 2 && last_name(subscript->value) != "TensorType";
    auto* text = whole ? as<python::StringExpr>(items->elements[1]) : nullptr;
    bool known = text != nullptr                               ? add_sizes(text->value, made)
                 : last_name(subscript->value) == "TensorType" ? add_items(items->elements, made)
                                                               : false;
    if (known && !made.claim.shape.dims.empty()) found.push_back(std::move(made));
  }

  bool add_items(python::Exprs items, AnnotatedClaim& made) const {
    for (const python::Expr* item : items) {
      auto* text = as<python::StringExpr>(item);
      if (python::is<python::EllipsisExpr>(item)) {
        if (!add_size("...", made)) return false;
      } else if (text == nullptr && !python::is<python::IntExpr>(item)) {
        continue;  // an element type, which may follow the sizes
      } else if (!add_size(text != nullptr ? text->value : file_.slice(item->range), made)) {
        return false;
      }
    }
    return true;
  }

  const source::SourceFile& file_;
  const python::Function* function_ = nullptr;
};

}  // namespace

std::vector<AnnotatedClaim> read_shape_annotations(const source::SourceFile& file, const python::Module& tree) {
  Reader reader(file);
  for (const python::Stmt* statement : tree.body) reader(statement);
  return std::move(reader.found);
}

}  // namespace shapewise::rules
