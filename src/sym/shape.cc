// Printing of shapes, as Python prints the tuple.
#include "sym/shape.h"

namespace shapewise::sym {

std::string to_text(const Shape& shape, Style style) {
  std::string text = "(";
  for (int i = 0; i < shape.rank(); ++i) {
    if (i > 0) text += ", ";
    text += to_text(shape[i], style);
  }
  return text + (shape.rank() == 1 ? ",)" : ")");
}

}  // namespace shapewise::sym
