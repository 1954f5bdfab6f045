// The bounds that every front end keeps, so that hostile input costs bounded time and memory. Reaching one is a
// diagnostic (limit), never a crash and never silence.
#pragma once

namespace shapewise::import {

struct Limits {
  int bytes = 8 << 20;    // of one source text; 1 <= bytes
  int layers = 20'000;    // modules constructed and layers called
  int depth = 200;        // nesting: of parentheses, of containers, of printed modules
  int diagnostics = 100;  // errors after which reading stops
};

}  // namespace shapewise::import
