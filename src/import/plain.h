// Names in files from elsewhere, as they can stand in a listing.
#pragma once

#include <string>
#include <string_view>

namespace shapewise::import {

/// Without what a terminal or a path could not show.
std::string plain(std::string_view name);

}  // namespace shapewise::import
