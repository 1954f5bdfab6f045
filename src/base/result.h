// Result<T>: the lane for errors of the environment (a missing file, a bad command line). A user's mistake in a network
// is a diag::Diagnostic instead, and our own mistake is a CHECK.
#pragma once

#include <string>
#include <tl/expected.hpp>

namespace shapewise {

struct Error {
  std::string message;
};

template <class T>
using Result = tl::expected<T, Error>;

inline tl::unexpected<Error> fail(std::string message) { return tl::unexpected<Error>(Error{std::move(message)}); }

}  // namespace shapewise
