# Libraries from elsewhere, all found in the system: tools/setup installs the distribution's packages.

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

# RapidJSON (JSON written and read, the editor protocol) is headers only and found as <rapidjson/...>.
