# Libraries from elsewhere. All are found in the system (tools/setup installs them) but tree-sitter, which npm fetches.

# tl::expected: headers only.
find_path(TL_EXPECTED_INCLUDE_DIR tl/expected.hpp REQUIRED)
add_library(tl_expected INTERFACE)
if(NOT TL_EXPECTED_INCLUDE_DIR STREQUAL "/usr/include")
  target_include_directories(tl_expected SYSTEM INTERFACE ${TL_EXPECTED_INCLUDE_DIR})
endif()

# {fmt}: version 9 is compiled here from its headers (see cmake/fmt.cc), any other one is linked as its package offers it.
find_package(fmt REQUIRED)
if(fmt_VERSION VERSION_GREATER_EQUAL 9 AND fmt_VERSION VERSION_LESS 10)
  add_library(formatting STATIC ${PROJECT_SOURCE_DIR}/cmake/fmt.cc)
  target_compile_options(formatting PRIVATE -w -fno-exceptions -fno-rtti)
  get_target_property(fmt_include_dir fmt::fmt INTERFACE_INCLUDE_DIRECTORIES)
  target_include_directories(formatting SYSTEM PUBLIC ${fmt_include_dir})
else()
  add_library(formatting INTERFACE)
  target_link_libraries(formatting INTERFACE fmt::fmt)
endif()

# CLI11 (command line) and RapidJSON (JSON readers and the editor protocol) are headers only and found as <CLI/CLI.hpp>
# and <rapidjson/...>.

# tree-sitter and its grammar of Python. package.json pins both; only the room `python` links them.
set(TREE_SITTER_DIR ${PROJECT_SOURCE_DIR}/node_modules/tree-sitter/vendor/tree-sitter/lib)
set(TREE_SITTER_PYTHON_DIR ${PROJECT_SOURCE_DIR}/node_modules/tree-sitter-python)
if(NOT EXISTS ${TREE_SITTER_DIR}/src/lib.c OR NOT EXISTS ${TREE_SITTER_PYTHON_DIR}/src/parser.c)
  message(FATAL_ERROR "tree-sitter is not there: run tools/setup (or npm ci --ignore-scripts)")
endif()
add_library(tree_sitter STATIC ${TREE_SITTER_DIR}/src/lib.c)
target_include_directories(tree_sitter SYSTEM PUBLIC ${TREE_SITTER_DIR}/include PRIVATE ${TREE_SITTER_DIR}/src)
target_compile_definitions(tree_sitter PRIVATE _POSIX_C_SOURCE=200112L _DEFAULT_SOURCE)
target_compile_options(tree_sitter PRIVATE -w -O2 -fno-sanitize=undefined)

file(GLOB grammar ${TREE_SITTER_PYTHON_DIR}/src/*.c)
add_library(tree_sitter_python STATIC ${grammar})
target_include_directories(tree_sitter_python SYSTEM PRIVATE ${TREE_SITTER_PYTHON_DIR}/src)
target_compile_options(tree_sitter_python PRIVATE -w -O2 -fno-sanitize=undefined)
