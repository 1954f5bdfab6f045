# Libraries from elsewhere, all found in the system: tools/setup installs the distribution's packages.

# The library NAME: its archive where the program is linked statically.
function(shapewise_library variable name)
  if(SHAPEWISE_STATIC)
    find_library(${variable} lib${name}.a REQUIRED)
  else()
    find_library(${variable} ${name} REQUIRED)
  endif()
endfunction()

# Headers only: tl::expected (Result), RapidJSON (JSON), toml++ (configuration), protozero (Protocol Buffers), and those of
# {fmt}.
find_path(TL_EXPECTED_INCLUDE_DIR tl/expected.hpp REQUIRED)
find_path(RAPIDJSON_INCLUDE_DIR rapidjson/document.h REQUIRED)
find_path(TOML_INCLUDE_DIR toml++/toml.h REQUIRED)
find_path(FMT_INCLUDE_DIR fmt/format-inl.h REQUIRED)
find_path(PROTOZERO_INCLUDE_DIR protozero/pbf_reader.hpp REQUIRED)
set(header_dirs ${PROTOZERO_INCLUDE_DIR} ${TL_EXPECTED_INCLUDE_DIR} ${RAPIDJSON_INCLUDE_DIR} ${TOML_INCLUDE_DIR} ${FMT_INCLUDE_DIR})
list(REMOVE_DUPLICATES header_dirs)
add_library(headers INTERFACE)
target_include_directories(headers SYSTEM INTERFACE ${header_dirs})

# {fmt}: version 9 is compiled here from its headers (see cmake/fmt.cc), any other one is linked as its package offers it.
file(STRINGS ${FMT_INCLUDE_DIR}/fmt/core.h fmt_version REGEX "#define FMT_VERSION 9[0-9][0-9][0-9][0-9]$")
if(fmt_version)
  add_library(formatting STATIC ${PROJECT_SOURCE_DIR}/cmake/fmt.cc)
  target_compile_options(formatting PRIVATE -w -fno-exceptions -fno-rtti)
  target_link_libraries(formatting PUBLIC headers)
else()
  find_package(fmt REQUIRED)
  add_library(formatting INTERFACE)
  target_link_libraries(formatting INTERFACE fmt::fmt headers)
endif()

# PCRE2: Python's regular expressions (room absint).
find_path(PCRE2_INCLUDE_DIR pcre2.h REQUIRED)
shapewise_library(PCRE2_LIBRARY pcre2-8)

# libyaml: the configurations that programs read (room absint).
find_path(YAML_INCLUDE_DIR yaml.h REQUIRED)
shapewise_library(YAML_LIBRARY yaml)

# minizip: archives of Keras and PyTorch (room import).
find_path(MINIZIP_INCLUDE_DIR minizip/unzip.h REQUIRED)
shapewise_library(MINIZIP_LIBRARY minizip)
shapewise_library(ZLIB_LIBRARY z)

# libpng and libjpeg: pictures as inputs (room image).
find_path(PNG_INCLUDE_DIR png.h REQUIRED)
find_path(JPEG_INCLUDE_DIR jpeglib.h REQUIRED)
shapewise_library(PNG_LIBRARY png)
shapewise_library(JPEG_LIBRARY jpeg)

# oneDNN (room onednn, which is left out without it). Its package does not say where OpenMP is, so it is looked for here.
# Version 3 has another interface.
find_library(DNNL_LIBRARY dnnl)
find_path(DNNL_INCLUDE_DIR oneapi/dnnl/dnnl.hpp)
find_package(OpenMP COMPONENTS CXX)
set(dnnl_version "")
if(DNNL_INCLUDE_DIR)
  file(STRINGS ${DNNL_INCLUDE_DIR}/oneapi/dnnl/dnnl_version.h dnnl_version REGEX "#define DNNL_VERSION_MAJOR 2$")
endif()
if(DNNL_LIBRARY AND dnnl_version AND OpenMP_CXX_FOUND)
  add_library(dnnl INTERFACE)
  target_include_directories(dnnl SYSTEM INTERFACE ${DNNL_INCLUDE_DIR})
  target_link_libraries(dnnl INTERFACE ${DNNL_LIBRARY} OpenMP::OpenMP_CXX)
else()
  message(STATUS "oneDNN of version 2 or OpenMP is not there: networks will be run with the reference kernels alone")
  list(APPEND SHAPEWISE_LEFT_OUT onednn)
endif()

# GMP: Python's integers have no bound (room absint).
shapewise_library(GMP_LIBRARY gmp)
