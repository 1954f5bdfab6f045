// The wall around toml++ (https://marzer.github.io/tomlplusplus/), a reader of TOML 1.0, set up without exceptions.
#pragma once

#include <algorithm>

#define TOML_EXCEPTIONS 0
#define TOML_ENABLE_FORMATTERS 0
#define TOML_ENABLE_WINDOWS_COMPAT 0
#include <toml++/toml.h>
