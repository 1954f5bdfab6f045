// CHECK(condition): a promise of our own code. A broken one is our bug, so the program stops and says where.
#pragma once

namespace shapewise {
[[noreturn]] void check_failed(const char* condition, const char* file, int line);
}  // namespace shapewise

#define CHECK(condition) ((condition) ? void(0) : ::shapewise::check_failed(#condition, __FILE__, __LINE__))
