// The one place where the program gives up on itself.
#include "base/check.h"

#include <cstdio>
#include <cstdlib>

namespace shapewise {

void check_failed(const char* condition, const char* file, int line) {
  std::fprintf(stderr, "shapewise: internal error: %s is not true at %s:%d; please report this\n", condition, file,
               line);
  std::abort();
}

}  // namespace shapewise
